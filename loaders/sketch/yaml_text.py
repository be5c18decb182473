"""Write a sketch as YAML, with a comment on everything a person has to look at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalogue.fields.periods import Frequency
from loaders.sketch.candidate_measures import Measure
from loaders.sketch.column_profiles import Profile
from loaders.sketch.column_roles import Roles
from loaders.sketch.find_table import Found
from loaders.sketch.period_column import Timing
from loaders.sketch.population_tables import People
from loaders.sketch.stated_period import Said

DECIDE = "# to decide: "
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./()-]*( [A-Za-z0-9_./()-]+)*")
_SPECIAL = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"}
_SIMPLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SHOWN = 12


@dataclass(frozen=True, eq=False)
class Sketch:
    """All that was found out about one file."""

    code: str
    path: str
    found: Found
    columns: dict[str, Profile]
    time: Timing | None
    across: tuple[str, ...]  # headings that are periods
    measure_column: str | None  # of a wide table: the column that names what a row counts
    in_name: tuple[str, Frequency] | None  # how the file's name writes the period
    said: Said | None  # a period that a title or a name says
    roles: Roles
    measures: tuple[Measure, ...]
    shape: str
    is_records: bool
    new_dimension: bool
    people: People | None
    default_missing: frozenset[str]
    one_service: str  # the code of every row, where no column says it


def quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL:
        return text
    return json.dumps(text, ensure_ascii=False)


def listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def column_in_formula(name: str) -> str:
    """A column as an expression names it."""
    if _SIMPLE_NAME.fullmatch(name):
        return quoted(name)
    mark = "`" if "`" not in name else "'"
    return json.dumps(f"{mark}{name}{mark}", ensure_ascii=False)


def place(s: Sketch) -> list[str]:
    """Where the table stands in the file."""
    lines = [f"    file: {quoted(s.path)}"]
    if s.found.sheet is not None:
        lines.append(f"    sheet: {quoted(s.found.sheet)}")
        lines += _other_sheets(s.found.other_sheets)
    if s.found.header_row > 1 or s.found.header_rows > 1:
        lines.append(f"    header_row: {s.found.header_row}")
    if s.found.header_rows > 1:
        lines.append(f"    header_rows: {s.found.header_rows}")
    if s.found.footer:
        lines.append(f"    footer: {quoted(s.found.footer)}  # the data ends at the row that begins so")
    return lines


def _other_sheets(found: Sequence[Found]) -> list[str]:
    if not found:
        return []
    said = [f"{quoted(one.sheet or '')} ({len(one.table):,} rows)" for one in found[:SHOWN]]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return [f"    {DECIDE}other sheets hold tables too: {', '.join(said)}{more}"]


def choice(s: Sketch) -> list[str]:
    """Which rows count."""
    lines = []
    for key, chosen in (("drop", s.roles.drop), ("keep", s.roles.keep)):
        if chosen:
            inside = ", ".join(f"{quoted(name)}: {listed(texts)}" for name, texts in chosen.items())
            lines.append(f"    {key}: {{{inside}}}")
    if s.roles.wholes:
        said = ", ".join(f"`{text}`" for text in s.roles.wholes[:SHOWN])
        what = "seem to be totals" if len(s.roles.wholes) > 1 else "seems to be the total"
        lines.append(f"    {DECIDE}{said} {what} of the others; what has a place above them may stay")
    others = {name: texts for name, texts in s.roles.drop.items() if set(texts) - set(s.roles.wholes)}
    if others:
        lines.append(f"    {DECIDE}are the rows under `drop` totals, or rows without a service?")
    left = {name: _groups(s.columns[name], kept) for name, kept in s.roles.keep.items()}
    return [*lines, *(f"    {DECIDE}`{name}` also has {said}" for name, said in left.items())]


def _groups(p: Profile, but: Sequence[str] = ()) -> str:
    """Labels of a column of groups. Of many, or of rare ones, only how many there are."""
    shown = [text for text in p.filled if text not in but and len(text) <= 60]
    if len(p.by_text) > 60:
        return f"{len(shown):,} other values"
    return ", ".join(shown[:SHOWN]) + (f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else "")


def period(s: Sketch) -> list[str]:
    if s.across:
        written = s.time.written if s.time else "auto"
        if s.measure_column is not None:
            said = f"measure_column: {quoted(s.measure_column)}"
        else:
            said = f"measure: {quoted(s.measures[0].numerator)}"
        lines = [f"    periods: {{format: {quoted(written)}, {said}}}"]
        return lines + other_readings(s.time)
    if s.time is not None:
        several = len(s.time.columns) > 1
        name = listed(s.time.columns) if several else quoted(s.time.columns[0])
        written = listed([s.time.written, *s.time.also]) if s.time.also else quoted(s.time.written)
        said = f"{{{'columns' if several else 'column'}: {name}, format: {written}}}"
        why = "  # these columns name it together" if several else ""
        if s.time.also:
            why = f"  {DECIDE}some days are the first of a month, some the last: is that what they mean?"
        return [f"    period: {said}{why}", *other_readings(s.time)]
    if s.in_name is not None:
        return [
            f"    period_in_name: {quoted(s.in_name[0])}",
            "    # one file for each period: a glob (*.csv) takes them all",
        ]
    if s.said is not None:
        where = f"{s.said.where} says `{s.said.text}`: is that the period, and its first day?"
        return [f"    period_is: {s.said.begins.isoformat()}  {DECIDE}{where}"]
    return [
        f"    {DECIDE}nothing in this file names its period, and it does not load before you do:",
        "    # period_is: YYYY-MM-DD       the first day of the period",
    ]


def other_readings(time: Timing | None) -> list[str]:
    if time is None or not time.others:
        return []
    said = "; ".join(f"`{r.written}` would begin on {r.days[0].isoformat()}" for r in time.others)
    return [f"    {DECIDE}the first period could be read in other ways: {said}"]


def who(s: Sketch) -> list[str]:
    if s.roles.service is None:
        return [f"    service_is: {quoted(s.one_service)}  {DECIDE}no column names one: which is it about?"]
    p = s.columns[s.roles.service]
    known = (
        f"{s.roles.known_codes:,} of {len(p.filled):,} codes are known services"
        if s.roles.known_codes
        else (f"{len(p.filled):,} different codes")
    )
    return [f"    service: {quoted(s.roles.service)}  # {known}"]


def breakdown(s: Sketch) -> list[str]:
    if s.roles.breakdown is None:
        return []
    dimension, column = s.roles.breakdown
    scores = any(m.is_score for m in s.measures)
    everyone = (
        f", everyone: {quoted(s.roles.everyone)}"
        if s.roles.everyone is not None
        else ("" if scores else ", everyone_is_sum: true")
    )
    lines = [f"    breakdown: {{dimension: {dimension}, column: {quoted(column)}{everyone}}}"]
    if s.roles.everyone is None and not scores:
        lines.append(f"    {DECIDE}do the groups overlap? Then they must not be added up")
    return lines


def dimension(s: Sketch) -> list[str]:
    """The dimension of the breakdown, with the groups as they are written."""
    if s.roles.breakdown is None or not s.new_dimension:
        return []
    code, column = s.roles.breakdown
    ordered = code in {"age", "deprivation"}
    lines = ["dimensions:", f"  {code}:", f"    title: {code.capitalize()}"]
    if ordered:
        lines.append("    is_ordered: true")
    if code == "deprivation":
        lines.append(f"    axis_note: 1 = most deprived  {DECIDE}some files count the other way round")
    lines.append(
        f"    {DECIDE}labels for people, the order, and `is_unknown: true` where a group is not known"
    )
    lines.append("    categories:")
    texts = list(s.columns[column].by_text)
    if ordered:
        texts.sort(
            key=lambda text: (
                [int(n) for n in re.findall(r"\d+", text)] or [-1 if "under" in text.lower() else 999]
            )
        )
    for text in texts:
        if text == s.roles.everyone:
            continue
        if not text.strip():
            lines.append('      - {code: unknown, label: Not known, is_unknown: true, aliases: ""}')
        elif len(text) > 64:
            lines.append(
                f"      - {{code: {quoted(text[:60])}, label: {quoted(text)}, aliases: {quoted(text)}}}"
            )
        else:
            lines.append(f"      - {{code: {quoted(text)}, label: {quoted(text)}}}")
    return [*lines, ""]


_IN_BRACKETS = re.compile(r"\([\d.,\s]*\d[\d.,\s]*%?\)")
"""Accountants write what is below zero so: no mark for a value that is missing."""


def missing(s: Sketch) -> list[str]:
    """Marks among the numbers that the catalogue does not know yet."""
    used = {name for m in s.measures for name in (m.numerator, m.denominator) if name}
    seen: dict[str, int] = {}
    for name in used & set(s.columns):
        for mark, count in s.columns[name].marks.items():
            seen[mark] = seen.get(mark, 0) + count
    bracketed = [mark for mark in seen if _IN_BRACKETS.fullmatch(mark)]
    times = sum(seen.pop(mark) for mark in bracketed)
    new = [mark for mark in seen if mark not in s.default_missing]
    lines = []
    if bracketed:
        stand = "1 number stands" if times == 1 else f"{times:,} numbers stand"
        lines.append(f"    {DECIDE}{stand} in brackets: below zero? As they are, their rows are refused")
    if seen:
        said = ", ".join(f"{mark!r} {count:,} times" for mark, count in seen.items())
        lines.append(f"    # marks among the numbers: {said}")
    if new:
        lines.append(f"    missing: {listed(new)}  {DECIDE}what they mean: suppressed, not reported, …")
    return lines


def title_of(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    words = " ".join(re.sub(r"[_\s]+", " ", spaced).split())
    return words[:1].upper() + words[1:]


def slug(text: str, most: int = 40) -> str:
    made = re.sub(r"[^a-z0-9]+", "_", title_of(text).lower()).strip("_")
    made = made if made[:1].isalpha() else f"x_{made}"
    return made[:most].strip("_")
