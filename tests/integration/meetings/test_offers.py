"""A bright spot that is offered to peers: who gets it, what they and others are told, and who hears of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from components.words.acts import minutes, standing
from data.database import snapshot, transaction
from errors import DecisionError, OvertakenError
from quality.acts import ledger
from quality.huddle import huddle
from quality.lifecycle.agenda import version_of
from quality.lifecycle.perform import ProposedAct, perform
from quality.lifecycle.signal_life import SignalName
from quality.reference.scope import Scope, reading_for
from quality.signals.refresh import refresh
from tests.warehouse import Warehouse, make_catalogue

NOW = datetime(2026, 11, 20, 8, 30)
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 2
LEVELS = {"hospital": 5, "ward": 2, "clinic": 2}
CATALOGUE = make_catalogue({"falls": {}}, organisation={"name": "NHS", "levels": LEVELS})
LATEST = {"bright": 0, "better": 0, "worse": 40, "worse-too": 41, "calm": 11, "clinic": 40, "far": 40}


@pytest.fixture
def engine(engine):
    """Beside the bright ward two have a concern and one has none; a clinic and a ward elsewhere have one."""
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("H1", level="hospital")
    warehouse.service("H2", level="hospital")
    for code, latest in LATEST.items():
        level = "clinic" if code == "clinic" else "ward"
        warehouse.service(code, name=f"Ward {code}", level=level, parent="H2" if code == "far" else "H1")
        warehouse.series("falls", code, [*CALM, latest], first=date(2024, 10, 1))
    with transaction(engine) as session:
        refresh(session, CATALOGUE)
    return engine


def do(
    engine, kind, service="bright", indicator="falls", expected=None, by="Ailsa", after=0, group="", **said
):
    typed = {name: str(value) for name, value in said.items()}
    proposed = ProposedAct(kind, service, typed, "" if kind == "accept" else indicator, expected, group=group)
    with transaction(engine) as session:
        at = NOW + timedelta(seconds=after)
        return perform(session, CATALOGUE, proposed, by=by, role="nurse", at=at, today=NOW.date())


def offer(engine, **more):
    return do(engine, "offer", text="We walk with everybody after lunch", **more)


def look(engine, service, *scope):
    with snapshot(engine, **(reading_for(Scope(frozenset(scope))) if scope else {})) as session:
        return huddle(session, CATALOGUE, service, today=NOW.date()).agenda


def test_an_offer_goes_to_peers_with_a_concern_and_to_nobody_else(engine):
    act = offer(engine)
    assert act.content["to"] == ["worse", "worse-too"]
    offered = {code: [one.act.id for one in look(engine, code).offered] for code in LATEST}
    assert offered == {**{code: [] for code in LATEST}, "worse": [act.id], "worse-too": [act.id]}
    thread = look(engine, "bright").signals[SignalName("falls")].thread
    assert standing.offered(thread) == ["Offered to 2 services."]
    with pytest.raises(DecisionError, match="or each was offered it"):
        offer(engine)


def test_only_an_improvement_is_offered_and_only_by_its_own_team(engine):
    for service in ("worse", "calm"):
        with pytest.raises(DecisionError):
            offer(engine, service=service)
    with pytest.raises(DecisionError, match="nothing like this is done about a group"):
        offer(engine, group="sex:F")
    assert look(engine, "worse").offered == ()


def test_a_peer_takes_it_up_once_and_the_offering_team_hears_of_it(engine):
    act = offer(engine)
    with snapshot(engine) as session:
        before = version_of(session, "bright")
    taken = do(engine, "accept", "worse", of=act.id, expected=0, text="We try it, thank you", by="Ewan")
    with snapshot(engine) as session:
        assert version_of(session, "bright") != before, "a page that is open there looks again"
        assert ledger.verify(session) == []
    assert taken.key.service == "worse"
    with pytest.raises(OvertakenError):
        do(engine, "accept", "worse", of=act.id, expected=0, text="So do we", by="Iona")
    with pytest.raises(DecisionError, match="no such thing"):
        do(engine, "accept", "worse", of=act.id, text="Again")
    assert look(engine, "worse").offered == ()
    assert len(look(engine, "worse-too").offered) == 1
    (heard,) = look(engine, "bright").accepted
    assert (heard.act.content["text"], heard.service) == ("We try it, thank you", "Ward worse")
    do(engine, "huddle", indicator="", attendance=4)
    assert look(engine, "bright").accepted == ()


@pytest.mark.parametrize(("service", "number"), [("calm", 0), ("far", 0), ("worse", 7), ("bright", 0)])
def test_what_was_offered_to_others_or_to_nobody_is_not_taken_up(engine, service, number):
    act = offer(engine)
    with pytest.raises(DecisionError, match="there is no such thing here"):
        do(engine, "accept", service, of=act.id + number, text="x")


def test_what_was_taken_back_was_never_offered_nor_taken_up(engine):
    act = offer(engine)
    do(engine, "undo", indicator="", act=act.id, after=5)
    assert look(engine, "worse").offered == ()
    with pytest.raises(DecisionError):
        do(engine, "accept", "worse", of=act.id, text="x")
    again = offer(engine, after=6)
    taken = do(engine, "accept", "worse", of=again.id, text="x", after=7)
    do(engine, "undo", "worse", indicator="", act=taken.id, after=8)
    assert look(engine, "bright").accepted == ()
    assert len(look(engine, "worse").offered) == 1


def test_names_of_services_out_of_sight_are_not_told(engine):
    """But for the one that offers."""
    act = offer(engine)
    (one,) = look(engine, "worse", "worse").offered
    assert (one.service, one.is_near) == ("Ward bright", False)
    assert look(engine, "worse", "H1").offered[0].is_near
    do(engine, "accept", "worse", of=act.id, text="x")
    (heard,) = look(engine, "bright", "bright").accepted
    assert heard.service == ""
    assert standing.taken_up(heard) == "Ailsa, 20 November 2026"
    assert "worse" not in minutes.minute(act, CATALOGUE)
