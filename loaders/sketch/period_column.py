"""The period column of an unknown table, how it is written, and how often one comes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from catalogue.fields.period_formats import length, split
from catalogue.fields.periods import Frequency
from loaders.dates import offsets
from loaders.dates.detect import ORDER, Reading, detect, looks_like_a_period
from loaders.dates.patterns import MONTHS
from loaders.sketch.column_profiles import Profile

_HINT = re.compile(
    r"\b(date|month|period|quarter|year|week|day|time|datetime|timestamp|when|arrival|admission|onset|start)\b"
)
_ENDS = re.compile(r"\b(end|ending|discharge|reported|abatement|archived|closed|previous|prior|age|born)\b")
_LOOKED_AT = 3000
_OF_A_YEAR = 5  # letters with that of `%y`: FY19, year 19


@dataclass(frozen=True, eq=False)
class Timing:
    columns: tuple[str, ...]
    written: str
    frequency: Frequency
    others: tuple[Reading, ...] = ()  # readings that fit as well: to decide
    has_time: bool = False
    also: tuple[str, ...] = ()  # written in these ways too
    apart: float = 1  # days from one to the next, usually
    is_single: bool = False  # the same in all rows
    has_offset: bool = False  # times of Greenwich, or of a zone that is not named

    @property
    def rolls(self) -> bool:
        """Tell whether the periods are windows that begin more often than they are long."""
        span = length(self.written)
        is_window = span is not None and "-end" in self.written
        return is_window and ORDER.index(self.frequency) < ORDER.index(span)


def timing(columns: Mapping[str, Profile]) -> Timing | None:
    """Return the best column; None if there is none."""
    found: list[tuple[tuple[float, ...], Timing]] = []
    for profile in columns.values():
        one = _of_column(profile)
        if one is not None and sum(profile.filled.values()) > 0.5 * profile.rows:
            found.append((_score(profile, one), one))
    return max(found, key=lambda pair: pair[0], default=((), None))[1]


def _score(profile: Profile, found: Timing) -> tuple[float, ...]:
    """Prefer a name of a period (a quarter's label) to a day, a certain reading to several."""
    span = length(found.written)
    return (
        -bool(_ENDS.search(profile.words)) if span is None and not found.written.endswith("-end") else 0,
        bool(_HINT.search(profile.words)),
        not found.others,
        len(profile.filled) > 1,
        -{None: 1, Frequency.ANNUAL: 2}.get(span, 0),
        len(profile.filled),
    )


def _of_column(p: Profile) -> Timing | None:
    plain, words = list(p.filled)[:_LOOKED_AT], p.words
    if not plain or (
        all(re.fullmatch(r"\d{1,3}|\d{4}|-?\d+\.\d+|\d{7}|\d{9,}", t) for t in plain[:200])
        and not (_HINT.search(words) and all(re.fullmatch(r"(19|20)\d\d", t) for t in plain))
    ):
        return None
    has_hint = bool(_HINT.search(words)) and len(words.split()) <= 4  # not "Over 3 weeks and up to 4 weeks"
    if not has_hint and all(re.fullmatch(r"[\d,]+(\.\d+)?", t) for t in plain[:200]):
        return None
    return how_often(p.name, plain) if looks_like_a_period(plain[0]) else None


def how_often(name: str, texts: Sequence[str]) -> Timing | None:
    """Return the frequency at which the texts make sense, and how they are written then."""
    best: Timing | None = None
    # A day that ends every month is no chance: the endings are tried first.
    for reading in sorted(detect(texts, None, name).readings, key=_is_a_day):
        frequency = _spacing(reading)
        found = detect(texts, frequency, name)
        fitting = [r for r in found.readings if r.written == reading.written]
        if fitting and _spacing(fitting[0]) is frequency:
            others = tuple(r for r in found.readings if r.written != reading.written)
            has_time = bool(re.search(r"\d:\d\d", texts[0]))
            is_open = offsets.first_open(texts, [reading.written]) is not None
            made = Timing((name,), reading.written, frequency, others, has_time, (), _apart(reading))
            made = replace(made, is_single=len(set(reading.days)) == 1, has_offset=is_open)
            made = _by_weekday(made, found.readings)
            if best is None or len(others) < len(best.others):
                best = made
            if not others:
                return made
    return best


def _by_weekday(found: Timing, readings: Sequence[Reading]) -> Timing:
    """Let a column of Fridays, Saturdays or Sundays rather end weeks than begin them."""
    ends = [r for r in found.others if split(r.written)[0] == "week-ending"]
    plain = [r for r in readings if r.written == found.written]
    if found.frequency is not Frequency.WEEKLY or not ends or not plain or plain[0].days[0].weekday() < 4:
        return found
    others = (plain[0], *(r for r in found.others if r is not ends[0]))
    return replace(found, written=ends[0].written, others=others)


def _apart(reading: Reading) -> float:
    days = sorted(set(reading.days))
    return median([(b - a).days for a, b in pairwise(days)]) if len(days) > 1 else 1


def _is_a_day(reading: Reading) -> bool:
    return length(reading.written) in {None, Frequency.WEEKLY}


def _spacing(reading: Reading) -> Frequency:
    """Take it from the days between neighbours; from the way of writing where there is one only."""
    days = sorted(set(reading.days))
    span = length(reading.written)
    if len(days) == 1:
        return span or Frequency.MONTHLY
    gaps = [(b - a).days for a, b in pairwise(days)]
    usual = median(gaps)
    is_firsts = all(day.day == 1 for day in days)
    if not is_firsts or span is Frequency.WEEKLY:
        weekly = len({day.weekday() for day in days}) == 1
        guess = Frequency.WEEKLY if weekly and usual < 15 else Frequency.DAILY
        return guess if span is None or guess is span else span
    shortest, is_ending = min(gaps), bool(split(reading.written)[0])
    if shortest > 300:
        guess = Frequency.ANNUAL
    elif shortest > 80 and (is_ending or all(day.month % 3 == 1 for day in days)):
        guess = Frequency.QUARTERLY
    else:
        guess = Frequency.MONTHLY
    return guess if is_ending else max(guess, span or guess, key=ORDER.index)


def in_name(stem: str) -> tuple[str, Frequency] | None:
    """Return how a file's name writes its period, if it does: with a year in full, or the name of a month."""
    if not re.search(rf"(?<!\d)(19|20)\d\d|(?<![a-z])({'|'.join(MONTHS)})", stem, re.IGNORECASE):
        return None
    readings = detect([stem], None, "").readings if looks_like_a_period(stem) else ()
    return (readings[0].written, _spacing(readings[0])) if readings else None


def headings(names: Sequence[str]) -> tuple[list[str], Timing | None]:
    """Return the headings that are periods, if at least two are, or three years (a wide table)."""
    across = [
        name for name in names if looks_like_a_period(name) and not re.fullmatch(r"\d{1,3}|\d{5,}", name)
    ]
    are_years = all(re.fullmatch(r"\D*\d{4}\D*", name) for name in across)
    if len(across) < (3 if are_years else 2):
        return [], None
    found = how_often("heading", across)
    return (across, found) if found is not None and not _is_two_digits(found.written) else ([], None)


def _is_two_digits(written: str) -> bool:
    """Tell a year of two digits among words: `Treated within 62 days` is none of 1962."""
    return re.findall("%[A-Za-z]", written) == ["%y"] and len(re.findall("[A-Za-z]", written)) > _OF_A_YEAR
