"""A pack is frozen, signed and opened again: who may, what a form without a script does, and the files."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from datetime import datetime
from html import unescape

import numpy as np
import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from components.documents.files import FILES
from data.database import transaction
from data.models import Load, Observation
from data.write.loads import begin_load
from data.write.observations import Provenance, loaded_values, put_observations
from quality.packs.value import content_hash
from quality.reference.ids import read_ids
from quality.signals import refresh
from tests.browsing import DESK, PHONE, drawn, fits, resize
from tests.packs.freezing import frozen_pack, reopened
from tests.walks.somebody import Somebody

DRAFT, HOSPITAL, WARD = "/packs?service=strathcorrie&draft=1", "strathcorrie", "strathcorrie-ward-8"
SAID = {"title": "Hospital, November 2026", "reason": "For the meeting", "confirmed": "1"}


def hidden(html: str, kind: str) -> dict[str, str]:
    """The fields of the form of a kind, as a browser without scripts would send them."""
    for form in re.findall(r'<form[^>]*action="/packs/acts".*?</form>', html, re.DOTALL):
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        if fields["kind"] == kind:
            return {name: unescape(value) for name, value in fields.items()}
    raise AssertionError(f"no form {kind}")


def sent(who: Somebody, fields: dict[str, str], **typed: str):
    return who.client.post("/packs/acts", data=fields | typed, headers={"Accept": "text/html"})


def revise(here, code: str = "news_on_time", service: str = WARD) -> None:
    """Load a ward's newest value again; sums above it are made by loaders, and stay."""
    with Session(here.engine) as session:
        known = read_ids(session)
        numbers = known.indicator_ids[code], known.services[service].id
        load = session.get(Load, session.scalar(select(func.max(Load.id))))
        moment = load.as_at, load.finished_at
        definition = session.scalar(
            select(Observation.definition_id).where(Observation.indicator_id == numbers[0]).limit(1)
        )
    with transaction(here.engine) as session:
        values = loaded_values(session, numbers[0])
        mine = np.flatnonzero((values.service == numbers[1]) & (values.category == 0) & ~values.is_immature)
        newest = values.take(mine[np.argsort(values.period[mine])][-1:])
        newest.numerator[:] = 1
        now = begin_load(
            session, source="x", file_name="again.csv", file_hash="", as_at=moment[0], now=moment[1]
        )
        put_observations(session, newest, Provenance(numbers[0], definition, now))
        refresh.bring_up_to_date(session, here.catalogue)


def test_a_reader_looks_and_only_who_governs_freezes(server):
    visitor, leader = Somebody(server), Somebody(server, "team-leader")
    words = visitor.words(DRAFT)
    assert "Draft: not signed off" in words
    assert "Alert, advise, assure, applaud" in words
    assert "/packs/acts" not in visitor.read(DRAFT)
    member = Somebody(server, "board-member")
    fields = hidden(member.read(DRAFT), "freeze")
    for other in (visitor, leader):
        other.read("/methods")
        assert sent(other, fields | {"csrf": other.token}, **SAID).status_code == 403
    assert sent(member, fields | {"csrf": "0" * 32}, **SAID).status_code == 400


def test_what_was_looked_at_is_frozen_signed_and_listed(server, own_demo):
    member = Somebody(server, "board-member")
    answer = sent(member, hidden(member.read(DRAFT), "freeze"), **SAID)
    assert answer.status_code == 303
    page = answer.location
    assert re.fullmatch(r"/packs/\d+", page)
    assert "Draft: not signed off" in member.words(page)
    assert "Frozen by Fergus Lindsay, board member" in member.words(page)
    assert sent(member, hidden(member.read(page), "sign_off"), confirmed="1", text="Read").location == page
    assert "Signed off by Fergus Lindsay" in member.words(page)
    assert "Draft: not signed off" not in member.words(page)
    assert "sign_off" not in member.read(page)
    assert "Signed off by Fergus Lindsay" in Somebody(server).words("/packs?service=strathcorrie")
    assert "Hospital, November 2026" not in Somebody(server).words("/packs?service=inverlarig")


def test_nothing_is_frozen_or_signed_unconfirmed(server):
    member = Somebody(server, "board-member")
    fields = hidden(member.read(DRAFT), "freeze")
    told = sent(member, fields, **SAID | {"confirmed": ""})
    assert told.status_code == 400
    assert "Confirm that you have looked at it" in told.text
    told = sent(member, fields, **SAID | {"title": ""})
    assert told.status_code == 400
    assert "Title: it is empty" in told.text
    assert "No pack of this service has been frozen yet" in member.words("/packs?service=strathcorrie")


