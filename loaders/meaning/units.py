"""Rates as they are written: a fraction, a percentage, a number per 1,000. Declared, and then checked.

    unit_of: {recovery_rate: percent}        57.1  →  0.571 of one

A declared column is read as a part of one, whatever it was written as, so that an indicator's `per` can say
how it is shown. What cannot be what it was declared as is refused; what looks like something else is noted.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from loaders.meaning.qualified import Read
from loaders.reading.tables import Table
from loaders.work import Work
from quality.catalogue import Indicator
from quality.expressions import Expression
from quality.sources import MeasurementSource

ENOUGH = 8
"""Values from which on it is no accident that a column of percentages never reaches 1."""
_TINY = 1e-9

_EXPECTED = {
    "fraction": "a fraction from 0 to 1, as `unit_of` says (`percent` if 1 is one in a hundred)",
    "percent": "a percentage from 0 to 100, as `unit_of` says (`percent over 100` if it may be more)",
}
_OTHER = "0 or more"
_MOST = {"fraction": 1.0, "percent": 100.0}


def refused(
    work: Work, table: Table, read: Read, good: np.ndarray, expressions: Iterable[Expression | None]
) -> np.ndarray:
    """Which of the `good` rows have a rate that cannot be what it was declared as."""
    source: MeasurementSource = work.source
    bad = np.zeros(len(table), dtype=bool)
    for name in dict.fromkeys(c for e in expressions if e is not None for c in e.columns):
        unit = source.unit(name)
        if unit is None:
            continue
        written = read[name].values / source.factor(name)
        most = _MOST.get(unit, np.inf)
        at = np.flatnonzero(good & ((written < 0) | (written > most * (1 + _TINY))))
        found = [f"{value:.12g}" for value in written[at]]
        work.problems.add_numbers(table.rows_for(name)[at], name, _EXPECTED.get(unit, _OTHER), found)
        bad[at] = True
        if unit.startswith("percent"):
            _note_fractions(work, name, written[good & ~bad])
    return bad


def _note_fractions(work: Work, name: str, written: np.ndarray) -> None:
    known = written[~np.isnan(written) & (written != 0)]
    if len(known) >= ENOUGH and known.max() <= 1:
        work.note(
            f"`{name}` is declared as percent, and all of its {len(known):,} values lie between 0 and 1: "
            "are they fractions? Then say `fraction`"
        )


def note_percentages(work: Work, indicator: Indicator, top: np.ndarray, bottom: np.ndarray) -> None:
    """A measure in % whose values are far from any percentage: most likely a unit was not declared."""
    if indicator.unit.strip() != "%":
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = indicator.per * (top if indicator.data[0].denominator is None else top / bottom)
    known = shown[np.isfinite(shown) & (shown != 0)]
    if len(known) < ENOUGH:
        return
    middle = float(np.median(known))
    if middle > 100 and not indicator.is_proportion:
        work.note(
            f"{indicator.label} is in %, and half of its values lie above {_rough(middle)}%: if a column "
            "holds percentages, say `unit_of: {column: percent}`"
        )
    elif known.max() <= 1 and indicator.per == 1:
        work.note(
            f"{indicator.label} is in %, and none of its values is above 1%: if a column holds fractions, "
            "say `per: 100`"
        )


def _rough(value: float) -> str:
    """Two figures: enough to see the mistake, not enough to be anybody's number."""
    return f"{float(f'{value:.2g}'):,.0f}"
