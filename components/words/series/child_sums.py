"""Say what a published total holds beside what is inside it."""

from __future__ import annotations

import numpy as np

from components.words import say
from quality.provenance.child_sums import ChildSums
from quality.signals.results import SeriesResult


def sentence(result: SeriesResult, inside: ChildSums) -> str:
    """Say what was published, what is inside, and how often they differ."""
    own = f"These numbers were published for {result.service_name} as a whole."
    one = inside.compared == 1
    periods = "the 1 period" if one else f"all {inside.compared:,} periods"
    if not inside.differs.any():
        return f"{own} The services inside add up to the same in {periods} that can be compared."
    at = int(np.flatnonzero(inside.differs)[-1])
    when = say.period(result.periods[at], result.indicator.frequency)
    published = said(result.numerator[at], result.denominator[at], result)
    added = said(inside.numerator[at], inside.denominator[at], result) + _share(result, inside, at)
    often = f"{int(inside.differs.sum()):,} of {inside.compared:,} periods that can be compared"
    end = "" if one else f" They differ in {often}."
    return f"{own} {when}: {published} published, and the services inside add up to {added}.{end}"


def said(numerator: float, denominator: float, result: SeriesResult) -> str:
    """Write `12 of 340`, or the number alone."""
    return say.counted(numerator, denominator, result.indicator) or say.count(numerator)


def _share(result: SeriesResult, inside: ChildSums, at: int) -> str:
    published = result.numerator[at]
    if not published or not np.isnan(result.denominator[at]):
        return ""
    share = 100 * (inside.numerator[at] / published - 1)
    return f" ({say.number(abs(share), 1)}% {'more' if share > 0 else 'less'})"