def test_a_title_that_is_asked_about_is_frozen_once_it_is_said_to_be_no_patients(server, own_demo):
    """The question has a field of its own: its answer does not take back that the draft was looked at."""
    member = Somebody(server, "board-member")
    said = hidden(member.read(DRAFT), "freeze") | SAID | {"title": "The site at IV2 3BW"}
    asked = sent(member, said)
    assert asked.status_code == 400
    assert "may be a patient's postcode" in unescape(asked.text)
    form = asked.text.partition('action="/packs/acts"')[2].partition("</form>")[0]
    again = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    assert sent(member, again).status_code == 303


def test_a_draft_that_is_not_as_it_was_looked_at_is_not_frozen(server, own_demo):
    member = Somebody(server, "board-member")
    fields = hidden(member.read(DRAFT), "freeze")
    revise(own_demo)
    told = sent(member, fields, **SAID)
    assert told.status_code == 409
    assert "Nothing was frozen" in told.text


def test_the_files_are_the_same_whenever_they_are_asked_for(server, own_demo):
    number, reader = frozen_pack(own_demo, WARD), Somebody(server)
    address = f"/packs/{number}"
    before = {ending: reader.client.get(f"{address}.{ending}") for ending in FILES}
    revise(own_demo)
    after = {ending: reader.client.get(f"{address}.{ending}") for ending in before}
    for ending, answer in before.items():
        assert answer.status_code == 200
        assert answer.data == after[ending].data, ending
        assert f"pack-{number}-{WARD}-draft.{ending}" in answer.headers["Content-Disposition"]
    assert content_hash(before["json"].data) == reopened(own_demo, number).hash
    assert reopened(own_demo, number).hash in before["html"].text


def test_a_file_stands_alone(server, own_demo):
    html = Somebody(server).client.get(f"/packs/{frozen_pack(own_demo, HOSPITAL)}.html").text
    assert "<script" not in html
    assert re.findall(r'(?:src|href)="(?!#)([^"]*)"', html) == []
    assert "url(" not in html
    assert 'class="watermark"' in html


def test_numbers_of_a_file_are_those_of_the_pages(server, own_demo):
    reader, number = Somebody(server), frozen_pack(own_demo, HOSPITAL)
    table = csv.DictReader(io.StringIO(reader.client.get(f"/packs/{number}.csv").text.lstrip("\ufeff")))
    rows = [row for row in table if row["indicator"] == "news_on_time"]
    page = reader.client.get(f"/indicator/news_on_time.csv?service={HOSPITAL}").text.partition("\r\n")[2]
    shown = list(csv.DictReader(io.StringIO(page)))
    assert len(rows) == len(shown) > 20
    same = ("period", "period_start", "numerator", "denominator", "value", "unit", "centre_line")
    same += ("lower_limit", "upper_limit", "target", "plan", "phase")
    assert [[row[name] for name in same] for row in rows] == [[row[name] for name in same] for row in shown]


def test_a_workbook_has_the_same_numbers_and_no_formula(server, own_demo):
    reader, number = Somebody(server), frozen_pack(own_demo, HOSPITAL, title="=1+1", reason="+2")
    book = load_workbook(io.BytesIO(reader.client.get(f"/packs/{number}.xlsx").data))
    table = list(csv.reader(io.StringIO(reader.client.get(f"/packs/{number}.csv").text.lstrip("\ufeff"))))
    rows = [[_as_text(value) for value in row] for row in book["Numbers"].values]
    assert rows == table
    pack = reopened(own_demo, number).pack
    assert [row[0] for row in book["Indicators"].values][1:] == [entry.title for entry in pack.entries]
    heads, *told = book["Indicators"].values
    notes = [row[heads.index("Notes")] or "" for row in told]
    for entry, text in zip(pack.entries, notes, strict=True):
        assert all(one in text for one in (*entry.signals, *entry.changes, *entry.data))
    assert any(notes)
    said = {(row[0], row[1]): row[2] for row in book["Definitions"].values}
    assert all(said[entry.title, term] == text for entry in pack.entries for term, text in entry.definitions)
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "+2" in [row[1] for row in book["About this pack"].values]


