"""Tests of change on their real pages, as their users work with them. A test that shows a row of the
standards is named by it."""

from __future__ import annotations

import csv
import io
import re
import threading

from playwright.sync_api import expect
from werkzeug.serving import make_server

from data.database import snapshot
from quality.acts import ledger
from tests.browsing import DESK, PHONE, arrived, drawn, resize
from tests.walks.records import PROPOSED, record_of, send
from tests.walks.somebody import Somebody

AMU = "strathcorrie-amu"


def test_his_2_7_a_test_of_change_is_proposed_screened_approved_tested_and_closed(server, own_demo):
    """By the people whose role it is, without a script; and everything is in the record."""
    leader, lead = Somebody(server, "team-leader"), Somebody(server, "quality-lead")
    form = leader.read(f"/propose?kind=test_of_change&service={AMU}&measure=news_on_time")
    assert '<option value="news_on_time" selected>' in form
    assert "could identify a patient" in form
    refused = send(
        leader, "test_of_change", "apply", service=AMU, **PROPOSED | {"aim": "Mrs X, 943 476 5919"}
    )
    assert (refused.status_code, "Aim: it holds an NHS, CHI or H&C number" in refused.text) == (400, True)
    answer = send(leader, "test_of_change", "apply", service=AMU, **PROPOSED)
    assert answer.status_code == 303
    page = answer.location.partition("?")[0]
    number = page.rpartition("/")[2]
    assert "Recorded: Ailsa Munro proposed it." in leader.words(answer.location)
    assert "Waits for Strathcorrie General Hospital since 20 November 2026" in leader.words(page)
    own = {"of": number, "research": "no", "text": "Fine"}
    assert send(leader, "test_of_change", "screen", **own).status_code == 403
    lead.read(page)
    assert send(lead, "test_of_change", "screen", **own).status_code == 303
    assert send(lead, "test_of_change", "approve", of=number).status_code == 303
    assert send(leader, "test_of_change", "start", of=number, begun="2026-11-20").status_code == 303
    plan = {"of": number, "question": "One bay?", "prediction": "Nine of ten", "first_day": "2026-11-20"}
    cycle = send(leader, "cycle", "plan", **plan)
    assert cycle.status_code == 303
    words = leader.words(page)
    assert "No evidence of improvement yet: no period that began after 20 November 2026 is known." in words
    assert "One bay?" in words
    closing = {"outcome": "abandon", "worked": "Nothing", "not_worked": "The timers broke"}
    early = send(leader, "test_of_change", "close", of=number, **closing)
    assert early.status_code == 400
    assert "“One bay?” is under way; expected Study it or Stop it first." in early.text
    begun = re.search(r"did=(\d+)", cycle.location)
    assert begun
    stop = {"of": begun[1], "last_day": "2026-11-20", "text": "The timers broke"}
    assert send(leader, "cycle", "stop", **stop).status_code == 303
    assert send(leader, "test_of_change", "close", of=number, **closing).status_code == 303
    late = send(leader, "cycle", "plan", **plan | {"question": "Two bays?"})
    assert (late.status_code, "The test of change is closed; expected one of running" in late.text) == (
        400,
        True,
    )
    assert "Timers on trolleys" in leader.words("/improvement?words=timers+broke")
    with snapshot(own_demo.engine) as session:
        assert ledger.verify(session) == []


