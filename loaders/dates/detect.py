"""`format: auto`: find out how the periods of a column are written, or say which readings there are.

All distinct texts are looked at together, never cell by cell. A way of writing is kept if it reads every
one of them; what else is known, the indicator's frequency and the words of the heading, may rule out more:

    31/01/2020 cannot be month first
    with a monthly indicator, 31/01/2020, 29/02/2020, … end months
    under `Week ending`, 05/06/2020 ends a week

If then more than one reading is left, nobody guesses: the file is refused, with the readings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.fields.period_formats import AUTO, ENDINGS, POOLED, WORDS, length, split
from catalogue.fields.periods import NOUN, Frequency
from loaders.dates import reader
from loaders.dates.guess_patterns import in_full, patterns_of

ORDER = tuple(Frequency)
_SHAPES_LOOKED_AT = 5
_WAYS_AT_MOST = 3
_NAMED = [word for word in WORDS if word not in {"date", "excel", "excel-1904", *ENDINGS, *POOLED}]
_WEEK_ENDS = re.compile(r"week[ _-]?end|\bw[/_]?e\b", re.IGNORECASE)
_WEEK_BEGINS = re.compile(r"week[ _-]?(commenc|begin|start)|\bw[/_]?c\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to write periods, and what it makes of each text, in their order."""

    written: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Detected:
    """The readings that are left: one means that it is known how the periods are written."""

    readings: tuple[Reading, ...]
    why: str = ""
    formats: frozenset[str] = frozenset()  # all that read every text, also those that read them alike
    odd: tuple[str, ...] = ()  # where nothing reads all: texts that the best way cannot read

    @property
    def written(self) -> str | None:
        return self.readings[0].written if len(self.readings) == 1 else None


def detect(texts: Sequence[str], frequency: Frequency | None = None, heading: str = "") -> Detected:
    """Find how these distinct texts are written. `frequency`: the one that the indicators have in common."""
    texts = [text for text in texts if text]
    candidates = _candidates(texts, heading)
    readings, failed, best = [], {}, (len(texts) + 1, ())
    for written in candidates:
        reading, unread = _read_all(written, texts)
        if reading is not None:
            readings.append(reading)
        else:
            failed[written] = unread[0]
            best = min(best, (len(unread), tuple(unread)), key=lambda pair: pair[0])
    if not readings:
        return Detected((), odd=best[1][:5])
    fitting, reason = _fitting(readings, frequency, heading)
    left = _distinct(fitting)
    formats = frozenset(reading.written for reading in fitting)
    return Detected(left, _why(left[0].written, failed, reason) if len(left) == 1 else "", formats)


def several(
    texts: Sequence[str], frequency: Frequency | None = None, heading: str = ""
) -> list[tuple[Reading, ...]]:
    """Return for each way of writing in a column that has two or three of them how it may be read."""
    left, found = [text for text in texts if text], list[tuple[Reading, ...]]()
    while left and len(found) < _WAYS_AT_MOST:
        shape = _shape(left[0])
        readings = detect([text for text in left if _shape(text) == shape], frequency, heading).readings
        if not readings:
            return []
        found.append(readings)
        is_read = reader.for_format(readings[0].written)
        left = [text for text in left if is_read(text) is None]
    return found if not left and len(found) > 1 else []


def looks_like_a_period(text: str) -> bool:
    """Tell whether one text alone may name a period."""
    return any(reader.for_format(written)(text) is not None for written in _candidates([text], ""))


def is_heading(*written: str) -> Callable[[str], bool]:
    """Return the test of headings that name a period, written so (or in any way, with `auto`)."""
    if AUTO in written:
        return looks_like_a_period
    read = reader.for_format(written)
    return lambda name: read(name) is not None


def _candidates(texts: Sequence[str], heading: str) -> list[str]:
    """Return ways of writing worth trying: words, and patterns made from texts of different shape."""
    found: dict[str, None] = {}
    for text in _different(texts):
        plain = reader.without_footnote(text)
        ending, rest = reader.said_ending(plain)
        bases = ["date" if p.startswith("%Y-%m-%d") else p for p in patterns_of(rest)]
        bases = [in_full(p, iter(texts[:2000])) for p in bases]
        if re.fullmatch(r"[3-7]\d{4}(\.\d+)?", rest):
            bases.append("excel")
        for base in bases if ending is None else ():
            found.setdefault(base)
        for end in ENDINGS[:4] if ending is None else (ending,):
            for base in bases:
                if base != "excel" and _may_end(end, base):
                    found.setdefault(end if base == "date" else f"{end} {base}")
    wanted = [written for written in found if length(written) is not None or written not in _NAMED]
    has_text = any(not re.fullmatch(r"[\d/.: T-]+", text) for text in texts[:50])
    may_be_weeks = any(re.match(r"\d{4}-?W", text, re.IGNORECASE) for text in texts[:50])
    words = [word for word in _NAMED if word != "iso-week" or may_be_weeks]  # `Week 5` may be anybody's
    named = words if has_text else [word for word in _NAMED if word.startswith("financial-year")]
    return [*wanted, *named]


