"""Documents that are made from the record: drafted, frozen, opened again, by those whose role it is. A test
that shows a row of the standards is named by it."""

from __future__ import annotations

import csv
import io
import re
import threading

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader
from werkzeug.serving import make_server

from catalogue.registers.document import DocumentKind
from components.documents.files import FILES
from components.documents.written import WRITING
from quality.packs.documents import AskedDocument, compose_document
from quality.registers.read import read_registers
from server.demo_papers import freeze_annual_report
from tests.browsing import PHONE, drawn, fits, resize
from tests.functional.acts.test_packs_page import hidden, sent
from tests.packs.freezing import reopened
from tests.walks.records import record_of, send
from tests.walks.somebody import Somebody

SAID = {"title": "Annual report 2026", "reason": "For the board", "confirmed": "1"}
REPORT = "/packs?service=strathcorrie&document=annual_report"


def frozen(who: Somebody, address: str, **said: str) -> str:
    """Freeze what an address drafts, and return where it is kept."""
    answer = sent(who, hidden(who.read(address), "freeze"), **SAID | said)
    assert answer.status_code == 303, answer.text
    return answer.location


def file(who: Somebody, page: str, ending: str) -> bytes:
    answer = who.client.get(f"{page}.{ending}")
    assert answer.status_code == 200
    return answer.data


@pytest.mark.browser
def test_annual_programme_reports_and_annual_report(server, own_demo, browser):
    """From the register to the frozen report, in a real browser; what others do later changes none of it."""
    site = make_server("127.0.0.1", 0, server, threaded=True)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"http://127.0.0.1:{site.server_port}/improvement?service=strathcorrie")
    drawn(page)
    page.locator("details.who summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Morven Grant").click()
    page.goto(f"http://127.0.0.1:{site.server_port}/improvement?service=strathcorrie")
    drawn(page)
    page.get_by_role("link", name="Annual improvement programme").click()
    expect(page.locator("h1")).to_contain_text("Draft: annual improvement programme")
    expect(page.locator("main")).to_contain_text("Home before lunch")
    page.go_back()
    page.get_by_role("link", name="Annual report").click()
    expect(page.locator("h1")).to_contain_text("Draft: annual report")
    resize(page, PHONE)
    fits(page)
    page.get_by_text("Freeze the pack").first.click()
    page.get_by_label("Reason").fill("For the board")
    page.get_by_label("I have looked at the draft below").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Freeze the pack").click()
    expect(page.locator("h1")).to_contain_text("Annual report: Strathcorrie General Hospital")
    expect(page.locator("main")).to_contain_text("a signal since Jun 2025 (shift)")
    address = page.url.partition("?")[0].partition(str(site.server_port))[2]
    page.close()
    site.shutdown()
    lead, before = Somebody(server, "quality-lead"), reopened(own_demo, int(address.rpartition("/")[2]))
    kept = {ending: file(lead, address, ending) for ending in FILES if ending != "pptx"}
    action = re.search(r"/record/(\d+)", lead.read("/actions?words=pharmacist&state=all"))
    assert action
    assert send(lead, "action", "note", of=action[1], text="Something came later").status_code == 303
    assert {ending: file(lead, address, ending) for ending in kept} == kept
    assert reopened(own_demo, before.number).hash == before.hash
    assert "Annual report" in Somebody(server).words("/packs?service=strathcorrie")


def test_the_files_of_a_document_say_what_its_page_says(server):
    lead = Somebody(server, "quality-lead")
    page = frozen(lead, REPORT)
    words = lead.words(page)
    assert "Tests of change that were closed" in words
    assert "PowerPoint" not in words
    assert lead.client.get(f"{page}.pptx").status_code == 404
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(file(lead, page, "pdf"))).pages)
    book = load_workbook(io.BytesIO(file(lead, page, "xlsx")))
    rows = list(csv.reader(io.StringIO(file(lead, page, "csv").decode("utf-8-sig"))))
    for told in ("Falls bundle with hourly visits", "A poster in the corridor changed nothing."):
        assert told in " ".join(text.split())
        assert told in [cell.value for row in book.worksheets[1] for cell in row]
        assert told in [row[3] for row in rows]
        assert told in file(lead, page, "html").decode()
    assert "Draft: not signed off" in {row[4] for row in rows[1:]}


def test_escalation_and_risk_register(server):
    """Escalations are in the committee's report with their reply; open actions name their risk."""
    lead = Somebody(server, "quality-lead")
    lead.read("/actions")
    risk = {"text": "Second lift is out of order", "owner": "Estates", "due": "2026-12-31", "risk": "RR 17"}
    assert send(lead, "action", "agree", service="strathcorrie", **risk).status_code == 303
    words = lead.words("/packs?service=strathcorrie&document=committee_report")
    assert "escalated to Strathcorrie General Hospital" in words
    assert "Yes: two bank nurses every night until 30 November." in words
    assert re.search(r"Second lift is out of order Estates 31 December 2026 RR 17", words)
    assert "From 21 August 2026 to 20 November 2026." in words
    spring = lead.words("/packs?service=strathcorrie&document=committee_report&until=2026-03-31")
    assert "From 1 January 2026 to 31 March 2026." in spring
    assert "Five of us are ill at once" not in spring


