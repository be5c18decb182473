"""Equality monitoring: the counts of six measures, split by five dimensions.

Numbers are divided, not drawn anew, so the groups of every dimension add up to the figure for everyone.
What is divided unevenly is the rarer outcome (appointments missed, bookings that came late), by how much
more often it happens to a group (`_RATIOS`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from data.demo.calendar import MONTHS
from data.demo.groups import CODES, comers
from data.demo.measures import Counts, counts
from data.demo.noise import generator
from data.demo.services import BY_CODE
from data.demo.tables import Table, written


@dataclass(frozen=True)
class Monitored:
    indicator: str
    setting: str
    rarer: str = "numerator"
    """The numerator, or the `rest` of the denominator."""
    ratios: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Dimension → how often the rarer outcome happens to each stated group, relative to the others."""
    is_share: bool = True


_STEEP = (1.35, 1.15, 1.0, 0.9, 0.8)
_SLIGHT = (1.12, 1.05, 1.0, 0.97, 0.92)
_FRAIL = (0.2, 0.2, 0.2, 0.3, 0.4, 0.7, 1.0, 1.5, 2.0)

MONITORED = (
    Monitored("did_not_attend", "outpatients", ratios={"deprivation": _STEEP, "disability": (1.15, 0.95)}),
    Monitored("waits_18_weeks", "outpatients", rarer="rest", ratios={"deprivation": _SLIGHT}),
    Monitored("readmissions_28_days", "wards", ratios={"deprivation": _SLIGHT}),
    Monitored("cancelled_operations", "theatres", ratios={"disability": (1.1, 0.97)}),
    Monitored("falls_harm", "wards", ratios={"age": _FRAIL, "disability": (1.4, 0.8)}, is_share=False),
    Monitored(
        "antenatal_by_12_weeks",
        "maternity",
        rarer="rest",
        ratios={"deprivation": (1.6, 1.2, 0.9, 0.8, 0.7), "ethnicity": (0.95, 1.0, 1.5, 1.7, 1.5, 1.4)},
    ),
)

CROSSED = "did_not_attend"
"""The measure told by age and deprivation at once: the deprived are younger, the young miss a little more."""
_BY_AGE = (0.95, 1.03, 1.12, 1.1, 1.0, 0.95, 0.9, 0.88, 0.95, 1.0)
_YOUNGER = (0.10, 0.05, 0.0, -0.05, -0.10)
"""By how much a band has more of the most deprived than the one above it."""

WIDENING = ("did_not_attend", "deprivation", date(2025, 4, 1), 2.3)
"""Measure, dimension, start, and what the most deprived fifth's ratio has grown to by the last month."""


_COLUMNS = ("month", "service", "measure", "dimension", "group", "numerator", "denominator")


def equality_monitoring() -> Table:
    """Write one row per month, service, measure, dimension and group, unless nobody of the group came."""
    columns: dict[str, list[np.ndarray]] = {name: [] for name in _COLUMNS}
    for monitored in MONITORED:
        for dimension in CODES:
            if (monitored.setting, dimension) != ("maternity", "sex"):
                _append(columns, monitored, dimension)
    return {name: np.concatenate(parts).tolist() for name, parts in columns.items()}


def _append(columns: dict[str, list[np.ndarray]], monitored: Monitored, dimension: str) -> None:
    totals = counts(monitored.indicator)
    if (monitored.indicator, dimension) == (CROSSED, "age"):
        counted, out_of = (cells.sum(axis=2) for cells in by_deprivation_and_age(monitored, totals))
    else:
        counted, out_of = split(monitored, dimension, totals)
    keep = (totals.is_known[..., None] & (out_of > 0)).ravel()
    labels = np.broadcast_to(np.array(CODES[dimension]), out_of.shape)
    services = np.broadcast_to(np.array(totals.services)[:, None, None], out_of.shape)
    months = np.broadcast_to(np.array(written(MONTHS))[None, :, None], out_of.shape)
    values = (
        months,
        services,
        np.broadcast_to(monitored.indicator, out_of.shape),
        np.broadcast_to(dimension, out_of.shape),
        labels,
        counted,
        out_of,
    )
    for name, value in zip(_COLUMNS, values, strict=True):
        columns[name].append(value.ravel()[keep])


