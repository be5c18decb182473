"""A meeting on its real page: agenda, outcome, closing, and the next meeting that carries it over; by people
with scripts and without."""

from __future__ import annotations

import csv
import io
import re
import threading
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from tests.browsing import drawn
from tests.walks.somebody import Somebody

OPEN, NEXT = "/meetings/strathcorrie_quality/2026-11-18", "/meetings/strathcorrie_quality/2026-12-02"
CLOSED = "/meetings/clinical_governance/2026-11-10"


def test_a_meeting_is_reached_from_the_board(visit):
    page = visit("/board?service=strathcorrie")
    page.get_by_role("main").get_by_role("link", name="Meetings").click()
    expect(page.locator("h1")).to_have_text("Meetings: Strathcorrie General Hospital")
    page.get_by_role("link", name="Quality group of the general hospital, 2 December 2026").click()
    expect(page.locator("h1")).to_have_text("Quality group of the general hospital, 2 December 2026")
    expect(page.locator("#agenda")).to_contain_text("List the nights of December that the bank cannot fill")
    expect(page.locator("#agenda")).to_contain_text("7 days overdue")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/meetings?service=nowhere", "no service with the code 'nowhere'"),
        ("/meetings/nowhere/2026-11-26", "There is no forum with the code 'nowhere'"),
        ("/meetings/board/2026-11-27", "does not meet on 2026-11-27"),
        ("/meetings/board/thursday", "A meeting is named by its day"),
        ("/meetings/nowhere/year/2026", "There is no forum with the code 'nowhere'"),
        ("/meetings/board/year/soon", "A year is written as 2026"),
    ],
)
def test_a_mistake_in_the_address_is_explained(visit, address, words):
    assert words in visit(address).locator("main").inner_text()


def test_who_may_not_govern_reads_and_records_nothing(server):
    elsewhere = Somebody(server, "team-leader")
    assert "where you have no role" in elsewhere.words(OPEN)
    for one in (Somebody(server), Somebody(server, "manager")):
        assert "data-act" not in one.read(OPEN).partition("<main")[2]
        assert "takes a role that governs" in one.words(OPEN)
        asked = {"kind": "outcome", "sort": "decision", "text": "x", "csrf": one.token}
        assert one.send(asked, OPEN).status_code == 403
    lead = Somebody(server, "quality-lead")
    lead.read(OPEN)
    for kind in ("note", "huddle", ""):
        assert lead.send({"kind": kind, "text": "x", "csrf": lead.token}, OPEN).status_code == 400


def test_a_meeting_is_held_without_scripts(server):
    lead, member = Somebody(server, "quality-lead"), Somebody(server, "board-member")
    action = lead.form("outcome", OPEN, sort="action") | {"about": "staff_sickness", "sent_to": "board"}
    assert lead.send(action, OPEN, text="Agree the rota of January", owner="Chief nurse").status_code == 303
    refused = lead.send(action, OPEN, text="Agree the rota of January", owner="")
    assert (refused.status_code, "Owner: an action needs it" in refused.text) == (400, True)
    closing = lead.form("meeting_closed", OPEN)
    assert member.send(member.form("briefing", OPEN), OPEN, alert="Sickness grows").status_code == 303
    told = lead.send(closing, OPEN, minute="SQ 14")
    assert (told.status_code, "Fergus Lindsay was faster" in told.text) == (409, True)
    assert lead.send(lead.form("meeting_closed", OPEN), OPEN, minute="SQ 14").status_code == 303
    words = lead.words(OPEN)
    assert "Closed, minute SQ 14" in words
    assert "Edited by Fergus Lindsay, board member" in words
    late = {"kind": "outcome", "sort": "decision", "text": "Too late", "csrf": lead.token}
    assert "it is closed; expected a correction" in lead.send(late, OPEN).text
    assert "Agree the rota of January" in lead.words(NEXT)
    assert "Agree the rota of January" in lead.words("/meetings/board/2026-11-26")


def test_what_is_asked_on_a_chart_is_answered_on_the_agenda_and_stands_in_the_record(server):
    member, lead, visitor = (
        Somebody(server, "board-member"),
        Somebody(server, "quality-lead"),
        Somebody(server),
    )
    board, team = "/board?service=strathcorrie", "/huddle/strathcorrie"
    asked = member.form("question", board, indicator="news_on_time")
    assert member.send(asked, team, text="When does each ward have its timer?").status_code == 303
    assert "When does each ward have its timer?" in visitor.words(NEXT)
    assert 'value="reply"' not in visitor.read(NEXT)
    answer = lead.form("reply", NEXT, team="strathcorrie")
    told = lead.send(answer, team, text="By the end of January.")
    assert (told.status_code, urlsplit(told.location).path) == (303, NEXT)
    assert "Recorded: an answer." in lead.words(told.location)
    assert 'value="reply"' not in lead.read(NEXT)
    rows = list(csv.DictReader(io.StringIO(visitor.client.get(f"{NEXT}.csv").text.removeprefix("\ufeff"))))
    kept = {row["Kind"]: row for row in rows if row["Measure"] == "Observations taken on time"}
    question, reply = kept["Agenda: answered since the meeting before"], kept["Answer"]
    assert (question["What"], question["Who"]) == ("When does each ward have its timer?", "Fergus Lindsay")
    assert (reply["What"], reply["Who"]) == ("By the end of January.", "Morven Grant")
    assert question["By when"] == "2026-12-04"
    assert "By the end of January." in visitor.client.get(f"{NEXT}.html").text


