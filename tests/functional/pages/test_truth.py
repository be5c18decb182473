"""No false calm, and no wrong day: pages as they are read, of services whose truth is known."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from itertools import count
from math import cos, tau
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.orm import Session

from quality import deployment
from quality.deployment import Deployment
from quality.signals.refresh import refresh
from server.written_later import WrittenLater
from settings import Settings
from tests.databases import in_memory
from tests.drawn import told
from tests.warehouse import Warehouse, make_catalogue

TODAY = date(2026, 11, 20)
MONTHS = 34  # January 2024 to October 2026
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 3
CALM_WORDS = "No unusual change in any measure."
CATALOGUE = make_catalogue(
    {
        "falls": {
            "title": "Falls",
            "targets": [{"value": 30}],
            "on_huddle": True,
            "dimensions": ["sex"],
        },
        "ulcers": {"title": "Ulcers"},
        "deaths": {
            "title": "Deaths",
            "expected": "deaths",
            "domain": "effective",
            "chart": "auto",
            "data": [{"source": "wards", "numerator": "deaths", "denominator": "expected"}],
        },
        "waits": {"title": "Waits"},
        "stays": {"title": "Stays"},
        "visits": {"title": "Visits"},
        "by_day": {
            "title": "Falls by day",
            "frequency": "daily",
            "harm": True,
            "chart": "c",
            "on_board": False,
        },
    },
    dimensions={"sex": {"title": "Sex", "list": "sex"}},
)


WRITTEN_LATER: list[WrittenLater] = []
ASKED = count()
"""Part of every address: the pages of another test are kept under theirs."""


class Site:
    """A warehouse and its pages."""

    def __init__(self, warehouse: Warehouse, today: date = TODAY) -> None:
        from app import make_app

        with Session(warehouse.engine) as session, session.begin():
            refresh(session, warehouse.catalogue)
        settings = Settings(database="sqlite://", today=today, _env_file=None)
        here = Deployment(warehouse.engine, warehouse.catalogue, settings)
        server = make_app(here).server
        WRITTEN_LATER.extend((server.extensions["audit"], server.extensions["visits"].notes))
        self.client = server.test_client()

    def html(self, address: str, status: int = 200) -> str:
        answer = self.client.get(f"{address}{'&' if '?' in address else '?'}asked={next(ASKED)}")
        assert answer.status_code == status, address
        return answer.get_data(as_text=True)

    def main(self, address: str) -> str:
        return told(re.search("<main.*</main>", self.html(address), re.DOTALL)[0])

    def footer(self, address: str) -> str:
        return told(re.search("<footer class=.footer.*?</footer>", self.html(address), re.DOTALL)[0])


@pytest.fixture
def warehouse():
    before = deployment._current
    engine = in_memory()
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("W1", name="Ward 1")
    yield warehouse
    deployment._current = before
    while WRITTEN_LATER:
        WRITTEN_LATER.pop().flush()  # a thread writes them, which nobody may close the database under
    engine.dispose()


def upto(last: list[float], points: int = MONTHS) -> list[float]:
    return [*CALM[: points - len(last)], *last]


# -- concerns and missing data --------------------------------------------------------------------


def test_a_late_concern_stands_before_any_number_of_missing_values(warehouse):
    warehouse.series("falls", "W1", upto([40], MONTHS - 6))
    for code in ("ulcers", "waits", "stays", "visits"):
        warehouse.series(code, "W1", upto([], MONTHS - 3))
    page = Site(warehouse).main("/huddle/W1")
    assert "Concern for 1 month, to Apr 2026 Falls" in page
    assert "Nothing since Apr 2026. May 2026 was due by 11 June 2026." in page
    assert page.count("5 measures wait for data") == 1
    assert "Still open" in page, "a late concern is not new"
    assert "Data missing" not in page


def test_calm_is_said_where_nothing_is_wrong(warehouse):
    warehouse.series("falls", "W1", upto([]))
    assert CALM_WORDS in Site(warehouse).main("/huddle/W1")


def late(warehouse):
    warehouse.series("ulcers", "W1", upto([], MONTHS - 3))


def harmed_yesterday(warehouse):
    warehouse.series("by_day", "W1", [0] * 18 + [2], first=date(2026, 11, 1))


def harmed_this_week(warehouse):
    warehouse.series("by_day", "W1", [0] * 14 + [1] + [0] * 4, first=date(2026, 11, 1))


def failing(warehouse):
    warehouse.series("falls", "W1", [value + 60 for value in upto([])])


def days_that_stopped(warehouse):
    warehouse.series("by_day", "W1", [0] * 9, first=date(2026, 11, 1))


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (late, "1 measure waits for data"),
        (harmed_yesterday, "Yesterday: 2 falls by day"),
        (harmed_this_week, "4 days since the last"),
        (failing, "these miss the target every time: Falls"),
        (days_that_stopped, "1 measure waits for data"),
    ],
)
def test_calm_is_not_said_where_something_is_wrong(warehouse, trouble, words):
    if trouble is not failing:
        warehouse.series("falls", "W1", upto([]))
    trouble(warehouse)
    page = Site(warehouse).main("/huddle/W1")
    assert CALM_WORDS not in page
    assert words in page


def test_harm_stands_in_the_first_row(warehouse):
    warehouse.series("falls", "W1", upto([40]))
    harmed_yesterday(warehouse)
    page = Site(warehouse).main("/huddle/W1")
    assert page.index("Yesterday: 2 falls by day") < page.index("Concern new")
    assert "Yesterday: 2 falls by day" in Site(warehouse).main("/huddle/W1?tv=1")


def test_a_yesterday_that_nobody_knows_is_not_one_without_harm(warehouse):
    warehouse.series("by_day", "W1", [0] * 18, first=date(2026, 11, 1))
    assert "Yesterday: falls by day not known yet" in Site(warehouse).main("/huddle/W1")


# -- the day that data reaches to -----------------------------------------------------------------


def test_data_to_is_of_the_service_and_the_same_everywhere(warehouse):
    warehouse.service("W2", name="Ward 2")
    warehouse.series("falls", "W1", upto([], MONTHS - 1))
    warehouse.series("falls", "W2", upto([]))
    site = Site(warehouse)
    for address in ("/huddle/W1", "/huddle/W1?tv=1", "/board?service=W1"):
        assert "Data to 30 September 2026" in site.main(address)
    for address in ("/huddle/W1", "/board?service=W1", "/indicator/falls?service=W1", "/data?service=W1"):
        assert "Data to 30 September 2026" in site.footer(address)
    assert "Data to 31 October 2026" in site.footer("/huddle/W2")


def test_what_ended_years_ago_is_history(warehouse):
    warehouse.series("falls", "W1", upto([40]), first=date(2018, 1, 1))
    warehouse.series("ulcers", "W1", upto([]))
    site = Site(warehouse)
    huddle = site.main("/huddle/W1")
    assert "1 measure checked" in huddle
    assert CALM_WORDS in huddle
    assert "wait" not in huddle
    assert "no unusual change" in site.main("/"), "a concern of 2020 is none now"
    board = site.main("/board?service=W1")
    assert "1 indicator has ended and is shown as history" in board
    assert "0 of 1 indicator" not in board
    assert "Of 1 indicator looked at, none shows" in board


# -- closed services ------------------------------------------------------------------------------


def test_a_closed_service_shows_its_history_and_no_forecast(warehouse):
    warehouse.service("W2", name="Ward 2", closed=date(2026, 6, 30))
    warehouse.series("falls", "W2", [value + 60 for value in upto([], 30)])
    site = Site(warehouse)
    huddle = site.main("/huddle/W2")
    assert "Closed on 30 June 2026" in huddle
    assert CALM_WORDS not in huddle
    for address in ("/huddle/W2", "/board?service=W2", "/indicator/falls?service=W2"):
        page = site.main(address)
        assert "closed on 30 June 2026" in page, address
        assert not re.search("expect to|Will fail|Will pass", page), address
    assert "expect" not in site.client.get("/indicator/falls.csv?service=W2").get_data(as_text=True)


# -- what is not there yet ------------------------------------------------------------------------


def test_no_box_stands_for_what_does_not_exist(warehouse):
    warehouse.series("falls", "W1", upto([40]))
    site = Site(warehouse)
    for address in ("/huddle/W1", "/board?service=W1", "/indicator/falls?service=W1"):
        assert "sign in" not in site.main(address)
        assert "sign-in" not in site.main(address)
        assert "sign-in" not in site.footer(address)


# -- the way from one service to another ----------------------------------------------------------


def chosen(site: Site, address: str, name: str) -> str:
    """Where the masthead's chooser leads for a service."""
    panel = re.search("chooser__panel.*?</details>", site.html(address), re.DOTALL)[0]
    return unescape(re.search(f'href="([^"]*)"[^>]*>{name}<', panel)[1])


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/huddle/W1", "/huddle/W2"),
        ("/indicator/falls?service=W1", "/indicator/falls?service=W2"),
        ("/board?service=W1&domain=safe&changed=1", "/board?service=W2&domain=safe&changed=1"),
        ("/equity/falls?service=W1&dimension=sex", "/equity/falls?service=W2&dimension=sex"),
        ("/equity?service=W1", "/equity?service=W2"),
        ("/methods?service=W1", "/methods?service=W2"),
        ("/", "/huddle/W2"),
    ],
)
def test_another_service_is_shown_on_the_same_page(warehouse, here, there):
    warehouse.service("W2", name="Ward 2")
    warehouse.series("falls", "W1", upto([]))
    assert _query(chosen(Site(warehouse), here, "Ward 2")) == _query(there)


