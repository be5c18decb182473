"""Read the kinds of record, the standards and the documents that come with Brightspot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from catalogue.registers.declared import (
    LONGEST_KIND,
    Additions,
    Declaration,
    RecordKind,
    Register,
    Standard,
    TrainingLevel,
)
from catalogue.registers.document import DocumentKind

FOLDER = Path(__file__).parent
NOTE = "note"
"""The step that every kind has: something is added, and nothing changes by it."""


@cache
def declarations() -> Mapping[str, Declaration]:
    """Return what each register declares, by its code, in the order of their files."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        values = _read(path)
        for kind in values["kinds"].values():
            kind["listed_in"] = path.stem
            kind["steps"][NOTE] = {**_NOTE, "since": [*kind["states"]]}
        found[path.stem] = Declaration.model_validate(values)
    for name in (f"{kind}.{step}" for kind, one in _kinds(found).items() for step in one.steps):
        if len(name) > LONGEST_KIND:
            raise ValueError(f"{name} is too long: an act of it cannot be kept under that name")
    return found


def _read(path: Path) -> Any:
    # The same safe loader in C: every command that knows acts waits for it.
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


_NOTE = {
    "label": "Add a note or a correction",
    "done": "noted",
    "may": "act",
    "fields": {"text": {"label": "Note", "kind": "text"}},
}


def _kinds(found: Mapping[str, Declaration]) -> dict[str, RecordKind]:
    return {name: kind for one in found.values() for name, kind in one.kinds.items()}


@cache
def shipped_kinds() -> Mapping[str, RecordKind]:
    """Return every kind of record that comes with Brightspot, by its code."""
    return _kinds(declarations())


def registers() -> Mapping[str, Register]:
    """Return the registers by their codes."""
    return {code: one.about for code, one in declarations().items()}


def with_additions(added: Mapping[str, Additions]) -> dict[str, RecordKind]:
    """Return the kinds of record of a deployment: those shipped, with the fields and routes that it adds."""
    found = dict(shipped_kinds())
    for name, more in added.items():
        if (kind := found.get(name)) is None:
            continue  # catalogue.checks says so
        steps = {
            code: step.model_copy(update={"fields": {**step.fields, **more.fields.get(code, {})}})
            for code, step in kind.steps.items()
        }
        routes = {**kind.routes, **more.routes}
        found[name] = kind.model_copy(update={"steps": steps, "routes": routes})
    return found


@cache
def shipped_standards() -> Mapping[str, Standard]:
    """Return the standards that come with Brightspot, by their codes."""
    paths = sorted((FOLDER / "standards").glob("*.yaml"))
    return {path.stem: Standard.model_validate(_read(path)) for path in paths}


@cache
def shipped_training() -> Mapping[str, TrainingLevel]:
    """Return the levels of training that hold where a deployment names none, from the first up."""
    levels = _read(FOLDER / "training" / "levels.yaml")
    return {code: TrainingLevel.model_validate(level) for code, level in levels.items()}


@cache
def shipped_documents() -> Mapping[str, DocumentKind]:
    """Return the documents that come with Brightspot, by their codes."""
    paths = sorted((FOLDER / "documents").glob("*.yaml"))
    return {path.stem: DocumentKind.model_validate(_read(path)) for path in paths}
