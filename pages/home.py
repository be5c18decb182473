"""Choose a service: the way in for everybody who has no deep link yet.

A large organisation is shown one level at a time (`?within=`), with a search (`?find=`)."""

import dash

from components import address
from components.page import notices, shell
from components.services import service_level, service_list
from components.words import page, say
from components.words import services as words
from quality.deployment import current
from quality.page_context import check_address, page_context
from quality.service_overview import signal_counts

LISTED_AT_MOST = 400
"""Services up to which all of them stand in one list, which is filtered as one types."""


def _check(within=None, find=None, **_):
    address.one(find, "find")
    with current().session() as session:
        check_address(session, service=address.one(within, "within"))


dash.register_page(__name__, path="/", order=0, check=_check)


@notices.explained
def layout(within=None, find=None, **_query):
    with current().session() as session:
        check_address(session, service=address.one(within, "within"))
        around = page_context(session, current())
        standings = signal_counts(session)
    if not around.tree.by_code:
        return shell.view(shell.page_head(page.NOTHING_LOADED), notices.nothing_loaded(), around=around)
    measured = [s for s in standings.values() if s.measures]
    concerns = sum(s.concerns for s in measured)
    improvements = sum(s.improvements for s in measured)
    return shell.view(
        shell.page_head(
            page.CHOOSE_SERVICE,
            crumbs=_crumbs(around, address.one(within, "within")),
            facts=[
                around.organisation,
                say.plural(len(around.tree.by_code), "service"),
                words.signals_now(concerns, improvements),
                page.data_to(around.data_to),
            ],
        ),
        *_services(around, standings, address.one(within, "within"), address.one(find, "find")),
        around=around,
        module=__name__,
    )


def _is_large(around):
    return len(around.tree.by_code) > LISTED_AT_MOST


def _crumbs(around, within):
    return service_level.crumbs(around.tree, within) if _is_large(around) else []


def _services(around, standings, within, find):
    tree, today = around.tree, around.today
    if not _is_large(around):
        return [service_list.search(), service_list.service_list(tree, standings, today)]
    if find:
        return [service_level.search(find), service_level.found(tree, standings, today, find)]
    return [service_level.search(""), service_level.part(tree, standings, today, within)]
