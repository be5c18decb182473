"""Which columns are worth measuring, and which is part of which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from loaders.sketch.columns import Profile

_NO_MEASURE = re.compile(
    r"\b(id|code|lat|latitude|longitude|long|year|week|month|day|rank|version|snomed|lower|upper|limit|"
    r"ci|unit multiplier|row|no)\b"
)
_RATE = re.compile(
    r"%|\b(pct|percent|percentage|rate|ratio|average|mean|score|sir|smr|shmi|proportion|share|index|variation|"
    r"fraction|median|value)\b"
)
_WHOLE = re.compile(
    r"\b(total|attendances?|denominator|base|all|available|received|seen|response|eligible|operations|stays|"
    r"admissions|episodes|finished|patient days|risk days|bed days|days|reviewed|calls)\b"
)
_PART = re.compile(
    r"\b(within|under|numerator|met|meeting|over|breaches|breach|recovery|occupied|deaths|died|readmissions|"
    r"infections|cases|harms|min|in \d|before|after|same)\b"
)
_EXPOSURE = re.compile(r"\b(patient days|risk days|bed days|exposure|person years|population)\b")
MOST = 3


@dataclass(frozen=True, eq=False)
class Measure:
    numerator: str
    denominator: str | None = None
    is_proportion: bool = False
    is_percent: bool = False  # already a percentage or a rate
    is_fractional: bool = False
    is_score: bool = False


def candidates(columns: Mapping[str, Profile], taken: set[str]) -> list[Profile]:
    """Columns of numbers that nothing else is made of."""
    found = []
    for name, p in columns.items():
        is_target = "target" in p.words.split() and not _PART.search(p.words)
        usable = name not in taken and p.is_number and not _NO_MEASURE.search(p.words) and not is_target
        if usable and len(p.known) and (len(set(p.filled)) > 1 or p.rows < 20):
            found.append(p)
    return found


def measures(found: Sequence[Profile]) -> list[Measure]:
    """At most three: shares of a whole first, then rates over an exposure, then plain counts or scores."""
    counts = [p for p in found if not p.is_negative and not _is_rate(p)]
    pairs = _pairs(counts)
    if pairs:
        return pairs[:MOST]
    of_base = _rates_of_a_base(found)
    singles = of_base or [p for p in counts if p.is_whole] or counts or list(found)
    singles = sorted(singles, key=lambda p: -sum(p.filled.values()))
    return [_single(p) for p in singles[:2]]


def _rates_of_a_base(found: Sequence[Profile]) -> list[Profile]:
    """`x_rate` beside `x_base`: the rate is what is measured."""
    bases = {p.words.removesuffix(" base") for p in found if p.words.endswith(" base")}
    return [p for p in found if p.words.removesuffix(" rate") in bases and p.words.endswith(" rate")]


def _is_rate(p: Profile) -> bool:
    known = p.known
    says = bool(_RATE.search(p.words)) or p.is_percent_text
    return says and not (p.is_whole and bool(len(known)) and known.max() > 1000)


def _single(p: Profile) -> Measure:
    rate = _is_rate(p) or not p.is_whole or p.is_negative
    return Measure(p.name, is_percent=p.is_percent_text, is_score=rate, is_fractional=not p.is_whole)


def _pairs(counts: Sequence[Profile]) -> list[Measure]:
    found: list[tuple[tuple[float, ...], Measure]] = []
    for whole in counts:
        for part in counts:
            if part is whole:
                continue
            both = ~np.isnan(part.values) & ~np.isnan(whole.values)
            if both.sum() < max(2, 0.2 * part.rows) or not part.values[both].any():
                continue
            is_exposure = bool(_EXPOSURE.search(whole.words)) and not _EXPOSURE.search(part.words)
            is_part = bool((part.values[both] <= whole.values[both]).all())
            says = (
                2.0 * bool(_PART.search(part.words))
                + 2.0 * bool(_WHOLE.search(whole.words))
                - 2.0 * bool(_WHOLE.search(part.words))
            )
            says += _same_words(part, whole)
            if is_exposure and says > 0 and part.is_whole:
                found.append(((says + 1,), Measure(part.name, whole.name)))
            elif (
                is_part
                and says >= 2
                and not _EXPOSURE.search(whole.words)
                and not _EXPOSURE.search(part.words)
            ):
                fractional = not (part.is_whole and whole.is_whole)
                found.append(
                    ((says,), Measure(part.name, whole.name, is_proportion=True, is_fractional=fractional))
                )
    found.sort(key=lambda pair: pair[0], reverse=True)
    kept: dict[str, Measure] = {}
    for _, measure in found:
        if measure.numerator not in {m.denominator for m in kept.values()}:
            kept.setdefault(measure.numerator, measure)
    return list(kept.values())


def _same_words(a: Profile, b: Profile) -> float:
    """Headings that share words (`… Episode`, `… Episode`) belong together."""
    ours, theirs = set(a.words.split()), set(b.words.split())
    return len(ours & theirs) / max(1, len(ours | theirs))
