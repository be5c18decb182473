"""Signals about groups of people on real pages: raised where the gap is read, and seen by those who may."""

from __future__ import annotations

import csv
import io

import pytest

from catalogue.people import Role
from quality.people.person import Grant
from tests.signed_in import signed_in
from tests.walks.somebody import HOSTILE, Somebody, come

CLINIC = "strathcorrie-outpatients"
EQUITY = f"/equity/did_not_attend?dimension=deprivation&service={CLINIC}"
HUDDLE = f"/huddle/{CLINIC}"
TOLD = "Wanda says that the letters come in English only"


@pytest.fixture
def raised(server):
    """A manager owns one gap and raises what people tell of another group."""
    manager = Somebody(server, "manager")
    about = {"indicator": "did_not_attend", "group": "deprivation:1"}
    answer = manager.send(manager.form("own", EQUITY, **about), HUDDLE)
    assert answer.headers["Location"].startswith(EQUITY.partition("?")[0])
    assert "Recorded: Appointments missed (did not attend), Deprivation 1" in manager.words(
        answer.headers["Location"]
    )
    manager.send(manager.form("action", EQUITY, **about), HUDDLE, text=f"{TOLD}: ring", owner="Callum Reid")
    form = manager.form("raise", EQUITY, indicator="did_not_attend")
    told = manager.send(form, HUDDLE, text=TOLD, group="deprivation:3")
    assert told.status_code == 303, told.text
    return manager


def test_a_gap_is_owned_on_its_page_and_stands_on_huddle_list_and_file(raised):
    page = raised.words(EQUITY)
    assert "1 action open. Owned by Rory Campbell, due 2 December 2026." in page
    assert "As it stood then: 14.6% (2,531 of 17,388), compared with 7.5% for everybody else" in page
    huddle = raised.words(HUDDLE)
    assert (
        "Appointments missed (did not attend), Deprivation 1 (most deprived) Higher than everybody" in huddle
    )
    assert f"Deprivation 3 People tell us: {TOLD}" in huddle
    assert "2,531" not in huddle, "numbers of groups stand on the equity page alone"
    listed = raised.words(f"/signals?service={CLINIC}&kind=group")
    assert "4 open signals" in listed, (
        "three of people, and one that the numbers raise: a gradient is said once"
    )
    text = raised.client.get(f"/signals.csv?service={CLINIC}&kind=group").text.removeprefix("\ufeff")
    rows = [*csv.DictReader(io.StringIO(text))]
    assert {row["kind"] for row in rows} == {"About a group"}
    assert "2,531" not in text
    wall = raised.words(f"{HUDDLE}?tv=1")
    assert "4 signals about groups of people" in wall
    assert "eprivation" not in wall


def test_home_and_board_do_not_lose_it_and_the_chart_of_the_group_carries_it(raised):
    home, listed = raised.words("/"), raised.words("/signals?kind=group")
    count = int(listed.partition(" open signals")[0].rpartition(" ")[2])
    assert count > 3
    assert f"{count} group signals" in home
    board = raised.words(f"/board?service={CLINIC}")
    assert "Deprivation 1 (most deprived) Higher than everybody else, worse. 1 action open" in board
    inside = raised.words("/signals?service=strathcorrie&kind=group")
    count = int(inside.partition(" open signals")[0].rpartition(" ")[2])
    above = raised.words("/board?service=strathcorrie")
    words = " signals about groups of people in the services inside"
    told = int(above.partition(words)[0].rpartition(" ")[2])
    assert told == count - 2, "two are the hospital's own"
    chart = f"/indicator/did_not_attend?service={CLINIC}"
    assert f"Deprivation 3 : People tell us: {TOLD}" in raised.words(chart)
    own = raised.words(f"{chart}&group=deprivation:1")
    assert "1 action open. Owned by Rory Campbell" in own
    assert "Ask a question" not in own
    form = raised.form("close", f"{chart}&group=deprivation:1", group="deprivation:1")
    answer = raised.send(form, HUDDLE, reason="care", text="The reminders work")
    assert "group=deprivation" in answer.headers["Location"]
    assert "Closed: care. The reminders work" in raised.words(f"{chart}&group=deprivation:1")
    assert "2 group signals" in raised.words("/")


