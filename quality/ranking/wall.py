"""The wall: every series of everyone that something still comes of, with the evidence that it moved of late.

What is kept of a series depends on that series alone (quality/signals/recent.py). Here all of them are put
together: how alike neighbours are in this organisation, what each change is worth, which survive the number
of series. It is the same for everybody who may see a series, whatever else they may see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import EVERYONE, SeriesStatus
from data.read.as_of import as_of
from quality.provenance.history import is_over, still_comes
from quality.reference.ids import Ids, read_all_ids, read_ids
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey
from quality.signals.false_alarms import is_judged, signal_chances
from quality.signals.read import judge_everyone
from quality.signals.results import Variation
from quality.signals.together.find import shown_statuses
from stats.arrays import Bools, Floats, Ints
from stats.evidence import RECENT, RecentChange, pooled_by_family, weigh_change
from stats.multiplicity import discoveries

RATE = 0.1
"""Of the series that survive, at most this share may be chance (Benjamini & Hochberg 1995)."""
MOVES = 0.05
"""A series keeps another company where chance moves it so far less often than this."""


EVIDENT = 0.001
"""A series that no rule marks is a signal where chance moves it so far less often than this."""


@dataclass(frozen=True, slots=True)
class Evident:
    """The evidence of one series."""

    p: float | None
    direction: int
    survives: bool
    z: float = float("nan")
    """Distance of its last points from the past, in standard errors."""
    freedom: float = float("nan")
    """Degrees of freedom that the standard error is known by."""


NOTHING = Evident(None, 0, False)


@dataclass(frozen=True, slots=True, eq=False)
class Wall:
    """All series, (S,) each, and who keeps whom company."""

    row: Mapping[tuple[str, str], int]
    """By codes of indicator and service."""
    p: Floats
    z: Floats
    freedom: Floats
    direction: Ints
    survives: Bools
    chance: Floats
    """That a steady series like this one is a signal; NaN where nothing could be found."""
    alike: Mapping[str, float]
    """By indicator: the autocorrelation of neighbours that is allowed for."""
    parent: Mapping[str, str | None]
    domain: Mapping[str, str]
    siblings: Counter[tuple[str, str | None, int]]
    """By indicator, parent and direction: series that move."""
    inside: Counter[tuple[str, str, int]]
    """By service, domain and better (+1) or worse (−1): series that move."""
    sign: Mapping[str, int]
    """Of improvement, by indicator."""

    def of(self, key: SeriesKey) -> Evident:
        """Return the evidence of a series; nothing is known of what ended, or of a group."""
        at = None if key.category else self.row.get((key.indicator, key.service))
        if at is None or np.isnan(self.p[at]):
            return NOTHING
        found = float(self.p[at]), int(self.direction[at]), bool(self.survives[at])
        return Evident(*found, float(self.z[at]), float(self.freedom[at]))

    def beside(self, key: SeriesKey, direction: int) -> int:
        """Count the services beside one in which its measure moves in a direction."""
        parent = self.parent.get(key.service)
        if parent is None or not direction:
            return 0
        return self.siblings[key.indicator, parent, direction] - self._moves(key, direction)

    def linked(self, key: SeriesKey, better: int) -> int:
        """Count the other measures of the service and domain of one that move for better (+1) or worse."""
        if not better:
            return 0
        own = self._moves(key, better * self.sign[key.indicator])
        return self.inside[key.service, self.domain[key.indicator], better] - own

    def _moves(self, key: SeriesKey, direction: int) -> bool:
        found = self.of(key)
        return found.p is not None and found.p <= MOVES and found.direction == direction

    def evident(self) -> set[tuple[str, str]]:
        """Return the codes of indicator and service of those that are a signal by this evidence alone."""
        return {codes for codes, at in self.row.items() if self.p[at] <= EVIDENT}

    def looked_at(self, keys: Iterable[SeriesKey]) -> list[int]:
        """Return the rows of those series in which a signal could be found."""
        rows = (self.row.get((key.indicator, key.service)) for key in keys if not key.category)
        return [at for at in rows if at is not None and not np.isnan(self.chance[at])]


def read_wall(session: Session, catalogue: Catalogue, today: date) -> Wall:
    """Return the wall as it stands, or as it stood where the session looks back. Company is counted among the
    services that the session may read."""
    known = read_all_ids(session)
    version = (known.version, catalogue.fingerprint, today)
    is_now = as_of(session) is None
    whole = _kept.get(session, version, is_now, lambda: _make(session, catalogue, known, today))
    return replace(
        whole, parent={one.code: one.parent for one in read_ids(session).services.by_code.values()}
    )


_kept: VersionedCache[bool, Wall] = VersionedCache(most=2)


def _make(session: Session, catalogue: Catalogue, known: Ids, today: date) -> Wall:
    if as_of(session) is None:
        rows = _stored(session, catalogue, known, today)
    else:
        rows = _then(session, catalogue, known, today)
    return make_wall(rows, catalogue, {one.code: one.parent for one in known.services.by_code.values()})


Row = tuple[str, str, float | None, float | None, float | None, int, str, int, bool]
"""Codes of indicator and service, `moved`, `spread`, `alike`, `past`; chart, points, if it is judged."""


def _stored(session: Session, catalogue: Catalogue, known: Ids, today: date) -> list[Row]:
    table = SeriesStatus
    codes = {
        known.indicator_ids[code]: code
        for code, one in catalogue.indicators.items()
        if code in known.indicator_ids and not one.harm_by_day
    }
    found = session.execute(
        select(
            table.indicator_id, table.service_id, table.moved, table.spread, table.alike, table.past,
            table.chart, table.points, table.variation, table.is_constant,
        ).where(
            table.category_id == EVERYONE,
            table.indicator_id.in_([*codes]),
            still_comes(catalogue, known.indicator_ids, today),
        )
    )  # fmt: skip
    services = {number: one.code for number, one in known.services.by_id.items() if one.is_open(today)}
    return [
        (codes[i], services[s], *change, chart, points, variation != Variation.TOO_FEW and not is_flat)
        for i, s, *change, chart, points, variation, is_flat in found
        if s in services
    ]


def _then(session: Session, catalogue: Catalogue, known: Ids, today: date) -> list[Row]:
    rows: list[Row] = []
    for code, indicator in catalogue.indicators.items():
        judged = None if indicator.harm_by_day else judge_everyone(session, catalogue, known, code, None)
        for one in shown_statuses(*judged) if judged else ():
            if not is_over(one, indicator, known.services[one.key.service], today):
                change = (one.moved, one.spread, one.alike, one.past)
                rows.append((code, one.key.service, *change, one.chart, one.points, is_judged(one)))
    return rows


def make_wall(rows: Iterable[Row], catalogue: Catalogue, parent: Mapping[str, str | None]) -> Wall:
    """Put series together.

    rows: one for each series; parent: of each service, by code
    """
    # In an order of their own, so that nothing depends on how a database returns them.
    ordered = sorted(rows, key=lambda row: row[:2])
    columns: list[Any] = [*zip(*ordered, strict=True)] or [()] * 9
    indicator, service, moved, spread, alike, past, chart, points, judged = columns
    count = np.array(past, dtype=np.intp)
    change = RecentChange(
        moved=np.array(moved, dtype=np.float64),
        spread=np.array(spread, dtype=np.float64),
        alike=np.array(alike, dtype=np.float64),
        past=count,
        recent=np.minimum(count, RECENT),
    )
    codes = np.array(indicator, dtype=object)
    _, family = np.unique(codes.astype(str), return_inverse=True)
    autocorrelation = pooled_by_family(change.alike, change.past, family)
    p, z, freedom = _weighed(change, family, autocorrelation)
    direction = np.nan_to_num(np.sign(z)).astype(np.intp)
    with_chance = np.flatnonzero(np.array(judged, dtype=np.bool_))
    chance = np.full(p.size, np.nan)
    chance[with_chance] = signal_chances(
        [
            (catalogue.indicators[indicator[at]], chart[at], points[at], autocorrelation[at])
            for at in with_chance
        ]
    )
    sign = {code: one.improvement.sign for code, one in catalogue.indicators.items()}
    domain = {code: one.domain.value for code, one in catalogue.indicators.items()}
    moves = [(indicator[at], service[at], int(direction[at])) for at in np.flatnonzero(p <= MOVES)]
    return Wall(
        row={(i, s): at for at, (i, s) in enumerate(zip(indicator, service, strict=True))},
        p=p,
        z=z,
        freedom=freedom,
        direction=direction,
        survives=discoveries(p, RATE),
        chance=chance,
        alike=dict(zip(indicator, autocorrelation.tolist(), strict=True)),
        parent=parent,
        domain=domain,
        siblings=Counter((i, parent.get(s), way) for i, s, way in moves),
        inside=Counter((s, domain[i], way * sign[i]) for i, s, way in moves),
        sign=sign,
    )


def _weighed(change: RecentChange, family: Ints, autocorrelation: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (S,) each: the p-value, z and its degrees of freedom, measure by measure."""
    p, z, freedom = (np.full(family.size, np.nan) for _ in range(3))
    for number in range(int(family.max(initial=-1)) + 1):
        of = np.flatnonzero(family == number)
        part = RecentChange(*(getattr(change, name)[of] for name in RecentChange.__slots__))
        found = weigh_change(part, autocorrelation=float(autocorrelation[of[0]]))
        p[of], z[of], freedom[of] = found.p, found.z, found.freedom
    return p, z, freedom
