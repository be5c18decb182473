"""A measure of rare events, wherever it shows: its page, the huddle, the board."""

from __future__ import annotations

from tests.browsing import DESK, PHONE, explored, resize

WARD = "service=strathcorrie-ward-4"
PAGE = f"/indicator/severe_falls?{WARD}"


def test_its_page_is_whole(visit, check_axe):
    page = visit(PAGE)
    sentence = page.locator(".chart__sentence").inner_text()
    assert "82 days between the last two events, the latest on 2 Sep 2026." in sentence
    assert "No event in the 78 days since then, up to 19 Nov 2026." in sentence
    assert "78 days without an event, from 2 September 2026" in page.locator(".silence").inner_text()
    assert page.locator(".facts", has_text="Data to 19 Nov 2026").count() == 1
    for width in (DESK, PHONE):
        resize(page, width)
        check_axe(page)


def test_the_chart_says_its_dates_and_the_silence(visit):
    page = visit(PAGE)
    texts = explored(page).evaluate("plot => plot.data.find(trace => trace.name === 'points').text")
    assert any(t.startswith("2 Sep 2026<br><b>82 days since the previous event</b>") for t in texts)
    assert "19 Nov 2026<br><b>78 days since the last event</b><br>so far, not judged" in texts


def test_the_table_goes_from_the_silence_to_the_first(visit):
    page = visit(PAGE)
    rows = page.locator(".table-scroll tbody tr").all_inner_texts()
    assert rows[0].split("\t")[0] == "19 Nov 2026"
    assert rows[0].endswith("none so far")
    assert rows[-1].endswith("first event recorded")


def test_ties_are_said_where_there_are_any(visit):
    page = visit("/indicator/severe_falls?service=strathcorrie")
    assert "spread evenly through it" in page.locator(".silence").inner_text()
    assert page.locator(".table-scroll td", has_text="2 on this day").count() >= 2


def test_the_huddle_counts_its_days_from_the_list(visit):
    page = visit("/huddle/strathcorrie-ward-4")
    days = page.locator(".days")
    assert days.locator(".days__number").inner_text() == "78"
    assert "Last on 2 September 2026, data to 19 November 2026. The usual gap is" in days.inner_text()


def test_the_board_has_its_row(visit):
    page = visit(f"/board?{WARD}")
    row = page.locator(".matrix__row", has_text="Falls with severe harm")
    assert "82" in row.inner_text()
    assert "2 Sep 2026" in row.inner_text()
    # Nothing happened since: that is no lack of data.
    assert "incomplete" not in row.inner_text().lower()
    assert "late" not in row.locator(".matrix__data").inner_text().lower()