def test_his_2_8_what_may_be_a_patients_is_asked_once_and_nothing_typed_is_lost(server):
    """In a register and at a huddle: by the same check."""
    leader = Somebody(server, "team-leader")
    leader.read(f"/propose?kind=action&service={AMU}")
    action = {"text": "Van to IV2 3BW", "owner": "Ailsa Munro", "due": "2026-12-01"}
    asked = send(leader, "action", "agree", service=AMU, **action)
    assert asked.status_code == 400
    assert "What is to be done: “IV2 3BW” may be a patient's postcode. Is it?" in asked.text
    page = leader.client.post(
        "/record/acts",
        data={"csrf": leader.token, "kind": "action", "step": "agree", "service": AMU, **action},
        headers={"Accept": "text/html"},
    )
    assert 'name="text" value="Van to IV2 3BW"' in page.text, "it can be sent on without a script"
    assert "It is no patient&#39;s: record it" in page.text
    sure = asked.headers["Brightspot-Asks"]
    assert send(leader, "action", "agree", service=AMU, **action, sure=sure).status_code == 303
    note = {"csrf": leader.token, "kind": "note", "text": "Ring 0131 496 0123"}
    asked = leader.client.post(f"/huddle/{AMU}/acts", data=note)
    assert (asked.status_code, "telephone number. Is it?" in asked.text) == (400, True)
    again = {**note, "sure": asked.headers["Brightspot-Asks"]}
    assert leader.client.post(f"/huddle/{AMU}/acts", data=again).status_code == 303
    quote = {"csrf": leader.token, "kind": "quote", "text": "I live at IV2 3BW"}
    refused = leader.client.post(f"/huddle/{AMU}/acts", data=quote)
    assert (refused.status_code, "Brightspot-Asks" in refused.headers) == (400, False)


def test_an_application_that_waits_too_long_stands_first_where_it_is_decided(server):
    visitor = Somebody(server)
    hospital = visitor.words("/improvement?service=strathcorrie")
    assert "They wait for a decision here A text two days before the appointment" in hospital
    assert "decision due 11 November 2026, 9 days overdue" in hospital
    assert "They wait for a decision here" not in visitor.words("/improvement?service=inverlarig")
    huddle = visitor.words("/huddle/strathcorrie")
    assert "2 records wait for a decision here, 1 for too long" in huddle
    ward = visitor.words("/huddle/strathcorrie-ward-4")
    assert "Overdue in the registers Sedatives were reviewed for 11 of 20 patients." in ward


def test_of_two_who_decide_the_second_is_told(server):
    lead, other = Somebody(server, "quality-lead"), Somebody(server, "board-member")
    page = record_of(lead, "text two days")
    number = page.rpartition("/")[2]
    other.read(page)
    refuse = {"of": number, "text": "Not now", "answer_by": "2026-12-18"}
    assert send(lead, "test_of_change", "refuse", **refuse).status_code == 303
    told = send(other, "test_of_change", "screen", of=number, research="no", text="x", expected=number)
    assert (told.status_code, "Morven Grant was faster" in told.text) == (409, True)


def test_who_reads_sees_no_form_and_nobody_elsewhere_sees_a_record(server):
    visitor, leader = Somebody(server), Somebody(server, "team-leader")
    page = record_of(visitor, "bundle")
    for address in ("/improvement", page, "/actions"):
        assert "data-act" not in visitor.read(address).partition("<main")[2]
    assert "You have no role that may do this" in visitor.words(f"/propose?kind=audit&service={AMU}")
    assert "where you have no role" in leader.words(page)
    assert leader.client.get(f"{page}.csv").status_code == 403
    assert "Falls bundle" not in leader.words("/improvement")


