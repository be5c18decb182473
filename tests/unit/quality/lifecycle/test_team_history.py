"""The life of a signal as a fold: any sequence of acts gives a legal state."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.acts.evidence import Evidence
from quality.acts.kinds import Closing
from quality.acts.ledger import LoggedAct
from quality.lifecycle.signal_life import SignalName, State, standing
from quality.lifecycle.team_acts import without_groups
from quality.lifecycle.team_history import fold, refusal
from quality.lifecycle.undo import newest_about, undone_in
from quality.series.key import SeriesKey

START = datetime(2026, 11, 20, 8, 30)
TODAY = START.date()
FALLS = SignalName("falls")
SHIFT = Evidence("shift", 1, date(2026, 4, 1), date(2026, 10, 1), 7, "concern", 12, None, None, 10, 5, 15)


class Book:
    """Writes acts down, one a minute."""

    def __init__(self) -> None:
        self.acts: list[LoggedAct] = []

    def add(
        self, kind, indicator="falls", shown=SHIFT, by="Ailsa", after=60, group="", **content
    ) -> LoggedAct:
        at = (self.acts[-1].at if self.acts else START) + timedelta(seconds=after)
        about = kind in ("note", "quote", "huddle", "undo", "action_done", "action_moved", "reply")
        key = SeriesKey("" if about else indicator, "ward", "" if about or not indicator else group)
        if shown and key.indicator:
            content["evidence"] = shown.written()
        if kind == "huddle":
            entry = {"indicator": indicator or "falls"} | ({"category": group} if group else {})
            content["signals"] = [entry | shown.written()] if shown else []
        act = LoggedAct(len(self.acts) + 1, kind, at, by, "Charge nurse", key, content)
        self.acts.append(act)
        return act

    @property
    def history(self):
        return fold(self.acts)

    def state(self, now=SHIFT, today=TODAY):
        return standing(FALLS, self.history.signals.get(FALLS), now, today)


@pytest.fixture
def book():
    return Book()


def test_a_signal_goes_its_whole_way(book):
    assert book.state().state is State.NEW
    way = [
        ("seen", {}, State.SEEN),
        ("explain", {"text": "A new ward"}, State.EXPLAINED),
        ("own", {"owner": "Ailsa", "due": "2026-12-04"}, State.OWNED),
        ("action", {"text": "Look", "owner": "Ailsa", "due": "2026-12-04"}, State.ACTION),
        ("escalate", {"tier": "H", "to": "h", "text": "Staff?", "reply_by": "2026-11-27"}, State.ESCALATED),
        ("reply", {"of": 5, "text": "Two more"}, State.ANSWERED),
        ("huddle", {"attendance": 5}, State.MINUTED),
        ("close", {"reason": "care", "text": "Bundle"}, State.CLOSED),
    ]
    for kind, content, state in way:
        book.add(kind, **content)
        assert book.state().state is state
    assert book.state().thread.reason is Closing.CARE


def test_a_new_rule_reopens_what_was_closed(book):
    book.add("close", reason="chance", text="No cause")
    assert not book.state().is_open
    beyond = Evidence("astronomical", 1, SHIFT.since, date(2026, 11, 1))
    seen = book.state(beyond)
    assert (seen.state, seen.reopened_by) == (State.NEW, "astronomical")
    book.add("own", shown=beyond, owner="Ailsa", due="2026-12-04")
    assert book.state(beyond).state is State.OWNED


def test_a_later_pattern_is_another_signal(book):
    book.add("own", owner="Ailsa", due="2026-12-04")
    later = Evidence("shift", 1, date(2027, 1, 1), date(2027, 7, 1))
    other = Evidence("shift", -1, SHIFT.since, date(2026, 11, 1))
    for now in (later, other):
        assert (book.state(now).state, book.state(now).thread) == (State.NEW, None)
    assert book.state(None).state is State.OWNED, "what was begun does not end with the pattern"


@pytest.mark.parametrize(
    ("now", "today", "sleeps"),
    [
        (SHIFT, TODAY, True),
        (SHIFT, date(2026, 12, 1), False),
        (Evidence("astronomical", 1, SHIFT.since, date(2026, 11, 1)), TODAY, False),
        (
            Evidence("shift", 1, SHIFT.since, date(2026, 11, 1), 8, "", 16, None, None, 10, 5, 15),
            TODAY,
            False,
        ),
        (Evidence("shift", 1, SHIFT.since, date(2026, 11, 1), 8, "", 14, None, None, 10, 5, 15), TODAY, True),
    ],
)
def test_a_snooze_ends_with_its_day_a_new_rule_or_a_worse_value(book, now, today, sleeps):
    book.add("snooze", until="2026-12-01", text="Until the audit")
    assert (book.state(now, today).snoozed_until is not None) is sleeps


@pytest.mark.parametrize(("excess", "sleeps"), [(40.0, True), (49.0, True), (50.0, False)])
def test_a_snooze_of_what_builds_up_ends_when_it_has_grown_by_a_quarter(book, excess, sleeps):
    def built_up(period, excess):
        return Evidence(
            "more", 1, SHIFT.since, period, 8, "concern", 12, centre=10, lower=5, upper=15, excess=excess
        )

    book.add("snooze", shown=built_up(SHIFT.period, 40.0), until="2026-12-18", text="Until the audit")
    now = built_up(date(2026, 11, 1), excess)
    assert (book.state(now).snoozed_until is not None) is sleeps


@pytest.mark.parametrize(
    ("until", "refused"), [("2026-12-18", None), ("2026-12-19", "too long"), ("2026-11-20", "not later")]
)
def test_a_snooze_never_lasts_longer_than_28_days(book, until, refused):
    act = book.add("snooze", until=until, text="Later")
    assert refusal(fold([]), act) == refused


def test_new_is_what_no_closed_huddle_had(book):
    assert book.state().is_new
    book.add("own", owner="Ailsa", due="2026-12-04")
    assert book.state().is_new, "acting in the huddle that is going on makes nothing old"
    book.add("huddle", attendance=4)
    assert not book.state().is_new
    assert book.state(Evidence("astronomical", 1, SHIFT.since, date(2026, 11, 1))).is_new
    assert book.state(Evidence("shift", 1, date(2026, 11, 1), date(2027, 5, 1))).is_new
    assert not book.state(Evidence("shift", 1, SHIFT.since, date(2026, 11, 1))).is_new


def test_moved_days_are_counted_and_the_first_is_kept(book):
    book.add("action", text="Look", owner="Ailsa", due="2026-12-01")
    for day in ("2026-12-08", "2026-12-15", "2026-12-15"):
        book.add("action_moved", of=1, due=day, text="Busy")
    action = book.history.actions[1]
    assert (len(action.moves), action.first_due, action.due) == (2, date(2026, 12, 1), date(2026, 12, 15))
    book.add("action_done", of=1)
    assert refusal(book.history, book.add("action_moved", of=1, due="2027-01-01", text="x")) == "no such"


def test_nothing_closes_while_an_escalation_waits(book):
    book.add("escalate", tier="H", to="h", text="Staff?", reply_by="2026-11-27")
    assert refusal(book.history, book.add("close", reason="care", text="x")) == "waiting"
    assert book.state().state is State.ESCALATED


@pytest.mark.parametrize(
    ("after", "by", "between", "undone"),
    [
        (10, "Ailsa", False, True),
        (11, "Ailsa", False, False),
        (5, "Ewan", False, False),
        (5, "Ailsa", True, False),
    ],
)
def test_undo_is_for_ten_seconds_and_for_whoever_did_it(book, after, by, between, undone):
    book.add("own", owner="Ailsa", due="2026-12-04")
    if between:
        book.add("explain", text="Known", after=1, by="Ewan")
    book.add("undo", act=1, after=after, by=by)
    assert (1 in undone_in(book.acts)) is undone
    assert bool(book.history.signals and book.history.signals[FALLS].owner) is not undone
    assert newest_about(book.acts)["falls", ""] == len(book.acts)


# -- any sequence -----------------------------------------------------------------------------------

DAY = st.dates(date(2026, 11, 1), date(2027, 1, 31)).map(date.isoformat)
NUMBER = st.integers(0, 12)
CONTENT = {
    "seen": {},
    "raise": {"text": st.just("x")},
    "own": {"owner": st.just("Ailsa"), "due": DAY},
    "explain": {"text": st.just("x")},
    "snooze": {"until": DAY, "text": st.just("x")},
    "recognise": {"text": st.just("x")},
    "offer": {"to": st.lists(st.sampled_from(["w1", "w2"]), max_size=2), "text": st.just("x")},
    "accept": {"of": NUMBER, "text": st.just("x")},
    "close": {"reason": st.sampled_from([*Closing]).map(str), "text": st.just("x")},
    "reopen": {"text": st.just("x")},
    "action": {"text": st.just("x"), "owner": st.just("Ewan"), "due": DAY},
    "note": {"text": st.just("x")},
    "quote": {"text": st.just("x")},
    "action_done": {"of": NUMBER},
    "action_moved": {"of": NUMBER, "due": DAY, "text": st.just("x")},
    "escalate": {"tier": st.just("H"), "to": st.just("h"), "text": st.just("x"), "reply_by": DAY},
    "reply": {"of": NUMBER, "text": st.just("x")},
    "huddle": {"attendance": st.just(4)},
    "undo": {"act": NUMBER},
}
PATTERNS = st.sampled_from(
    [
        None,
        SHIFT,
        Evidence("astronomical", 1, SHIFT.since, date(2026, 11, 1)),
        Evidence("shift", -1, date(2026, 11, 1), date(2026, 12, 1)),
        Evidence("trend", -1, date(2027, 1, 1), date(2027, 6, 1)),
        Evidence("shift", -1, SHIFT.since, date(2026, 11, 1), 7, "improvement"),
        Evidence("told", 0, SHIFT.since, date(2026, 11, 20)),
    ]
)
ACTS = st.sampled_from([*CONTENT]).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.fixed_dictionaries(CONTENT[kind]),
        PATTERNS,
        st.sampled_from(["Ailsa", "Ewan"]),
        st.sampled_from([1, 5, 60]),
        st.sampled_from([("falls", ""), ("falls", "sex:F"), ("ulcers", ""), ("ulcers", "sex:M"), ("", "")]),
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=14), PATTERNS)
def test_any_sequence_of_acts_gives_a_legal_state(acts, now):
    book = Book()
    for kind, content, shown, by, after, (indicator, group) in acts:
        book.add(kind, indicator, shown, by, after, group, **content)
    history = book.history
    for name, thread in history.signals.items():
        assert thread.state in State
        assert not (thread.closing and thread.is_waiting)
        assert not (thread.closing and thread.snooze)
        assert thread.evidence.rule in thread.rules
        assert thread.seen
        seen = standing(name, thread, now, TODAY)
        asleep = seen.snoozed_until
        assert asleep is None or asleep > TODAY
        assert not (seen.reopened_by and seen.state is State.CLOSED)
    for action in history.actions.values():
        assert action.done is None or action.done.id > action.act.id
        assert action.due == (
            date.fromisoformat(action.moves[-1].content["due"]) if action.moves else action.first_due
        )
    for sent in history.escalations.values():
        assert sent.reply is None or sent.reply.id > sent.act.id
    for number, offer in history.offers.items():
        assert offer.id == number
        assert offer.content["evidence"]["variation"] == "improvement"
    for number, taken in history.accepted.items():
        assert taken.content["of"] == number
    gone = undone_in(book.acts)
    assert not gone & {*history.offers}
    told_of = {act.id for huddle in history.huddles for act in huddle.acts} | {
        a.id for a in history.since_huddle
    }
    assert not told_of & gone


@settings(max_examples=50, deadline=None)
@given(st.lists(ACTS, max_size=12))
def test_what_was_refused_changes_nothing(acts):
    """Only what could follow was ever written; a history of the accepted alone is the same history."""
    book, accepted = Book(), Book()
    for kind, content, shown, by, after, (indicator, group) in acts:
        act = book.add(kind, indicator, shown, by, after, group, **content)
        if kind != "undo" and refusal(fold(accepted.acts), act) is None:
            accepted.acts.append(act)
    plain = fold([act for act in book.acts if act.kind != "undo"])
    assert plain == fold(accepted.acts)


@settings(max_examples=100, deadline=None)
@given(st.lists(ACTS, max_size=14))
def test_whoever_may_not_see_groups_is_told_the_same_states_and_nothing_else(acts):
    """What is hidden of groups changes neither the states of signals nor what else was done."""
    book = Book()
    for kind, content, shown, by, after, (indicator, group) in acts:
        book.add(kind, indicator, shown, by, after, group, **content)
    hidden = without_groups(book.acts)
    assert not [
        act for act in hidden if ":" in act.key.category or (act.key.category and "x" in act.content.values())
    ]
    seen, told = fold(book.acts), fold(hidden)
    plain = {name: thread.state for name, thread in seen.signals.items() if not name.category}
    assert {name: thread.state for name, thread in told.signals.items() if not name.category} == plain
    of_groups = sorted(thread.state for name, thread in seen.signals.items() if name.category)
    assert sorted(thread.state for name, thread in told.signals.items() if name.category) == of_groups
    assert [act.id for act in told.since_huddle] == [act.id for act in seen.since_huddle]
    assert undone_in(hidden) == undone_in(book.acts)
