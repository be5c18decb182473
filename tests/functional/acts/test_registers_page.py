"""Registers on their real pages: actions, audits, evidence, balance, files. A test that shows a row of the
standards is named by it."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.walks.records import record_of, send
from tests.walks.somebody import Somebody

AMU = "strathcorrie-amu"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/improvement?service=nowhere", "no service with the code 'nowhere'"),
        ("/improvement?state=happy", "There is no state called 'happy'"),
        ("/improvement?kind=audit", "There is no kind called 'audit'"),
        ("/actions?agreed=post", "There is no place where actions are agreed called 'post'"),
        ("/record/999999", "There is no record with the number 999999"),
        ("/record/first", "A record is named by its number"),
        ("/propose?kind=wish", "There is no kind of record called 'wish'"),
    ],
)
def test_a_mistake_in_the_address_is_explained(server, address, words):
    assert words in Somebody(server).words(address)


def test_his_2_9_actions_of_every_kind_stand_in_one_list_and_climb_when_they_are_late(server):
    lead = Somebody(server, "quality-lead")
    words = lead.words("/actions")
    for text in ("Check every mattress on the unit", "Agree a slot at eleven", "List the nights of December"):
        assert text in words
    assert "Come to Board of NHS Glenmore" not in words
    assert "Come to NHS Glenmore" in words or "Come to Clinical Governance Committee" in words
    page = record_of(lead, "slot+at+eleven", "actions").partition("?")[0]
    number = page.rpartition("/")[2]
    said = {"of": number, "effect": "no", "evidence": "Cars still come at three"}
    assert send(lead, "action", "finish", **said).status_code == 303
    assert "There is no evidence of an effect: Cars still come at three" in lead.words("/actions?state=done")
    rows = list(
        csv.DictReader(io.StringIO(lead.client.get("/actions.csv?state=all").text.removeprefix("\ufeff")))
    )
    assert {row["Agreed in"] for row in rows} == {"a huddle", "a meeting", "a register"}
    assert all(re.fullmatch(r"\d+:[0-9a-f]{16}", row["Act"]) for row in rows)


def test_his_2_5_an_audit_round_is_a_share_with_its_interval_and_a_finding_leads_to_an_action(server):
    lead = Somebody(server, "quality-lead")
    page = record_of(lead, "bundle", "assurance")
    number = page.rpartition("/")[2]
    assert "95% (19 of 20) 76 to 99% Staff nurse of another ward" in lead.words(page)
    assert "3 rounds, drawn from 0 to 100%. Control limits need 13" in lead.words(page)
    said = {
        "of": number,
        "day": "2026-11-19",
        "criterion": "hourly visit  documented",
        "collected_by": "Nurse",
    }
    refused = send(lead, "round", "record", met="21", cases="20", **said)
    assert (
        refused.status_code,
        "Cases that met it: it is too much; expected at most 20" in refused.text,
    ) == (
        400,
        True,
    )
    assert send(lead, "round", "record", met="20", cases="20", **said).status_code == 303
    assert "4 rounds, drawn" in lead.words(page), "the same criterion, however it is typed"
    finding = send(lead, "finding", "find", of=number, text="Nights", owner="Matron", due="2026-12-01")
    found = re.search(r"did=(\d+)", finding.location)
    assert found
    action = {"of": found[1], "text": "Sheet at the door", "owner": "Matron", "due": "2026-12-01"}
    assert send(lead, "action", "agree", **action).status_code == 303
    assert "Sheet at the door" in lead.words("/actions")


def test_his_2_4_the_evidence_for_a_criterion_is_one_document(server):
    lead = Somebody(server, "quality-lead")
    page = record_of(lead, "2.1+to+2.9", "assurance")
    number = page.rpartition("/")[2]
    words = lead.words(page)
    assert "2 met, 2 partly met, 1 not met, 4 not assessed yet" in words
    assert "It is there; the newest on it is of" in words
    said = {
        "of": number,
        "criterion": "2.3",
        "verdict": "met",
        "text": "Charts everywhere",
        "owner": "Nurse director",
    }
    assert send(lead, "assessment", "assess", link="/huddle/nowhere", **said).status_code == 303
    assert "It is gone: nothing stands at /huddle/nowhere." in lead.words(page)
    document = lead.words(f"/evidence/{number}/2.4")
    assert re.search(r"[\d,]+ acts since 20 November 2025, by \d+ people in \d+ services", document)
    assert re.search(
        r"Ailsa Munro, team leader; Acute Medical Unit; \d+ November 2026; act \d+:[0-9a-f]{16}", document
    )
    file = lead.client.get(f"/evidence/{number}/2.4.html")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert not re.search(r"<script|<link|https?:|src=|href=", file.text), "it needs nothing else"
    paper = lead.client.get(f"/evidence/{number}/2.4.pdf")
    assert paper.data.startswith(b"%PDF")
    assert "holds no criterion '3.1'" in lead.words(f"/evidence/{number}/3.1")


def test_caldicott_and_retention_each_kind_of_record_says_why_and_how_long_it_is_kept(server):
    words = Somebody(server).words("/registers/kept")
    assert "Test of change Improvement register To plan, approve and learn" in words
    assert "A task in the public interest." in words
    assert "Only added up, of 5 people or more" in words
    assert "2 full calendar years; 8 with readiness assessment" in words
    assert (
        "2 full calendar years; 8 with action" in words or "2 full calendar years; 8 with you said" in words
    )


def test_the_balance_is_counted_from_the_record_and_ranks_nobody(server):
    words = Somebody(server).words("/balance?service=strathcorrie")
    assert "Planning (yearly) Control (daily) Assurance (occasionally) Improvement (in bursts)" in words
    assert "Services are not ranked by it." in words


def test_a_register_is_a_file_with_a_column_for_each_field(server):
    visitor = Somebody(server)
    rows = list(
        csv.DictReader(io.StringIO(visitor.client.get("/improvement.csv").text.removeprefix("\ufeff")))
    )
    bundle = next(row for row in rows if row["Title"] == "Falls bundle with hourly visits")
    assert (bundle["State"], bundle["Measure that it should move"]) == ("closed", "Falls with harm")
    cycles = visitor.client.get("/improvement.csv?kind=cycle").text
    assert "Does an hourly visit reach six patients of one bay?" in cycles
