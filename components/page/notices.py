"""States that are not data: empty, error, stale, suppressed, not yet built. Each says what is so, why, and
what to do; none is a blank."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from dash import html
from flask import g

from components.page import shell
from components.page.html import to_html
from components.page.shell import link
from components.words import page
from errors import BrightspotError, NotFoundError

log = logging.getLogger(__name__)


def notice(title: str, *body: Any, kind: str = "empty", action: Any = None) -> html.Div:
    """Show a notice. `kind`: empty, error, stale, suppressed, later. Shape and word differ; colour never
    carries it."""
    parts = [html.P(title, className="notice__title")]
    parts += [html.P(part) if isinstance(part, str) else part for part in body]
    if action is not None:
        parts.append(html.P(action, className="notice__action"))
    role = {"role": "alert"} if kind == "error" else {}
    return html.Div(parts, className=f"notice notice--{kind}", **role)


def no_data(what: str) -> html.Div:
    return notice(page.NO_DATA_FOR.format(what=what), page.NO_DATA, action=link(page.SEE_LOADS, href="/data"))


def nothing_loaded() -> html.Div:
    return notice(*page.EMPTY_DATABASE, action=link(page.SEE_METHODS, href="/methods"))


def comes_later(title: str, *body: Any) -> html.Div:
    """Leave the honest place of something that is not there yet: no button that does nothing."""
    return notice(title, *body, kind="later")


def explained(layout: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a mistake in the address into a page that says so, for `layout` functions of pages.

    A bug of ours becomes a page too, so that nobody is left in front of a skeleton, and is logged in full.
    """

    @functools.wraps(layout)
    def safe(*args: Any, **query: Any) -> Any:
        try:
            return to_html(layout(*args, **query))
        except BrightspotError as error:
            return to_html(mistake(error))
        except Exception:
            log.exception("A page could not be drawn: %s", layout.__module__)
            g.is_fault = True  # never to be kept and shown again (server/page_cache.py)
            return to_html(_bare(page.OUR_FAULT, page.OUR_FAULT_MORE))

    return safe


def mistake(error: BrightspotError) -> html.Div:
    """Draw a whole view, with no data needed to draw it."""
    is_missing = isinstance(error, NotFoundError)
    return _bare(page.NOTHING_HERE if is_missing else page.NO_SENSE, str(error))


def _bare(title: str, words: str) -> html.Div:
    home = link(page.CHOOSE_SERVICE, href="/")
    return shell.bare(
        html.H1(title), html.P(words, className="lede"), html.P(home, className="notice__action")
    )