def _query(address: str) -> tuple[str, dict[str, list[str]]]:
    parts = urlsplit(address)
    return parts.path, parse_qs(parts.query)


def test_a_service_without_the_measure_says_where_it_is(warehouse):
    warehouse.service("H1", name="Hospital")
    warehouse.service("W3", name="Ward 3", parent="H1")
    warehouse.service("W4", name="Ward 4", parent="W3")
    for code in ("H1", "W4"):
        warehouse.series("falls", code, upto([]))
    page = Site(warehouse).main("/indicator/falls?service=W3")
    assert "No data yet for Falls" in page
    assert "It is measured in: Hospital, Ward 4" in " ".join(page.split()).replace(" ,", ",")
    assert "See what is measured in Ward 3" in page


def test_the_way_up_keeps_the_measure(warehouse):
    warehouse.service("W4", name="Ward 4", parent="W1")
    warehouse.series("falls", "W4", upto([]))
    way = re.search("<ol class=.breadcrumb.*?</ol>", Site(warehouse).html("/indicator/falls?service=W4"))[0]
    assert re.findall('href="([^"]*)"', way) == ["/indicator/falls?service=W1", "/huddle/W4"]


@pytest.mark.parametrize("address", ["/board", "/board?domain=safe", "/indicator/falls", "/equity/falls"])
def test_of_several_organisations_none_is_chosen_by_alphabet(warehouse, address):
    warehouse.service("A", name="Another")
    for code in ("A", "W1"):
        warehouse.series("falls", code, upto([]))
    site = Site(warehouse)
    page = site.html(address)
    assert "This address does not say which service is meant" in told(page)
    path, asked = _query(address)
    for code in ("A", "W1"):
        assert (path, asked | {"service": [code]}) in [
            _query(unescape(a)) for a in re.findall('href="([^"]*)"', page)
        ]
    assert site.client.get("/indicator/falls.csv").status_code == 400


