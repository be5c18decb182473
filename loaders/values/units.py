"""Rates as they are written: a fraction, a percentage, a number per 1,000. Declared, and then checked.

    unit_of: {recovery_rate: percent}        57.1  →  0.571 of one

A declared column is read as a part of one, whatever it was written as, so that an indicator's `per` can say
how it is shown. What cannot be what it was declared as is refused; what looks like something else is noted.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from catalogue.expressions import Expression
from catalogue.models import Indicator
from catalogue.sources import MeasurementSource
from loaders.log import LoadLog
from loaders.parse.tables import Table, clean
from loaders.problems import many, refusal
from loaders.values.numbers import CellRules
from loaders.values.qualifiers import Read
from stats.arrays import differs

ENOUGH = 8  # values from which on it is no accident that a column of percentages never reaches 1

_EXPECTED = {
    "fraction": "a fraction from 0 to 1, as `unit_of` says (`percent` if 1 is one in a hundred)",
    "percent": "a percentage from 0 to 100, as `unit_of` says (`percent over 100` if it may be more)",
}
_EXPECTED_SIGN = (
    "a percent sign, as behind other numbers of this column: say `fraction` if 1 is all of them, or "
    "`unit_of: {column: 0.01}` if 1 is one in a hundred"
)
_UNKNOWN = "this kind of workbook does not tell whether it shows them with a percent sign"
_EXPECTED_KNOWN = (
    "`fraction` if it does, as 0.934 is shown as 93.4%; `unit_of: {column: 0.01}` if they "
    "are percentages below 1"
)
_MOST = {"fraction": 1.0, "percent": 100.0}


def refused(
    rules: CellRules,
    log: LoadLog,
    table: Table,
    read: Read,
    good: np.ndarray,
    expressions: Iterable[Expression | None],
) -> np.ndarray:
    """Tell which of the `good` rows have a rate that cannot be what it was declared as."""
    source: MeasurementSource = rules.source
    bad = np.zeros(len(table), dtype=bool)
    for name in dict.fromkeys(c for e in expressions if e is not None for c in e.columns):
        unit = source.unit(name)
        if unit is None:
            continue
        written = read[name].values / source.factor(name)
        most = _MOST.get(unit, np.inf)
        beyond = good & ((written < 0) | ((written > most) & differs(written, most)))
        log.refuse_numbers(table, name, beyond, _EXPECTED.get(unit, "0 or more"), written)
        bad |= beyond
        if unit.startswith("percent"):
            bad |= _perhaps_fractions(rules, log, table, name, written, good & ~bad)
    return bad


def _perhaps_fractions(
    rules: CellRules, log: LoadLog, table: Table, name: str, written: np.ndarray, good: np.ndarray
) -> np.ndarray:
    """Note numbers up to 1 in a column of percentages where there are no others; refuse them where a
    percent sign stands behind others of the column, or where a workbook does not tell what it shows."""
    has_sign = table.columns[clean(name)].map(lambda text: "%" in text, bool)
    plain = good & ~has_sign & ~np.isnan(written) & (written != 0)
    small = plain & (written <= 1)
    if (has_sign & good).any():
        log.refuse_numbers(table, name, small, _EXPECTED_SIGN, written)
        return small
    if small.sum() >= ENOUGH and (small == plain).all():
        what = f"`{name}` is declared as percent, and all of its {small.sum():,} values lie between 0 and 1"
        if rules.file.reading.formats_unknown:
            raise refusal(rules.file.name, f"{what}; {_UNKNOWN}", _EXPECTED_KNOWN)
        log.note(f"{what}: are they fractions? Then say `fraction`")
    return np.zeros(len(written), dtype=bool)


def note_percentages(
    log: LoadLog, indicator: Indicator, top: np.ndarray, bottom: np.ndarray, rows: np.ndarray
) -> None:
    """Note a measure in % whose values are far from any percentage: likely its unit was not declared."""
    if indicator.unit.strip() != "%":
        return
    of_what = indicator.data[0].denominator
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = indicator.per * (top if of_what is None else top / bottom)
    over = np.flatnonzero(shown > 100)
    if of_what is None and len(over):
        log.note(
            f"{indicator.label} is in %, and {many(len(over), 'value is', 'values are')} above 100 (first: "
            f"{log.problems.place(rows[over[0]])}): with a `denominator` a load can tell whether that can be"
        )
    known = shown[np.isfinite(shown) & (shown != 0)]
    if len(known) < ENOUGH:
        return
    middle = float(np.median(known))
    if middle > 100 and not indicator.is_proportion:
        log.note(
            f"{indicator.label} is in %, and half of its values lie above {_rough(middle)}%: if a column "
            "holds percentages, say `unit_of: {column: percent}`"
        )
    elif known.max() <= 1 and indicator.per == 1:
        log.note(
            f"{indicator.label} is in %, and none of its values is above 1%: "
            + ("if a column holds fractions, say" if of_what is None else "a share of a denominator needs")
            + " `per: 100`"
        )


def _rough(value: float) -> str:
    """Round to two figures: enough to see the mistake, not enough to be anybody's number."""
    return f"{float(f'{value:.2g}'):,.0f}"
