"""Two packs beside each other: every kind of difference is told, and no other."""

from __future__ import annotations

from components.words.packs import amount, told
from quality.packs.differences import differences
from tests.packs.small import a_pack, an_entry, some_points


def between(was, now):
    return differences(a_pack(entries=was), a_pack(entries=now))


def test_a_pack_does_not_differ_from_itself():
    found = differences(a_pack(), a_pack(title="Another title", day="2026-05-20"))
    assert not found.is_any
    assert told(found) == []


def test_a_revised_number_is_told_as_it_was_and_as_it_is():
    found = between((an_entry(),), (an_entry(points=some_points((1.0, 3.0, 4.0))),))
    (one,) = found.values
    assert (one.title, one.label, one.was, one.now) == (
        "Falls",
        "2026 month 2",
        (2.0, 10.0, 0.2),
        (3.0, 10.0, 0.3),
    )
    assert found.is_revised
    assert (amount(one.was), amount(one.now)) == ("0.2 (2 / 10)", "0.3 (3 / 10)")


def test_a_number_that_went_is_told():
    gone = between((an_entry(),), (an_entry(points=some_points((1.0, 2.0))),))
    empty = between((an_entry(),), (an_entry(points=None),))
    assert [(one.period, one.now) for one in gone.values] == [("2026-03-01", None)]
    assert [one.now for one in empty.values] == [None, None, None]
    assert amount(None) == "not measured any more"


def test_a_number_that_came_is_newer_and_no_revision():
    found = between(
        (an_entry(points=some_points((1.0, None, 4.0), denominator=(10.0, None, 10.0))),),
        (an_entry(points=some_points((1.0, 2.0, 4.0, 5.0))),),
    )
    assert (found.values, found.newer) == ((), 2)
    assert not found.is_revised
    assert told(found) == ["2 newer numbers came since."]


def test_what_is_said_of_an_indicator_is_told():
    now = an_entry(
        definition="def",
        rule_set="mdc 1",
        target_words="Target at most 0.3",
        variation_word="Concern, high",
        assurance_word="Hit or miss",
    )
    found = between((an_entry(),), (now,))
    assert told(found) == [
        "Falls: Common cause, No target then, Concern, high, Hit or miss now.",
        "Falls is defined anew.",
        "Falls is judged by mdc 1, then by plotthedots 1.",
        "Falls: No target then, Target at most 0.3 now.",
    ]
    assert found.is_revised


def test_indicators_come_and_go():
    found = between((an_entry("falls"),), (an_entry("ulcers"),))
    assert (found.began, found.ended) == (("Ulcers",), ("Falls",))
    assert found.is_revised


def test_signals_that_began_and_ended_are_told():
    old, new = an_entry(signals=("Shift since Apr 2026",)), an_entry(signals=("Trend since Jun 2026",))
    assert told(between((old,), (new,))) == [
        "Falls: Trend since Jun 2026, a new signal.",
        "Falls: Shift since Apr 2026, a signal no more.",
    ]


def test_a_definition_is_told_by_the_part_that_reads_otherwise():
    old = an_entry(definitions=(("Numerator", "Falls"), ("Unit", "per bed day")))
    new = an_entry(definition="def", definitions=(("Numerator", "Falls with harm"), ("Unit", "per bed day")))
    assert told(between((old,), (new,))) == ["Falls, Numerator: Falls. Now: Falls with harm."]
    assert between((old,), (new,)).is_revised


def test_first_numbers_are_told_once():
    old = an_entry(points=None, variation_word="", target_words="", rule_set="", latest=None)
    found = between((old,), (an_entry(),))
    assert told(found) == ["Falls has numbers for the first time."]
    assert not found.is_revised
