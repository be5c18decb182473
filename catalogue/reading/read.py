"""Read a catalogue: a YAML file, or a folder of them, into one Catalogue.

    files → values with line numbers (yaml_lines) → merged, defaults filled in → pydantic → cross-checks

Nothing stops at the first mistake: every problem found on the way is gathered and shown at once.

`defaults:` holds what an indicator need not repeat. It holds for the indicators of its own file; in a
folder, the defaults of a file without indicators hold for all files.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalogue.checks import entries as catalogue_rules
from catalogue.findings import one_of
from catalogue.models import Catalogue
from catalogue.reading import yaml_lines
from catalogue.reading.removed_keys import OTHERWISE, REMOVED
from errors import CatalogueError, Problem

NAMED_SECTIONS = ("dimensions", "rule_sets", "sources", "indicators")
"""Sections that several files add to; the others (organisation, …) stand in one file only."""
_BY_KEY = ("limits",)
"""Keys of an indicator whose own keys are filled in one by one from `defaults`."""


@dataclass
class _Draft:
    """The files, merged but not yet checked."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[yaml_lines.Path_, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading a catalogue: it, if nothing was wrong, and what to mend or think about."""

    catalogue: Catalogue | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def load_catalogue(path: Path) -> Catalogue:
    """Load the catalogue at `path`, or raise a CatalogueError that names every problem with its file and
    line."""
    reading = read_catalogue(path)
    if reading.catalogue is None:
        raise CatalogueError(reading.problems)
    return reading.catalogue


def read_catalogue(path: Path) -> Reading:
    """Read as `load_catalogue` does, but give problems and warnings back."""
    draft = _merge([yaml_lines.read(file) for file in _files(path)])
    if not draft.problems and not any(draft.values.values()):
        what = "says nothing: a catalogue needs `organisation`, `sources` and `indicators`"
        expected = "them; docs/catalogue.md has every key"
        return Reading(None, (Problem(path.name, what, expected),), ())
    if draft.problems and not draft.values:  # unreadable: that it lacks everything is no further news
        return Reading(None, tuple(draft.problems), ())
    try:
        catalogue = Catalogue.model_validate(draft.values)
    except ValidationError as error:
        details = _without_echoes(error.errors(include_url=False))
        found = [_problem(detail, draft) for detail in details] + _beside(details, draft)
        # A mistake in `defaults` shows in each indicator that took it over: say it once.
        return Reading(None, tuple(dict.fromkeys([*draft.problems, *found])), ())
    problems, warnings = list(draft.problems), list[Problem]()
    for finding in catalogue_rules.check(catalogue):
        told = Problem(_where(finding.path, draft.lines), *finding.words)
        (warnings if finding.is_warning else problems).append(told)
    return Reading(None if problems else catalogue, tuple(problems), tuple(warnings))


def _beside(details: Sequence[ErrorDetails], draft: _Draft) -> list[Problem]:
    """Check the entries that are well formed, so that a slip in one indicator does not hide a mistake in
    another until the first is mended."""
    bad = {(str(d["loc"][0]), str(d["loc"][1])) for d in details if len(d["loc"]) > 1}
    rest = {
        section: {name: e for name, e in entries.items() if (section, name) not in bad}
        if section in NAMED_SECTIONS and isinstance(entries, dict)
        else entries
        for section, entries in draft.values.items()
    }
    try:
        catalogue = Catalogue.model_validate(rest)
    except ValidationError:
        return []
    left_out = {name for _, name in bad}  # they do exist: nobody who names them is wrong
    return [
        Problem(_where(finding.path, draft.lines), *finding.words)
        for finding in catalogue_rules.check(catalogue)
        if not finding.is_warning and finding.words[2].split(",")[0] not in left_out
    ]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.exists():
        raise CatalogueError(
            [Problem(str(path), "does not exist", "a catalogue file, or a folder of .yaml files")]
        )
    files = sorted(p for p in path.iterdir() if p.suffix in {".yaml", ".yml"} and p.is_file())
    if not files:
        raise CatalogueError([Problem(str(path), "holds no catalogue", "at least one .yaml file")])
    return files