def test_his_2_8_what_was_learnt_is_taken_up_and_told_with_what_the_chart_shows(server):
    lead = Somebody(server, "quality-lead")
    page = record_of(lead, "Falls+bundle")
    draft = re.search(r'href="(/packs\?service=[^"]*document=project_report[^"]*)"', lead.read(page))
    assert draft
    words = lead.words(draft[1].replace("&amp;", "&"))
    taken = re.search(r"Where it was taken up .*? What happened", words)
    assert taken
    assert "Ward 8, Stroke 9 March 2026" in taken[0], "who took it up, and when"
    assert "Hourly visits in two bays" not in words, "the words of another service"
    assert "No evidence of improvement yet" not in words, "the chart of another service"
    assert "Falls with harm Improvement: a signal since Jun 2025" in words
    kept = frozen(lead, draft[1].replace("&amp;", "&"), title="The falls bundle")
    assert "The falls bundle" in lead.words(page), "the record shows what was frozen of it"
    assert f"About record {page.rpartition('/')[2]}" in lead.words(kept)


def test_evidence_for_every_criterion_of_a_standard_is_one_file(server):
    lead = Somebody(server, "quality-lead")
    number = record_of(lead, "2.1+to+2.9", "assurance").rpartition("/")[2]
    words = lead.words(f"/packs?service=glenmore&document=evidence_file&about={number}")
    assert "2.4 Signals and concerns are answered." in words
    assert re.search(r"act \d+:[0-9a-f]{16}", words)
    assert "not assessed yet" in words.lower()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("document=memoir", "There is no document called 'memoir'"),
        ("document=project_report", "open it from the page of one"),
        ("document=project_report&about=999999", "no record with the number 999999"),
        ("document=annual_report&about=12", "is about a service"),
        ("document=annual_report&until=2027-01-01", "ends on a day from 1990-01-01 to today"),
        ("document=annual_report&until=0001-01-01", "ends on a day from 1990-01-01 to today"),
        ("document=annual_report&until=soon", "ends on a day such as"),
        ("document=project_report&about=first", "by its number"),
    ],
)
def test_a_document_that_cannot_be_made_is_explained(server, query, words):
    assert words in Somebody(server).words(f"/packs?service=strathcorrie&{query}")


def test_nobody_freezes_a_document_where_they_have_no_role(server):
    """Also not by naming a record of elsewhere beside a service of one's own."""
    lead, leader = Somebody(server, "quality-lead"), Somebody(server, "team-leader")
    fields = hidden(lead.read(REPORT), "freeze")
    leader.read("/methods")
    assert sent(leader, fields | {"csrf": leader.token}, **SAID).status_code == 403
    number = record_of(lead, "2.1+to+2.9", "assurance").rpartition("/")[2]
    moved = fields | {"csrf": lead.token, "document": "self_assessment", "about": number}
    told = sent(lead, moved, **SAID)
    assert (told.status_code, "its documents are not those of" in told.text) == (400, True)


def test_a_button_that_is_pressed_twice_freezes_one_document(server, own_demo):
    """A document counts the acts of its time, its own freezing among them."""
    lead = Somebody(server, "quality-lead")
    fields = hidden(lead.read(REPORT), "freeze")
    first, again = (sent(lead, fields, **SAID) for _ in range(2))
    assert (first.status_code, again.status_code, first.location) == (303, 303, again.location)


def test_the_demo_comes_with_an_annual_report(server, own_demo):
    number = freeze_annual_report(own_demo.engine, own_demo.catalogue)
    found = reopened(own_demo, number)
    found.verify()
    assert found.document == "annual_report"
    assert not found.is_draft
    assert "Annual report: NHS Glenmore" in Somebody(server).words(f"/packs/{number}")


def test_what_waits_for_approval_is_in_no_document_of_whoever_may_approve_it(own_demo):
    """Others read a document than who freezes it: the words received stay out, those approved are told."""
    comments = {"title": "Comments", "query": "records", "kinds": ["comment"], "columns": ["text", "about"]}
    acts = {"title": "Received", "query": "acts", "acts": ["comment.receive"], "columns": ["day", "told"]}
    sections = [one | {"empty": "None."} for one in (comments, acts)]
    kind = DocumentKind(name="comments", lede="Comments.", listed_in=["experience"], sections=sections)
    catalogue = own_demo.catalogue.model_copy(update={"documents": {"heard": kind}})
    asked = AskedDocument("heard", "strathcorrie")
    with own_demo.session() as session:
        assert "Laing" in repr(read_registers(session, catalogue).records)
        pack = compose_document(session, catalogue, WRITING.document, asked, own_demo.today)
    told = repr(pack.sections)
    assert "The night nurse held my hand" in told
    assert "19 November 2026" in told
    assert "Laing" not in told