def test_a_record_is_taken_away_as_evidence(server):
    visitor = Somebody(server)
    table = visitor.client.get(f"{CLOSED}.csv")
    assert table.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    kinds = {row["Kind"] for row in rows}
    assert {"Outcome: decision", "Outcome: action", "Attendance", "Papers", "Closed"} <= kinds
    assert "Agenda: exceptions that await an account" in kinds
    assert {row["Minute"] for row in rows} == {"CGC 2026/11"}
    decided = next(row for row in rows if row["Kind"] == "Outcome: decision")
    assert (decided["Lead"], decided["Role"]) == ("Medical director", "quality lead")
    assert re.fullmatch(r"\d+:[0-9a-f]{16}", decided["Act"])
    page = visitor.client.get(f"{CLOSED}.html")
    assert page.mimetype == "text/html"
    assert decided["Act"] in page.text
    assert "criteria 2.1 and 2.4" in page.text
    assert not re.search(r"<script|<link|https?:|src=", page.text), "it needs nothing else"


def test_a_year_is_reviewed_from_the_record_and_each_answer_leads_to_its_act(visit):
    page = visit("/meetings")
    year = page.locator("#reviews li", has_text="Clinical Governance").get_by_role("link", name="2026")
    year.click()
    expect(page.locator("h1")).to_have_text("Clinical Governance Committee: review of 2026")
    questions = page.locator(".review__question")
    expect(questions).to_have_count(22)
    expect(page.locator(".review__answer", has_text="Read the minutes")).to_have_count(3)
    quorum = questions.nth(1)
    expect(quorum).to_contain_text("Partly: 2 of 3")
    quorum.get_by_text("See the acts").click()
    quorum.get_by_role("link", name="no, 13 October 2026").click()
    expect(page.locator("h1")).to_have_text("Clinical Governance Committee, 13 October 2026")
    expect(page.locator("#practical li", has_text="quorum 4 not met")).to_be_in_viewport()


def test_a_review_is_a_table_too(server):
    answer = Somebody(server).client.get("/meetings/clinical_governance/year/2026.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {row["Number"] for row in rows} == {str(number) for number in range(1, 23)}
    assert {row["Answer"] for row in rows if row["Number"] in ("20", "21", "22")} == {"Read the minutes"}
    assert all(re.fullmatch(r"\d+:[0-9a-f]{16}", row["Act"]) for row in rows if row["Is so"] == "yes")


def test_a_meeting_from_its_agenda_to_the_next(own_demo, context, check_axe):
    """In a real browser: record an action from the agenda, close, and find it on the next agenda."""
    from app import make_app

    httpd = make_server("127.0.0.1", 0, make_app(own_demo).server, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    site = f"http://127.0.0.1:{httpd.server_port}"
    page = context.browser.new_context(reduced_motion="reduce").new_page()
    try:
        page.goto(site)
        drawn(page)
        page.locator(".who summary").click()
        page.get_by_role("button", name=re.compile("Morven Grant")).click()
        page.goto(site + OPEN)
        drawn(page)
        page.get_by_text("Agree an action").click()
        form = page.locator('form:has(input[value="outcome"]):has(input[value="action"])')
        form.get_by_label("What").fill("Agree the rota of January")
        form.get_by_label("Lead").fill("Chief nurse")
        form.get_by_label("About").select_option("staff_sickness")
        form.get_by_role("button", name="Record").click()
        expect(page.locator("#done")).to_have_text("Recorded: an outcome.")
        made = page.locator("#outcomes li", has_text="Agree the rota of January")
        expect(made).to_contain_text("Chief nurse, due 4 December 2026")
        expect(made).to_be_focused()
        outcomes = page.locator("#outcomes")
        outcomes.get_by_text("Record a decision").click()
        form = outcomes.locator('form:has(input[value="decision"])')
        form.get_by_label("What").fill("Pay for two more nurses")
        form.get_by_role("button", name="Record").click()
        taken = outcomes.locator("li", has_text="Pay for two more nurses")
        taken.get_by_text("Withdraw", exact=True).first.click()
        taken.get_by_label("Why it no longer holds").fill("No quorum")
        taken.get_by_role("button", name="Withdraw").click()
        expect(taken).to_contain_text("Withdrawn: No quorum. Morven Grant, quality lead")
        expect(taken.locator("s")).to_have_text("Pay for two more nurses")
        expect(taken.get_by_role("button", name="Withdraw")).to_have_count(0)
        page.get_by_label("Minute reference, for all outcomes").fill("SQ 14")
        page.get_by_role("button", name="Close the meeting").click()
        expect(page.locator("#closing")).to_contain_text("Closed by Morven Grant, quality lead")
        expect(page.get_by_text("Agree an action")).to_have_count(0)
        check_axe(page)
        page.get_by_role("link", name="Next meeting: 2 December 2026").click()
        expect(page.locator("h1")).to_contain_text("2 December 2026")
        item = page.locator("#agenda li", has_text="Agree the rota of January")
        expect(item).to_be_visible()
        item.get_by_text("Done", exact=True).first.click()
        item.get_by_label("What was done").fill("The rota is out")
        item.get_by_role("button", name="Done").click()
        expect(page.locator("#agenda li", has_text="Agree the rota of January")).to_have_count(0)
    finally:
        page.context.close()
        httpd.shutdown()
        thread.join()