def _merge(documents: Sequence[yaml_lines.Document]) -> _Draft:
    draft = _Draft()
    for document in documents:
        draft.problems += document.problems
        if not isinstance(document.values, dict):
            what = Problem(f"{document.name}:1", "is not a catalogue", "keys such as `indicators:`")
            draft.problems.append(what)
            continue
        for section, value in document.values.items():
            if section != "defaults":
                _merge_section(section, value, document, draft)
    for document in documents:
        _fill_defaults(document, documents, draft)
    return draft


def _merge_section(section: str, value: Any, document: yaml_lines.Document, draft: _Draft) -> None:
    prefix: yaml_lines.Path_
    if section in NAMED_SECTIONS and isinstance(value, dict):
        target, entries, prefix = draft.values.setdefault(section, {}), value, (section,)
    else:
        target, entries, prefix = draft.values, {section: value}, ()
    draft.lines.setdefault((section,), document.lines[(section,)])
    for name, entry in entries.items():
        place = (*prefix, name)
        if isinstance(target, dict) and name in target:
            words = f"`{'.'.join(place)}` stands in two files"
            first = draft.lines[place]
            draft.problems.append(Problem(document.lines[place], words, f"one (the other is {first})"))
            continue
        target[name] = entry
        draft.lines |= {p: line for p, line in document.lines.items() if p[: len(place)] == place}


def _fill_defaults(
    document: yaml_lines.Document, documents: Sequence[yaml_lines.Document], draft: _Draft
) -> None:
    """Give the indicators of one file what they did not say themselves, with the line it came from."""
    if not isinstance(document.values, dict) or not isinstance(document.values.get("indicators"), dict):
        return
    everywhere = [d for d in documents if isinstance(d.values, dict) and not d.values.get("indicators")]
    for giver in (document, *everywhere):
        defaults = giver.values.get("defaults") or {}
        if not isinstance(defaults, dict):
            draft.problems.append(Problem(giver.lines[("defaults",)], "`defaults` is not a mapping"))
            continue
        for code in document.values["indicators"]:
            entry = draft.values["indicators"].get(code)
            if isinstance(entry, dict):
                _fill_entry(("indicators", code), entry, defaults, giver, draft)


def _fill_entry(
    place: yaml_lines.Path_,
    entry: dict[str, Any],
    defaults: dict[str, Any],
    giver: yaml_lines.Document,
    draft: _Draft,
) -> None:
    for key, value in defaults.items():
        if key in _BY_KEY and isinstance(entry.get(key), dict) and isinstance(value, dict):
            entry[key] = value | entry[key]
            taken_over: set[yaml_lines.Path_] = {
                (key, part) for part in value if (*place, key, part) not in draft.lines
            }
        else:
            taken_over = set() if key in entry else {(key,)}
            entry.setdefault(key, value)
        for path, line in giver.lines.items():
            if path[:1] == ("defaults",) and {path[1:2], path[1:3]} & taken_over:
                draft.lines[(*place, *path[1:])] = line


def _where(path: Iterable[str | int], lines: dict[yaml_lines.Path_, str]) -> str:
    """Return the line of the deepest part of `path` that stands in a file. Parts that only the schema knows
    (the shape of a source, the 0 of a list written as one thing) are passed over."""
    place: yaml_lines.Path_ = ()
    for part in path:
        if (*place, part) in lines:
            place = (*place, part)
    return lines.get(place, "catalogue")


_EXPECTED = {
    "string_type": "text",
    "missing": "",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
    "date_from_datetime_parsing": "a date such as 2026-04-01",
    "date_parsing": "a date such as 2026-04-01",
    "model_type": "keys and values below it",
    "dict_type": "keys and values below it",
    "tuple_type": "a list",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "string_too_short": "a text of {min_length} or more letters",
    "string_too_long": "a text of at most {max_length} letters",
    "string_pattern_mismatch": "a small letter, then small letters, digits or _ (at most 48)",
}


