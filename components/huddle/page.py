"""How the huddle page is set: on a desk or tablet as a page, on the wall as one screen."""

from __future__ import annotations

from typing import Any

from dash import html

from catalogue.models import Catalogue
from components import address
from components.huddle import data_state, days_since, safety_cross, signal_card, tiles
from components.page import notices
from components.page.shell import link, page_head, section
from components.theme import LIGHT, Palette
from components.words import say
from quality.huddle import Huddle
from quality.reference.service_tree import ServiceTree


def page(found: Huddle, catalogue: Catalogue, tree: ServiceTree) -> list[Any]:
    """Everything between masthead and footer."""
    return [
        _head(found, tree),
        section(signals_title(found), *_signals(found, catalogue), note=_signals_note(found), id="signals"),
        section("Measures", _tiles(found, catalogue), note=_tiles_note(found), id="measures"),
        *data_state.section_of(found.data),
        *_harm(found),
        _later(),
    ]


def _head(found: Huddle, tree: ServiceTree) -> html.Div:
    service = found.service
    parents = tree.path(service.code)[:-1]
    crumbs = [link(step.name, href=address.huddle(step.code)) for step in parents]
    facts: list[Any] = [say.weekday(found.today), say.data_to(found.data_to)]
    facts.append(feeds_words(found))
    if not service.is_open(found.today):
        facts.append(_closed(found, tree))
    head = page_head(f"Huddle: {service.name}", crumbs=crumbs or None, facts=facts)
    timer = html.Span("0:00", className="timer", role="timer", title="Since this page was opened")
    wall = link("Wall screen", href=address.huddle(service.code, tv=True), className="button button--quiet")
    return html.Div(
        [head, html.Div([timer, wall], className="head-row__tools no-print")], className="head-row"
    )


def _closed(found: Huddle, tree: ServiceTree) -> Any:
    closed = f"closed on {say.day(found.service.closed)}"
    successor = found.service.successor
    if successor and successor in tree:
        return html.Span([f"{closed}, now ", link(tree[successor].name, href=address.huddle(successor))])
    return closed


def feeds_words(found: Huddle) -> str:
    return f"{found.feeds_on_time} of {say.plural(found.feeds, 'feed')} on time"


# -- signals --------------------------------------------------------------------------------------


def _signals(found: Huddle, catalogue: Catalogue, palette: Palette = LIGHT) -> list[Any]:
    if not found.cards:
        return [nothing_new(found)]
    cards = [
        signal_card.signal_card(card, catalogue.indicators[card.status.key.indicator], palette)
        for card in found.cards
    ]
    later = notices.comes_later(
        "Own it, known cause, escalate, snooze",
        "These will be done here, in two touches each, once people can sign in: an act needs a name. Until "
        "then, agree in the huddle who looks at what.",
    )
    return [signal_card.signal_cards(cards), html.Div(later, className="no-print acts-place")]


def signals_title(found: Huddle) -> str:
    """A signal is new when the latest period completed its pattern: no earlier huddle could have seen it."""
    new = sum(card.is_new for card in found.cards)
    if not found.cards or new == len(found.cards):
        return "New since last huddle"
    return "New since last huddle, and still open" if new else "Still open, nothing new since last huddle"


def nothing_new(found: Huddle) -> html.Div:
    """Calm, but never a blank: what was looked at, and up to when."""
    if not found.checked:
        return notices.no_data(found.service.name)
    measures = say.plural(found.checked, "measure")
    return notices.notice(
        f"No new signals: {measures} checked, data to {say.short_day(found.data_to)}.",
        "Every measure varies the way it usually does. That is knowledge too.",
    )


def _signals_note(found: Huddle) -> Any:
    if not found.cards:
        return None
    text = f"{say.plural(found.checked, 'measure')} checked."
    if not found.more_signals:
        return text
    more = link(f"{found.more_signals} more on the board", href=address.board(found.service.code))
    return html.Span([text, " These come first; ", more, "."])


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


def _tiles_note(found: Huddle) -> str:
    return "Latest value, its last points, whether it is changing and whether it will meet its target."


def _harm(found: Huddle) -> list[Any]:
    if found.safety_cross is None and found.days_since is None:
        return []
    parts = []
    if found.safety_cross is not None:
        parts.append(safety_cross.safety_cross(found.safety_cross, found.service.code))
    if found.days_since is not None:
        parts.append(days_since.days_since(found.days_since, found.service.code))
    return [section("Harm, day by day", html.Div(parts, className="harm"), id="harm")]


def _later() -> html.Section:
    """What a huddle will also have. Said once, quietly; no button that does nothing."""
    parts = (
        ("Actions", "Who does what by when, overdue first, ticked off with one key."),
        ("Escalations", "What was passed on, when a reply is due, and the reply itself."),
        ("Experience", "Yesterday's comments, one quote, one thank you."),
        ("Close huddle", "The dated record of who was here, what was discussed and decided."),
    )
    items = [html.Div([html.H3(title), html.P(text)], className="later__part") for title, text in parts]
    return section(
        "Comes with sign-in",
        html.Div(items, className="later"),
        note="These parts keep a record of people's acts, and so wait until Brightspot knows who is acting.",
        id="later",
        class_name="no-print",
    )
