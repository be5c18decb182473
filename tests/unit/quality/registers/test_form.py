"""Fields of a form: what is typed is read as it is stored, or named with what is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.models import Catalogue, Organisation
from catalogue.registers.declared import RecordField, Step
from catalogue.registers.shipped import shipped_kinds
from errors import DecisionError
from quality.reference.service_tree import ServiceTree
from quality.registers.form import read

TODAY = date(2026, 11, 20)
CATALOGUE = Catalogue(organisation=Organisation(name="X"))
TREE = ServiceTree({}, {})


def told(typed: str, before=None, **declared):
    field = RecordField(label="Field", **declared)
    step = Step(label="Do", done="did", may="act", fields={"it": field})
    return read(step, {"it": typed}, CATALOGUE, TREE, TODAY, before or {})


@pytest.mark.parametrize(
    ("typed", "declared", "stored"),
    [
        (" Bundle ", {}, "Bundle"),
        ("20", {"kind": "number"}, 20),
        ("2026-11-20", {"kind": "past"}, "2026-11-20"),
        ("2026-11-20", {"kind": "day"}, "2026-11-20"),
        ("b", {"kind": "choice", "choices": {"a": "A", "b": "B"}}, "b"),
        ("/huddle/ward-4?tv=1", {"kind": "link"}, "/huddle/ward-4?tv=1"),
        ("his_quality", {"kind": "standard"}, "his_quality"),
        ("2027", {"kind": "year"}, 2027),
        ("gold", {"kind": "training"}, "gold"),
    ],
)
def test_an_answer_is_stored(typed, declared, stored):
    assert told(typed, **declared) == ({"it": stored}, [])


@pytest.mark.parametrize(
    ("typed", "declared", "words"),
    [
        ("", {}, "empty"),
        ("x" * 121, {}, "at most 120"),
        ("Seen: 943 476 5919", {"kind": "text"}, "NHS, CHI or H&C number"),
        ("- Bed 4\n-- 943 476 5919", {"kind": "outline"}, "NHS, CHI or H&C number"),
        ("- Van to EH1 1AA", {"kind": "outline"}, "may be a patient's postcode"),
        ("/improvement?words=9434765919", {"kind": "link"}, "NHS, CHI or H&C number"),
        ("2026-11-21", {"kind": "past"}, "still to come"),
        ("1066-10-14", {"kind": "past"}, "too long ago"),
        ("2026-11-19", {"kind": "day"}, "past"),
        ("soon", {"kind": "past"}, "no day"),
        ("-1", {"kind": "number"}, "no whole number"),
        ("²", {"kind": "number"}, "no whole number"),
        ("9" * 5000, {"kind": "number"}, "no whole number"),
        ("2032", {"kind": "year"}, "a year from 1990 to 2031"),
        ("27", {"kind": "year"}, "no year"),
        ("tin", {"kind": "training"}, "none of the choices"),
        ("c", {"kind": "choice", "choices": {"a": "A"}}, "none of the choices"),
        ("falls", {"kind": "indicator"}, "none of the choices"),
        ("nowhere", {"kind": "service"}, "none of the choices"),
        ("https://elsewhere.example", {"kind": "link"}, "no address of a page here"),
        ("//elsewhere.example", {"kind": "link"}, "no address of a page here"),
        ("/\\elsewhere.example", {"kind": "link"}, "no address of a page here"),
    ],
)
def test_what_is_wrong_is_named(typed, declared, words):
    _, problems = told(typed, **declared)
    assert [problem.where for problem in problems] == ["it"]
    assert words in str(problems[0])


def test_an_answer_keeps_within_another():
    assert told("21", {"of": 20}, kind="number", at_most="of")[1]
    assert not told("20", {"of": 20}, kind="number", at_most="of")[1]
    assert told("2026-11-01", {"first": "2026-11-02"}, kind="past", at_least="first")[1]
    assert not told("2026-11-02", {"first": "2026-11-02"}, kind="past", at_least="first")[1]
    assert told("2026-11-01", {"it": "2026-11-02"}, kind="past", at_least="it")[1], "of the one it belongs to"
    assert not told("2026-11-01", {"it": "2026-11-02"}, kind="past")[1]


def test_what_may_be_left_out_is_left_out():
    assert told("", is_optional=True) == ({}, [])


APPLY = shipped_kinds()["test_of_change"].steps["apply"]


@pytest.mark.parametrize(
    ("priority", "level", "is_enough"),
    [
        ("programme", "gold", True),
        ("programme", "bronze", False),
        ("programme", "", False),
        ("local", "", True),
    ],
)
def test_who_leads_a_part_of_the_programme_has_reached_the_level_that_it_takes(priority, level, is_enough):
    fields = {name: APPLY.fields[name] for name in ("priority", "lead_level")}
    step = APPLY.model_copy(update={"fields": fields})
    _, problems = read(step, {"priority": priority, "lead_level": level}, CATALOGUE, TREE, TODAY, {})
    assert [p.where for p in problems] == ([] if is_enough else ["lead_level"])
    assert all("Silver, Gold" in str(problem) for problem in problems)


def test_what_may_be_a_patients_is_asked_about_once_and_asked_again_where_it_is_another():
    def asked(typed, sure=""):
        field = RecordField(label="Field", kind="text")
        step = Step(label="Do", done="did", may="act", fields={"it": field})
        return read(step, {"it": typed, "sure": sure}, CATALOGUE, TREE, TODAY, {})[1]

    (problem,) = asked("Sent to EH1 1AA")
    assert str(problem) == "it: “EH1 1AA” may be a patient's postcode. Is it?"
    assert asked("Sent to EH1 1AA", problem.asks) == []
    assert asked("The van of EH1 1AA", problem.asks) == []
    assert [str(one) for one in asked("EH1 1AA or EH1 1AB", problem.asks)] == [
        "it: “EH1 1AB” may be a patient's postcode. Is it?"
    ]
    both = DecisionError(asked("EH1 1AA, born 3 March 1948"))
    assert len(both.asks.split()) == 2
    wrong = DecisionError([*both.problems, *asked("943 476 5919", "943 476 5919")])
    assert wrong.asks == "", "a health number cannot be passed"
