"""Recognising an unknown table that counts the people who live somewhere, and where each year of them stands.

    area   sex  age  count                one column of counts, a year beside it or in a name
    area   sex  All ages  0  1  2  …      ages across: the total beside them counts
    area   sex  age  population_2011  …   years across

A table of events by age and sex looks the same, so whatever says what happened (deaths, admissions) rules it
out, and where nothing says that people are counted it is a guess that is marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue.sources.reshaping import VALUE
from loaders.sketch.column_profiles import Profile, plain_words
from loaders.sketch.column_roles import Roles, dimension_of
from loaders.sketch.find_table import Found, ages_across
from loaders.sketch.period_column import Timing

_PEOPLE = r"population|popn?|residents|inhabitants|people|persons"
_SAYS = re.compile(rf"\b({_PEOPLE}|census|mye\w*)\b|mid ?(year|20\d\d)")
_COUNTS_PEOPLE = re.compile(rf"\b({_PEOPLE})\b")
_COUNTS = re.compile(
    r"(all|total|both|number|count|n|no|value|obs value|observation|estimates?|headcount|figure)"
    r"( (ages|sexes|of people|of persons|number|count))*"
)
_IS_RATE = re.compile(r"%|\b(per|percent\w*|pct|rate|share|density|change|proportion|index)\b")
_HAPPENED = re.compile(
    r"\b(deaths?|died|mortality|births?|admi\w+|attend\w*|cases?|discharg\w+|episodes?|stays?|appointments?|"
    r"referr\w+|incidents?|infect\w+|falls?|wait\w*|bed ?days?|beds?|staff|workforce|fte|wte|activity|"
    r"prescri\w+|screen\w*|uptake|vaccin\w+|patients?|survey\w*|treat\w*|operations?|procedures?|complaints?|visits?|"
    r"calls?|migra\w+|moves?|tests?|hospital\w*|emergenc\w+|diagnos\w+|cancers?|claim\w*|pupils?|households?)\b"
)
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_YEARS = 2  # headings that differ in their year only


@dataclass(frozen=True, eq=False)
class People:
    count: str  # the column of numbers; of a table with its years across, the column that they become
    across: str | None = None  # how the headings write the year: `population_{year}`
    years: tuple[str, ...] = ()  # these headings
    year: int | None = None  # of a table whose columns say none: what a name or a title says
    is_guess: bool = False


def people(
    found: Found,
    columns: Mapping[str, Profile],
    parts: Roles,
    time: Timing | None,
    counted: Sequence[Profile],
    stem: str,
    *,
    is_wide: bool,
) -> People | None:
    """Find people. `counted`: numbers that nothing else is made of. `is_wide`: `time` is that of headings."""
    if parts.service is None or (time is not None and time.written != "%Y"):
        return None
    time = None if is_wide else time
    said = plain_words(" ".join((stem, found.sheet or "", *(cell for row in found.titles for cell in row))))
    across = _years_across(list(columns)) if time is None else None
    if across is not None:
        pattern, names = across
        is_sure = bool(_SAYS.search(said) or _COUNTS_PEOPLE.search(plain_words(pattern)))
        if not is_sure or _happens(said, pattern) or not all(columns[name].is_whole for name in names):
            return None
        return People(VALUE, pattern, tuple(names))
    count, is_sure = _counting(columns, counted, said)
    if count is None:
        return None
    return People(count.name, year=_year(found, stem) if time is None else None, is_guess=not is_sure)


def _counting(
    columns: Mapping[str, Profile], counted: Sequence[Profile], said: str
) -> tuple[Profile | None, bool]:
    """Return the column that counts people, if there is one, and whether anything says so."""
    ages = set(ages_across(list(columns)))
    rated = [p for p in counted if p.name not in ages and not _IS_RATE.search(p.words)]
    whole = [p for p in rated if p.is_whole and not p.is_negative]
    if any(_happens(p.words) for p in whole):
        return None, False
    named = [p for p in whole if _COUNTS_PEOPLE.search(p.words)]
    if named:
        return named[0], True
    plain = [p for p in whole if _COUNTS.fullmatch(p.words)]
    if not plain or _happens(said, *columns):
        return None, False
    if _SAYS.search(said):
        return plain[0], True
    dimensions = {dimension_of(p) for p in columns.values()}
    return (plain[0], False) if ages or {"age", "sex"} <= dimensions else (None, False)


def _happens(*texts: str) -> bool:
    return any(_HAPPENED.search(plain_words(text)) for text in texts)


def _years_across(names: Sequence[str]) -> tuple[str, list[str]] | None:
    """Return how headings that differ in their year only are written, and which these are."""
    found: dict[str, list[str]] = {}
    for name in names:
        if len(_YEAR.findall(name)) == 1 and "{" not in name:
            found.setdefault(_YEAR.sub("{year}", name), []).append(name)
    pattern = max(found, key=lambda pattern: len(found[pattern]), default=None)
    return (pattern, found[pattern]) if pattern is not None and len(found[pattern]) >= _YEARS else None


def _year(found: Found, stem: str) -> int | None:
    """Return the one year that a name or a title says."""
    for text in (found.sheet or "", stem, *(" ".join(row) for row in found.titles)):
        years = {int(match[0]) for match in _YEAR.finditer(text)}
        if len(years) == 1:
            return years.pop()
    return None