def _may_end(ending: str, base: str) -> bool:
    """Tell whether this may end a period: a month or a day may, but a week ends on a day."""
    span = length(base)
    return span is None or (span is Frequency.MONTHLY and not ending.startswith("week"))


def _different(texts: Sequence[str]) -> list[str]:
    """Return some texts that differ in more than their digits and names."""
    by_shape: dict[str, str] = {}
    for text in texts[:5000]:
        by_shape.setdefault(_shape(text), text)
        if len(by_shape) >= _SHAPES_LOOKED_AT:
            break
    return list(by_shape.values())


def _shape(text: str) -> str:
    return re.sub("[A-Za-z]+", "a", re.sub(r"\d", "9", text))


def _read_all(written: str, texts: Sequence[str]) -> tuple[Reading | None, list[str]]:
    read = reader.for_format(written)
    days, unread = [], []
    for text in texts:
        day = read(text)
        if day is not None:
            days.append(day)
        else:
            unread.append(text)
            if len(unread) > 50:
                return None, unread
    return (None, unread) if unread else (Reading(written, tuple(days)), [])


def _fitting(readings: list[Reading], frequency: Frequency | None, heading: str) -> tuple[list[Reading], str]:
    """Return the readings that go with the heading and the frequency, and which of the two decided. If
    none does, all of them: the rows are then refused by what is wrong with them."""
    rules: list[tuple[Callable[[Reading], bool], str]] = []
    is_asked = frequency is not None and frequency is not Frequency.DAILY
    asked = f"a {NOUN[frequency]} begins on each, as the indicator asks" if frequency and is_asked else ""
    if _WEEK_ENDS.search(heading):
        rules.append((lambda r: split(r.written)[0] == "week-ending", f"the heading `{heading}`"))
    elif _WEEK_BEGINS.search(heading):
        rules.append((lambda r: length(r.written) is None, f"the heading `{heading}`"))
    if frequency is not None:
        rules.append((lambda r: split(r.written)[0] == "" or length(r.written) is frequency, asked))
        rules.append((lambda r: _fits(r, frequency), asked))
    left, reason = readings, ""
    for rule, words in rules:
        kept = _with_other_orders([reading for reading in left if rule(reading)], left)
        if kept and len(_distinct(kept)) < len(_distinct(left)):
            reason = words
        left = kept or left
    return left, reason


def _with_other_orders(kept: list[Reading], before: list[Reading]) -> list[Reading]:
    """Keep both orders of day and month, which nothing but the texts may decide: 02/01, 03/01,
    04/01 may be days of January in a file that was declared monthly by mistake."""
    orders = {_order(reading) for reading in kept} - {()}
    lost = [r for r in before if _order(r) and _order(r) not in orders and not split(r.written)[0]]
    return [*kept, *lost] if orders else kept


def _order(reading: Reading) -> tuple[str, ...]:
    """Tell in which order day, month and year stand, where all are numbers; else nothing."""
    signs = tuple(re.findall("%[dmYy]", split(reading.written)[1]))
    return signs if {"%d", "%m"} <= set(signs) else ()


def _fits(reading: Reading, frequency: Frequency) -> bool:
    span = length(reading.written)
    if span is not None and ORDER.index(span) > ORDER.index(frequency):
        return False
    days = Counter(reading.days)  # none, where every cell is empty
    return all(reader.is_boundary(day, frequency, days.most_common(1)[0][0]) for day in days)


def _distinct(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """Return one reading for each meaning: two ways of writing that say the same are one."""
    by_days: dict[tuple[date, ...], Reading] = {}
    for reading in readings:
        by_days.setdefault(reading.days, reading)
    return tuple(by_days.values())


def _why(written: str, failed: dict[str, str], reason: str) -> str:
    """Say in words what decided."""
    pattern = split(written)[1] or written
    signs = sorted(re.findall("%.", pattern))
    said = [reason] if reason else []
    for other, text in failed.items():
        if signs and other != pattern and sorted(re.findall("%.", other)) == signs and not split(other)[0]:
            said.insert(0, f"{text} cannot be `{other}`")
            break
    return "; ".join(said) or "no other reading fits"
