"""The huddle on a wall screen, 1920 × 1080, read from three metres: dark, nothing under 24 px, nothing that
shows only on hover, and it says so when what it shows has gone stale."""

from __future__ import annotations

from typing import Any

from dash import html

from components import address, days_since, huddle_view, safety_cross, signal_card, tiles
from components import format as say
from components.shell import link
from components.theme import WALL
from quality.catalogue import Catalogue
from quality.huddle import Huddle

REFRESH_SECONDS = 300


def wall(found: Huddle, catalogue: Catalogue) -> html.Div:
    """brightspot.js asks for the page again every few minutes and uncovers `wall__stale` when it cannot."""
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
            html.Footer(link("Leave the wall view", href=address.huddle(code)), className="wall__leave"),
        ],
        className="shell theme-wall wall",
        **{"data-refresh": str(REFRESH_SECONDS)},
    )


def _head(found: Huddle) -> html.Header:
    late = found.feeds - found.feeds_on_time
    feeds = huddle_view.feeds_words(found)
    facts = [
        html.Li(say.weekday(found.today)),
        html.Li(f"Data to {say.short_day(found.data_to)}"),
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


def _tiles(found: Huddle, catalogue: Catalogue) -> html.Div:
    return tiles.tiles(
        [
            tiles.tile(
                tile.status,
                tile.indicator,
                title=tile.indicator.label,
                href=address.indicator(tile.status.key.indicator, found.service.code),
                palette=WALL,
                today=found.today,
            )
            for tile in found.tiles
        ]
    )


def _harm(found: Huddle) -> html.Div:
    parts = []
    if found.safety_cross is not None:
        parts.append(safety_cross.safety_cross(found.safety_cross, found.service.code))
    if found.days_since is not None:
        parts.append(days_since.days_since(found.days_since, found.service.code, is_brief=True))
    return html.Div(parts, className="wall__harm")
