"""The huddle on a wall screen, 1920 × 1080, read from three metres: dark, nothing under 24 px, nothing that
shows only on hover, and it says so when what it shows has gone stale."""

from __future__ import annotations

from typing import Any

from dash import html

from catalogue.models import Catalogue
from components import address
from components.charts.old_svg_chart import Size
from components.huddle import days_since, safety_cross, signal_card, tiles
from components.huddle import page as huddle_view
from components.page.shell import link
from components.theme import WALL
from components.words import huddle as words
from components.words import page, say
from quality.huddle import Huddle

REFRESH_SECONDS = 300


def wall(found: Huddle, catalogue: Catalogue) -> html.Div:
    """Draw the wall. brightspot.js asks for it again every few minutes and uncovers `wall__stale` when it
    cannot."""
    code = found.service.code
    return html.Div(
        [
            html.P("", className="wall__stale", role="status", hidden=True),
            html.Main(
                [
                    _head(found),
                    _part(huddle_view.signals_title(found), _signals(found, catalogue), "wall__signals"),
                    html.Div(
                        [_part("Measures", _tiles(found, catalogue), "wall__measures"), _harm(found)],
                        className="wall__lower",
                    ),
                ],
                id="main",
                tabIndex="-1",
            ),
            html.Footer(link(words.LEAVE_WALL, href=address.huddle(code)), className="wall__leave"),
        ],
        className="shell theme-wall wall",
        **{"data-refresh": str(REFRESH_SECONDS)},
    )


def _head(found: Huddle) -> html.Header:
    late = found.feeds - found.feeds_on_time
    feeds = page.on_time(found.feeds_on_time, found.feeds)
    facts = [
        html.Li(say.weekday(found.today)),
        html.Li(page.data_to(found.data_to)),
        html.Li(feeds, className="wall__late" if late else None),
    ]
    return html.Header(
        [html.H1(found.service.name), html.Ul(facts, className="facts")], className="wall__head"
    )


def _part(title: str, body: Any, class_name: str) -> html.Section:
    name = f"{class_name}-title"
    heading = html.H2(title, id=name, className="visually-hidden")
    return html.Section([heading, body], className=class_name, **{"aria-labelledby": name})


def _signals(found: Huddle, catalogue: Catalogue) -> Any:
    if not found.cards:
        return huddle_view.nothing_new(found)
    cards = [
        signal_card.signal_card(card, catalogue.indicators[card.status.key.indicator], WALL)
        for card in found.cards
    ]
    return signal_card.signal_cards(cards)


def columns(number: int, cards: int) -> int:
    """Choose how many tiles stand side by side, so that the rows are full or nearly, and charts wider than
    high. Above two rows of large words there is no room for several signals."""
    return number if number <= 3 else {4: 2 if cards <= 1 else 4, 5: 3, 6: 3}.get(number, 4)


def chart_size(number: int, cards: int, *, has_harm: bool) -> Size:
    """Return the room for one tile's chart on a screen of 1920 × 1080, so that the tiles together fill it.
    Roughly: the stylesheet gives the place, and a drawing keeps its shape inside."""
    across = columns(number, cards)
    down = -(-number // across)
    width = (1854 - (466 if has_harm else 0) - 27 * (across - 1)) / across
    lower = 900 - {0: 110, 1: 255}.get(cards, 370)
    words = 250 if number <= 4 else 185
    height = max(56.0, (lower - 17 * (down - 1)) / down - words)
    return Size(width, min(height, 0.75 * width), radius=3.6 if number <= 4 else 2.6, stroke=1.8)


def _tiles(found: Huddle, catalogue: Catalogue) -> html.Div:
    number = len(found.tiles)
    has_harm = found.safety_cross is not None or found.days_since is not None
    size = chart_size(number, len(found.cards), has_harm=has_harm)
    few = " tiles--few" if number <= 4 else ""
    return tiles.tiles(
        [
            tiles.tile(
                tile.status,
                tile.indicator,
                title=tile.indicator.label,
                href=address.indicator(tile.status.key.indicator, found.service.code),
                palette=WALL,
                today=found.today,
                size=size,
            )
            for tile in found.tiles
        ],
        f"tiles tiles--{columns(number, len(found.cards))}{few}",
    )


def _harm(found: Huddle) -> html.Div:
    parts = []
    if found.safety_cross is not None:
        parts.append(safety_cross.safety_cross(found.safety_cross, found.service.code))
    if found.days_since is not None:
        parts.append(days_since.days_since(found.days_since, found.service.code, is_brief=True))
    return html.Div(parts, className="wall__harm")
