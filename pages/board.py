"""/board: the evening before the meeting. What changed, is it special cause, will we meet the target?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import dash
from dash import html

from catalogue.models import Domain
from components import address
from components.board import exceptions, matrix
from components.board import summary as board_summary
from components.page import notices, shell
from components.words import board as words
from components.words import page
from errors import BrightspotError
from quality.board import Board, board
from quality.deployment import current
from quality.page_context import PageContext, check_address, page_context


def _address(service: str | None) -> str:
    return address.board(service or "")


def _check(service: Any = None, domain: Any = None, changed: Any = None, since: Any = None, **_: Any) -> None:
    _domain(domain)
    _day(since, current().today)
    address.one(changed, "changed")
    with current().session() as session:
        check_address(session, service=address.one(service, "service"))


dash.register_page(
    __name__,
    path="/board",
    nav="Board",
    order=2,
    address=_address,
    check=_check,
)


@notices.explained
def layout(
    service: Any = None, domain: Any = None, changed: Any = None, since: Any = None, **_: Any
) -> html.Div:
    here = current()
    only, day = _domain(domain), _day(since, here.today)
    is_changed = address.one(changed, "changed") == "1"
    with here.session() as session:
        around = page_context(session, here, address.one(service, "service"))
        if around.service is None:
            around = replace(around, service=next(iter(around.tree.roots), None))
        if around.service is None:
            return shell.view(
                html.H1("Board"), notices.no_data(words.NO_SERVICE), around=around, module=__name__
            )
        of = board(
            session,
            here.catalogue,
            service=around.service.code,
            today=here.today,
            since=day,
            domain=only,
            changed_only=is_changed,
        )
    filters = board_summary.filters(of, domain=only, changed=is_changed, since=day.isoformat() if day else "")
    return shell.view(_head(of, around), filters, *_body(of, is_changed), around=around, module=__name__)


def _domain(text: Any) -> Domain | None:
    asked = address.one(text, "domain")
    if not asked:
        return None
    if asked not in set(Domain):
        raise BrightspotError(words.no_domain(asked))
    return Domain(asked)


def _day(text: Any, today: date) -> date | None:
    asked = address.one(text, "since")
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise BrightspotError(words.NO_DAY.format(asked=asked)) from None
    if day > today:
        raise BrightspotError(words.FUTURE_DAY.format(asked=asked))
    return day


def _head(of: Board, around: PageContext) -> html.Header:
    facts = [
        page.data_to(of.data_to),
        page.on_time(of.feeds_all - of.feeds_late, of.feeds_all),
        words.last_meeting(of.since),
    ]
    crumbs = [
        shell.link(step.name, href=address.board(step.code))
        for step in around.tree.path(of.service.code)[:-1]
    ]
    return shell.page_head(
        words.TITLE.format(service=of.service.name),
        crumbs=crumbs,
        facts=facts,
        lede=words.chance(of),
    )


def _body(of: Board, is_changed: bool) -> list[Any]:
    if not of.rows:
        return [notices.notice(*_nothing(of, is_changed))]
    parts = [
        shell.section(words.CALLS_TITLE, board_summary.calls(of), id="calls"),
        shell.section(
            words.MATRIX_TITLE, matrix.matrix(of), id="matrix", note=words.matrix_note(of.elsewhere)
        ),
    ]
    panels = [exceptions.panel(row, series, of) for row, series in of.exceptions]
    if panels:
        parts.append(shell.section("Exceptions", *panels, id="exceptions", note=words.EXCEPTIONS_NOTE))
    return parts


def _nothing(of: Board, is_changed: bool) -> tuple[str, str]:
    return words.nothing_changed(of.hidden, of.since) if is_changed and of.hidden else words.NO_INDICATOR