def _without_echoes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out what is missing where a removed key stands that says it, and lists that are found short."""
    old = {e["loc"][:-1] for e in errors if e["type"] == "extra_forbidden" and _new_way(e["loc"])}
    left = [e for e in errors if e["type"] != "missing" or e["loc"][:-1] not in old]
    # A list that was long enough is only found short because its entries were: each of them is told.
    return [e for e in left if e["type"] != "too_short" or len(e["input"]) < e["ctx"]["min_length"]]


def _new_way(loc: Sequence[str | int]) -> str:
    """Return what is written instead of a key that was removed; empty for any other."""
    return REMOVED.get(str(loc[0]), {}).get(str(loc[-1]), "")


def _problem(error: ErrorDetails, draft: _Draft) -> Problem:
    kind = error["type"]
    place = (*error["loc"], "shape") if kind == "union_tag_invalid" else error["loc"]
    where, loc = _where(place, draft.lines), [str(part) for part in place]
    loc = [part for part in loc if part not in {"[key]", "services", "population", "tidy", "wide"}] or ["it"]
    inside, name = ".".join(loc[:-1]) or "the catalogue", loc[-1]
    section = str(error["loc"][0])
    if kind == "extra_forbidden" and (way := _new_way(place)):
        return Problem(where, f"`{name}` is no key of {inside} any more: {way}")
    if kind in {"string_type", "dict_type"}:
        for part in reversed(loc):
            if part in OTHERWISE.get(section, {}):
                expected = OTHERWISE[section][part]
                return Problem(where, f"`{'.'.join(loc)}` is not right", expected, _shown(error["input"]))
    if kind == "extra_forbidden":
        known = sorted({name for model in _models_at(error["loc"][:-1]) for name in model.model_fields})
        near = difflib.get_close_matches(name, known, 1, 0.6)
        hint = f"did you mean `{near[0]}`?" if near else f"known keys: {', '.join(known)}"
        return Problem(where, f"`{name}` is not a key of {inside}: {hint}")
    if kind == "missing":
        return Problem(where, f"{inside} needs `{name}`", _meaning(error["loc"], name))
    if kind == "union_tag_not_found":
        return Problem(where, f"{'.'.join(loc)} needs `shape`", "tidy, wide, services or population")
    if kind == "union_tag_invalid":
        tags = error.get("ctx", {})
        shapes = [shape.strip("' ") for shape in str(tags.get("expected_tags", "")).split(",")]
        said = str(tags.get("tag", ""))
        wanted = said.strip().casefold() if said.strip().casefold() in shapes else said
        return Problem(where, f"`{'.'.join(loc)}` is unknown", one_of(shapes, wanted), repr(said))
    if kind == "value_error":
        return Problem(where, f"{'.'.join(loc)}: {error['msg'].removeprefix('Value error, ')}")
    context = error.get("ctx", {})
    expected = _EXPECTED.get(kind, "").format(**context)
    expected = expected or str(context.get("expected") or context.get("expected_tags") or "")
    if kind == "model_type" and (keys := _needed_keys(error["loc"])):
        expected += f" ({', '.join(keys)})"
    if not expected:
        expected = error["msg"].removeprefix("Input should be ").removeprefix("Input should ")
    return Problem(where, f"`{'.'.join(loc)}` is not right", expected, _shown(error["input"]))


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = repr(value) if isinstance(value, str) else f"a {type(value).__name__}: {value}"
    return text if len(text) <= 80 else text[:77] + "…"


def _needed_keys(loc: Sequence[str | int]) -> list[str]:
    models = _models_at(loc)
    return [name for name, f in models[0].model_fields.items() if f.is_required()] if len(models) == 1 else []


def _meaning(loc: Sequence[str | int], name: str) -> str:
    fields = [m.model_fields[name] for m in _models_at(loc[:-1]) if name in m.model_fields]
    return " ".join((fields[0].description or "").split()) if fields else ""


def _models_at(loc: Sequence[str | int]) -> list[type[BaseModel]]:
    """Return the models whose keys may stand at a place in the catalogue."""
    models: list[type[BaseModel]] = [Catalogue]
    for part in loc:
        deeper = [
            found
            for model in models
            if part in model.model_fields
            for found in _models_in(model.model_fields[str(part)].annotation)
        ]
        shaped = [m for m in models if (f := m.model_fields.get("shape")) and part in get_args(f.annotation)]
        models = deeper or shaped or models
    return models


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
