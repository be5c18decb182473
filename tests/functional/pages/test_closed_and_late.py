"""A closed service says that it is closed and nothing else; late data reassures nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.walks.somebody import Somebody

HAZEL = "/huddle/braefoot-hazel"
WARD_5 = "/huddle/strathcorrie-ward-5"


@pytest.fixture
def a_month_later(own_demo):
    from app import make_app

    settings = own_demo.settings.model_copy(update={"today": date(2026, 12, 19)})
    return make_app(replace(own_demo, settings=settings)).server


@pytest.mark.parametrize(
    "address", [HAZEL, f"{HAZEL}?tv=1", "/board?service=braefoot-hazel", "/signals?service=braefoot-hazel"]
)
def test_a_closed_ward_says_that_it_is_closed_and_nothing_else(server, address):
    page = Somebody(server, "quality-lead").words(address)
    assert "Closed on" in page
    for reassurance in ("Common cause", "No unusual change", "enough points", "checked", "days since"):
        assert reassurance not in page, address


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("note", {"text": "A bulb is broken"}),
        ("recognise", {"text": "Well done"}),
        ("action", {"text": "Mend it", "owner": "A", "due": "2026-12-01"}),
        ("huddle", {"attendance": "4", "expected": "0"}),
    ],
)
def test_nothing_is_begun_at_a_closed_ward(server, kind, said):
    lead = Somebody(server, "quality-lead")
    lead.read(HAZEL)
    answer = lead.client.post(f"{HAZEL}/acts", data={"csrf": lead.token, "kind": kind} | said)
    assert answer.status_code == 400
    assert "closed on" in answer.text
    assert "finishes what is open" in answer.text


def test_nothing_is_called_checked_whose_data_is_late(a_month_later):
    reader = Somebody(a_month_later)
    for address in (WARD_5, f"{WARD_5}?tv=1"):
        page = reader.words(address)
        assert "No new signals in what came: 2 measures checked, 14 wait for data" in page, address
        assert "No unusual change in any measure" not in page
    assert "2 measures checked, 14 wait for data" in reader.words("/signals?service=strathcorrie-ward-5")
    assert "The data of 11 indicators are late" in reader.words("/board?service=strathcorrie-ward-5")


def test_where_all_data_is_late_nobody_can_say_what_is_new(own_demo):
    from app import make_app

    settings = own_demo.settings.model_copy(update={"today": date(2027, 6, 1)})
    reader = Somebody(make_app(replace(own_demo, settings=settings)).server)
    assert "Nobody can say what is new: the data of all 16 measures is late" in reader.words(WARD_5)
    assert "all its data are late" in reader.words("/")


def test_days_since_are_counted_to_the_day_that_is_known(a_month_later):
    late = Somebody(a_month_later).words(WARD_5)
    assert "3 days from the last severe fall to 19 November 2026. Nothing is known since" in late
    assert "days since the last" not in late


def test_days_since_are_counted_to_yesterday_where_it_is_known(server):
    assert "days since the last severe fall" in Somebody(server).words(WARD_5)


def test_a_measure_without_data_since_summer_is_not_checked(server):
    page = Somebody(server).words("/huddle/inverlarig-ae")
    assert "measures checked, 1 waits for data" in page
