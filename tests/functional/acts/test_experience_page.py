"""Comments, their approval and their answers on real pages. Tests are named by the row that they show."""

from __future__ import annotations

import re
import threading

from playwright.sync_api import expect
from werkzeug.serving import make_server

from catalogue.disclosure import Audience, Disclosure
from quality.registers.experience import public_experience
from quality.registers.read import read_registers
from tests.browsing import arrived, drawn
from tests.walks.records import send
from tests.walks.somebody import Somebody

WARD, AMU = "strathcorrie-ward-4", "strathcorrie-amu"
CAUGHT = "Mrs Agnes Laing"
STORY = {
    "text": "Call my wife Florence on 0131 496 0123. <script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd",
    "day": "2026-11-20",
    "channel": "card",
}


def waiting(one: Somebody) -> str:
    """The address of the comment of Ward 4 that waits in the demo."""
    found = re.search(
        r'href="(/record/\d+)"',
        one.read(f"/experience?service={WARD}&state=waiting").split('id="records"')[1],
    )
    assert found
    return found[1]


def test_roles_service_user_nobody_reads_a_comment_before_it_is_approved(server):
    lead, visitor, leader = (
        Somebody(server, "quality-lead"),
        Somebody(server),
        Somebody(server, "team-leader"),
    )
    page = waiting(lead)
    assert CAUGHT in lead.read(page)
    number = page.rpartition("/")[2]
    lists = ["/experience", f"/experience?service={WARD}", "/experience.csv"]
    others = [f"/huddle/{WARD}", f"/you-said/{WARD}", "/actions", "/improvement", "/balance", "/"]
    for address in (page, f"{page}.csv", *lists, *others):
        told = visitor.client.get(address).text
        assert [word for word in ("Laing", "IV2 3BW") if word in told] == [], address
    assert f"comment {number}" in visitor.words(page)
    assert "No record matches." in visitor.words("/experience?words=Laing"), (
        "what is searched is what is shown"
    )
    assert "No record matches." not in lead.words("/experience?words=Laing")
    assert "Laing" not in leader.client.get(page).text
    assert "Laing" in lead.client.get("/experience.csv").text


def test_experience_a_comment_is_received_checked_edited_approved_and_answered(server):
    leader, lead, visitor = (
        Somebody(server, "team-leader"),
        Somebody(server, "quality-lead"),
        Somebody(server),
    )
    leader.read(f"/propose?kind=comment&service={AMU}")
    refused = send(leader, "comment", "receive", service=AMU, **STORY | {"text": "I am 943 476 5919"})
    assert (refused.status_code, "it holds an NHS, CHI or H&C number" in refused.text) == (400, True)
    long = send(leader, "comment", "receive", service=AMU, **STORY | {"text": "a" * 10_000})
    assert "it is too long; expected at most 4000 letters" in long.text
    turned = send(leader, "comment", "receive", service=AMU, **STORY | {"text": "a\u202eb"})
    assert "a letter that cannot be kept" in turned.text
    answer = send(leader, "comment", "receive", service=AMU, **STORY)
    assert answer.status_code == 303
    page = answer.location.partition("?")[0]
    number = page.rpartition("/")[2]
    assert "Florence" not in leader.read(page), "its author has no say in what is shown"
    own = {"of": number, "text": "Fine", "theme": "words", "shown_to": "public"}
    assert send(leader, "comment", "approve", **own).status_code == 403
    marked = lead.read(page)
    assert "<mark>0131 496 0123" in marked
    assert "<mark>Florence" in marked
    assert "<script>alert" not in marked.partition("<main")[2]
    telling = send(lead, "comment", "approve", **own | {"text": STORY["text"]})
    assert "“0131 496 0123” may tell who it is" in telling.text
    assert "Brightspot-Asks" not in telling.headers
    named = send(lead, "comment", "approve", **own | {"text": "Call my wife Florence."})
    assert "“Florence” may be a name" in named.text
    assert named.headers["Brightspot-Asks"]
    assert send(lead, "comment", "approve", **own | {"text": "Call my wife."}).status_code == 303
    other = Somebody(server, "board-member")
    other.read(page)
    twice = send(other, "comment", "approve", **own, expected=number)
    assert (twice.status_code, "was faster" in twice.text) == (409, True)
    words = visitor.words(page)
    assert "Call my wife." in words
    assert "Florence" not in words
    assert "Call my wife." in visitor.words(f"/huddle/{AMU}")
    assert "Call my wife." in visitor.words(f"/you-said/{AMU}")
    said = {"of": number, "you_said": "You should have called.", "we_did": "We ring whoever is named."}
    told = send(leader, "we_did", "tell", **said)
    assert told.status_code == 303
    answer_page = re.search(r"did=(\d+)", told.location)
    assert answer_page
    assert "We ring whoever is named." in visitor.words(f"/huddle/{AMU}")
    assert "We ring whoever is named." not in visitor.words(f"/you-said/{AMU}")
    publish = {"of": answer_page[1], "you_said": said["you_said"], "we_did": said["we_did"]}
    assert send(leader, "we_did", "publish", **publish).status_code == 403
    lead.read(page)
    assert send(lead, "we_did", "publish", **publish).status_code == 303
    assert "You should have called." in visitor.words(f"/you-said/{AMU}")
    close = {"of": answer_page[1], "difference": "yes", "asked": "service_users"}
    assert send(leader, "we_did", "close", **close).status_code == 303
    assert "Yes, said service users." in visitor.words(f"/you-said/{AMU}")
    assert "100% (1 of 1)" in visitor.words(f"/experience?service={AMU}")


