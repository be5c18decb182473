"""The columns worth measuring, and which is part of which."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from loaders.sketch.column_profiles import Profile
from loaders.sketch.part_of import exposures, is_rate, shares

_NO_MEASURE = re.compile(
    r"\b(id|code|lat|latitude|longitude|long|year|week|months?|day|rank|version|snomed|lower|upper|limit|"
    r"ci|unit multiplier|row|no|dates?|archived|lcl|ucl|[lu]l \d+\w*)\b"
)
_RATE = re.compile(
    r"%|\b(pct|percent|percentage|perc|per|rate|ratio|average|avg|mean|median|score|sir|smr|shmi|proportion|"
    r"share|index|variation|fraction|value|\w*percentile|centile)\b"
)
_NEVER_A_COUNT = re.compile(r"%|\b(percent|perc|pct|average|avg|mean|median|\w*percentile|centile|ratio)\b")
_BESIDE = re.compile(
    r"\b(national|country|england|scotland|board|comparator|baseline|previous|expected|predicted|target|"
    r"average|cumulative)\b"
)
"""Names of numbers to compare with, rather than measured."""
MOST = 3
_SHORT = 6  # words: `In the last 12 months, how many …` is no month


@dataclass(frozen=True, eq=False)
class Measure:
    numerator: str
    denominator: str | None = None
    is_proportion: bool = False
    is_percent: bool = False  # already a percentage or a rate
    is_fractional: bool = False
    is_score: bool = False
    adds_up: bool = False
    is_time: bool = False
    others: tuple[str, ...] = ()  # columns that could be the denominator as well
    instead: tuple[str, ...] = ()  # columns that could be measured as well


def candidates(columns: Mapping[str, Profile], taken: Collection[str | None]) -> list[Profile]:
    """Return the columns of numbers that nothing else is made of."""
    found = []
    for p in (p for name, p in columns.items() if name not in taken):
        is_target = "target" in p.words.split() and not re.search(r"\b(met|meeting|within)\b", p.words)
        says_not = len(p.words.split()) <= _SHORT and _NO_MEASURE.search(p.words)
        varies = len(p.filled) > 1 or p.rows < 20
        counts = p.is_time or (p.is_number and len(p.known))
        if varies and counts and not says_not and not is_target:
            found.append(p)
    return found


def measures(found: Sequence[Profile]) -> list[Measure]:
    """Choose at most three: shares of a whole first, then rates over an exposure, then counts or scores."""
    times = [Measure(p.name, is_score=True, is_time=True) for p in found if p.is_time][:2]
    found = [p for p in found if not p.is_time]
    counts = [p for p in found if not p.is_negative and not says_rate(p)]
    pairs = _pairs(counts)
    if pairs:
        return [*pairs[: MOST - len(times)], *times]
    of_base = _rates_of_a_base(found)
    whole = [p for p in counts if p.is_whole and p.known.any()]
    singles = of_base or (whole if 2 * len(whole) >= len(counts) else counts) or counts or list(found)
    singles = sorted(singles, key=lambda p: (bool(_BESIDE.search(p.words)), -sum(p.filled.values())))
    chosen = [_single(p) for p in singles[:2] if p is singles[0] or not _BESIDE.search(p.words)]
    left = tuple(p.name for p in found if all(p.name != one.numerator for one in chosen))
    return [*(replace(one, instead=left) for one in chosen[: MOST - len(times)]), *times]


def _rates_of_a_base(found: Sequence[Profile]) -> list[Profile]:
    """Find `x_rate` beside `x_base`: the rate is what is measured."""
    bases = {p.words.removesuffix(" base") for p in found if p.words.endswith(" base")}
    return [p for p in found if p.words.removesuffix(" rate") in bases and p.words.endswith(" rate")]


def says_rate(p: Profile) -> bool:
    known = p.known
    says = bool(_RATE.search(p.words)) or p.is_percent_text
    is_large = p.is_whole and bool(len(known)) and known.max() > 1000
    return says and (bool(_NEVER_A_COUNT.search(p.words)) or not is_large)


def _single(p: Profile) -> Measure:
    rate = says_rate(p) or not p.is_whole or p.is_negative
    return Measure(p.name, is_percent=p.is_percent_text, is_score=rate, is_fractional=not p.is_whole)


def _pairs(counts: Sequence[Profile]) -> list[Measure]:
    found: list[tuple[float, Measure]] = []
    for share in shares(counts):
        is_fractional = not (share.part.is_whole and share.whole.is_whole)
        made = Measure(
            share.part.name,
            share.whole.name,
            is_proportion=True,
            is_fractional=is_fractional,
            adds_up=share.adds_up,
            others=share.others,
        )
        found.append((share.score, made))
    rates = ((part, whole) for whole in exposures(counts) for part in counts if part is not whole)
    found += [(5.0, Measure(part.name, whole.name)) for part, whole in rates if is_rate(part, whole)]
    found.sort(key=lambda pair: -pair[0])
    kept: dict[str, Measure] = {}
    for _, measure in found:
        if measure.numerator not in {m.denominator for m in kept.values()}:
            kept.setdefault(measure.numerator, measure)
    return list(kept.values())
