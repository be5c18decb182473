"""What the files said beside the numbers of a series: why there are gaps, which values are provisional."""

from __future__ import annotations

from collections import Counter

from components import format as say
from quality.qualifiers import FIRST_MISSING, meaning
from quality.results import SeriesResult


def sentences(result: SeriesResult) -> list[str]:
    """`Without a value: 2 suppressed by the publisher, 1 not reported.` and the newest remark, if any."""
    if result.qualifier is None:
        return []
    codes = [int(code) for code in result.qualifier]
    reasons = Counter(code for code in codes if code >= FIRST_MISSING)
    found = []
    if reasons:
        said = ", ".join(f"{count:,} {meaning(code)}" for code, count in reasons.most_common())
        found.append(f"Without a value: {said}.")
    for code in sorted({code for code in codes if 0 < code < FIRST_MISSING}):
        periods = [period for period, said in zip(result.periods, codes, strict=True) if said == code]
        newest = say.period(periods[-1], result.indicator.frequency)
        noun = say.plural(len(periods), "value")
        newest = f", {newest}" if len(periods) == 1 else f", the newest {newest}"
        found.append(f"{noun.capitalize()} {meaning(code)}{newest}.")
    return found
