"""One value feeds all: what home, the list of signals, huddle, board and chart say of a service agrees."""

from __future__ import annotations

import re
from datetime import datetime

from components.words.huddle import NOTHING_UNUSUAL
from quality.board.board import board
from quality.huddle import huddle
from quality.people.personas import VISITOR
from quality.people.visits import Mark
from quality.reference.ids import read_ids
from quality.shown_signals import shown_at
from quality.signals.read import read_statuses
from quality.signals.results import Evidence
from quality.since_visit import news
from tests.walks.agreeing import disagreements, not_open_alike
from tests.walks.somebody import Somebody

SEASONAL = "/indicator/staff_sickness?service=braefoot-cmht"
CMHT = "Community Mental Health Team"


def test_every_service_of_the_demo_counts_the_same_everywhere(own_demo):
    with own_demo.session() as session:
        assert [*disagreements(session, own_demo.catalogue, own_demo.today)] == []
        assert not_open_alike(session, own_demo.catalogue, own_demo.today) == {}


def test_the_strip_counts_as_new_what_the_list_shows_as_new(own_demo):
    """Staff sickness, as low as every year, is no improvement on any page."""
    with own_demo.session() as session:
        one = read_statuses(session, services=["braefoot-cmht"], indicators=["staff_sickness"])[0]
        assert one.accumulated.evidence is Evidence.SEASON
        before = Mark(datetime(2020, 1, 1), 0, 0)
        found = news(session, own_demo.catalogue, before, VISITOR, ["braefoot-cmht"], today=own_demo.today)
        assert (found.opened, found.values) == (0, None)
        found = news(session, own_demo.catalogue, before, VISITOR, today=own_demo.today)
        services = [*read_ids(session).services.by_code.values()]
        shown = shown_at(session, own_demo.catalogue, services, own_demo.today, {})
    stand = sum(not card.is_built_up for cards in shown.values() for card in cards.values())
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