# -- what many periods say together ---------------------------------------------------------------

STEADY = [10, 8, 12, 9, 11, 10, 9, 12, 8, 10, 11, 9, 10, 11, 9, 10]
WAVE = [round(100 + 20 * cos(tau * month / 12) + (month * 7 % 5) - 2) for month in range(55)]
"""From April 2022 on: the highest in April, the lowest in October, of 2026 the newest."""


def sentence(site: Site, measure: str) -> str:
    return told(re.search("<p class=.chart__sentence.>(.*?)</p>", site.html(measure))[1])


def test_more_deaths_than_expected_are_said_first(warehouse):
    risen = [*STEADY, *STEADY[:12], 14, 15, 13, 16, 14, 14]
    warehouse.series("deaths", "W1", risen, [10.0] * MONTHS)
    site = Site(warehouse)
    said = sentence(site, "/indicator/deaths?service=W1")
    assert said.startswith("More deaths than expected have built up since")
    assert "86 observed, 60.0 expected. The newest month alone shows nothing unusual." in said
    huddle = site.main("/huddle/W1")
    assert "Building up since May 2026 Deaths" in huddle
    assert CALM_WORDS not in huddle
    assert "Deaths building up" in site.main("/board?service=W1")


def test_what_every_autumn_has_is_not_applauded(warehouse):
    warehouse.series("falls", "W1", WAVE, first=date(2022, 4, 1))
    site = Site(warehouse)
    assert "as low as in the same months of earlier years" in sentence(site, "/indicator/falls?service=W1")
    assert "Improvement new" not in site.main("/huddle/W1")
    assert "Falls improvement" not in site.main("/board?service=W1")


