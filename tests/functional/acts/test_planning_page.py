"""Plans, measures, training and readiness on their real pages. A test that shows a row of the
standards is named by it."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.walks.records import PROPOSED, record_of, send
from tests.walks.somebody import Somebody

AMU = "strathcorrie-amu"


def test_his_2_2_a_plan_shows_what_no_measure_carries(server):
    leader = Somebody(server, "team-leader")
    words = leader.words(record_of(leader, "plan+for+2026", "planning"))
    assert "Every kind of measure is there." in words
    assert "1 objective without a measure, 14 measures without an objective." in words
    assert "People know what happens next, and when No measure carries it" in words


def test_planning_says_whom_a_service_serves_and_what_the_year_left_to_do(server):
    leader = Somebody(server, "team-leader")
    plan = record_of(leader, "plan+for+2026", "planning")
    words = leader.words(plan)
    assert "188,078 people live in the area of Acute Medical Unit" in words
    assert "Last year's plan beside this year's Question 2025 2026" in words
    member = Somebody(server, "team-member")
    told = member.words(plan)
    assert "Your role does not show numbers about groups of people here." in told
    assert "188,078" not in told, "residents by group are numbers about groups"
    lead = Somebody(server, "quality-lead")
    words = lead.words("/registers/round?service=strathcorrie-amu")
    assert "1 has a plan for 2026, 1 had it agreed, none has the review signed off." in words
    assert "Hand hygiene Acute Medical Unit Two people watch for two hours" in words
    assert "1 objective without a measure" not in lead.words("/registers/measures?service=braefoot")
    file = lead.client.get("/registers/measures.csv?service=strathcorrie-amu").text
    assert "People know what happens next, and when" in file


def burden(one: Somebody, service: str, part: str) -> dict[str, list[str]]:
    """A table of the burden of measuring, as its file holds it: name of a measure -> the cells after it."""
    text = one.client.get(f"/registers/burden.csv?service={service}").text
    return {row[1]: row[2:] for row in csv.reader(io.StringIO(text)) if row and row[0] == part}


@pytest.mark.parametrize("service", [AMU, "strathcorrie"])
def test_his_2_1_the_cost_of_measuring_adds_up_and_what_nobody_said_is_no_zero(server, service):
    visitor = Somebody(server)
    rows = burden(visitor, service, "Measures").values()
    known = [row for row in rows if row[0] != "Not known"]
    hours = [float(row[2].replace(",", "")) for row in known]
    assert hours == [float(row[0]) * int(row[1]) * 12 / 60 for row in known]
    assert {row[2] for row in rows if row[0] == "Not known"} == {"Not known"}
    if service == AMU:
        total = f"What is known adds up to {sum(hours):.0f} hours a year."
        nobody = f"Of {len(rows) - len(known)} nobody said what they cost."
        assert f"{total} {nobody}" in visitor.words(f"/registers/burden?service={service}")


def test_his_2_3_a_measure_is_named_as_unused_until_something_is_decided_from_it(server):
    leader, unused = Somebody(server, "team-leader"), "Measures and audits that nobody used"
    leader.read(f"/propose?kind=action&service={AMU}")
    before = burden(leader, AMU, "Measures")
    assert "Falls with harm" in burden(leader, AMU, unused)
    assert burden(leader, AMU, unused).keys() == {name for name, row in before.items() if row[3] == "Nothing"}
    action = {"text": "Look at shoes", "owner": "Ailsa Munro", "due": "2026-12-01", "measure": "falls_harm"}
    assert send(leader, "action", "agree", service=AMU, **action).status_code == 303
    after = burden(leader, AMU, "Measures")
    assert after.pop("Falls with harm") == [*before.pop("Falls with harm")[:3], "1 × action agreed"]
    assert after == before, "nothing came of another measure"
    assert "Falls with harm" not in burden(leader, AMU, unused)


def test_training_is_a_count_and_a_level_says_who_may_lead_what(server):
    words = Somebody(server).words("/registers/training?service=strathcorrie-amu")
    assert "14 of 29 (48%), 3 November 2026" in words
    assert "A local priority; part of the annual programme" in words
    leader = Somebody(server, "team-leader")
    leader.read(f"/propose?kind=test_of_change&service={AMU}")
    asked = PROPOSED | {"priority": "programme", "lead_level": "bronze"}
    refused = send(leader, "test_of_change", "apply", service=AMU, **asked)
    assert (refused.status_code, "Training of the lead: it is not enough to lead" in refused.text) == (
        400,
        True,
    )


def test_journey_and_conditions_answers_are_apart_until_the_discussion_is_opened(server, own_demo):
    lead, clinician = Somebody(server, "quality-lead"), Somebody(server, "clinician")
    representative = Somebody(server, "representative")
    page = record_of(lead, "readiness+of+the+general", "planning")
    number = page.rpartition("/")[2]
    assert "2 people answered so far." in lead.words(page)
    told = representative.read(page)
    assert 'name="scores:1.4"' in told
    sent = send(representative, "answer", "give", of=number, **{"scores:1.4": "1", "scores:6.4": "0"})
    assert "Your answer is recorded." in representative.words(sent.location)
    assert "3 people answered so far." in lead.words(page)
    for reader in (lead, clinician):
        told = reader.words(page) + reader.client.get(f"{page}.csv").text
        assert "Jean Paterson" not in told
    given = re.search(r"did=(\d+)", sent.location)
    assert given
    assert "There is no record with the number" in lead.words(f"/record/{given[1]}")
    assert "Jean" not in lead.client.get("/planning.csv?kind=answer").text
    assert send(clinician, "readiness", "open", of=number).status_code == 403
    lead.read(page)
    assert send(lead, "readiness", "open", of=number).status_code == 303
    assert "Their answers are not shown: that takes 5 people at least." in lead.words(page)
    late = send(representative, "answer", "give", of=number, **{"scores:1.4": "4"})
    assert late.status_code == 400
    visitor = Somebody(server)
    assert send(visitor, "answer", "give", of=number, **{"scores:1.4": "4"}).status_code == 403
    words = visitor.words(record_of(visitor, "20th", "planning"))
    assert "5 people answered." in words
    assert "Beside it: 2025." in words
    assert "There is no mean" in words