def split(monitored: Monitored, dimension: str, totals: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Split numerators and denominators: services × months × groups."""
    rng = generator(f"{monitored.indicator} per {dimension}")
    hospitals = [BY_CODE[service].hospital for service in totals.services]
    shares = np.array([comers(dimension, monitored.setting, hospital) for hospital in hospitals])
    out_of = rng.multinomial(totals.denominators, shares[:, None, :])
    is_rest = monitored.rarer == "rest"
    rarer = totals.denominators - totals.numerators if is_rest else totals.numerators
    weights = out_of * _ratios(monitored, dimension)
    chances = weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-9)
    # Where nobody came at all, nothing is divided.
    chances[..., -1] += 1 - chances.sum(axis=-1)
    divided = rng.multinomial(rarer, np.clip(chances, 0, 1))
    if monitored.is_share:
        divided = _no_more_than(out_of, divided)
    return (out_of - divided if is_rest else divided), out_of


def appointments_by_age_and_deprivation() -> Table:
    """Write one row per month, service, age and deprivation, unless nobody of them came."""
    monitored = next(one for one in MONITORED if one.indicator == CROSSED)
    totals = counts(CROSSED)
    counted, out_of = by_deprivation_and_age(monitored, totals)
    service, month, group, age = np.nonzero(totals.is_known[..., None, None] & (out_of > 0))
    named = {"month": written(MONTHS), "service": totals.services, "age": CODES["age"]}
    at = {"month": month, "service": service, "age": age}
    columns = {name: np.array(names)[at[name]].tolist() for name, names in named.items()}
    columns["deprivation"] = np.array(CODES["deprivation"])[group].tolist()
    cells = service, month, group, age
    return columns | {"appointments": out_of[cells].tolist(), "did_not_attend": counted[cells].tolist()}


def by_deprivation_and_age(monitored: Monitored, totals: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Split what is split by deprivation by age, too: services × months × groups × ages."""
    rng = generator(f"{monitored.indicator} per deprivation and age")
    counted, out_of = split(monitored, "deprivation", totals)
    ages = comers("age", monitored.setting, "")
    bands = np.arange(len(ages) - 1) - (len(ages) - 2) / 2
    shares = [np.append(ages[:-1] * np.exp(-tilt * bands), ages[-1]) for tilt in _YOUNGER]
    shares.append(np.ones(len(ages)))  # whose home is not known may be of any age, or of none that is known
    inside = rng.multinomial(out_of, np.array([share / share.sum() for share in shares]))
    weights = inside * np.array(_BY_AGE)
    chances = weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-9)
    chances[..., -1] += 1 - chances.sum(axis=-1)
    return _no_more_than(inside, rng.multinomial(counted, np.clip(chances, 0, 1))), inside


def _ratios(monitored: Monitored, dimension: str) -> np.ndarray:
    """Return the ratios: months × groups."""
    known = len(CODES[dimension]) - 1
    ratios = np.ones((len(MONTHS), known + 1))
    ratios[:, :known] = monitored.ratios.get(dimension, (1.0,) * known)
    indicator, widens, since, reached = WIDENING
    if (monitored.indicator, dimension) == (indicator, widens):
        has_started = np.array([month >= since for month in MONTHS])
        way = np.cumsum(has_started) / has_started.sum()
        ratios[:, 0] += (reached - ratios[:, 0]) * way
    return ratios


def _no_more_than(out_of: np.ndarray, divided: np.ndarray) -> np.ndarray:
    """Give what a small group got beyond its size to the groups with most room, largest first."""
    kept = np.minimum(divided, out_of)
    left_over = (divided - kept).sum(axis=-1)
    order = np.argsort(kept - out_of, axis=-1, kind="stable")
    for rank in range(out_of.shape[-1]):
        place = order[..., rank : rank + 1]
        room = np.take_along_axis(out_of - kept, place, axis=-1)[..., 0]
        given = np.minimum(room, left_over)
        before = np.take_along_axis(kept, place, axis=-1)
        np.put_along_axis(kept, place, before + given[..., None], axis=-1)
        left_over = left_over - given
    return kept
