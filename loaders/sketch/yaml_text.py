"""Write a sketch as YAML, with a comment on everything a person has to look at (`entry.yaml.jinja`)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalogue.fields.period_formats import length
from catalogue.fields.periods import Frequency
from catalogue.identifiers import masked
from loaders.sketch.candidate_measures import Measure
from loaders.sketch.column_profiles import Profile
from loaders.sketch.column_roles import Roles
from loaders.sketch.find_table import Found
from loaders.sketch.period_column import Timing
from loaders.sketch.population_tables import People
from loaders.sketch.stated_period import Said

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./()-]*( [A-Za-z0-9_./()-]+)*")
_SPECIAL = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"}
_SIMPLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_IN_BRACKETS = re.compile(r"\([\d.,\s]*\d[\d.,\s]*%?\)")
"""Accountants write what is below zero so: no mark for a value that is missing."""
_SHOWN = 12
_FAR_APART = 4  # days
_ORDERED = {"age", "deprivation"}


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
    measures: Sequence[Measure]
    shape: str
    is_records: bool
    new_dimension: bool
    people: People | None
    default_missing: frozenset[str]
    one_service: str  # the code of every row, where no column says it


def written(s: Sketch, *, with_services: bool) -> str:
    """Return the sketch as the text of a catalogue."""
    names = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # YAML; `quoted` writes what stands in a file
    )
    names.filters |= {
        "quoted": quoted,
        "listed": _listed,
        "mapped": _mapped,
        "formula": column_in_formula,
        "title": title_of,
        "some": _some,
        "number": "{:,}".format,
        "repr": repr,
        "ticked": lambda texts, between: between.join(f"`{text}`" for text in texts),
    }
    filled = names.get_template("entry.yaml.jinja").render(_values(s), with_services=with_services)
    lines = [line for line in filled.splitlines() if line.strip()]
    return "\n".join("" if line == "#" else masked(line) for line in lines) + "\n"


def _values(s: Sketch) -> dict[str, Any]:
    """Return what the template shows beside the sketch itself."""
    service = s.columns.get(s.roles.service or "")
    marks = _marks(s)
    bracketed = [mark for mark in marks if _IN_BRACKETS.fullmatch(mark)]
    brackets = sum(marks.pop(mark) for mark in bracketed)
    timed = {m.numerator: "time in minutes" for m in s.measures if m.is_time}
    ways = [s.time.written, *s.time.also] if s.time else []
    return {
        "s": s,
        "path": _path(s),
        "unused": _unused(s),
        "other_sheets": [f"{quoted(o.sheet or '')} ({len(o.table):,} rows)" for o in s.found.other_sheets],
        "other_drops": any(set(texts) - set(s.roles.wholes) for texts in s.roles.drop.values()),
        "groups": lambda name, kept: _groups(s.columns[name], kept),
        "ordered": _ORDERED,
        "categories": _categories(s),
        "written": "" if not s.time else _listed(ways) if len(ways) > 1 else quoted(ways[0]),
        "codes": len(service.filled) if service is not None else 0,
        "has_scores": any(m.is_score for m in s.measures),
        "brackets": brackets,
        "marks": marks,
        "new_marks": [mark for mark in marks if mark not in s.default_missing],
        "units": {m.numerator: "percent" for m in s.measures if m.is_percent} | timed,
        "has_times": bool(timed),
        "reads": _reads(s),
        "frequency": _frequency(s),
        "asked_often": _asked_often(s),
        "indicators": _indicators(s),
    }


def _path(s: Sketch) -> str:
    """Return the path; where the name says the period, with that in brackets."""
    if s.in_name is None or s.time is not None or s.across:
        return s.path
    folder, slash, name = s.path.rpartition("/")
    return f"{folder}{slash}{{period}}{name[name.index('.') :]}"


def _unused(s: Sketch) -> list[str]:
    named = {s.roles.service, s.roles.service_name, *(s.time.columns if s.time else ())}
    named |= {name for m in s.measures for name in (m.numerator, m.denominator)}
    named |= {*s.roles.keep, *s.roles.drop, *s.roles.personal, *s.across, *(s.roles.breakdown or ())[1:]}
    return [name for name in s.columns if name not in named]


def _reads(s: Sketch) -> dict[str, str]:
    """Return the columns of records that are read, and what is in them."""
    reads = {m.numerator: "yes/no" for m in s.measures if m.denominator is not None}
    reads |= {name: "text" for name in (s.roles.service, *(s.roles.breakdown or ())[1:]) if name is not None}
    if s.time is not None:
        reads[s.time.columns[0]] = s.time.written
    return reads


def _marks(s: Sketch) -> Counter[str]:
    """Return the marks among the numbers, with how often they stand there."""
    used = {name for m in s.measures for name in (m.numerator, m.denominator) if name}
    return sum((s.columns[name].marks for name in s.columns if name in used), Counter())


def _groups(p: Profile, but: Sequence[str]) -> str:
    """Return the labels of a column of groups. Of many, or of rare ones, only how many there are."""
    shown = [text for text in p.filled if text not in but and len(text) <= 60]
    return f"{len(shown):,} other values" if len(p.by_text) > 60 else _some(shown, _SHOWN)


def _categories(s: Sketch) -> list[str] | None:
    """Return the groups of a dimension that the catalogue lacks, as they are written."""
    if s.roles.breakdown is None or not s.new_dimension:
        return None
    dimension, column = s.roles.breakdown
    texts = [text for text in s.columns[column].by_text if text != s.roles.everyone]
    return sorted(texts, key=_by_number) if dimension in _ORDERED else texts


def _by_number(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", text)] or [-1 if "under" in text.lower() else 999]


def _frequency(s: Sketch) -> Frequency:
    if s.time is not None:
        return Frequency.MONTHLY if s.is_records else s.time.frequency
    if s.in_name is not None:
        return s.in_name[1]
    return s.said.frequency if s.said is not None else Frequency.MONTHLY


def _asked_often(s: Sketch) -> str:
    """Say what makes the frequency doubtful, if anything does."""
    if s.time is None or s.is_records:
        return ""
    if s.time.frequency is Frequency.DAILY and s.time.apart >= _FAR_APART:
        return f"the days are {s.time.apart:.0f} days apart"
    return "there is one period only" if s.time.is_single and length(s.time.written) is None else ""


def _indicators(s: Sketch) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for measure in s.measures if s.shape not in {"services", "population"} else ():
        code = slug(f"{s.code[:22]}_{measure.numerator}", 44)
        found[code if code not in found else f"{code}_{len(found) + 1}"] = measure
    return found


def quoted(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL:
        return text
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def _mapped(values: Mapping[str, str | Sequence[str]]) -> str:
    said = {key: quoted(value) if isinstance(value, str) else _listed(value) for key, value in values.items()}
    return "{" + ", ".join(f"{quoted(key)}: {value}" for key, value in said.items()) + "}"


def _some(texts: Sequence[str], most: int) -> str:
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")


def column_in_formula(name: str) -> str:
    """Write a column as an expression names it."""
    if _SIMPLE_NAME.fullmatch(name):
        return quoted(name)
    mark = "`" if "`" not in name else "'"
    return json.dumps(f"{mark}{name}{mark}", ensure_ascii=False)


def title_of(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    words = " ".join(re.sub(r"[_\s]+", " ", spaced).split())
    return words[:1].upper() + words[1:]


def slug(text: str, most: int = 40) -> str:
    made = re.sub(r"[^a-z0-9]+", "_", title_of(text).lower()).strip("_")
    made = made if made[:1].isalpha() else f"x_{made}"
    return made[:most].strip("_")
