"""Declarations of records: those shipped are whole, and a deployment adds a field or a route."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from catalogue.reading.read import read_catalogue
from catalogue.registers.declared import LONGEST_KIND, RecordKind
from catalogue.registers.shipped import registers, shipped_kinds, shipped_standards, with_additions
from quality.acts.kinds import KINDS, REGISTER_KINDS
from quality.people.roles import What

LEAST = {
    "listed_in": "improvement", "name": "x", "plural": "xs", "purpose": "p", "lawful_basis": "l",
    "owner": "o", "title": "text",
    "states": {"open": {"label": "open"}, "done": {"label": "done", "is_open": False}},
    "steps": {
        "begin": {"label": "Begin", "done": "began", "may": "act", "to": "open",
                  "fields": {"text": {"label": "T"}}},
        "end": {"label": "End", "done": "ended", "may": "act", "since": "open", "to": "done"},
    },
}  # fmt: skip


def changed(path: str, value: object) -> dict[str, object]:
    made = {**LEAST, "steps": {name: dict(step) for name, step in LEAST["steps"].items()}}
    *way, last = path.split(".")
    inside = made
    for part in way:
        inside = inside[part]
    inside[last] = value
    return made


def test_the_least_declaration_holds():
    kind = RecordKind.model_validate(LEAST)
    assert kind.begin == "begin"
    assert [*kind.fields] == ["text"]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("steps.end.since", (), "exactly one step begins"),
        ("steps.end.to", "gone", "no state is called gone"),
        ("steps.end.not_by", "start", "no step is called start"),
        ("steps.end.on_route", True, "give `routes`"),
        ("title", "name", "asks no name"),
        ("steps.end.may", "admin", "Input should be"),
        ("steps.end.fields", {"of": {"label": "Of"}}, "a field of its own called of"),
        ("colour", "red", "Extra inputs"),
    ],
)
def test_a_declaration_that_does_not_agree_is_refused(path, value, words):
    with pytest.raises(ValidationError, match=words):
        RecordKind.model_validate(changed(path, value))


@pytest.mark.parametrize("name", shipped_kinds())
def test_an_answer_is_kept_under_the_words_that_asked_for_it(name):
    kind = shipped_kinds()[name]
    for step, names in kind.kept_as.items():
        for field, kept in names.items():
            assert kind.fields[kept].label == kind.steps[step].fields[field].label


@pytest.mark.parametrize("name", shipped_kinds())
def test_every_step_has_a_permission_and_a_time_to_be_kept(name):
    kind = shipped_kinds()[name]
    assert kind.listed_in in registers()
    assert set(kind.inside) <= {*shipped_kinds()}
    for step in kind.steps:
        act = KINDS[f"{name}.{step}"]
        assert len(f"{name}.{step}") <= LONGEST_KIND
        assert (What(act.may), act.years) == (What(kind.steps[step].may), kind.years)


def test_every_kind_of_act_of_registers_is_declared():
    assert {*REGISTER_KINDS} == {f"{n}.{s}" for n, kind in shipped_kinds().items() for s in kind.steps}


@pytest.mark.parametrize("name", [n for n, one in shipped_kinds().items() if "approve" in one.steps])
def test_nobody_approves_what_is_their_own(name):
    kind = shipped_kinds()[name]
    own = {
        code for code, one in kind.steps.items() if one.to and kind.states[one.to].waits and not one.on_route
    }
    waiting = {code for code, one in kind.states.items() if one.waits}
    decisions = {code: one for code, one in kind.steps.items() if one.on_route and waiting & {*one.since}}
    assert {"approve", "refuse"} <= {*decisions} <= {"screen", "approve", "refuse"}
    assert all({*one.not_by} == own for one in decisions.values())
    assert [*kind.steps["refuse"].fields] == (["text"] if name == "comment" else ["text", "answer_by"])


def test_a_deployment_adds_a_field_and_a_route(tmp_path):
    text = (
        "organisation: {name: X, levels: [board, ward]}\n"
        "registers:\n"
        "  test_of_change:\n"
        "    fields: {apply: {budget: {label: Budget, is_optional: true}}}\n"
        "    routes: {ward: {at: board, days: 5}}\n"
    )
    (tmp_path / "c.yaml").write_text(text)
    reading = read_catalogue(tmp_path / "c.yaml")
    assert reading.catalogue, reading.problems
    kind = reading.catalogue.record_kinds["test_of_change"]
    assert [*kind.steps["apply"].fields][-1] == "budget"
    assert (kind.routes["ward"].days, kind.routes["any"].days) == (5, 14)
    assert "budget" not in shipped_kinds()["test_of_change"].fields
    assert with_additions({}) == shipped_kinds()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("  projects: {routes: {ward: {}}}", "no kind of record called projects"),
        ("  audit: {fields: {start: {}}}", "has no step called start"),
        ("  audit: {fields: {register: {title: {label: T}}}}", "has a field called title"),
        ("  test_of_change: {routes: {sea: {}}}", "unknown level of service"),
        ("  test_of_change: {routes: {ward: {at: sea}}}", "unknown level of service"),
    ],
)
def test_what_cannot_be_added_is_named(tmp_path, lines, words):
    text = f"organisation: {{name: X, levels: [board, ward]}}\nregisters:\n{lines}\n"
    (tmp_path / "c.yaml").write_text(text)
    assert any(words in str(problem) for problem in read_catalogue(tmp_path / "c.yaml").problems)


def test_the_shipped_standard_has_its_nine_criteria_and_says_whose_words_they_are():
    found = shipped_standards()["his_quality"]
    assert [*found.criteria] == [f"2.{number}" for number in range(1, 10)]
    assert "our words" in found.note