def test_experience_the_approver_edits_what_the_check_found_by_keyboard(
    own_demo, context, check_axe, is_wider
):
    """In a real browser: the place is marked, the theme is suggested, and a name is asked about once."""
    from app import make_app

    httpd = make_server("127.0.0.1", 0, make_app(own_demo).server, threaded=True)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    page = context.browser.new_context(reduced_motion="reduce").new_page()
    try:
        page.goto(f"http://127.0.0.1:{httpd.server_port}/experience?service={WARD}&state=waiting")
        drawn(page)
        page.locator(".who summary").click()
        page.get_by_role("button", name=re.compile("Morven Grant")).click()
        page.goto(f"http://127.0.0.1:{httpd.server_port}/experience?service={WARD}&state=waiting")
        drawn(page)
        edited(page, check_axe, is_wider)
    finally:
        page.context.close()
        httpd.shutdown()


def edited(page, check_axe, is_wider):
    page.locator("#records").get_by_role("link").first.press("Enter")
    arrived(page, "**/record/*")
    expect(page.locator("mark")).to_contain_text([CAUGHT.removeprefix("Mrs "), "IV2 3BW"])
    check_axe(page)
    page.get_by_text("Approve it for display").first.press("Enter")
    form = page.locator("form[data-act]").filter(has=page.locator("[name=step][value=approve]"))
    expect(form).to_contain_text("the words fit “food and drink”, “waiting and delays”")
    form.locator("[name=theme]").select_option("waiting")
    form.locator("[name=shown_to]").select_option("public")
    form.get_by_role("button").press("Enter")
    expect(page.locator("#done")).to_contain_text("“IV2 3BW” may tell who it is")
    form.locator("[name=text]").fill("My mother waited from nine until three for a car. Agnes was cold.")
    form.get_by_role("button").first.press("Enter")
    asks = form.locator(".asks")
    expect(asks).to_contain_text("“Agnes” may be a name")
    check_axe(page)
    assert not is_wider(page)
    expect(form.locator("[name=text]")).to_have_value(re.compile("Agnes was cold"))
    form.locator("[name=text]").fill("My mother waited from nine until three for a car. She was cold.")
    form.get_by_role("button", name="Approve it for display").press("Enter")
    expect(page.locator("h1")).to_contain_text("My mother waited")


def test_a_public_site_shows_the_comments_that_were_approved_for_everybody_and_no_list_of_them(own_demo):
    """The words of those for staff, of those that wait, and who received or approved one, are nowhere."""
    with own_demo.session() as session:
        found = read_registers(session, own_demo.catalogue)
        comments = [one for one in found.of_kinds(["comment"]) if one.state == "shown"]
        by_reader = {
            who: [one for one in comments if one.said["shown_to"] == who] for who in ("public", "staff")
        }
        assert all(by_reader.values()), "the demo has comments of both kinds"
        public = own_demo.catalogue.model_copy(update={"disclosure": Disclosure(mode=Audience.PUBLIC)})
        assert list(read_registers(session, public, withheld=False).of_kinds(["comment"])) == []
        for service in sorted({one.service for one in comments}):
            told = public_experience(session, public, service, own_demo.today)
            assert told == public_experience(session, own_demo.catalogue, service, own_demo.today)
            quotes = {one.title for one in told.quotes}
            assert quotes == {one.title for one in by_reader["public"] if one.service == service}
            assert CAUGHT not in repr(told.quotes)


def test_a_mistake_in_the_address_of_the_public_page_is_explained(server):
    assert "no service with the code 'nowhere'" in Somebody(server).words("/you-said/nowhere")
