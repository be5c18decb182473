"""Signals about groups of people, on a real database: what begins one, what it keeps, when it is over, and
what those who may not see groups are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import update

from components.words import group_signals as words
from components.words.acts import minutes, standing
from data.database import snapshot, transaction
from data.models import Load, Observation
from errors import DecisionError, ForbiddenError
from quality.acts import ledger
from quality.equity.build_view import equity_view
from quality.huddle import huddle
from quality.lifecycle.agenda import agenda_about
from quality.lifecycle.group_evidence import DIFFERENCE, GRADIENT, TOLD
from quality.lifecycle.group_signals import called_on, evidence_shown
from quality.lifecycle.perform import ProposedAct, perform
from quality.lifecycle.signal_life import HIDDEN, SignalName, State
from quality.lifecycle.team_acts import acts_of
from quality.lifecycle.team_history import fold
from quality.open_signals import Kind, open_signals
from quality.outcomes.tally import Outcome
from quality.outcomes.view import outcomes
from quality.reference.ids import read_ids
from quality.reference.scope import Scope, reading_for
from quality.signals.refresh import refresh
from tests.unit.quality.equity.world import FIFTHS, MISSED, SEXES
from tests.walks.agreeing import not_open_alike
from tests.warehouse import Warehouse, make_catalogue

NOW = datetime(2026, 4, 20, 8, 30)
TODAY = NOW.date()
LEVELS = {"hospital": 5, "service": 2}
MONTHS, SIZE = 27, 400
FIRST, SECOND = SignalName("missed", "deprivation:1"), SignalName("missed", "deprivation:2")
NO_GROUPS = Scope(None, frozenset())
UNRANKED = {**FIFTHS, "is_ordered": False}
SECRET = "Letters in English only, says Wanda"


def world(**dimensions):
    organisation = {"name": "NHS", "levels": LEVELS}
    known = {"deprivation": UNRANKED, "sex": SEXES} | dimensions
    return make_catalogue({"missed": MISSED, "plain": {}}, dimensions=known, organisation=organisation)


CATALOGUE = world()


@pytest.fixture
def engine(engine):
    """A clinic where the first fifth misses twice as many appointments, and a second one that is calm."""
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("H", level="hospital")
    for code, rates in (("A", [0.25, 0.12, 0.12, 0.12, 0.12]), ("B", [0.12] * 5)):
        warehouse.service(code, parent="H")
        groups = []
        for fifth, rate in enumerate(rates, 1):
            x = np.random.default_rng(fifth).binomial(SIZE, rate, MONTHS).astype(float)
            groups.append(x)
            warehouse.series("missed", code, x.tolist(), [SIZE] * MONTHS, category=f"deprivation:{fifth}")
        warehouse.series("missed", code, sum(groups).tolist(), [5 * SIZE] * MONTHS)
    with transaction(engine) as session:
        refresh(session, CATALOGUE)
    return engine


def do(engine, kind, name=FIRST, service="A", catalogue=CATALOGUE, after=0, sees=True, expected=None, **said):
    typed = {field: str(value) for field, value in said.items()}
    name = SignalName("") if kind in ("huddle", "action_done", "action_moved", "reply") else name
    proposed = ProposedAct(
        kind, service, typed, name.indicator, expected, service, name.category, sees_groups=sees
    )
    with transaction(engine) as session:
        at = NOW + timedelta(seconds=after)
        return perform(session, catalogue, proposed, by="Rory", role="manager", at=at, today=TODAY)


def own(engine, **more):
    return do(engine, "own", owner="Rory", due="2026-05-04", **more)


def look(engine, scope=None, catalogue=CATALOGUE, service="A"):
    with snapshot(engine, **(reading_for(scope) if scope else {})) as session:
        return huddle(session, catalogue, service, today=TODAY)


def change(engine, newest=None, **values):
    """Change the values of the first fifth at A, as a later load would, and of the newest month."""
    with transaction(engine) as session:
        ids = read_ids(session)
        where = (Observation.category_id == ids.category_ids[FIRST.category],
                 Observation.service_id == ids.services["A"].id)  # fmt: skip
        session.execute(update(Observation).where(*where).values(**values))
        if newest is not None:
            month = Observation.period_start == date(2026, 3, 1)
            session.execute(update(Observation).where(*where, month).values(numerator=newest))
        load = {"source": "wards", "file_name": "w", "file_hash": "0", "status": "done", "as_at": TODAY}
        session.add(Load(**load, started_at=NOW, finished_at=NOW))
    with transaction(engine) as session:
        refresh(session, CATALOGUE)


def shown_now(engine, catalogue=CATALOGUE):
    """The numbers of earlier acts that the equity page shows."""
    with snapshot(engine) as session:
        view = equity_view(session, catalogue, "missed", dimension="deprivation", service="A")
        agenda = huddle(session, catalogue, "A", today=TODAY).agenda
        return evidence_shown(view, agenda.signals)


def test_what_the_equity_page_calls_is_owned_with_its_evidence_as_it_stood(engine):
    act = own(engine)
    assert act.key.category == "deprivation:1"
    with snapshot(engine) as session:
        view = equity_view(session, CATALOGUE, "missed", dimension="deprivation", service="A")
        assert [*called_on(session, view)] == [FIRST]
        kept = fold(acts_of(session, "A")).signals[FIRST].evidence
        assert ledger.verify(session) == []
    row = view.rows[0]
    assert (kept.rule, kept.direction, kept.variation) == (DIFFERENCE, 1, "concern")
    assert (kept.value, kept.numerator, kept.denominator) == (row.value, row.numerator, row.denominator)
    assert (kept.centre, kept.load) == (row.rest, 1)
    assert kept.gap_lower < kept.gap < kept.gap_upper
    assert kept.definition == CATALOGUE.indicators["missed"].fingerprint
    (one,) = look(engine).agenda.groups
    assert (one.name, one.state) == (FIRST, State.OWNED)
    assert words.shown(one) == "Higher than everybody else, worse."
    assert "compared with 11.6% for everybody else" in words.stood(
        shown_now(engine)[act.id], CATALOGUE.indicators["missed"]
    )


def test_a_group_that_fares_worse_is_a_signal_by_itself_for_those_who_may_see_groups(engine):
    (one,) = look(engine).agenda.groups
    assert (one.name, one.state, one.thread) == (FIRST, State.NEW, None)
    assert not look(engine).is_calm
    assert look(engine, service="B").agenda.groups == ()
    assert look(engine, NO_GROUPS).agenda.groups == ()
    with snapshot(engine) as session:
        service = read_ids(session).services["A"]
        listed = open_signals(session, CATALOGUE, [service], TODAY).signals
    assert [one.name for one in listed if one.kind is Kind.GROUP] == [FIRST]
    assert listed[0].since is not None
    assert not_open_alike_at(engine) == {}


def test_a_gradient_is_one_signal_and_is_owned_as_such(engine):
    ranked = world(deprivation=FIFTHS | {"is_ordered": True})
    (one,) = look(engine, catalogue=ranked).agenda.groups
    assert one.name == SignalName("missed", "deprivation")
    assert words.shown(one) == "Higher towards the first group, worse."
    act = own(engine, name=one.name, catalogue=ranked)
    kept = act.content["evidence"]
    assert (kept["rule"], kept["variation"]) == (GRADIENT, "concern")
    assert standing.rule(GRADIENT) == "a gradient across groups"
    assert look(engine, catalogue=ranked).agenda.groups[0].state is State.OWNED
    with pytest.raises(DecisionError, match="not split by it"):
        do(engine, "raise", SignalName("missed", "sevenths"), text="x", catalogue=ranked)


def test_a_gradient_is_not_raised_beside_a_group_that_somebody_deals_with(engine):
    """Owned as a group, before the dimension was ranked: one card, with all that was done, and no twin."""
    ranked = world(deprivation=FIFTHS | {"is_ordered": True})
    act = own(engine)
    (one,) = look(engine, catalogue=ranked).agenda.groups
    assert (one.name, one.state, [done.id for done in one.thread.acts]) == (FIRST, State.OWNED, [act.id])
    with snapshot(engine) as session:
        service = read_ids(session).services["A"]
        listed = open_signals(session, ranked, [service], TODAY).signals
        view = equity_view(session, ranked, "missed", dimension="deprivation", service="A")
        page = agenda_about(session, ranked, "A", (), TODAY, called_on(session, view))
    assert [one.name for one in listed if one.kind is Kind.GROUP] == [FIRST]
    assert [*page.signals] == [FIRST]
    do(engine, "close", reason="care", text="Reminders by text message", after=60)
    assert look(engine, catalogue=ranked).agenda.groups == ()
    change(engine, numerator=SIZE * 0.125)
    assert look(engine, catalogue=ranked).agenda.groups == ()


def test_a_gradient_that_people_deal_with_stands_beside_a_group_that_they_deal_with(engine):
    ranked = world(deprivation=FIFTHS | {"is_ordered": True})
    gradient = SignalName("missed", "deprivation")
    own(engine, name=gradient, catalogue=ranked)
    own(engine, catalogue=ranked, after=1)
    assert [one.name for one in look(engine, catalogue=ranked).agenda.groups] == [gradient, FIRST]


def test_what_is_closed_stays_closed_while_the_numbers_stay(engine):
    do(engine, "close", reason="case_mix", text="Older people")
    assert look(engine).agenda.groups == ()
    (rests,) = look(engine).agenda.resting
    assert rests.name == FIRST


def test_what_is_not_called_needs_people_who_tell_of_it(engine):
    with pytest.raises(DecisionError, match="no unusual change here now"):
        do(engine, "own", SECOND, owner="Rory", due="2026-05-04")
    act = do(engine, "raise", SECOND, text=SECRET)
    assert act.content["evidence"]["rule"] == TOLD
    assert act.content["evidence"]["denominator"] == 12 * SIZE
    assert words.shown(look(engine).agenda.signals[SECOND]) == f"People tell us: {SECRET}"
    do(engine, "own", SECOND, owner="Rory", due="2026-05-04", expected=act.id)
    assert look(engine).agenda.signals[SECOND].state is State.OWNED
    do(engine, "close", SECOND, reason="care", text="New letters")
    assert [one.name for one in look(engine).agenda.groups] == [FIRST]
    assert look(engine).agenda.signals[SECOND].now is None, "what people told is over when it is closed"


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (SignalName("missed", "deprivation:9"), "not split by it; expected one of 1, 2, 3, 4, 5"),
        (SignalName("missed", "deprivation:U"), "not split by it"),
        (SignalName("missed", "sevenths:1"), "not split by it"),
        (SignalName("plain", "deprivation:1"), "not split by it"),
        (SignalName("nothing", "deprivation:1"), "not split by it"),
        (SignalName("missed"), "group: it is empty"),
    ],
)
def test_only_a_known_group_of_a_measure_that_is_split_is_raised(engine, name, problem):
    with pytest.raises(DecisionError, match=problem):
        do(engine, "raise", name, text="x")
    with pytest.raises(DecisionError, match="nothing like this is done about a group"):
        do(engine, "question", FIRST, text="x", reply_by="2026-05-04")


def test_it_is_over_when_the_page_does_not_call_it_any_more(engine):
    own(engine)
    change(engine, numerator=48)
    stands = look(engine).agenda.signals[FIRST]
    assert stands.now is None
    assert stands.is_open
    assert look(engine).agenda.groups == ()
    do(engine, "close", reason="care", text="The reminders work")
    assert look(engine).agenda.signals[FIRST].state is State.CLOSED


def test_a_group_that_is_hidden_later_stays_without_its_numbers(engine):
    act = own(engine)
    assert act.id in shown_now(engine)
    change(engine, numerator=0, newest=2)
    assert shown_now(engine) == {}
    (one,) = look(engine).agenda.groups
    assert (one.now.value, one.now.gap_lower, one.state) == (None, None, State.OWNED)
    assert words.shown(one) == "The group is hidden to protect small numbers, or has no numbers, now."
    later = do(engine, "explain", text="Too few now")
    assert "evidence" not in later.content
    closed = do(engine, "huddle", attendance=3)
    kept = next(entry for entry in closed.content["signals"] if entry.get("category"))
    assert not {"value", "numerator", "denominator", "centre"} & {*kept}
    with pytest.raises(DecisionError):
        do(engine, "own", SignalName("missed", "deprivation:U"), owner="Rory", due="2026-05-04")


def test_a_group_that_the_catalogue_has_no_more_keeps_its_signal(engine):
    own(engine)
    others = [one for one in FIFTHS["categories"] if one["code"] != "1"]
    for catalogue in (world(deprivation=UNRANKED | {"categories": others}), make_catalogue({"plain": {}})):
        (one,) = look(engine, catalogue=catalogue).agenda.groups
        assert one.state is State.OWNED
        assert words.name(one.name, catalogue)
    done = do(engine, "close", catalogue=catalogue, reason="other", text="Groups were merged")
    assert done.kind == "close"


def test_a_closed_one_is_reopened_by_what_people_tell_and_no_other_way(engine):
    own(engine)
    do(engine, "close", reason="chance", text="x")
    assert look(engine).agenda.groups == ()
    with pytest.raises(DecisionError, match="it is closed"):
        do(engine, "explain", text="x")
    do(engine, "reopen", text="Not so")
    assert len(look(engine).agenda.groups) == 1


def test_an_unusual_change_on_the_groups_own_chart_is_a_signal_of_it_too(engine):
    change(engine, numerator=48, newest=95)
    act = own(engine)
    assert act.content["evidence"]["rule"] == "astronomical"
    (one,) = look(engine).agenda.groups
    assert words.shown(one) == "Unusual change on the group's own chart, worse."


# -- those who may not see groups -------------------------------------------------------------------


def everything(found, catalogue=CATALOGUE):
    """All that a huddle could say, in words and in what they are made from."""
    agenda = found.agenda
    said = [minutes.minute(act, catalogue) for act in agenda.since]
    record = [(closed.signals, closed.acts, closed.act) for closed in agenda.huddles]
    names = [words.name(one.name, catalogue) for one in agenda.signals.values() if one.name.category]
    return repr((agenda, said, record, names))


def test_whoever_may_not_see_groups_learns_that_there_is_one_and_no_more(engine):
    own(engine)
    do(engine, "raise", SECOND, text=SECRET)
    do(engine, "explain", text=f"{SECRET} 1")
    task = do(engine, "action", text=f"{SECRET} 2", owner="Callum", due="2026-05-01")
    do(engine, "escalate", tier="H", text=f"{SECRET} 3", reply_by="2026-04-25")
    hidden = (SECRET, "Wanda", "missed", "deprivation", "Fifth", "25.2")
    for _ in range(2):
        seen, told = look(engine, NO_GROUPS), everything(look(engine, NO_GROUPS))
        assert not [text for text in hidden if text in told]
        assert {one.name.indicator for one in seen.agenda.groups} == {HIDDEN}
        assert len(seen.agenda.groups) == len(look(engine).agenda.groups) == 2
        assert [one.thread.owner for one in seen.agenda.groups] == ["Rory", ""]
        assert all(text in everything(look(engine)) for text in (SECRET, "deprivation:1", DIFFERENCE))
        do(engine, "huddle", attendance=4, sees=False)
    above = look(engine, NO_GROUPS, service="H").agenda.received
    assert [one.escalation.text for one in above] == [""]
    with snapshot(engine, **reading_for(NO_GROUPS)) as session:
        listed = open_signals(session, CATALOGUE, [read_ids(session).services["A"]], TODAY).signals
    assert [one.name.indicator for one in listed if one.kind is Kind.GROUP] == [HIDDEN, HIDDEN]
    for kind, said in (
        ("own", {"owner": "Callum", "due": "2026-05-01"}),
        ("raise", {"text": "x"}),
        ("action_done", {"of": task.id}),
        ("action_moved", {"of": task.id, "due": "2026-05-03", "text": "x"}),
        ("reply", {"of": task.id + 1, "text": "x"}),
    ):
        with pytest.raises(ForbiddenError):
            do(engine, kind, sees=False, **said)


def test_groups_may_be_seen_in_one_service_and_not_in_another(engine):
    own(engine)
    there, elsewhere = Scope(None, frozenset({"A"})), Scope(None, frozenset({"B"}))
    assert [one.name for one in look(engine, there).agenda.groups] == [FIRST]
    assert [one.name.indicator for one in look(engine, elsewhere).agenda.groups] == [HIDDEN]
    assert look(engine, replace(there, services=frozenset({"A"}))).agenda.groups[0].name == FIRST


def not_open_alike_at(engine):
    with snapshot(engine) as session:
        return not_open_alike(session, CATALOGUE, TODAY)


def counted(engine, scope=None, **said):
    with snapshot(engine, **(reading_for(scope) if scope else {})) as session:
        services = [*read_ids(session).services.by_code.values()]
        return outcomes(session, CATALOGUE, services, date(2026, 1, 1), TODAY, TODAY, **said).all


def test_what_became_of_a_signal_about_a_group_counts_where_groups_may_be_seen(engine):
    before = counted(engine)
    own(engine)
    do(engine, "raise", SECOND, text=SECRET)
    found = counted(engine)
    assert before.outcomes == {Outcome.NEW: 1}, "the numbers raised it"
    assert found.outcomes - before.outcomes == {Outcome.OPEN: 1, Outcome.SEEN: 1}
    assert counted(engine, kind="concern").total == counted(engine).total - 1, (
        "what people tell has no direction"
    )
    assert counted(engine, NO_GROUPS).total == 0
    do(engine, "close", reason="care", text="Evening appointments")
    assert counted(engine).outcomes[Outcome.CARE] == 1
    assert not_open_alike_at(engine) == {}
