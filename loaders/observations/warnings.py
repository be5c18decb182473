"""Warnings of what is likely a mistake and could be true: noted, and loaded all the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from catalogue.formula import Formula
from catalogue.models import Indicator
from loaders.log import LoadLog
from loaders.observations.grouping import Groups
from loaders.problems import many
from loaders.values import units

USUAL = 20
"""A service that otherwise counts so many has a true zero in one of 500 million periods, by chance alone."""
LEAST = 5
"""A series that was ever lower than this may well reach zero: small units, or details of several sizes."""
ENOUGH = 12  # groups of rows from which on it is no accident that the same sum comes out everywhere
MOST = 0.9  # published totals differ from the sum of rounded or corrected parts now and then


def warn_about(
    log: LoadLog,
    indicator: Indicator,
    formula: Formula,
    key: tuple[np.ndarray, np.ndarray],
    numbers: tuple[np.ndarray, np.ndarray],
    rows: np.ndarray,
) -> None:
    """Look at the numbers of one formula, row by row; `key` is their service and category."""
    if not len(rows):
        return
    top, bottom = numbers
    units.note_percentages(log, indicator, top, bottom, rows)
    note_zeros(log, formula.numerator, key, top, rows)
    if formula.denominator is not None:
        note_zeros(log, formula.denominator, key, bottom, rows)
        note_out_of_nothing(log, formula.denominator, top, bottom, rows)


def note_zeros(
    log: LoadLog, name: str, key: tuple[np.ndarray, np.ndarray], values: np.ndarray, rows: np.ndarray
) -> None:
    """Note zeros of services that otherwise count a lot: often a return that was never sent."""
    zero = values == 0
    if not zero.any():
        return
    others = pd.Series(np.where(zero, np.nan, values)).groupby(list(key))
    usual, least = (others.transform(of_series).to_numpy() for of_series in ("mean", "min"))
    odd = np.flatnonzero(zero & (usual >= USUAL) & (least >= LEAST))
    if len(odd):
        log.note(
            f"`{name}`: {many(len(odd), 'zero')} where the same service usually has {USUAL} or more (first: "
            f"{log.problems.place(rows[odd[0]])}). If nothing was sent, say `zero_is: not reported`"
        )


def note_out_of_nothing(
    log: LoadLog, name: str, top: np.ndarray, bottom: np.ndarray, rows: np.ndarray
) -> None:
    """Note what was counted out of 0: the rate does not exist, and one of the two is wrong."""
    at = np.flatnonzero((top > 0) & (bottom == 0))
    if len(at):
        log.note(
            f"{many(len(at), 'row counts', 'rows count')} something out of 0 `{name}` (first: "
            f"{log.problems.place(rows[at[0]])}): no value is shown there"
        )


def note_totals(
    log: LoadLog, what: str, groups: Groups, values: np.ndarray, rows: np.ndarray | None = None
) -> None:
    """Note where things are added up and the largest is the sum of the others: a total was added to its
    parts.

    With totals over two columns (all ages, all reasons) the sum is four times the largest; so what is
    looked for is the same whole number everywhere."""
    sizes = groups.sizes
    if not groups.has_duplicates or (sizes >= 3).sum() < ENOUGH:
        return
    largest = np.maximum.reduceat(values[groups.order], groups.starts)
    sums = groups.sums(values)
    looked = (sizes >= 3) & (largest > 0) & (sums > 0)
    if looked.sum() < ENOUGH:
        return
    times = sums[looked] / largest[looked]
    whole = round(float(np.median(times)))
    share = np.isclose(times, whole, rtol=1e-6).mean()
    # Parts that happen to be equal (1, 1, 1) give a whole number too: so not more times than there are rows.
    if whole < 2 or share < MOST or (sizes[looked] <= whole).mean() > 1 - MOST:
        return
    first = groups.order[groups.starts[np.flatnonzero(looked)[0]]]
    where = "" if rows is None else f" (look at the rows like {log.problems.place(rows[first])})"
    log.note(
        f"`{what}`: what is added up comes to {whole} times its largest part in {share:.0%} of the cases, so "
        f"totals seem to be added to their parts{where}. Leave them out with `drop`, or say `everyone`"
    )
