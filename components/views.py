"""Whole views for the `layout` functions of pages: drawn from a template, and never a blank when something is
wrong."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import dash
from dash.development.base_component import Component
from flask import Response, g, request
from markupsafe import Markup

from components import address
from components.page.document import STYLE
from components.page.html import Html
from components.templates import render
from components.words import page as words
from errors import BrightspotError, ForbiddenError, NotFoundError
from quality.page_context import PageContext, WhichServiceError
from quality.people.person import NOBODY, Person
from quality.people.visits import Mark

log = logging.getLogger(__name__)
ASKS = "Brightspot-Asks"
"""Header of an answer that asks one thing before it records."""


def view(template: str, *, around: PageContext | None, module: str = "", **values: Any) -> Html:
    """Return a whole view. `module` is the page's `__name__`: its navigation entry is marked as current.

    In the template `slot(component)` puts a Dash component, which is operated, into its place; `to(code)` is
    the address of the same page for another service; a page whose record says better where that is gives its
    own.
    """
    slots: list[Component] = []

    def slot(component: Component) -> Markup:
        slots.append(component)
        return Markup('<div data-slot="{}"></div>').format(len(slots) - 1)

    given = {"around": around, "module": module, "slot": slot, "viewer": g.get("viewer"), "to": g.get("to")}
    return Html(render(template, **{**given, **values}), slots)


def explained(layout: Callable[..., Html]) -> Callable[..., Html]:
    """Turn a mistake in the address into a page that says so, for `layout` functions of pages.

    A bug of ours becomes a page too, so that nobody is left in front of a skeleton, and is logged in full.
    """

    @functools.wraps(layout)
    def safe(*args: Any, **query: Any) -> Html:
        page = dash.page_registry[layout.__module__]
        g.to = partial(address.elsewhere, page.get("path_template") or page["path"], query)
        try:
            return layout(*args, **query)
        except WhichServiceError as error:
            return view("page/which.html", around=error.around, services=error.services)
        except NotFoundError as error:
            return _bare(404, words.NOTHING_HERE, str(error))
        except ForbiddenError as error:
            return forbidden(str(error))
        except BrightspotError as error:
            return _bare(400, words.NO_SENSE, str(error))
        except Exception:
            log.exception("A page could not be drawn: %s", layout.__module__)
            return _bare(500, words.OUR_FAULT, words.OUR_FAULT_MORE)

    return safe


def last_visit() -> tuple[Mark | None, Person]:
    """Return the end of the visit before this one of whoever is answered, and who that is."""
    viewer = g.get("viewer")
    return (viewer.before, viewer.person) if viewer else (None, NOBODY)


def refused(text: str, status: int, asks: str = "") -> Response:
    """Answer a form that was sent: a script gets the text alone; a browser without one a page with the way
    back, where what was written still stands. `asks`: what the form sends back to say that it is right."""
    if not opens_pages():
        return Response(text, status, {ASKS: asks} if asks else None, mimetype="text/plain")
    came_from = urlsplit(request.referrer or "")
    back = address.inside(urlunsplit(("", "", came_from.path, came_from.query, ""))) or "/"
    typed = [pair for pair in request.form.items(multi=True) if asks and pair[0] != "sure"]
    asked = {"asks": asks, "typed": typed, "action": request.path}
    answer = render("page/refused.html", text=text, status=status, back=back, style=STYLE, **asked)
    return Response(answer, status, mimetype="text/html")


def opens_pages() -> bool:
    """Tell if a browser opens the answer itself, and no script of ours: scripts accept anything, browsers
    name pages. `best` is a signed exchange in Chromium, as parameters make a type more special."""
    return "text/html" in request.accept_mimetypes.values()


def alone(template: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with a page that stands by itself, without the shell, and that no browser keeps."""
    answer = Response(str(render(template, style=STYLE, **values)), status, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def see_other(where: str) -> Response:
    """Lead on to an address of ours, after a form."""
    return Response(status=303, headers={"Location": where})


def forbidden(why: str) -> Html:
    """Return what is shown in place of a page that is not for whoever asks."""
    return _bare(403, words.NOT_YOURS, why)


def _bare(status: int, title: str, text: str) -> Html:
    g.status = status  # what the document answers; only what is right is kept (server/page_cache.py)
    return view("page/mistake.html", around=None, title=title, text=text)
