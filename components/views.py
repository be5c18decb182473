"""Whole views for the `layout` functions of pages: drawn from a template, and never a blank when something is
wrong."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from dash.development.base_component import Component
from flask import g
from markupsafe import Markup

from components.page.html import Html
from components.templates import render
from components.words import page as words
from errors import BrightspotError, NotFoundError
from quality.page_context import PageContext

log = logging.getLogger(__name__)


def view(template: str, *, around: PageContext | None, module: str = "", **values: Any) -> Html:
    """Return a whole view. `module` is the page's `__name__`: its navigation entry is marked as current.

    `slot(component)` in the template puts a Dash component, which is operated, into its place.
    """
    slots: list[Component] = []

    def slot(component: Component) -> Markup:
        slots.append(component)
        return Markup('<div data-slot="{}"></div>').format(len(slots) - 1)

    return Html(render(template, around=around, module=module, slot=slot, **values), slots)


def explained(layout: Callable[..., Html]) -> Callable[..., Html]:
    """Turn a mistake in the address into a page that says so, for `layout` functions of pages.

    A bug of ours becomes a page too, so that nobody is left in front of a skeleton, and is logged in full.
    """

    @functools.wraps(layout)
    def safe(*args: Any, **query: Any) -> Html:
        try:
            return layout(*args, **query)
        except NotFoundError as error:
            return _bare(404, words.NOTHING_HERE, str(error))
        except BrightspotError as error:
            return _bare(400, words.NO_SENSE, str(error))
        except Exception:
            log.exception("A page could not be drawn: %s", layout.__module__)
            return _bare(500, words.OUR_FAULT, words.OUR_FAULT_MORE)

    return safe


def _bare(status: int, title: str, text: str) -> Html:
    g.status = status  # what the document answers; only what is right is kept (server/page_cache.py)
    return view("page/mistake.html", around=None, title=title, text=text)
