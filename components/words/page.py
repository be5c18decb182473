"""Texts that every page shares: the frame, notices, and what is said where an address leads nowhere."""

from __future__ import annotations

from datetime import date

from catalogue.fields.periods import NOUN, label
from components.words import say
from quality.page_context import PageContext

DESCRIPTION = "See what changed in the quality of care, whether it is chance, and what is being done."
SKIP = "Skip to the content"
CHOOSE_SERVICE = "Choose a service"
WHICH = "This address does not say which service is meant. Choose one."
LISTED = 200
"""Services that are listed at most."""
ALL_SERVICES = "All services, with search"
SAVE_AS = "Save as"
SEE_ALONE = "See it on a page of its own"
BREADCRUMB, PAGES = "Breadcrumb", "Pages"

REFUSED, GO_BACK = "This was not done", "Go back"
SURE = "It is no patient's: record it"
NOTHING_HERE = "There is nothing at this address"
NOT_YOURS = "You may not see this"
NO_SENSE = "This address does not make sense"
NO_SUCH_PAGE = "Brightspot has no page at this address. Check the address for typing errors."
OUR_FAULT = "This page could not be drawn"
MISTAKES = frozenset({NOTHING_HERE, NOT_YOURS, NO_SENSE, OUR_FAULT})
"""Headings of pages that show nothing."""
OUR_FAULT_MORE = "This is our fault, not yours. The error has been logged. Nothing was changed."

NOTHING_LOADED = "Nothing loaded yet"
NO_DATA = "Nothing has been loaded for it, so there is nothing to judge."
SEE_LOADS = "See what was loaded and when"
EMPTY_DATABASE = (
    "The database is empty.",
    "Load your own files with python -m loaders run. Or start with the demo: make run creates it if the "
    "settings do not name data of your own.",
)
SEE_METHODS = "Read how every rule works"

METHODS = "Methods"
METHODS_LEDE = "How every number, icon and sentence here is made. The program itself writes this page."
ON_THIS_PAGE = "On this page"
GIVEN_TWICE = "The address gives {name!r} more than once. Give it once."
NO_CODE = "The address gives a {name!r} that cannot be a code: {text!r}…"
TITLE = "{name} · Brightspot"
NO_DATA_FOR = "No data yet for {what}."
VERSION = "Brightspot {number}"


def data_to(day: date | None) -> str:
    return f"Data to {say.day(day)}" if day else "No data yet"


def known(around: PageContext) -> str:
    """Say to when what comes in each rhythm is known: `Data by week to 15 Nov 2026, by month to Oct 2026`."""
    if len(around.known) < 2:
        return data_to(around.data_to)
    parts = [f"by {NOUN[one]} to {label(day, one).removeprefix('w/e ')}" for one, day in around.known]
    return f"Data {', '.join(parts)}"


def on_time(feeds_on_time: int, feeds: int) -> str:
    return f"{feeds_on_time} of {say.plural(feeds, 'feed')} on time"


def demo(today: date) -> str:
    return f"Demo with invented data. Its date is always {say.day(today)}."
