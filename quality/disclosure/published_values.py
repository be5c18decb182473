"""Values of groups as somebody published them: rates, shares, means, scores without the people they are of.

A value alone tells no count: 14.3 % is one of seven, or a hundred of seven hundred. With people it does, and
they need not stand beside it. So a group's value is shown only where nothing that is loaded leads to people:

  rows         no other measure is counted from the same rows
  people       no measure and no population counts people of such groups in the service, inside or above it
  services     no service inside it or above it has such values: they would tell how large each part is
  values       no other measure has values of such groups there: two say more about sizes than one
  sizes        everyone's value between those of groups tells how large a part each can be. Out of the least
               that any measure counts of everyone there, that leaves people and events open by the threshold

Else all of them are hidden. Not one of them can be judged: nobody knows which rest on few people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
from sqlalchemy.orm import Session

from catalogue.dimensions import Dimension
from catalogue.disclosure import Disclosure
from catalogue.fields.periods import PER_YEAR
from catalogue.models import Catalogue, Indicator
from data.models import EVERYONE
from data.read.group_observations import least_of_everyone, services_told, services_with_residents
from quality.disclosure.crossed_groups import is_crossed
from quality.disclosure.table import Table
from quality.reference.ids import Ids
from quality.reference.service_tree import ServiceTree
from stats.arrays import Bools, Floats

_WORD = re.compile(r"\w+")
_OF_ANY_GROUP = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "background",
        "ethnic",
        "group",
        "most",
        "least",
        "not",
        "of",
        "or",
        "other",
        "the",
        "to",
    ]
)
"""Words that say nothing of who is in a group. Numbers do: bands that add up to another share its ends."""
_PER = re.compile(r"\bper ([\d,]+)", re.IGNORECASE)
ALL = 100.0
"""Everybody, in per cent."""


def rule_of(catalogue: Catalogue, indicator: str) -> Disclosure:
    """Return the rule for an indicator's numbers: published values are no counts, and are not rounded."""
    if not catalogue.indicators[indicator].is_published_value:
        return catalogue.disclosure
    return catalogue.disclosure.model_copy(update={"round_to": 0})


def tells_no_count(
    session: Session,
    catalogue: Catalogue,
    known: Ids,
    chart: tuple[str, str],
    table: Table,
    rows: Mapping[int, int],
) -> Bools:
    """Tell (S,) of which services the published values of groups may be shown. chart: indicator and
    dimension; rows: service id → row of the table."""
    indicator = chart[0]
    found = np.full(len(rows), catalogue.disclosure.hide_up_to == 0)
    values, everyone = table.counts["numerator"], table.counts["total_numerator"]
    if len(catalogue.counted_together[indicator]) > 1 or is_crossed(table) or not _are_values(values):
        return found
    counted, others = _told(session, catalogue, known, chart)
    least = _least(session, catalogue, known, table)
    factor, k = _factor(catalogue.indicators[indicator]), catalogue.disclosure.hide_up_to
    tree = known.services
    for service in table.services:
        place, row = tree.by_id[service], rows[service]
        beside = {tree[code].id for code in _line(tree, place.code)}
        is_linked = beside & counted or (beside - {service}) & table.services or service in others
        open_by = least.get(service, np.inf)
        found[row] |= not is_linked and leaves_sizes_open(values[row], everyone[row], open_by, factor, k)
        if catalogue.disclosure.hide_zeros:  # nobody and everybody are told by the value alone
            found[row] &= not np.isin(values[row], (0.0, ALL)).any()
    return found


