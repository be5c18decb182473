"""The part each column plays: who, which group, how many, out of what; and which rows would count twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from loaders.parse.tables import Table
from loaders.sketch.column_profiles import Profile
from loaders.sketch.period_column import Timing

_WHO = re.compile(
    r"\b(code|org|organisation|organization|provider|trust|hospitals?|board|hb|hbt|hscp|site|ward|unit|"
    r"location|facility|dept|department|practice|service|commissioner|icb|ccg|region|area|country|geo|state|"
    r"county|facid|team)\b"
)
_NOT_WHO = re.compile(
    r"\b(name|type|qf|speciality|specialty|setting|snomed|icd|diagnosis|test|antibiotic|council|"
    r"postcode|class|group|address\d?|category|status|reason|system|medically|care|cancer|pims|lsoa|dz)\b"
)
_FINE = {
    **dict.fromkeys(("location", "site", "hospital", "ward", "facility", "facid", "dept", "department"), 3),
    **dict.fromkeys(("provider", "org", "organisation"), 3),
    **dict.fromkeys(("trust", "hb", "hbt", "board"), 2),
    **dict.fromkeys(("region", "code", "area", "state"), 1),
    "ods": 4,
}
"""The fineness of the division that a word of the heading speaks of: the finest is the service."""
_TOTAL = re.compile(
    r"all|total|both|persons|overall|everyone|both sexes|"
    r"all (ages|persons|people|sexes|reasons|types|specialties)",
    re.IGNORECASE,
)
DIMENSIONS = {
    "age": r"\bage\b|\bage ?(group|band)\b",
    "sex": r"\b(sex|gender)\b",
    "deprivation": r"\b(simd|imd|wimd|nimdm|deprivation|quintile|decile|simd)\b",
    "ethnicity": r"\b(ethnic|ethnicity|race)\b",
    "disability": r"\bdisab\w*\b",
    "religion": r"\b(religion|faith)\b",
}
_PLACE = re.compile(
    r"\b(nhs|trust|hospitals?|health (and|&) (social )?care|health board|infirmary|clinic|care board|england|"
    r"scotland|wales|london|midlands|north|south|east|west|yorkshire|humber|region|council|ccg|icb)\b",
    re.IGNORECASE,
)
"""Words that most names of services hold, for columns whose heading says nothing."""
_CODES_OF_NUMBERS = r"\b(facility id|facid ?\d?|(org\w*|site|hospital|provider|trust|practice) (id|code))\b"
_HAVE_IDS = {"facility", "org", "site", "ward", "hospital", "organisation", "department"}
_LABEL = r"\b(type|class|group|band|category|indicator id|measure id|department|sector|quintile|decile)\b"
_NAME = re.compile(r"\b(name|names)\d?\b|provider|organisation|hospital")
_NEW = re.compile(r"\b(new|successor|replaced)\b")
MOST_GROUPS = 40
_CODE = r"(?=.*[A-Za-z])[A-Za-z0-9]*\d[A-Za-z0-9]*"  # in a table without a heading
_SURE = 2.5
_CODES = 0.7  # of the texts look like codes of services


@dataclass(eq=False)
class Roles:
    service: str | None = None
    service_name: str | None = None
    breakdown: tuple[str, str] | None = None  # dimension, column
    everyone: str | None = None  # the group that is everyone
    successor: str | None = None
    drop: dict[str, list[str]] = field(default_factory=dict)
    keep: dict[str, list[str]] = field(default_factory=dict)
    split_by: list[str] = field(default_factory=list)  # columns that divide rows and are added up
    repeated: list[str] = field(default_factory=list)  # one total on every row of its details
    personal: dict[str, str] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    known_codes: int = 0
    is_doubtful: bool = False  # nothing but its heading says that a column names the service
    levels: str | None = None  # the column whose values are levels, each with all the numbers again
    wholes: list[str] = field(default_factory=list)  # services that are all others together


def roles(
    columns: Mapping[str, Profile], time: Timing | None, known: frozenset[str], personal: Mapping[str, str]
) -> Roles:
    """Find the part of each column. `personal` ones may tell who somebody is, and play no part."""
    found = Roles(personal=dict(personal))
    taken = {*personal, *(time.columns if time else ())}
    free = {name: p for name, p in columns.items() if name not in taken}
    found.service = service_of(free, known)
    if found.service is not None:
        service = free.pop(found.service)
        found.known_codes = len(known.intersection(service.filled))
        found.is_doubtful = not found.known_codes and service.looks_like_codes <= _CODES
        found.service_name = _name_of(service, free)
        said = (p for p in free.values() if _NEW.search(p.words) and not p.is_number)
        new = next(said, None)
        found.successor = new.name if new is not None and new.looks_like_codes > _CODES else None
    found.categories = [name for name, p in free.items() if name != found.service_name and _is_category(p)]
    return found


def service_of(columns: Mapping[str, Profile], known: frozenset[str] = frozenset()) -> str | None:
    """Return the column that says who."""
    scores = {name: _service_score(p, known) for name, p in columns.items()}
    if not any(score > _SURE for score in scores.values()):  # no heading says so: the names themselves may
        scores = {name: scores[name] + _SURE * _holds_places(p) for name, p in columns.items()}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] > _SURE else None


def _holds_places(p: Profile) -> bool:
    return bool(p.filled) and sum(_PLACE.search(t) is not None for t in p.filled) > 0.4 * len(p.filled)


def _service_score(p: Profile, known: frozenset[str]) -> float:
    texts = p.filled
    if not texts or re.search(r"\bqf\b|\bpct\b|percent", p.words) or max(map(len, texts)) > 64:
        return 0
    is_known = len(known.intersection(texts)) >= 0.5 * len(texts)
    if p.is_number and not is_known and not re.search(_CODES_OF_NUMBERS, p.words):
        return 0
    heading = re.sub(r"(?<=[a-z])\d\b", "", p.words)  # FACID1
    words = set(heading.split())
    is_nameless = re.fullmatch(r"column \d+", p.words) and all(re.fullmatch(_CODE, text) for text in texts)
    score = (
        6.0 * is_known
        + 3.0 * bool(is_nameless)
        + 3.0 * (p.looks_like_codes > _CODES)
        + 2.0 * bool(_WHO.search(heading))
    )
    score += 0.4 * max((_FINE.get(word, 0) for word in words), default=0)
    score += 0.6 * ("code" in words) + min(1.0, len(texts) / 400)
    is_treatment = "treatment" in words and not words & {"location", "site", "board", "hb"}
    is_other_id = "id" in words and not words & _HAVE_IDS
    if _NOT_WHO.search(p.words) or is_treatment or is_other_id:
        score -= 2.5
    if any(re.fullmatch(expression, p.words) for expression in DIMENSIONS.values()):
        score -= 3
    if len(texts) > 0.9 * p.rows and p.rows > 2000 and p.looks_like_codes < _CODES:
        score -= 2  # as many as rows: the number of a row
    if p.by_text.get("", 0) > 0.3 * p.rows:
        score -= 2
    return score


def _name_of(service: Profile, columns: Mapping[str, Profile]) -> str | None:
    """Find a column with one text for each code whose heading says it is a name."""
    names = (p for p in columns.values() if not p.is_number and _NAME.search(p.words))
    fitting = [
        p
        for p in names
        if p.follows(service) and p.looks_like_codes <= _CODES and len(p.filled) > 0.3 * len(service.filled)
    ]
    first_word = service.words.split()[0]
    fitting.sort(key=lambda p: (not p.words.startswith(first_word), not p.words.endswith("name")))
    return fitting[0].name if fitting else None


def _is_category(p: Profile) -> bool:
    few = 2 <= len(p.by_text) <= 120 and max(map(len, p.by_text)) <= 120
    is_label = any(re.search(e, p.words) for e in (*DIMENSIONS.values(), _LABEL))
    if (p.is_number and not is_label) or p.is_clock:
        return False
    return few and (p.rows > 3 * len(p.filled) or p.rows < 60) and not re.search(r"\bqf\b|qualifier", p.words)


def totals(p: Profile, values: np.ndarray | None, mask: np.ndarray) -> list[str]:
    """Return the label that stands for all others: by its word, or because it is the sum of the others."""
    left = [text for at, text in enumerate(p.column.texts) if text and (p.column.codes[mask] == at).any()]
    plain = [text for text in left if _TOTAL.fullmatch(text)]
    wide = [text for text in left if text.lower().startswith(("all ", "total "))]
    if len(plain) == 1 or (values is None and len(wide) == 1):
        return plain or wide
    if values is None or len(left) < 3:
        return []
    good = ~np.isnan(values) & mask
    sums = np.bincount(p.column.codes[good], weights=values[good], minlength=len(p.column.texts))
    at = int(sums.argmax())
    largest, rest = p.column.texts[at], sums.sum() - sums[at]
    if wide == [largest]:
        return wide  # `All day cases` may be one part beside others
    is_sum = rest > 0 and abs(sums[at] - rest) <= 0.02 * sums[at]
    return [largest] if is_sum and largest else plain[:1]


def duplicates(table: Table, names: list[str], mask: np.ndarray) -> int:
    """Return how many of these rows share all these columns with another."""
    rows = int(mask.sum())
    if not rows:
        return 0
    if not names:
        return rows - 1
    key = np.column_stack([table.columns[name].codes[mask] for name in names])
    return rows - len(np.unique(key, axis=0))


def dimension_of(p: Profile) -> str | None:
    return next((code for code, e in DIMENSIONS.items() if re.search(e, p.words)), None)