def test_a_team_member_is_told_that_there_is_one_and_no_more(raised, server, own_demo):
    raised.send(raised.form("huddle", HUDDLE), HUDDLE, attendance="4")
    client = signed_in(server, own_demo, Grant(Role.TEAM_MEMBER, CLINIC), name="member")
    found = {
        address: client.get(address).text
        for address in (HUDDLE, f"{HUDDLE}?past=1", f"{HUDDLE}?tv=1", f"/signals?service={CLINIC}", "/",
                        f"/signals.csv?service={CLINIC}", f"/board?service={CLINIC}",
                        f"/indicator/did_not_attend?service={CLINIC}")
    }  # fmt: skip
    for address, text in found.items():
        assert not [word for word in (TOLD, "Wanda", "eprivation", "group=", "2,531") if word in text], (
            address
        )
    assert "A signal about a group of people" in found[HUDDLE]
    assert "Owned by Rory Campbell" in found[HUDDLE]
    assert "A signal about a group of people: Rory Campbell looks into it" in found[f"{HUDDLE}?past=1"]
    member = Somebody(server)
    member.client = client
    member.read(HUDDLE)
    for kind, group in (("own", "deprivation:1"), ("raise", "deprivation:1")):
        form = {
            "kind": kind,
            "group": group,
            "indicator": "did_not_attend",
            "csrf": member.token,
            "expected": "0",
        }
        told = member.send(form | {"owner": "Me", "due": "2026-12-04", "text": "x"}, HUDDLE)
        assert told.status_code == 403
        assert "eprivation" not in told.text
    assert client.get(EQUITY).status_code == 403


def test_words_about_a_group_and_an_offer_stay_words(server):
    manager, leader = Somebody(server, "manager"), Somebody(server, "team-leader")
    manager.send(manager.form("raise", EQUITY), HUDDLE, text=HOSTILE, group="deprivation:3")
    offer = {"kind": "offer", "indicator": "news_on_time", "csrf": manager.token, "text": HOSTILE}
    answer = leader.send(leader.form("accept"), text=HOSTILE)
    assert answer.status_code == 303
    assert manager.client.post("/huddle/inverlarig/acts", data=offer).status_code == 403
    pages = (EQUITY, HUDDLE, "/huddle/strathcorrie-ward-6", "/huddle/strathcorrie-amu", "/signals",
             f"/board?service={CLINIC}")  # fmt: skip
    said = [manager.read(page) for page in pages]
    assert not [page for page, text in zip(pages, said, strict=True) if "<x-script" in text]
    assert sum("{{ 7 * 7 }}" in manager.words(page) for page in pages) >= 5


def test_a_peer_reads_what_is_offered_without_seeing_who_offers_more_of(server):
    leader, manager = Somebody(server, "team-leader"), Somebody(server, "manager")
    huddle = leader.read("/huddle/strathcorrie-amu")
    assert "Offered to us" in huddle
    assert "Ward 6, General Surgery, Eilidh Ross" in leader.words("/huddle/strathcorrie-amu")
    assert "service=strathcorrie-ward-6" not in huddle, (
        "no link to what the leader of another ward may not see"
    )
    assert "service=strathcorrie-ward-6" in manager.read("/huddle/strathcorrie-amu")
    answer = leader.send(leader.form("accept"), text="We begin on Monday, thank you")
    assert "taken up from a peer. We begin on Monday" in leader.words(answer.headers["Location"])
    heard = manager.words("/huddle/strathcorrie-ward-6")
    assert "Taken up by a peer We begin on Monday, thank you (Staff sickness absence)" in heard
    assert "Acute Medical Unit, Ailsa Munro" in heard


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_a_gap_is_closed_and_given_back_in_a_browser(browser, own_site, check_axe, width):
    page = come(browser, own_site, "Rory Campbell")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{own_site}{EQUITY}")
    signal = page.locator("#signals .task", has_text="Deprivation 1").first
    signal.get_by_text("Close", exact=True).click()
    signal.locator("form:has([value=close]) [name=reason]").select_option("care")
    signal.locator("form:has([value=close]) [name=text]").fill("The letters are new")
    check_axe(page)
    signal.get_by_role("button", name="Close the signal").click()
    page.locator("#done", has_text="closed, care. The letters are new").wait_for()
    page.locator("#signals", has_text="Closed: care. The letters are new").wait_for()
    page.locator("#done").get_by_role("button").click()
    page.locator("#signals", has_text="Owned by Rory Campbell").wait_for()
    page.get_by_text("Raise what people tell us").click()
    check_axe(page)
    page.locator("#signals select[name=group]").select_option("deprivation:4")
    page.locator("#signals form:has([value=raise]) [name=text]").fill("The bus does not come")
    page.get_by_role("button", name="Raise it").click()
    page.locator("#signals", has_text="People tell us: The bus does not come").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
