"""Every key is used in a catalogue that is shipped; those that were removed are refused with the new way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

from catalogue.disclosure import Disclosure
from catalogue.forums import Forum
from catalogue.messages import Channel
from catalogue.models import Catalogue
from catalogue.reading.read import read_catalogue
from catalogue.reading.removed_keys import REMOVED
from catalogue.registers.declared import Additions, Criterion, RecordField, Route, Standard, TrainingLevel
from catalogue.registers.document import DocumentKind, DocumentSection
from settings import ROOT

SHIPPED = ("indicators.yaml", "examples/nhs", "examples/california.yaml", "examples/every_key")
Key = tuple[type[BaseModel], str]


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def models(root: type[BaseModel] = Catalogue) -> list[type[BaseModel]]:
    """Return every model of the language, from the whole to its parts."""
    found = [root]
    for model in found:
        parts = [part for field in model.model_fields.values() for part in models_in(field.annotation)]
        found += [part for part in dict.fromkeys(parts) if part not in found]
    return found


def said_by(model: type[BaseModel], key: str) -> Key:
    """Return where a key is described: several shapes of sources share some."""
    return next((base, key) for base in reversed(model.__mro__) if key in getattr(base, "model_fields", ()))


def used(value: object) -> Iterator[Key]:
    if isinstance(value, BaseModel):
        for key in value.model_fields_set:
            yield said_by(type(value), key)
            yield from used(getattr(value, key))
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from used(part)


def test_there_are_at_most_300_keys_for_what_is_measured():
    about_readers = {"people", "messages", "disclosure", "forums", "registers", "standards", "training"}
    about_readers |= {"documents"}
    apart = (Channel, Disclosure, Forum, Additions, RecordField, Route, Standard, Criterion, TrainingLevel)
    apart = (*apart, DocumentKind, DocumentSection)
    measuring = (model for model in models() if model not in apart)
    assert sum(len(model.model_fields.keys() - about_readers) for model in measuring) <= 300


def test_every_key_is_used_in_a_catalogue_that_is_shipped():
    found: set[Key] = set()
    for path in SHIPPED:
        reading = read_catalogue(ROOT / path)
        assert reading.catalogue, reading.problems
        found |= set(used(reading.catalogue))
    every = {said_by(model, key) for model in models() for key in model.model_fields}
    assert not [f"{model.__name__}.{key}" for model, key in every - found]


def problems(folder, text):
    (folder / "c.yaml").write_text(text, encoding="utf-8")
    return [str(problem) for problem in read_catalogue(folder / "c.yaml").problems]


@pytest.mark.parametrize("key", sorted(REMOVED["sources"]))
def test_a_removed_key_of_a_source_is_refused_with_the_new_way(tmp_path, key):
    entry = INSIDE.get(key, "{}: x").format(key)
    text = f"organisation: {{name: X}}\nsources:\n  s:\n    shape: tidy\n    file: a.csv\n    {entry}\n"
    line = f"c.yaml:6: `{key}` is no key of sources.s"
    assert any(said.startswith(line) and REMOVED["sources"][key] in said for said in problems(tmp_path, text))


INSIDE = {
    "columns": "period: {{{}: [Month, Year]}}",
    "rows": "headings: {{{}: x}}",
    "value": "headings: {{{}: x}}",
    "everyone_is_sum": "breakdown: {{column: x, {}: x}}",
    "unlisted": "breakdown: {{column: x, {}: x}}",
}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("sources: {s: {shape: services, file: a.csv, only: successors}}", "adds: successors"),
        (
            "sources: {s: {shape: tidy, file: a.csv, qualifiers: {Q: {of: n, codes: {k: e}}}}}",
            "`marks`",
        ),
        ("rule_sets: {ours: {like: mdc, shift: 8}}", "say `rules: {shift: …}`"),
        ("rule_sets: {ours: {like: mdc, shift: 8}}", "say `based_on`"),
        ("code_lists: {ours: {codes: {a: b}}}", "the codes directly below the name of the list"),
        ("indicators: {i: {updated: daily}}", "say `frequency`"),
        ("indicators: {i: {denominator_is: expected}}", "say `expected: deaths`"),
        ("indicators: {i: {data: {source: s, numerator: 1, when: age > 1}}}", "say `only`"),
    ],
)
def test_what_is_written_otherwise_now_is_told(tmp_path, entry, said):
    assert any(said in problem for problem in problems(tmp_path, f"organisation: {{name: X}}\n{entry}\n"))


def test_what_is_missing_since_a_key_was_removed_is_no_further_news(tmp_path):
    text = "organisation: {name: X}\nsources: {s: {shape: events, file: a.csv, 'date': d, service_is: W1}}\n"
    assert len(problems(tmp_path, text)) == 2


MERGED = """\
organisation: {name: X}
dimensions: {}
sources:
  a: &usual {shape: tidy, file: a.csv, period: Month, service: Ward}
  b: {<<: *usual, file: b.csv}
  c: {<<: [{missing: x}, *usual], missing: "-"}
"""


def test_merge_keys_take_over_what_is_not_said(tmp_path):
    (tmp_path / "c.yaml").write_text(MERGED, encoding="utf-8")
    catalogue = read_catalogue(tmp_path / "c.yaml").catalogue
    a, b, c = (catalogue.sources[name] for name in "abc")
    assert b == a.model_copy(update={"file": "b.csv"})
    assert c == a.model_copy(update={"missing": {"-": None}})


@pytest.mark.parametrize("source", ["{<<: usual, file: a.csv}", "&s {<<: *s, file: a.csv}"])
def test_a_merge_key_of_no_mapping_is_told(tmp_path, source):
    found = problems(tmp_path, f"organisation: {{name: X}}\nsources: {{s: {source}}}\n")
    assert "c.yaml:2: `<<` takes over no mapping; expected the name of one above it: `<<: *name`" in found
