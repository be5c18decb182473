"""One value feeds all: what home, the list of signals, huddle, board and chart say of a service agrees."""

from __future__ import annotations

import re

from quality.board import board
from quality.huddle import huddle
from quality.reference.ids import read_ids
from tests.agreeing import disagreements
from tests.functional.test_huddle_acts import Somebody, own_demo, server

__all__ = ["own_demo", "server"]
SEASONAL = "/indicator/staff_sickness?service=braefoot-cmht"
CMHT = "Community Mental Health Team"


def test_every_service_of_the_demo_counts_the_same_everywhere(own_demo):
    with own_demo.session() as session:
        assert [*disagreements(session, own_demo.catalogue, own_demo.today)] == []


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
    assert "None of 5 indicators show" in reader.words("/board?service=braefoot-cmht")
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
    assert "3 concerns" in home[home.index("Acute Medical Unit") :][:60]
