"""A decision about a chart silences no concern, and changes nothing of what was seen before it."""

from __future__ import annotations

import re

import pytest

from tests.walks.somebody import AMU, Somebody

CHART = "/indicator/news_on_time?service=strathcorrie-amu"
LIST = "/signals?service=strathcorrie-amu"
MONTHS = [f"{year}-{month:02}-01" for year in (2024, 2025, 2026) for month in range(1, 13)]


@pytest.fixture
def lead(server):
    return Somebody(server, "quality-lead")


def decide(lead, kind: str, period: str, of: str = "news_on_time", **more: str):
    lead.read(CHART)
    told = {"csrf": lead.token, "kind": kind, "period": period, "text": "A new form", "expected": ""} | more
    return lead.client.post(f"/indicator/{of}/decide?service=strathcorrie-amu", data=told)


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("2026-10-01", "at least 8 known, complete points from there on, found 1"),
        ("2026-04-01", "at least 8 known, complete points from there on, found 7"),
        ("2026-11-01", "2026-11-01 is outside the series"),
    ],
)
def test_new_limits_rest_on_enough_points(lead, period, why):
    answer = decide(lead, "rephase", period)
    assert answer.status_code == 400
    assert why in answer.text
    assert decide(lead, "rephase", "2026-03-01").status_code == 303


def test_a_signal_that_a_decision_hides_stays_until_it_is_closed(lead):
    assert decide(lead, "exclusion", "2026-10-01", "patient_experience").status_code == 303
    said = "A point was left out by Morven Grant on 20 November 2026, so the chart shows the signal no longer"
    for address in (AMU, LIST):
        assert said in lead.words(address), address
    assert "Patient experience score: gone by a decision about its chart" in lead.words(f"{AMU}?tv=1")
    assert "The pattern is over" not in lead.words(LIST)
    home = lead.words("/")
    assert re.search("Acute Medical Unit.{0,40}4 concerns", home)
    form = lead.form("close", AMU, indicator="patient_experience")
    lead.send(form, reason="data", text="Half of the forms were lost")
    assert said not in lead.words(AMU)
    home = lead.words("/")
    assert re.search("Acute Medical Unit.{0,40}3 concerns", home)


def test_a_signal_shows_again_when_the_decision_is_withdrawn(lead):
    decide(lead, "exclusion", "2026-10-01", "patient_experience")
    html = lead.read("/indicator/patient_experience?service=strathcorrie-amu")
    act = max(re.findall(r'name="act" value="(\d+)"', html), key=int)
    assert decide(lead, "withdrawal", "", "patient_experience", act=act).status_code == 303
    page = lead.words(AMU)
    assert "the chart shows the signal no longer" not in page
    assert "Patient experience score Unusually low in Oct 2026" in page


def test_points_are_left_out_once_and_never_all(lead):
    assert decide(lead, "exclusion", "2026-09-01").status_code == 303
    again = decide(lead, "exclusion", "2026-09-01")
    assert again.status_code == 400
    assert "Sep 2026 is left out already, by Morven Grant: A new form" in again.text
    done = [decide(lead, "exclusion", period).status_code for period in MONTHS[:24]]
    assert done.count(303) == 22
    assert "at least 13 points to judge the chart by" in decide(lead, "exclusion", "2026-08-01").text
    assert "23 of 36 points (64%) are left out of limits and rules by people." in lead.words(CHART)


def test_the_list_calls_new_what_the_huddle_calls_new(lead):
    assert "Concern for 1 month Pressure ulcers acquired in our care" in lead.words(AMU)
    assert "Concern for 1 month Pressure ulcers acquired in our care" in lead.words(LIST)


def test_the_chart_of_a_past_huddle_knows_no_later_decision(lead):
    links = [
        link.replace("&amp;", "&")
        for link in re.findall(r'href="([^"]*as_of=[^"]*)"', lead.read(f"{AMU}?past=1"))
    ]
    link = next(link for link in links if "pressure_ulcers" in link)
    before = lead.words(link)
    assert re.search(r"as_of=\d+\.\d+", link)
    assert decide(lead, "exclusion", "2026-09-01", "pressure_ulcers").status_code == 303
    assert "left out" in lead.words("/indicator/pressure_ulcers?service=strathcorrie-amu").lower()
    after = lead.words(link)
    assert after == before
    assert "As it stood on 12 November 2026" in after
    assert "As it stood" in lead.words(re.sub(r"\.\d+$", "", link)), "an old address"
    for wrong in ("999.1", "1.999", "1.", ".1", "1.2.3"):
        assert lead.client.get(re.sub(r"as_of=.*", f"as_of={wrong}", link)).status_code == 404
