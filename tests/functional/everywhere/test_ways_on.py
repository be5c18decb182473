"""Ways on from a page keep the service, and lead people to where they work."""

from __future__ import annotations

import re

import dash
import pytest

from components import address
from tests.walks.somebody import Somebody


def test_a_member_of_the_board_lands_on_their_board(server):
    reader = Somebody(server)
    told = {"csrf": reader.token, "person": "demo:board-member"}
    answer = reader.client.post("/sign-in/as", data=told, headers={"Referer": "http://localhost/"})
    assert answer.headers["Location"] == "/board"
    assert "Board: NHS Glenmore" in reader.words("/board")


def test_data_and_methods_keep_the_service_in_the_navigation(server):
    reader = Somebody(server)
    for there in ("/data?service=strathcorrie-amu", "/methods?service=strathcorrie-amu"):
        links = re.findall(
            r'class="nav__link"[^>]*href="([^"]*)"|href="([^"]*)"[^>]*class="nav__link"', reader.read(there)
        )
        found = [one or other for one, other in links]
        assert "/huddle/strathcorrie-amu" in found, there
    html = reader.read("/huddle/strathcorrie-amu")
    for there in ("/data?service=strathcorrie-amu", "/methods?service=strathcorrie-amu"):
        assert f'href="{there}"' in html


def test_the_list_of_signals_offers_services_and_keeps_the_filter(server):
    reader = Somebody(server)
    html = reader.read("/signals?kind=concern")
    choices = re.findall(
        r'<option value="([^"]*)"', html.partition('name="service"')[2].partition("</select>")[0]
    )
    assert choices[0] == ""
    assert {"strathcorrie", "braefoot", "inverlarig"} <= {*choices}
    assert "glenmore" not in choices, "it is the same list"
    assert "/signals?service=strathcorrie&amp;kind=concern" in html
    answer = reader.client.get("/signals.csv")
    assert 'filename="signals.csv"' in answer.headers["Content-Disposition"].replace("'", '"')


@pytest.mark.parametrize("register", ["improvement", "assurance", "planning", "actions"])
def test_from_a_record_the_choice_of_another_service_leads_to_the_list_of_its_register(server, register):
    reader = Somebody(server)
    found = re.search(r'href="(/record/\d+)"', reader.read(f"/{register}").partition("<main")[2])
    assert found
    chosen = re.findall(r'<a href="([^"]*)"[^>]*class="chooser__link"', reader.read(found[1]))
    assert f"/{register}?service=strathcorrie-amu" in chosen
    assert [there for there in chosen if "lt;" in there] == []


def test_no_page_leads_to_an_address_that_is_none(server):
    named = {"code": "falls_harm", "report": "people"}
    for page in dash.page_registry.values():
        there = address.elsewhere(page.get("path_template") or page["path"], named, "strathcorrie")
        assert "<" not in there, there
        assert "%3C" not in there, there