def test_limits_that_rest_on_a_change_call_nothing_an_improvement(warehouse):
    warehouse.series("falls", "W1", [value + 10 for value in upto([], 20)] + upto([], 14))
    site = Site(warehouse)
    said = sentence(site, "/indicator/falls?service=W1")
    assert (
        "The level seems to have fallen in Sep 2025, for the better: from around 20.6 to around 10.7" in said
    )
    board = site.main("/board?service=W1")
    assert "Falls change, low · level changed" in board
    assert "Applaud0" in board
    assert "Improvement for" not in site.main("/huddle/W1")


def test_an_improvement_that_is_one_is_applauded(warehouse):
    warehouse.series("falls", "W1", upto([1]))
    site = Site(warehouse)
    assert "Applaud1" in site.main("/board?service=W1")
    assert "Improvement new Falls" in site.main("/huddle/W1")


# -- charts ---------------------------------------------------------------------------------------


def test_a_hollow_ring_says_what_it_means(warehouse):
    warehouse.series("falls", "W1", upto([]), immature=1)
    site = Site(warehouse)
    assert "Hollow ring: not complete yet" in site.main("/indicator/falls?service=W1")
    assert "A hollow ring is not complete yet" in site.main("/huddle/W1")


def test_nobody_is_divided_by(warehouse):
    warehouse.series("falls", "W1", upto([]), [0.0] * MONTHS)
    site = Site(warehouse)
    for address in ("/huddle/W1", "/board?service=W1", "/indicator/falls?service=W1"):
        assert "÷" not in site.main(address)


def test_counts_have_whole_ticks_and_whole_values(warehouse):
    warehouse.series("falls", "W1", [0, 1, 0, 2, 1, 0, 1, 0, 1, 2] * 3 + [0, 1, 0, 1])
    html = Site(warehouse).html("/indicator/falls?service=W1")
    ticks = re.findall("still__up[^>]*>([^<]*)<", html)
    assert ticks
    assert all(tick.lstrip("−").isdigit() for tick in ticks), ticks
    assert "Latest 1 falls, Oct 2026" in told(html)


def test_a_day_is_named_as_a_day(warehouse):
    warehouse.series("by_day", "W1", [0, 1, 0, 0, 2, 1, 0] * 8, first=date(2026, 9, 25))
    assert re.search("<b>0</b> on 19 Nov", Site(warehouse).html("/indicator/by_day?service=W1"))


def test_what_has_too_few_points_is_not_called_calm(warehouse):
    warehouse.series("falls", "W1", upto([]))
    warehouse.series("ulcers", "W1", [10, 12, 9], first=date(2026, 8, 1))
    site = Site(warehouse)
    huddle = site.main("/huddle/W1")
    assert "No new signals: 1 measure checked" in huddle
    assert "1 measure has too few points to show an unusual change" in huddle
    assert CALM_WORDS not in huddle
    assert CALM_WORDS not in site.main("/huddle/W1?tv=1")
    assert "no unusual change, 1 of 2 with too few points to judge" in site.main("/")
    assert "1 measure checked, 1 measure has too few points" in site.main("/signals")


def test_where_nothing_can_be_judged_nobody_can_say_what_is_new(warehouse):
    warehouse.series("falls", "W1", [10, 12, 9], first=date(2026, 8, 1))
    site = Site(warehouse)
    assert "Nobody can say what is new: 1 measure has too few points" in site.main("/huddle/W1")
    assert "Ward 1 too few points to judge" in site.main("/")


def test_before_the_first_huddle_nothing_is_said_of_a_last_one(warehouse):
    warehouse.series("falls", "W1", upto([40, 10]))
    warehouse.series("ulcers", "W1", upto([40]))
    page = Site(warehouse).main("/huddle/W1")
    assert "in the newest data" in page
    assert "last huddle" not in page.partition("Recognition")[0]