def test_improvement_a_diagram_is_typed_drawn_anew_and_kept_in_every_version(server):
    """As a picture, in words and as files that say the same; what cannot be drawn is refused line by line."""
    leader = Somebody(server, "quality-lead")
    project = record_of(leader, "bundle").rpartition("/")[2]
    rows = {
        "of": project,
        "about": "Visits at night",
        "outline": "Night staff | visit | high | much | bay by bay",
    }
    refused = send(leader, "stakeholders", "draw", **rows)
    assert (
        refused.status_code,
        "line 1, column “Influence” is not given as it should be" in refused.text,
    ) == (
        400,
        True,
    )
    rows["outline"] = "Night staff | visit | high | high | bay by bay\nEstates | beds | low | low | are told"
    drew = send(leader, "stakeholders", "draw", **rows)
    first = re.search(r"did=(\d+)", drew.location)
    assert first
    number = first[1]
    words = leader.words(f"/record/{number}")
    assert "Interest high, influence high" in words
    assert "Who Role Interest Influence How they take part Night staff visit high high bay by bay" in words
    again = {"of": number, "about": "Visits at night", "outline": "Estates | beds | low | high | are asked"}
    assert send(leader, "stakeholders", "redraw", **again).status_code == 303
    now, before = (leader.words(f"/record/{number}{version}") for version in ("", f"?version={number}"))
    assert ("Night staff visit" in now, "Night staff visit high" in before) == (False, True)
    assert "This is an earlier version." in before
    assert "This record has no version 1. It has" in leader.words(f"/record/{number}?version=1")
    svg = leader.client.get(f"/record/{number}/diagram.svg").text
    assert "• Estates" in svg
    assert not re.search(r"var\(|href=|<script", svg)
    assert leader.client.get(f"/record/{number}/diagram.png").data.startswith(b"\x89PNG")
    table = leader.client.get(f"/record/{number}/diagram.csv?version={number}").text
    assert "1,Who,Night staff,,,,visit,high,high,bay by bay" in table
    assert leader.client.get(f"/record/{project}/diagram.svg").status_code == 404


def test_improvement_two_projects_helped_and_two_did_not_and_the_chart_says_which(server):
    visitor = Somebody(server)
    for words, verdict in (
        ("bundle", "Improvement: a signal since"),
        ("drug+round", "Improvement: a signal since"),
        ("posters", "No evidence of improvement yet"),
        ("reminder", "No evidence of improvement yet"),
    ):
        assert verdict in visitor.words(record_of(visitor, words))
    assert "It shows a concern here." in visitor.words(f"/learning?service={AMU}")
    assert "Observations before the drug round" in visitor.words(f"/learning?service={AMU}&words=fixed+hour")
    assert "Others learnt about a measure that shows a concern here" in visitor.words(f"/huddle/{AMU}")


def test_improvement_a_project_is_one_page_and_a_report_of_a_month(server):
    visitor = Somebody(server)
    page = record_of(visitor, "bundle")
    report = visitor.words(f"{page}/report")
    for text in ("Improvement: a signal since", "Does an hourly visit reach six patients", "What worked",
                 "Cause and effect diagram", "Driver diagram", "Pharmacist on the round"):  # fmt: skip
        assert text in report
    month = visitor.words(f"{page}/report?month=2025-05")
    assert "Report, May 2025: Falls bundle with hourly visits" in month
    happened = month.rpartition("What happened")[2]
    assert ("approved it" in happened, "closed it" in happened) == (True, False)
    file = visitor.client.get(f"{page}/report.html")
    assert not re.search(r"<script|<link|https?:(?!//www.w3.org)|src=|href=", file.text), (
        "it needs nothing else"
    )
    assert "A month is written as 2026-04" in visitor.words(f"{page}/report?month=spring")
    audit = record_of(visitor, "bundle", "assurance")
    assert "is no test of change" in visitor.words(f"{audit}/report")


def test_improvement_new_limits_are_proposed_where_a_change_was_adopted_and_recorded_by_a_person(server):
    lead, visitor = Somebody(server, "quality-lead"), Somebody(server)
    page = record_of(lead, "bundle")
    assert "Propose new limits" not in visitor.words(page)
    href = re.search(r'href="([^"]*since=2025-06-01[^"]*)"[^>]*>Propose new limits', lead.read(page))
    assert href
    chart = lead.read(href[1].replace("&amp;", "&").partition("#")[0])
    assert "New limits from Jun 2025 on are proposed" in chart
    assert re.search(r'value="2025-06-01" selected', chart)
    assert "Propose new limits" not in lead.words(record_of(lead, "posters"))


