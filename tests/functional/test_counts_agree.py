"""One value feeds all: what home, the list of signals, huddle, board and chart say of a service agrees."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from components.words.huddle import NOTHING_UNUSUAL
from components.words.signal_list import NOT_WEIGHED
from quality.board.board import board
from quality.huddle import huddle
from quality.lifecycle.cards import CardKind
from quality.people.personas import VISITOR
from quality.people.visits import Mark
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.shown_signals import Weighing, shown_at
from quality.signals.read import read_statuses
from quality.since_visit import news
from tests.agreeing import disagreements, not_open_alike
from tests.functional.test_huddle_acts import Somebody, own_demo, server
from tests.shared_caches import forget

__all__ = ["own_demo", "server"]
SEASONAL = "/indicator/staff_sickness?service=braefoot-cmht"
CMHT = "Community Mental Health Team"


def test_every_service_of_the_demo_counts_the_same_everywhere(own_demo):
    with own_demo.session() as session:
        assert [*disagreements(session, own_demo.catalogue, own_demo.today)] == []
        assert not_open_alike(session, own_demo.catalogue, own_demo.today) == {}


def test_the_strip_counts_as_new_what_the_list_shows_as_new(own_demo):
    """Staff sickness, as low as every year, is an improvement in what is stored, and none on a page."""
    with own_demo.session() as session:
        stored = {one.key: one.variation for one in read_statuses(session, only_special=True)}
        assert SeriesKey("staff_sickness", "braefoot-cmht") in stored
        before = Mark(datetime(2020, 1, 1), 0, 0)
        found = news(session, own_demo.catalogue, before, VISITOR, ["braefoot-cmht"], today=own_demo.today)
        assert (found.opened, found.values) == (0, None)
        found = news(session, own_demo.catalogue, before, VISITOR, today=own_demo.today)
        services = [*read_ids(session).services.by_code.values()]
        shown = shown_at(session, own_demo.catalogue, services, own_demo.today, {}, Weighing.ALL)
    stand = sum(card.kind is not CardKind.BUILT_UP for cards in shown.values() for card in cards.values())
    assert found.opened == stand, "in the demo every pattern that is over came as history"


def test_a_board_accounts_for_every_measure_of_its_huddle(own_demo):
    with own_demo.session() as session:
        for service in read_ids(session).services.by_code.values():
            if not service.is_open(own_demo.today):
                continue
            asked = {"service": service.code, "today": own_demo.today}
            shown = board(session, own_demo.catalogue, **asked)
            seen = huddle(session, own_demo.catalogue, service.code, today=own_demo.today)
            assert shown.judged + shown.unjudged + shown.others == seen.coming, service.code


def test_an_improvement_that_every_year_has_is_none_on_any_page(server):
    reader = Somebody(server)
    home = reader.words("/")
    assert "no unusual change" in home[home.index(CMHT) :][:80]
    assert "No new signals" in reader.words("/huddle/braefoot-cmht")
    assert re.search("Of 5 [a-z]+ looked at, none show", reader.words("/board?service=braefoot-cmht"))
    chart = reader.words(SEASONAL)
    assert "No unusual change" in chart
    assert not re.search(r"Oct 2026[^A-Z]*Improvement", chart), "nor in the table of the chart"
    around = reader.words("/board?service=braefoot&changed=1")
    assert "Staff sickness" not in around, "it did not change since the last meeting"


def test_a_signal_that_a_person_closed_leaves_home_as_it_leaves_the_list(own_demo, server):
    leader = Somebody(server, "team-leader")
    form = leader.form("close", "/huddle/strathcorrie-amu", indicator="patient_experience")
    told = {**form, "reason": "chance", "text": "One month with few answers"}
    assert leader.client.post("/huddle/strathcorrie-amu/acts", data=told).status_code == 303
    home = leader.words("/")
    assert re.search("Acute Medical Unit.{0,40}3 concerns", home)


@pytest.mark.parametrize("most", [3, 20])
def test_where_not_all_can_be_looked_up_pages_agree_and_say_so(own_demo, monkeypatch, most):
    """With 11 improvements and 275 steady measures: 3 is too few for either, 20 for the steady ones."""
    from app import make_app

    monkeypatch.setattr("quality.shown_signals.MOST_WEIGHED", most)
    forget(own_demo.engine)
    said = NOT_WEIGHED[Weighing.ACTED_ON if most == 3 else Weighing.IMPROVEMENTS]
    manager = Somebody(make_app(own_demo).server, "manager")
    assert said in manager.words("/")
    assert said in manager.words("/signals")
    assert said not in manager.words("/signals?service=strathcorrie-ae"), "there it can be looked up"
    assert "mortality" not in manager.words("/signals").lower()
    of_demo = own_demo.catalogue, own_demo.today
    only = set() if most == 3 else None  # where improvements are not looked up the huddle knows more
    with own_demo.session() as session:
        assert [*disagreements(session, *of_demo, only)] == []
    form = manager.form("own", "/huddle/strathcorrie", indicator="mortality_30_days")
    assert manager.send({**form, "owner": "Rory Campbell"}, "/huddle/strathcorrie").status_code == 303
    owned = manager.words("/signals?owner=Rory Campbell")
    assert "Deaths within 30 days" in owned, "what somebody acted on is looked up"
    assert "The pattern is over" not in owned
    with own_demo.session() as session:
        assert [*disagreements(session, *of_demo, only)] == []


def test_what_sleeps_or_was_closed_while_it_is_unusual_is_no_calm(own_demo, server):
    leader, ward = Somebody(server, "quality-lead"), "/huddle/strathcorrie-ward-6"
    assert "no unusual change" not in (home := leader.words("/"))[home.index("Ward 6") :][:40]
    snooze = leader.form("snooze", ward)
    assert leader.send({**snooze, "text": "Wait a week"}, ward).status_code == 303
    told = "1 signal is snoozed or closed, and still unusual: see below."
    assert told in leader.words(ward)
    assert NOTHING_UNUSUAL not in leader.words(ward)
    assert NOTHING_UNUSUAL not in leader.words(f"{ward}?tv=1")
    close = leader.form("close", "/signals?service=strathcorrie-ward-6")
    assert leader.send({**close, "reason": "chance", "text": "One bad month"}, ward).status_code == 303
    assert told in leader.words(ward)
    home = leader.words("/")
    assert "no open signal" in home[home.index("Ward 6") :][:40], "a measure is unusual still"
