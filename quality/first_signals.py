"""The first signals of home, of all that somebody may see, and the funnel of its numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.lifecycle.cards import HuddleCard, first
from quality.open_signals import all_cards, open_cards
from quality.ranking.funnel import SignalFunnel, funnel
from quality.ranking.wall import read_wall
from quality.reference.ids import newest_act, read_ids
from quality.reference.scope import Scope
from quality.reference.service_tree import ServiceTree
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey

MOST = 5
"""Signals of a front page; the list has the others."""
LOOKED_AT = 200
"""Cards among which the stories of a front page are looked for."""


@dataclass(frozen=True, slots=True)
class FirstSignal:
    """A card, and the services above or inside in which the same measure shows the same: one story."""

    card: HuddleCard
    same_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstSignals:
    """The first signals of all services, and how many they are of."""

    signals: tuple[FirstSignal, ...]
    funnel: SignalFunnel


def first_signals(session: Session, catalogue: Catalogue, today: date) -> FirstSignals:
    """Return what matters first, in the order of every huddle: what sleeps or was closed is not among it."""
    known = read_ids(session)
    version = (known.version, newest_act(session), catalogue.fingerprint, today)
    return _kept.get(session, version, known.scope, lambda: _found(session, catalogue, today))


_kept: VersionedCache[Scope, FirstSignals] = VersionedCache(most=8)


def _found(session: Session, catalogue: Catalogue, today: date) -> FirstSignals:
    cards = [card for of in open_cards(session, catalogue, today).values() for card in of]
    wall, seen = read_wall(session, catalogue, today), read_ids(session).services
    shown, unusual = _told_once(cards, seen), all_cards(session, catalogue, today)
    return FirstSignals(
        signals=tuple(shown),
        funnel=funnel(
            wall,
            (SeriesKey(*codes) for codes in wall.row if codes[1] in seen),
            signals=[card.reasons for card in unusual],
            built_up=sum(card.is_built_up for card in unusual),
            shown=len(shown),
        ),
    )


def _told_once(cards: Sequence[HuddleCard], tree: ServiceTree) -> list[FirstSignal]:
    """Return the first signals. What a ward, its hospital and the whole show alike is told where it comes
    first, with the others beside it: one story does not fill the page."""
    stories: dict[tuple[str, bool], list[list[HuddleCard]]] = defaultdict(list)
    for card in first(cards, MOST)[:LOOKED_AT]:
        of = stories[card.status.key.indicator, card.is_worse]
        mine = next((story for story in of if _on_one_path(story[0], card, tree)), None)
        if mine is None:
            of.append([card])
        else:
            mine.append(card)
    told = {story[0].status.key: story[1:] for of in stories.values() for story in of}
    heads = [card for card in cards if card.status.key in told]
    return [
        FirstSignal(card, tuple(one.status.key.service for one in told[card.status.key]))
        for card in first(heads, MOST)[:MOST]
    ]


def _on_one_path(one: HuddleCard, other: HuddleCard, tree: ServiceTree) -> bool:
    """Tell if one of two services is inside the other."""
    a, b = one.status.key.service, other.status.key.service
    return a in (step.code for step in tree.path(b)) or b in (step.code for step in tree.path(a))
