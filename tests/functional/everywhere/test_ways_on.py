"""Ways on from a page keep the service, and lead people to where they work."""

from __future__ import annotations

import re

from tests.walks.somebody import Somebody


def test_a_member_of_the_board_lands_on_their_board(server):
    reader = Somebody(server)
    told = {"csrf": reader.token, "person": "demo:board-member"}
    answer = reader.client.post("/sign-in/as", data=told, headers={"Referer": "http://localhost/"})
    assert answer.headers["Location"] == "/board"
    assert "Board: NHS Glenmore" in reader.words("/board")


def test_data_and_methods_keep_the_service_in_the_navigation(server):
    reader = Somebody(server)
    for address in ("/data?service=strathcorrie-amu", "/methods?service=strathcorrie-amu"):
        links = re.findall(
            r'class="nav__link"[^>]*href="([^"]*)"|href="([^"]*)"[^>]*class="nav__link"', reader.read(address)
        )
        found = [one or other for one, other in links]
        assert "/huddle/strathcorrie-amu" in found, address
    html = reader.read("/huddle/strathcorrie-amu")
    for address in ("/data?service=strathcorrie-amu", "/methods?service=strathcorrie-amu"):
        assert f'href="{address}"' in html


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
