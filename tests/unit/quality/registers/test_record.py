"""A record is a fold over its acts: what could not follow changes nothing, whoever wrote it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from catalogue.registers.shipped import shipped_kinds
from quality.acts.kinds import REGISTER_KINDS
from quality.acts.ledger import LoggedAct
from quality.registers.read import Registers
from quality.registers.record import Refusal, fold, refusal, step_of
from quality.series.key import SeriesKey

KINDS = shipped_kinds()
NOON = datetime(2026, 11, 10, 12)


def act(number, kind, by="Shona", of=0, **said):
    content = {"said": said} | ({"of": of} if of else {})
    return LoggedAct(number, kind, NOON + timedelta(days=number), by, "", SeriesKey("", "W"), content)


def applied(number=1, **said):
    return act(number, "test_of_change.apply", title="Bundle", research="no", **said)


def screened(number=2, by="Morven", research="no"):
    return act(number, "test_of_change.screen", by, 1, research=research, text="fine")


def test_a_test_of_change_goes_its_way():
    acts = [applied(), screened(), act(3, "test_of_change.approve", "Morven", 1)]
    acts += [act(4, "test_of_change.start", of=1, begun="2026-11-10")]
    record = fold(acts, KINDS)[1]
    assert (record.state, record.title, record.number, record.newest) == ("running", "Bundle", 1, 4)
    assert record.since == acts[-1].at.date()
    assert {*record.steps()} == {"close", "withdraw", "note"}
    assert "bundle" in record.words


def test_nobody_approves_or_screens_their_own():
    mine = fold([applied()], KINDS)[1]
    for step in ("screen", "refuse"):
        assert refusal(mine, step, {}, "Shona") is Refusal.OWN
        assert refusal(mine, step, {}, "Morven") is None
    assert refusal(mine, "approve", {}, "Morven") is Refusal.NOT_NOW
    assert fold([applied(), screened(by="Shona")], KINDS)[1].state == "applied"


def test_research_is_not_approved():
    record = fold([applied(), screened(research="yes")], KINDS)[1]
    assert refusal(record, "approve", {}, "Morven") is Refusal.NEEDS
    assert refusal(record, "refuse", {}, "Morven") is None


def test_a_note_changes_nothing_but_what_is_said():
    record = fold([applied(), act(2, "test_of_change.note", of=1, text="The lead is on leave")], KINDS)[1]
    assert record.state == "applied"
    assert record.last("note").id == 2
    assert record.last("approve") is None


def test_a_reason_or_a_note_takes_the_place_of_no_other_answer():
    acts = [act(1, "action.agree", text="Buy mattresses", owner="Ward", due="2026-11-20")]
    acts += [act(2, "action.move", of=1, due="2026-12-01", text="No money")]
    acts += [act(3, "action.note", of=1, text="x")]
    said = fold(acts, KINDS)[1].said
    assert fold(acts, KINDS)[1].title == "Buy mattresses"
    assert (said["due"], said["move.text"], said["note.text"]) == ("2026-12-01", "No money", "x")


def test_nobody_decides_on_what_they_applied_for_again():
    refused = act(2, "test_of_change.refuse", "Morven", 1, text="more", answer_by="2026-12-01")
    acts = [applied(), refused, act(3, "test_of_change.reapply", "Isla", 1, text="done")]
    record = fold(acts, KINDS)[1]
    assert refusal(record, "screen", {}, "Isla") is Refusal.OWN
    assert refusal(record, "screen", {}, "Morven") is None


def test_the_day_of_an_answer_is_over_when_it_is_given():
    refused = act(2, "test_of_change.refuse", "Morven", 1, text="more", answer_by="2026-12-01")
    acts = [applied(by_when="2027-05-31"), refused]
    acts += [act(3, "test_of_change.note", of=1, text="x"), act(4, "test_of_change.reapply", of=1, text="y")]
    assert fold(acts[:3], KINDS)[1].due == date(2026, 12, 1)
    assert fold(acts, KINDS)[1].due == date(2027, 5, 31)


NUMBERS = st.integers(1, 12)


@st.composite
def any_acts(draw):
    """Acts of every kind in any order, about records that are there or not, with whatever they say."""
    kinds = draw(st.lists(st.sampled_from(REGISTER_KINDS), max_size=12))
    people = st.sampled_from(("Shona", "Morven"))
    said = st.dictionaries(
        st.sampled_from(("text", "due", "research")), st.sampled_from(("no", "2026-12-01"))
    )
    return [act(n, k, draw(people), draw(NUMBERS), **draw(said)) for n, k in enumerate(kinds, 1)]


@given(any_acts())
def test_what_could_not_follow_changes_nothing(acts):
    records = fold(acts, KINDS)
    for record in records.values():
        state = record.declared.steps[record.declared.begin].to
        for step in record.acts[1:]:
            declared = record.declared.steps[step_of(step)]
            assert state in declared.since
            state = declared.to or state
        assert record.state == state
    kept = {one.id for record in records.values() for one in record.acts}
    assert {n: r.acts for n, r in fold([a for a in acts if a.id in kept], KINDS).items()} == {
        n: r.acts for n, r in records.items()
    }


@given(any_acts(), st.integers(0, 13))
def test_records_of_a_past_day_are_the_fold_of_the_acts_until_then(acts, days):
    last = (NOON + timedelta(days=days)).date()
    then = Registers(fold(acts, KINDS)).until(last, KINDS)
    expected = fold([one for one in acts if one.at.date() <= last], KINDS)
    apart = {one.number: one for answers in then.apart.values() for one in answers}
    assert {**then.records, **apart} == expected
    assert all(child.parent == number for number, inside in then.children.items() for child in inside)
