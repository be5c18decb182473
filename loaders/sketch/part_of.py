"""Evidence for one column being part of another. That it is never larger is none: of thirty columns many are,
by chance. Asked for are headings that say so, or columns that add up.

    within_4h + breaches = attendances            they add up
    Over 12 Hours  /  Total                       a part by its words, a whole by its words
    White: Irish   /  White: Total                the whole's heading stands in that of the part
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from loaders.sketch.column_profiles import Profile

_WHOLE = re.compile(
    r"\b(total|attend[ae]nces?|denominator|base|all|available|open|staffed|capacity|received|seen|response|"
    r"eligible|operations|stays|admissions|episodes|finished|reviewed|calls|patients|treated|referrals|"
    r"discharged|pathways|tests|births|deliveries|cases|list)\b"
)
_PART = re.compile(
    r"\b(within|under|numerator|met|meeting|over|more|greater|less|plus|breach(es|ed)?|recovery|recovered|"
    r"occupied|deaths|died|readmissions|readmitted|infections|min|mins|in \d|before|after|same|by \d+|"
    r"positive|completed|of which|screened|admitted|cancelled|late)\b"
)
_EXPOSURE = re.compile(r"\b(patient days|risk days|bed ?days|exposure|person years|population|line days)\b")
_EVENTS = re.compile(
    r"\b(deaths|died|readmissions|infections?|cases|harms?|falls|incidents|events|ulcers|injuries|reported|"
    r"count|breaches|cdi|mrsa|errors|arrests|admissions|attendances)\b"
)
_LIMIT = re.compile(
    r"\b(over|under|up to|between|more|less|after|within|greater|plus|to)\b.*\d|\d.*\b(plus|to)\b"
)
_UNITS = {"days", "hours", "minutes", "mins", "weeks", "months", "mil", "beddays", "years"}
_SMALL_WORDS = {"number", "num", "of", "the", "no", "count", "in", "and", "a", "to", "n", "total", "all"}
_ROWS = 2000  # enough to see whether columns add up
_MOST_COLUMNS = 40
_MOST_PARTS = 14
_ADD_UP_IN = 0.98  # of the rows


@dataclass(frozen=True, eq=False)
class Share:
    """A column that is part of another, as far as anything says so."""

    part: Profile
    whole: Profile
    score: float
    adds_up: bool = False
    others: tuple[str, ...] = ()  # columns that could be the whole as well


def shares(counts: Sequence[Profile]) -> list[Share]:
    """Find for each part its best whole, what is surest first."""
    counts = counts[:_MOST_COLUMNS]
    sums = _adding_up(counts)
    found: list[Share] = []
    for part in counts:
        fitting = [share for whole in counts if (share := _share(part, whole, counts, sums)) is not None]
        if fitting:
            found.append(_best(part, fitting))
    return sorted(found, key=lambda share: -share.score)


def exposures(counts: Sequence[Profile]) -> list[Profile]:
    """Return the columns of what events can happen in: patient days, people."""
    return [p for p in counts if _EXPOSURE.search(p.words)]


def is_rate(part: Profile, whole: Profile) -> bool:
    """Tell events over what they could happen in: infections over patient days."""
    if _EXPOSURE.search(part.words) or not _EVENTS.search(part.words) or not part.is_whole:
        return False
    both = ~np.isnan(part.values) & ~np.isnan(whole.values)
    return bool(both.sum() >= max(2, 0.2 * part.rows) and part.values[both].any())


def _share(
    part: Profile, whole: Profile, counts: Sequence[Profile], sums: dict[str, set[str]]
) -> Share | None:
    if part is whole or bool(_EXPOSURE.search(whole.words)) != bool(_EXPOSURE.search(part.words)):
        return None
    both = ~np.isnan(part.values) & ~np.isnan(whole.values)
    ours, theirs = part.values[both], whole.values[both]
    if both.sum() < max(2, 0.2 * part.rows) or not ours.any() or (ours > theirs).any():
        return None
    adds_up = part.name in sums.get(whole.name, ())
    score = 1.5 * adds_up + _words(part, whole)
    says = _says(part, whole) and not _has_its_own_total(part, whole, counts)
    return Share(part, whole, score, adds_up) if adds_up or says else None


def _says(part: Profile, whole: Profile) -> bool:
    """Tell whether the headings make one a part of the other."""
    ours, theirs = part.words.split(), whole.words.split()
    if (set(theirs) & _UNITS) - set(ours) or _without_digits(part.words) == _without_digits(whole.words):
        return False  # another unit, or the same thing with another limit
    without_total = [word for word in theirs if word not in {"total", "all"}]
    is_inside = any(f" {' '.join(words)} " in f" {part.words} " for words in (theirs, without_total))
    if is_inside and set(ours) != set(theirs):
        return True
    begins = theirs.index("all") if "all" in theirs else 0
    if begins > 1 and ours[:begins] == theirs[:begins]:
        return True  # `European Union HCHS doctors` of `European Union all staff`
    names_both = _PART.search(part.words) and _WHOLE.search(whole.words)
    return bool(names_both) and not _LIMIT.search(whole.words)


def _has_its_own_total(part: Profile, whole: Profile, counts: Sequence[Profile]) -> bool:
    """Tell `occupied` beside `occupied_total`: it is part of `available`, not of `available_total`."""
    ours, theirs = set(part.words.split()), set(whole.words.split())
    if "total" in ours or "total" not in theirs:
        return False
    return any(set(p.words.split()) == ours | {"total"} for p in counts)


def _words(part: Profile, whole: Profile) -> float:
    ours, theirs = set(part.words.split()), set(whole.words.split())
    score = 2.0 * bool(_PART.search(part.words)) + 2.0 * bool(_WHOLE.search(whole.words))
    score += min(2.0, 0.5 * len((ours & theirs) - _SMALL_WORDS))
    score += 0.5 * bool(theirs & {"total", "all"}) - 1.5 * bool(_LIMIT.search(whole.words))
    return score


def _best(part: Profile, fitting: Sequence[Share]) -> Share:
    """Choose the smallest of equally likely wholes; name those that are nearly as likely."""
    known = ~np.isnan(part.values)
    best = max(fitting, key=lambda s: (s.adds_up, s.score, -float(np.nansum(s.whole.values[known]))))
    others = tuple(s.whole.name for s in fitting if s is not best and s.score > best.score - 1)
    return Share(best.part, best.whole, best.score, best.adds_up, () if best.adds_up else others)


def _adding_up(counts: Sequence[Profile]) -> dict[str, set[str]]:
    """Map wholes to columns that add up to them: two of them, or several that stand side by side."""
    if len(counts) < 3:
        return {}
    rows = np.unique(np.linspace(0, counts[0].rows - 1, _ROWS).astype(int))
    values = np.column_stack([p.values[rows] for p in counts])
    found: dict[str, set[str]] = {}
    for at, whole in enumerate(counts):
        others = [i for i in range(len(counts)) if i != at and (values[:, i] <= values[:, at] + 1e-6).any()]
        for parts in (*_runs(others), *combinations(others, 2)):
            if _equal(values[:, list(parts)].sum(axis=1), values[:, at]):
                found.setdefault(whole.name, set()).update(counts[i].name for i in parts)
                break
    return found


def _runs(at: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Return neighbours, the longest runs first: bands of waiting times, all of one table."""
    yield tuple(at)
    for size in range(min(_MOST_PARTS, len(at) - 1), 1, -1):
        for start in range(len(at) - size + 1):
            yield tuple(at[start : start + size])


def _equal(made: np.ndarray, whole: np.ndarray) -> bool:
    known = ~np.isnan(made) & ~np.isnan(whole) & (whole > 0)
    if known.sum() < 2 or len(np.unique(whole[known])) < 2:
        return False
    rounded = np.where(whole[known] > 200, 2.0, 1e-6 * whole[known])  # parts may be rounded each
    return bool((np.abs(made - whole)[known] <= rounded).mean() >= _ADD_UP_IN)


def _without_digits(words: str) -> str:
    return " ".join(re.sub(r"\d+", "", words).split())