def _least(session: Session, catalogue: Catalogue, known: Ids, table: Table) -> dict[int, float]:
    """Return, by service, the least that any measure counts of everyone in as long as a value stands for: of
    weeks, in a year, fifty-two times the least week."""
    per_year = {
        known.indicator_ids[code]: PER_YEAR[one.frequency]
        for code, one in catalogue.indicators.items()
        if code in known.indicator_ids and not one.is_published_value
    }
    found: dict[int, float] = {}
    for (number, service), count in least_of_everyone(session, per_year, table.services).items():
        periods = max(per_year[number] // PER_YEAR[table.blocks.frequency], 1)
        found[service] = min(found.get(service, np.inf), count * periods)
    return found


def _factor(indicator: Indicator) -> float:
    """Return what a value is out of: 100, of a rate 1,000; 1 of a mean or a score, of which nobody has an
    event."""
    out_of = _PER.search(indicator.unit)
    return float(out_of[1].replace(",", "")) if out_of else ALL if "%" in indicator.unit else 1.0


def _are_values(values: Floats) -> bool:
    """Tell if most numbers are no whole ones, as counts would be whatever they are called."""
    given = values[values > 0]
    return bool(given.size and (given != np.round(given)).mean() > 0.5)


def _told(
    session: Session, catalogue: Catalogue, known: Ids, chart: tuple[str, str]
) -> tuple[set[int], set[int]]:
    """Return the services in which people of such groups are counted, or live; and those in which another
    measure has published values of such groups."""
    counted, others = services_with_residents(session), set[int]()
    own = catalogue.dimensions[chart[1]]
    alike = {code for code, one in catalogue.dimensions.items() if may_share(own, one)}
    groups = [one.id for one in known.categories.values() if one.dimension in alike]
    named = {known.indicator_ids[code]: code for code in catalogue.indicators if code in known.indicator_ids}
    for number, service in services_told(session, named, [one for one in groups if one != EVERYONE]):
        if not catalogue.indicators[named[number]].is_published_value:
            counted.add(service)
        elif named[number] != chart[0]:
            others.add(service)
    return counted, others


def may_share(one: Dimension, other: Dimension) -> bool:
    """Tell if groups of two dimensions may be the same, or parts of each other: a word, or the end of a band,
    stands in both."""
    return one is other or not _words(one).isdisjoint(_words(other))


def _words(dimension: Dimension) -> set[str]:
    return {
        word
        for group in dimension.categories
        if not group.is_unknown
        for word in _WORD.findall(f"{group.code} {group.label}".casefold().replace("_", " "))
    } - _OF_ANY_GROUP


def _line(tree: ServiceTree, code: str) -> Iterator[str]:
    """Yield a service, those it is in, and those inside it."""
    yield from (place.code for place in tree.path(code))
    yield from (place.code for place in tree.below(code))


def leaves_sizes_open(values: Floats, everyone: Floats, least: float, factor: float, k: int) -> bool:
    """Tell if values of groups (G, P) beside everyone's (P,) leave open, at every time, how many are of each
    group and how many of them have the event.

    least: everyone is at least so many; infinite where nothing is counted
    factor: what a value is out of
    """
    for at in np.flatnonzero(~np.isnan(everyone) & ~np.isnan(values).all(axis=0)):
        own = values[~np.isnan(values[:, at]), at]
        part = _parts_open(own, everyone[at])
        if not (part > 0).all():
            return False
        with_event, of_all = own / factor, everyone[at] / factor
        told = [(np.ones(own.size), 1.0), (with_event, of_all), (1 - with_event, 1 - of_all)]
        for share, whole in told if np.isfinite(least) else ():
            is_some = (share > 0) & (share <= 1)
            if (part * share * least < min(k, whole * least))[is_some].any():
                return False
    return True


def _parts_open(values: Floats, everyone: float) -> Floats:
    """Return (G,) how wide the range is of each group's part of all people, 0 to 1: of those parts whose
    values have everyone's as their mean."""
    found = np.zeros(values.shape)
    for i, own in enumerate(values):
        others = np.delete(values, i)
        if not others.size or not values.min() < everyone < values.max():
            continue
        low, high = others.min(), others.max()
        least = (everyone - high) / (own - high) if everyone > high else 0.0
        least = (low - everyone) / (low - own) if everyone < low else least
        end = low if own > everyone else high
        most = 1.0 if own == everyone else (everyone - end) / (own - end)
        found[i] = min(most, 1.0) - max(least, 0.0)
    return found
