"""A whole huddle on the real page: who may act, what a form does, who comes second, and the record."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import update

from data.database import snapshot, transaction
from data.models import Fact, IndicatorVersion
from quality.acts import ledger
from quality.deployment import demo_day, set_current
from tests.browsing import drawn
from tests.walks.somebody import AMU, HOSTILE, Somebody, come


def test_a_visitor_reads_and_only_people_of_the_team_act(server):
    visitor = Somebody(server)
    assert "data-act" not in visitor.read()
    assert "Callum Reid, 2 days overdue, date moved once" in visitor.words()
    assert "two bank nurses every night" in visitor.words()
    assert "1 action overdue" in visitor.words(f"{AMU}?tv=1")
    assert "In the demo you can become one of them" in visitor.words()
    note = {"kind": "note", "text": "x", "csrf": visitor.token}
    assert visitor.send(note).status_code == 403
    leader = Somebody(server, "team-leader")
    leader.read()
    assert leader.send(note | {"csrf": leader.token}, "/huddle/strathcorrie-ward-4").status_code == 403
    assert leader.send(note | {"csrf": "0" * 32}).status_code == 400
    assert leader.send(note | {"csrf": leader.token, "kind": "rephase"}).status_code == 400
    assert leader.send(note | {"csrf": leader.token}).status_code == 303


def test_of_two_who_act_on_the_same_signal_the_second_is_told(server):
    leader, member = Somebody(server, "team-leader"), Somebody(server, "team-member")
    about = {"indicator": "patient_experience"}
    forms = [one.form("own", **about) for one in (leader, member)]
    assert leader.send(forms[0]).status_code == 303
    told = member.send(forms[1])
    assert (told.status_code, told.mimetype) == (409, "text/plain")
    assert "looks into it by 4 December 2026. Look again." in told.text
    assert "Ailsa Munro was faster" in told.text
    assert "Owned by Ailsa Munro, due 4 December 2026" in member.words()


def test_an_act_is_undone_for_ten_seconds_without_a_script(server):
    leader = Somebody(server, "team-leader")
    answer = leader.send(leader.form("own", indicator="patient_experience"))
    after = answer.headers["Location"]
    assert "Recorded: Patient experience score: Ailsa Munro looks into it" in leader.words(after)
    undone = leader.send(leader.form("undo", after))
    assert undone.status_code == 303
    assert "Undone: Patient experience score: Ailsa Munro looks into it" in leader.words(undone.location)
    assert "Undone" not in Somebody(server, "team-member").words(undone.location)
    assert "Owned by Ailsa Munro, due 4 December 2026" not in leader.words()
    assert "Recorded" not in leader.words(after)


def test_a_page_that_is_open_learns_of_an_escalation_to_its_team(server):
    above, leader = Somebody(server), Somebody(server, "team-leader")
    hospital = "/huddle/strathcorrie"

    def newest() -> str:
        return above.client.get(f"{hospital}/newest").json

    shown = re.search(r'data-version="([^"]+)"', above.read(hospital))
    assert shown
    assert shown[1] == newest()
    leader.send(leader.form("escalate", indicator="patient_experience"), text="Please help")
    assert shown[1] != newest()
    assert "Please help" in above.words(hospital)
    shown = re.search(r'data-version="([^"]+)"', above.read(hospital))
    assert shown
    assert shown[1] == newest()
    for page in ("/indicator/falls_harm?service=strathcorrie", "/board?service=strathcorrie"):
        assert f'data-version="{newest()}"' in above.read(page)


def test_an_escalation_is_answered_where_it_was_asked(server):
    leader, manager = Somebody(server, "team-leader"), Somebody(server, "manager")
    leader.send(leader.form("escalate", indicator="patient_experience"), text="A quiet room?")
    hospital = "/huddle/strathcorrie"
    said = manager.words(hospital)
    assert re.search("Asked of us A quiet room. Patient experience score ?. Acute Medical Unit, Ailsa", said)
    reply = manager.form("reply", hospital)
    assert leader.send(reply | {"csrf": leader.token}, hospital, text="x").status_code == 403
    assert leader.send(reply | {"csrf": leader.token}, text="x").status_code == 400, (
        "nobody answers themselves"
    )
    told = manager.send(reply, hospital, text="From Monday")
    assert told.status_code == 303
    assert "Recorded: Patient experience score: answered. From Monday" in manager.words(told.location)
    undo = manager.form("undo", told.location)
    undone = manager.send(undo, hospital)
    assert undone.status_code == 303
    assert "Undone: Patient experience score: answered. From Monday" in manager.words(undone.location)
    assert "Asked of us" in manager.words(hospital)
    assert manager.send(manager.form("reply", hospital), hospital, text="From Monday").status_code == 303
    assert "Strathcorrie General Hospital answered: From Monday" in leader.words()


def test_a_closed_huddle_is_read_as_it_was_seen_then(server):
    leader = Somebody(server, "team-leader")
    assert "Still open" in leader.words()
    leader.send(leader.form("note"), text=HOSTILE)
    leader.send(leader.form("close", indicator="patient_experience"), reason="chance", text="One bad week")
    assert "Staff sickness, Pressure ulcers, Patient experience</textarea>" in leader.read()
    said = leader.send(leader.form("huddle"), attendance="5", decisions="Ask again")
    assert said.status_code == 303
    record = leader.words(f"{AMU}?past=2")
    for words in ("5 people here", "Ask again", "One bad week", "closed, chance", HOSTILE, "As seen then"):
        assert words in record
    assert "x-script" not in re.sub("&lt;/p&gt;&lt;x-script", "", leader.read(f"{AMU}?past=2"))
    assert "Closed: chance. One bad week" in leader.words()
    assert leader.client.get(f"{AMU}?past=3").status_code == 404
    assert leader.send(leader.form("reopen"), text="No").status_code == 303


def test_the_record_of_a_huddle_names_measures_as_they_were_described_then(own_demo, server):
    """A unit that changed since would give a number that nobody saw."""
    from app import make_app

    leader = Somebody(server, "team-leader")
    assert leader.send(leader.form("huddle"), attendance="5").status_code == 303
    number = max(map(int, re.findall(r"past=(\d+)", leader.read())))
    record = leader.words(f"{AMU}?past={number}")
    shown = re.search(r"Patient experience score: (\S+ out of 10)", record)
    assert shown
    with transaction(own_demo.engine) as session:
        session.execute(update(IndicatorVersion).values(first_used=datetime(2026, 1, 1)))
    measure = own_demo.catalogue.indicators["patient_experience"]
    changed = measure.model_copy(update={"title": "How care felt", "unit": "out of 100"})
    indicators = {**own_demo.catalogue.indicators, "patient_experience": changed}
    catalogue = own_demo.catalogue.model_copy(update={"indicators": indicators})
    reader = Somebody(make_app(replace(own_demo, catalogue=catalogue)).server)
    assert "How care felt" in reader.words()
    again = reader.words(f"{AMU}?past={number}")
    assert shown[0] in again
    assert "How care felt" not in again


def test_what_a_signal_went_through_is_said_together_and_a_day_moves_with_a_reason(server):
    leader = Somebody(server, "team-leader")
    for kind, said in (("own", {}), ("explain", {"text": "New staff"}), ("action", {"text": "Train"})):
        assert leader.send(leader.form(kind, indicator="patient_experience"), **said).status_code == 303
    stands = "1 action open. Known cause: New staff. Owned by Ailsa Munro, due 4 December 2026"
    assert stands in leader.words()
    own = leader.form("own", indicator="patient_experience")
    assert own["due"] == "2026-12-04"
    late = leader.send(own, due="2026-12-11")
    assert (late.status_code, "nothing says why" in late.text) == (400, True)
    assert leader.send(own, due="2026-12-11", text="On leave").status_code == 303
    assert "due 11 December 2026, date moved once" in leader.words()


def test_what_a_huddle_says_of_its_order_and_of_experience_is_true(server):
    reader = Somebody(server)
    looked_at = (
        "Of 13 measures looked at, 4 show an unusual change; chance alone would give fewer than 1; 4 survive"
    )
    assert looked_at in reader.words()
    assert "Those that nobody dealt with since the last huddle come first." in reader.words()
    assert "Patient experience score : 7.60 out of 10 (304 ÷ 40) in Oct 2026." in reader.words()
    board = reader.words("/board?service=strathcorrie-amu")
    assert "Of 12 indicators looked at, 4 show" in board
    assert "1 more measure of this service is not on its board" in board, "together 13"


@pytest.mark.parametrize(
    "address", ["/indicator/news_on_time?service=strathcorrie-amu", "/board?service=strathcorrie-amu", AMU]
)
def test_keys_can_be_switched_off_wherever_they_act(server, address):
    assert "Use keys" in Somebody(server, "team-leader").words(address)
    assert "Use keys" not in Somebody(server).words(address)


def test_what_others_wait_for_is_said_first_where_it_is_owed(server, own_demo):
    leader, manager = Somebody(server, "team-leader"), Somebody(server, "manager")
    sent = leader.form("escalate", indicator="patient_experience")
    leader.send(sent, text="A quiet room?", reply_by="2026-11-20")
    with transaction(own_demo.engine) as session:
        session.get_one(Fact, "demo_day").value = "2026-11-23"
    own_demo = replace(own_demo, demo_day=demo_day(own_demo.engine))
    set_current(own_demo)
    said = "Acute Medical Unit waits for our reply since 20 November 2026: A quiet room?"
    assert said in manager.words("/huddle/strathcorrie")
    assert "reply of ours" in manager.words("/huddle/strathcorrie?tv=1")


def test_a_refusal_is_a_page_where_no_script_reads_it(server):
    leader = Somebody(server, "team-leader")
    leader.read()
    browser = {
        # As Chromium sends it: what it names last has the most parameters.
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7",
        "Referer": f"http://localhost{AMU}?tv=0",
    }
    said = {"csrf": leader.token, "kind": "note", "text": " "}
    for data, status in ((said, 400), (said | {"csrf": "0"}, 400), (said | {"kind": "purge"}, 400)):
        answer = leader.client.post(f"{AMU}/acts", data=data, headers=browser)
        assert (answer.status_code, answer.mimetype) == (status, "text/html")
        assert "<h1>This was not done</h1>" in answer.text
        assert f'<a href="{AMU}?tv=0">Go back</a>' in answer.text
    nothing = {"csrf": leader.token, "kind": "action_done", "of": "9999", "expected": "1"}
    answer = leader.client.post(f"{AMU}/acts", data=nothing)
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "there is no such thing here" in answer.text


@pytest.mark.parametrize(
    "told", ["My NHS number is 943 476 5919", "Write to mary@example.org", "Born 12/03/1950"]
)
def test_words_of_people_hold_nothing_that_tells_who_they_are(server, told):
    leader = Somebody(server, "team-leader")
    answer = leader.send(leader.form("quote"), text=told)
    assert answer.status_code == 400
    assert "Text: it holds" in answer.text
    assert told not in leader.words()
    assert leader.send(leader.form("quote"), text="All 12 of you listened in 2026").status_code == 303


def test_what_is_wrong_with_a_form_is_said(server):
    leader = Somebody(server, "team-leader")
    answer = leader.send(leader.form("snooze", indicator="patient_experience"), until="2027-11-20", text="")
    assert answer.status_code == 400
    assert "Nothing was recorded. " in answer.text
    assert "Text: it is empty; expected a few words." in answer.text


# -- in a browser -----------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_whole_huddle_by_keys_is_seen_by_a_second_browser(browser, own_site, own_demo, check_axe):
    """Two signals, an escalation, two actions done, the huddle closed: in how many keys."""
    page, other = (come(browser, own_site, name) for name in ("Ailsa Munro", "Callum Reid"))
    check_axe(page)
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            page.keyboard.press(key)
            pressed += 1

    def recorded(words: str) -> None:
        page.locator("#done", has_text=words).wait_for()

    press("j", "o", "Enter")
    recorded("Ailsa Munro looks into it by 4 December 2026")
    other.locator("#signals [data-item]", has_text="due 4 December 2026").wait_for(timeout=10_000)
    press("u")
    page.locator(".act-form--undo").wait_for(state="detached")
    press("j", "j", "j", "o", "Enter")  # the two between have their owners
    recorded("looks into it by 4 December 2026")
    press("k", "e")
    page.keyboard.type("May we have a quiet room?")
    press("Enter")
    recorded("escalated to Strathcorrie General Hospital")
    while not page.evaluate("() => document.activeElement.matches('#actions [data-item]')"):
        press("j")
    press("d")
    recorded("action done")
    press("d")  # the next one took its place, and the focus
    page.locator(".task--done").nth(1).wait_for()
    page.get_by_label("People here").fill("6")
    press("Enter")
    recorded("huddle closed")
    assert pressed <= 25
    other.get_by_text("Past huddles").wait_for()
    with snapshot(own_demo.engine) as session:
        assert ledger.verify(session) == []
    for one in (page, other):
        one.context.close()


@pytest.mark.browser
def test_j_leads_through_all_signals_and_past_what_is_folded(browser, own_site, server):
    page = come(browser, own_site, "Ailsa Munro")

    def walked() -> list[str]:
        page.goto(own_site + AMU)
        drawn(page)
        seen: list[str] = []
        while not seen or not seen[-1].startswith("offer-"):  # what comes last
            page.keyboard.press("j")
            seen.append(page.evaluate("() => document.activeElement.id"))
            assert len(seen) < 15, seen
        return seen

    assert sum(one.startswith("signal-") for one in walked()) == 4, "three have cards"
    leader = Somebody(server, "team-leader")
    closed = {"reason": "chance", "text": "One bad week"}
    leader.send(leader.form("close", indicator="patient_experience"), **closed)
    leader.send(leader.form("close", indicator="pressure_ulcers"), **closed)
    seen = walked()
    assert sum(one.startswith("signal-") for one in seen) == 2
    assert not [one for one in seen if one.startswith("resting-")]
    page.context.close()


@pytest.mark.browser
def test_what_is_typed_about_a_chart_outlives_the_act_of_another(browser, own_site, check_axe):
    writer, other = (come(browser, own_site, name) for name in ("Morven Grant", "Callum Reid"))
    writer.goto(f"{own_site}/indicator/news_on_time?service=strathcorrie-amu")
    drawn(writer)
    writer.locator("#decide > summary").click()
    writer.locator("#decide").get_by_text("Add a note", exact=True).click()
    reason = writer.locator("#decide input[name=text]").first
    reason.fill("A timer on every trolley")
    check_axe(writer)
    writer.locator("h1").click()
    other.locator("#recognition input[name=text]").fill("the night team")
    other.locator("#recognition button").click()
    other.locator("#done", has_text="recognised").wait_for()
    version = writer.locator("[data-newest]").get_attribute("data-version")
    other.locator("#recognition input[name=text]").fill("the day team")
    other.locator("#recognition button").click()
    writer.wait_for_function(
        "was => document.querySelector('[data-newest]').dataset.version !== was", arg=version
    )
    assert reason.input_value() == "A timer on every trolley"
    writer.locator("#decide form button").first.click()
    writer.locator("#done", has_text=": A timer on every trolley").wait_for()
    writer.locator("#done button").click()
    writer.get_by_text("1 decision withdrawn").wait_for()
    writer.goto(f"{own_site}/signals?service=strathcorrie-amu")
    drawn(writer)
    writer.locator("#signals summary").first.click()
    check_axe(writer)


@pytest.mark.browser
def test_of_two_who_set_a_target_the_second_reads_the_first_and_keeps_their_words(
    browser, own_site, check_axe
):
    first, second = (come(browser, own_site, name) for name in ("Morven Grant", "Skye Robertson"))
    forms = []
    for page, value, why in ((first, "85", "Agreed"), (second, "80", "The ward asked for it")):
        page.goto(f"{own_site}/indicator/news_on_time?service=strathcorrie-amu")
        drawn(page)
        page.locator("#decide > summary").click()
        page.locator("#decide").get_by_text("Set a target", exact=True).click()
        form = page.locator("#decide details[open] form")
        form.get_by_label("Target (%)").fill(value)
        form.get_by_label("From").select_option(label="Jun 2026")
        form.get_by_label("Reason").fill(why)
        forms.append(form)
    check_axe(second)
    forms[0].get_by_role("button").click()
    first.locator("#done", has_text="Recorded: Target 85.0% from Jun 2026: Agreed").wait_for()
    first.get_by_text("the target of at least 85.0%").first.wait_for()
    forms[1].get_by_role("button").click()
    told = second.get_by_text("Morven Grant was faster")
    told.wait_for()
    assert "Target 85.0% from Jun 2026: Agreed" in told.inner_text()
    assert forms[1].get_by_label("Reason").input_value() == "The ward asked for it"
    first.locator("#decide").get_by_text("Withdraw", exact=True).first.click()
    first.get_by_label("Why it no longer holds").fill("Agreed too soon")
    first.get_by_role("button", name="Withdraw").last.click()
    first.get_by_text("1 decision withdrawn").wait_for()
    first.get_by_text("the target of at least 95.0%").first.wait_for()