def test_equality_impact_the_reference_stands_where_the_proposal_is_decided_and_in_the_file(server):
    leader, lead = Somebody(server, "team-leader"), Somebody(server, "quality-lead")
    leader.read(f"/propose?kind=test_of_change&service={AMU}")
    asked = PROPOSED | {"equality": "EQIA 14 of 2026"}
    answer = send(leader, "test_of_change", "apply", service=AMU, **asked)
    assert answer.status_code == 303
    words = lead.words(answer.location.partition("?")[0])
    assert "Reference of the equality impact assessment EQIA 14 of 2026" in words
    text = lead.client.get("/improvement.csv").text.removeprefix("\ufeff")
    rows = {row["Title"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Timers on trolleys"]["Reference of the equality impact assessment"] == "EQIA 14 of 2026"


def test_his_2_7_the_chart_shows_the_cycles_and_says_if_it_helped(visit, check_axe, is_wider):
    page = visit("/")
    page.get_by_role("main").get_by_role("link", name="Improvement register").click()
    arrived(page, "**/improvement")
    page.get_by_role("link", name="Falls bundle with hourly visits").click()
    arrived(page, "**/record/*")
    expect(page.locator("#effect")).to_contain_text("Improvement: a signal since Jun 2025")
    expect(page.locator("#cycle li")).to_have_count(3)
    check_axe(page)
    page.get_by_role("link", name="The whole project on one page").press("Enter")
    arrived(page, "**/report")
    resize(page, PHONE)
    assert not is_wider(page)
    check_axe(page)
    resize(page, DESK)
    page.go_back()
    arrived(page, "**/record/*")
    page.get_by_role("link", name="See the chart").click()
    arrived(page, "**/indicator/falls_harm*")
    expect(page.locator(".flags, .hero__below").first).to_contain_text(
        "PDSA 3 of “Falls bundle with hourly visits”"
    )
    page = visit("/improvement?words=before+lunch", width=375)
    page.get_by_role("link", name="Home before lunch").press("Enter")
    arrived(page, "**/record/*")
    page.get_by_role("link", name="The doctor says that somebody can go home").press("Enter")
    arrived(page, "**/record/*")
    expect(page.get_by_role("img", name=re.compile("Flow chart"))).to_be_visible()
    check_axe(page)
    failed = visit("/improvement?words=posters")
    expect(failed.locator("#records li")).to_contain_text("no evidence of improvement yet")
    check_axe(failed)


def test_registration_a_newcomer_files_a_test_of_change_by_keyboard(own_demo, context, check_axe, is_wider):
    """In a real browser: from the front page in two activations to the register, and through the form."""
    from app import make_app

    httpd = make_server("127.0.0.1", 0, make_app(own_demo).server, threaded=True)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{httpd.server_port}"
    page = context.browser.new_context(reduced_motion="reduce").new_page()
    try:
        page.goto(site)
        drawn(page)
        page.locator(".who summary").click()
        page.get_by_role("button", name=re.compile("Ailsa Munro")).click()
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Registers").press("Enter")
        arrived(page, "**/improvement*")
        page.get_by_role("link", name="Propose a test of change").press("Enter")
        arrived(page, "**/propose*")
        if page.get_by_label("Choose the service").count():
            page.get_by_label("Choose the service").select_option(AMU)
            page.get_by_role("main").get_by_role("button", name="Show").press("Enter")
            drawn(page)
        assert not is_wider(page)
        check_axe(page)
        fields = page.locator("form[data-act]")
        for name, value in PROPOSED.items():
            field = fields.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        fields.get_by_role("button", name="Propose a test of change").press("Enter")
        expect(page.locator("h1")).to_have_text("Timers on trolleys")
        expect(page.locator("#done")).to_have_text("Recorded: Ailsa Munro proposed it.")
    finally:
        page.context.close()
        httpd.shutdown()
