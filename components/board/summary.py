"""Draw what stands above the matrix: the filters and the four calls."""

from __future__ import annotations

from typing import Any

from dash import html

from catalogue.models import Domain
from components import address
from components.page import blocks
from components.page.shell import link
from components.words import board as words
from components.words import chart_sentence
from quality.board import Board, Row
from quality.board_calls import CALL_RULES, BoardCall
from quality.signals.results import Variation

TONES = {BoardCall.ALERT: "is-concern", BoardCall.APPLAUD: "is-improvement"}


def calls(board: Board) -> html.Div:
    """Show Alert · Advise · Assure · Applaud, each with its indicators and the rule that put them there."""
    shown = [call for call in BoardCall if call is not BoardCall.NONE]
    quiet = len(board.called(BoardCall.NONE))
    parts: list[Any] = [html.Div([_call(call, board) for call in shown], className="calls")]
    if quiet:
        parts.append(html.P(words.steady(quiet), className="note"))
    return html.Div(parts)


def _call(call: BoardCall, board: Board) -> html.Section:
    rows = board.called(call)
    head = html.H3(
        [call.value.capitalize(), html.Span(str(len(rows)), className="call__count")],
        id=f"call-{call.value}",
        className="call__title",
    )
    body: Any = html.P(words.NONE_HERE, className="muted")
    if rows:
        body = html.Ul([html.Li(_called(row, board)) for row in rows], className="call__list")
    return html.Section(
        [head, body, html.P(CALL_RULES[call], className="call__rule")],
        className=f"call {TONES.get(call, 'is-common')}",
        **{"aria-labelledby": f"call-{call.value}"},
    )


def _called(row: Row, board: Board) -> list[Any]:
    name: Any = link(row.indicator.label, href=address.indicator(row.code, board.service.code))
    if row.is_exception:
        name = html.A(row.indicator.label, href=f"#exception-{row.code}")
    return [name, html.Span(_why(row), className="call__why")]


def _why(row: Row) -> str:
    """Say the shortest true thing, to fit beside the name: the matrix says the rest."""
    status = row.status
    if status is None or status.period is None:
        return words.NO_DATA
    if status.variation is Variation.TOO_FEW:
        return words.TOO_FEW
    special = (
        chart_sentence.variation_label(status.variation, 0).lower() if status.variation.is_special else ""
    )
    judged = status.assurance in chart_sentence.JUDGED
    assured = chart_sentence.assurance_label(status.assurance).lower() if judged else ""
    return " · ".join(word for word in (special, assured) if word)


def filters(board: Board, *, domain: Domain | None, changed: bool, since: str) -> html.Nav:
    """Offer the filters as plain links: a filtered board is an address that can be sent to somebody."""
    code, keep = board.service.code, {"since": since}
    flag = {"changed": "1"} if changed else {}
    domains = [("All", address.board(code, **flag, **keep), domain is None)]
    domains += [
        (one.value.capitalize(), address.board(code, domain=one.value, **flag, **keep), domain is one)
        for one in Domain
    ]
    here = {"domain": domain.value} if domain else {}
    changes = [
        ("Everything", address.board(code, **here, **keep), not changed),
        (words.only_changed(board.since), address.board(code, **here, changed="1", **keep), changed),
    ]
    both = [blocks.filters(domains), blocks.filters(changes)]
    return html.Nav(both, className="filter-bar no-print", **{"aria-label": words.FILTER})
