"""Signals about groups of people on real pages: raised where the gap is read, and seen by those who may."""

from __future__ import annotations

import csv
import io

import pytest

from catalogue.people import Role
from quality.people.person import Grant
from tests.functional.test_huddle_acts import Somebody, own_demo, server
from tests.signed_in import signed_in

__all__ = ["own_demo", "server"]
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
    manager.send(manager.form("raise", EQUITY, indicator="did_not_attend"), HUDDLE,
                 text=TOLD, group="deprivation:3")  # fmt: skip
    return manager


def test_a_gap_is_owned_on_its_page_and_stands_on_huddle_list_and_file(raised):
    page = raised.words(EQUITY)
    assert "1 action open. Owner: Rory Campbell, due 4 December 2026." in page
    assert "As it stood then: 14.6% (2,531 of 17,388), compared with 7.5% for everybody else" in page
    huddle = raised.words(HUDDLE)
    assert (
        "Appointments missed (did not attend), Deprivation 1 (most deprived) Higher than everybody" in huddle
    )
    assert f"Deprivation 3 People tell us: {TOLD}" in huddle
    assert "2,531" not in huddle, "numbers of groups stand on the equity page alone"
    listed = raised.words(f"/signals?service={CLINIC}&kind=group")
    assert "2 open signals" in listed
    text = raised.client.get(f"/signals.csv?service={CLINIC}&kind=group").text.removeprefix("\ufeff")
    rows = [*csv.DictReader(io.StringIO(text))]
    assert {row["kind"] for row in rows} == {"About a group"}
    assert "2,531" not in text
    wall = raised.words(f"{HUDDLE}?tv=1")
    assert "2 signals about groups of people" in wall
    assert "eprivation" not in wall


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
    assert "Owner: Rory Campbell" in found[HUDDLE]
    assert "A signal about a group of people: Rory Campbell looks into it" in found[f"{HUDDLE}?past=1"]
    member = Somebody(server)
    member.client = client
    member.read(HUDDLE)
    for kind, group in (("own", "deprivation:1"), ("raise", "deprivation:1")):
        form = {"kind": kind, "group": group, "indicator": "did_not_attend", "csrf": member.token}
        told = member.send(form | {"owner": "Me", "due": "2026-12-04", "text": "x"}, HUDDLE)
        assert told.status_code == 403
        assert "eprivation" not in told.text
    assert client.get(EQUITY).status_code == 403
