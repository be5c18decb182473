"""The layout of the huddle: on a desk or tablet as a page, on the wall as one screen."""

from __future__ import annotations

from typing import Any

from dash import html

from catalogue.models import Catalogue
from components import address
from components.huddle import data_state, days_since, safety_cross, signal_card, tiles
from components.page import notices
from components.page.shell import fill, link, page_head, section
from components.theme import LIGHT, Palette
from components.words import huddle as words
from components.words import page as page_words
from components.words import say
from quality.huddle import Huddle
from quality.reference.service_tree import ServiceTree


def page(found: Huddle, catalogue: Catalogue, tree: ServiceTree) -> list[Any]:
    """Draw everything between masthead and footer."""
    return [
        _head(found, tree),
        section(signals_title(found), *_signals(found, catalogue), note=_signals_note(found), id="signals"),
        section("Measures", _tiles(found, catalogue), note=words.MEASURES_NOTE, id="measures"),
        *data_state.section_of(found.data),
        *_harm(found),
        _later(),
    ]


def _head(found: Huddle, tree: ServiceTree) -> html.Div:
    service = found.service
    parents = tree.path(service.code)[:-1]
    crumbs = [link(step.name, href=address.huddle(step.code)) for step in parents]
    facts: list[Any] = [say.weekday(found.today), page_words.data_to(found.data_to)]
    facts.append(page_words.on_time(found.feeds_on_time, found.feeds))
    if not service.is_open(found.today):
        facts.append(_closed(found, tree))
    head = page_head(words.TITLE.format(service=service.name), crumbs=crumbs or None, facts=facts)
    timer = html.Span("0:00", className="timer", role="timer", title=words.TIMER)
    wall = link(words.WALL, href=address.huddle(service.code, tv=True), className="button button--quiet")
    return html.Div(
        [head, html.Div([timer, wall], className="head-row__tools no-print")], className="head-row"
    )


def _closed(found: Huddle, tree: ServiceTree) -> Any:
    day, successor = found.service.closed, found.service.successor
    if successor and successor in tree:
        service = link(tree[successor].name, href=address.huddle(successor))
        return html.Span(fill(words.replaced(day), service=service))
    return words.closed(day)


# -- signals --------------------------------------------------------------------------------------


def _signals(found: Huddle, catalogue: Catalogue, palette: Palette = LIGHT) -> list[Any]:
    if not found.cards:
        return [nothing_new(found)]
    cards = [
        signal_card.signal_card(card, catalogue.indicators[card.status.key.indicator], palette)
        for card in found.cards
    ]
    later = notices.comes_later(*words.ACTS_LATER)
    return [signal_card.signal_cards(cards), html.Div(later, className="no-print acts-place")]


def signals_title(found: Huddle) -> str:
    """Choose the title of the signals. One is new when the latest period completed its pattern: no earlier
    huddle could have seen it."""
    new = sum(card.is_new for card in found.cards)
    if not found.cards or new == len(found.cards):
        return words.NEW
    return words.NEW_AND_OPEN if new else words.STILL_OPEN


def nothing_new(found: Huddle) -> html.Div:
    """Say what was looked at, and up to when: calm, but never a blank."""
    if not found.checked:
        return notices.no_data(found.service.name)
    return notices.notice(words.no_signals(found.checked, found.data_to), words.NOTHING_UNUSUAL)


def _signals_note(found: Huddle) -> Any:
    if not found.cards:
        return None
    checked = words.checked(found.checked)
    if not found.more_signals:
        return checked
    text = words.MORE_ON_BOARD.format(signals=found.more_signals)
    more = link(text, href=address.board(found.service.code))
    return html.Span(fill(words.MORE, checked=checked, more=more))


# -- measures and harm ----------------------------------------------------------------------------


def _tiles(found: Huddle, catalogue: Catalogue) -> Any:
    if not found.tiles:
        return notices.no_data(found.service.name)
    return tiles.tiles(
        [
            tiles.tile(
                tile.status,
                tile.indicator,
                title=tile.indicator.label,
                href=address.indicator(tile.status.key.indicator, found.service.code),
            )
            for tile in found.tiles
        ]
    )


def _harm(found: Huddle) -> list[Any]:
    if found.safety_cross is None and found.days_since is None:
        return []
    parts = []
    if found.safety_cross is not None:
        parts.append(safety_cross.safety_cross(found.safety_cross, found.service.code))
    if found.days_since is not None:
        parts.append(days_since.days_since(found.days_since, found.service.code))
    return [section(words.HARM_TITLE, html.Div(parts, className="harm"), id="harm")]


def _later() -> html.Section:
    """Say what a huddle will also have, once and quietly: no button that does nothing."""
    items = [html.Div([html.H3(title), html.P(text)], className="later__part") for title, text in words.LATER]
    return section(
        words.LATER_TITLE,
        html.Div(items, className="later"),
        note=words.LATER_NOTE,
        id="later",
        class_name="no-print",
    )