def _as_text(value: object) -> str:
    """A cell as the file with commas has it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else value if isinstance(value, str) else f"{value:.10g}"


def test_what_the_value_says_stands_on_the_page(server, own_demo):
    """Every sentence, owner, target and call of the value is in the page and in the file."""
    number, reader = frozen_pack(own_demo, HOSPITAL), Somebody(server)
    pack = json.loads(reader.client.get(f"/packs/{number}.json").data)
    texts = [
        unescape(re.sub(r"\s+", " ", text))
        for text in (reader.read(f"/packs/{number}"), reader.client.get(f"/packs/{number}.html").text)
    ]
    for entry in pack["entries"]:
        said = [entry[name] for name in ("title", "owner", "sentence", "target_words", "levels", "alt")]
        said += [text for _, text in entry["definitions"]]
        for text in texts:
            assert [one for one in said if one and one not in text] == [], entry["code"]


@pytest.mark.parametrize("address", ["/packs/1", "/packs/99999999", "/packs/x", "/packs/1.html"])
def test_what_is_no_pack_is_said(server, address):
    answer = Somebody(server).client.get(address)
    assert answer.status_code == 404
    assert "There is no pack with the number" in answer.text


def test_two_packs_are_beside_each_other(server, own_demo):
    first = frozen_pack(own_demo, WARD, title="October")
    revise(own_demo)
    second, reader = frozen_pack(own_demo, WARD, title="November"), Somebody(server)
    for address in (f"/packs/{first}?other={second}", f"/packs/{second}?other={first}"):
        words = reader.words(address)
        assert re.search(r"What changed from October \([^)]*\) to November", words)
        assert re.search(r"Observations taken on time Oct 2026 [\d.]+ \([\d,]+ / [\d,]+\)", words)
    assert "Nothing in this pack has been revised" in reader.words(f"/packs/{second}")
    assert reader.client.get(f"/packs/{first}?other=1").status_code == 404


def test_the_board_leads_to_its_packs(server):
    html = Somebody(server).read("/board?service=strathcorrie")
    assert 'href="/packs?service=strathcorrie"' in html


@pytest.mark.browser
def test_a_pack_is_frozen_signed_and_opened_again(own_demo, server, context, check_axe):
    """By mouse: from the board to the draft, frozen, signed; then numbers come again: was stands by now."""
    httpd = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    page = context.new_page()
    try:
        site = f"http://127.0.0.1:{httpd.server_port}"
        resize(page, DESK)
        page.goto(f"{site}/board?service={WARD}")
        drawn(page)
        page.locator(".masthead summary").last.click()
        page.get_by_role("button", name=re.compile("Fergus Lindsay")).click()
        page.goto(f"{site}/board?service={WARD}")
        drawn(page)
        page.get_by_role("link", name="Packs").click()
        page.get_by_role("link", name="Look at the draft of today").click()
        page.locator("summary", has_text="Freeze the pack").click()
        check_axe(page)
        page.get_by_label("Title").fill("Hospital board")
        page.get_by_label("Reason").fill("For the meeting")
        page.get_by_label("I have looked at the draft below").check()
        page.get_by_role("button", name="Freeze the pack").click()
        page.wait_for_url(re.compile(r"/packs/\d+$"))
        drawn(page)
        expect(page.locator("h1")).to_have_text("Hospital board")
        expect(page.locator("#revised")).to_contain_text("Nothing in this pack has been revised")
        page.locator("summary", has_text="Sign off").click()
        check_axe(page)
        page.get_by_label("I have read this pack").check()
        page.get_by_role("button", name="Sign this pack off").click()
        drawn(page)
        expect(page.locator("main")).to_contain_text("Signed off by Fergus Lindsay")
        shown = page.locator("#pack-news_on_time").inner_text()
        revise(own_demo)
        page.reload()
        drawn(page)
        expect(page.locator("#revised")).to_contain_text("Observations taken on time")
        assert page.locator("#pack-news_on_time").inner_text() == shown
        check_axe(page)
        resize(page, PHONE)
        fits(page)
        check_axe(page)
    finally:
        page.close()
        httpd.shutdown()
        thread.join()


def test_what_changed_since_a_day_is_told_and_another_day_may_be_chosen(server, own_demo):
    reader = Somebody(server)
    address = f"/board/changes?service={WARD}"
    words = reader.words(address)
    assert "there was nothing to show: the first load was on" in words
    assert 'name="since"' in reader.read(address)
    assert "21 November 2026 is still to come" in reader.words(f"{address}&since=2026-11-21")
    with own_demo.session() as session:
        load = session.scalar(select(func.max(Load.id)))
    assert "Nothing changed since." in reader.words(f"{address}&since={load}")
    revise(own_demo)
    words = reader.words(f"{address}&since={load}")
    assert re.search(r"Observations taken on time Oct 2026 [\d.]+ \([\d,]+ / [\d,]+\)", words)
    assert f'href="{address}"' in reader.read(f"/board?service={WARD}").replace("&amp;", "&")
