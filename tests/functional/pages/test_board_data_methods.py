"""The board, data and methods pages as people use them, in a real browser on the demo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import DESK, PHONE, arrived, fits, resize


def test_three_exceptions_in_three_activations(visit):
    """A board member: open the board, jump to an exception, drill into it."""
    page = visit("/board")
    alert = page.locator("section.call", has=page.locator("#call-alert"))
    first = alert.get_by_role("link").first
    target = first.get_attribute("href")
    first.click()
    drill = page.locator(f"article{target} .exception__title a")
    expect(drill).to_be_in_viewport()
    name = drill.inner_text()
    drill.click()
    arrived(page, re.compile(r"/indicator/\w+\?service=glenmore"))
    expect(page.locator("h1")).to_have_text(name)


def test_a_row_is_one_link_to_its_indicator(visit):
    page = visit("/board?service=strathcorrie")
    row = page.locator(".matrix__row").first
    row.click(position={"x": 600, "y": 20})
    arrived(page, re.compile(r"/indicator/falls_harm\?service=strathcorrie"))


def test_filters_are_addresses(visit):
    page = visit("/board?service=strathcorrie")
    page.get_by_role("navigation", name="Filter the board").get_by_role("link", name="Timely").click()
    arrived(page, re.compile("domain=timely"))
    expect(page.locator(".matrix__domain")).to_have_text([re.compile(r"^Timely \d+ indicators")])
    again = visit("/board?" + page.url.partition("?")[2])
    expect(again.locator(".matrix__row")).to_have_count(page.locator(".matrix__row").count())


def test_the_board_says_what_chance_would_give(visit):
    words = visit("/board").locator(".page-head .lede").inner_text()
    assert re.search(
        r"Of \d+ indicators looked at, \d+ shows? an unusual change.*; chance alone would give (about|fewer "
        r"than) \d+; \d+ survives? the number of charts looked at; \d+ (is|are) shown first\.",
        words,
    )


def test_every_call_names_its_rule(visit):
    page = visit("/board")
    assert page.locator(".call").count() == 4
    assert page.locator(".call__rule").count() == 4


def test_nothing_changed_is_said_in_words(visit):
    page = visit("/board?changed=1&since=2026-11-20&service=braefoot")
    assert "Nothing changed since 20 November 2026." in page.locator(".notice").inner_text()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/board?service=nowhere", "no service with the code 'nowhere'"),
        ("/board?domain=cheap", "There are safe, effective"),
        ("/board?since=yesterday", "written as 2026-10-19"),
        ("/board?since=2030-01-01", "still to come"),
        ("/board?domain=safe&domain=timely", "more than once"),
        ("/board?service=%00%01", "cannot be a code"),
        ("/data?source=nothing", "no source with the code 'nothing'"),
        ("/data?service=nowhere", "no service with the code 'nowhere'"),
        ("/methods?service=%3Cscript%3E", "no service with the code '<script>'"),
    ],
)
def test_a_mistake_in_the_address_is_explained(visit, address, words):
    assert words in visit(address).locator("main").inner_text()


@pytest.mark.parametrize("address", ["/board?changed=maybe", "/board?utm=1", "/data?x=1&x=2", "/methods?a=b"])
def test_parameters_that_mean_nothing_do_no_harm(visit, address):
    visit(address)


def test_late_feeds_stand_first(visit):
    rows = visit("/data").locator("#feeds tbody tr")
    assert "Payroll hours, Inverlarig" in rows.first.inner_text()
    assert "Late" in rows.first.inner_text()


def test_refused_rows_say_row_column_expected_and_found(visit):
    page = visit("/data?source=complaints")
    page.get_by_text("5 rows were refused").click()
    said = page.locator(".problems").first
    expect(said).to_contain_text("row 885, column received: expected a number, found two")
    expect(said).to_be_visible()


def test_a_feed_leads_to_its_own_loads_and_back(visit):
    page = visit("/data")
    page.get_by_role("link", name="loads of Complaints log").click()
    arrived(page, re.compile(r"/data\?source=complaints$"))
    expect(page.locator("#feeds tbody tr")).to_have_count(1)
    expect(page.locator("#loads")).to_contain_text("complaints.csv")
    expect(page.locator("#loads")).not_to_contain_text("maternity.csv")
    page.get_by_role("link", name="All feeds and loads").click()
    arrived(page, re.compile(r"/data$"))
    expect(page.locator("#loads")).to_contain_text("maternity.csv")


def test_methods_name_every_rule_set(visit):
    import stats

    text = visit("/methods").locator("#rules").inner_text()
    assert [name for name in stats.RULE_SETS if f"{name}, version" not in text] == []


def test_false_signals_are_tables_that_a_screen_reader_can_read(visit, check_axe):
    page = visit("/methods")
    part = page.locator("#chance")
    for folded in part.locator("summary").all():
        folded.click()
    expect(part.locator("table")).to_have_count(14)
    assert page.locator("#chance table:not(:has(caption))").count() == 0
    assert page.locator("#chance th:not([scope])").count() == 0
    expect(part.get_by_role("row", name=re.compile("^plotthedots")).first).to_contain_text("80")
    for width in (DESK, PHONE):
        resize(page, width)
        fits(page)
        check_axe(page)


def test_the_next_load_of_a_feed_can_be_seen_before_it_is_loaded(visit):
    page = visit("/data")
    page.get_by_role("link", name="Preview the next load of").first.click()
    arrived(page, re.compile(r"/data\?source=\w+&preview=1"))
    shown = page.locator("#preview")
    expect(shown).to_contain_text("Nothing was saved.")
    expect(shown).to_contain_text("First rows, as understood")
    expect(shown).to_contain_text("rows read")


def test_every_column_of_the_feeds_is_seen_on_a_tablet(visit):
    page = visit("/data", width=768)
    frame = page.locator("#feeds .table-frame")
    assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")
    days = page.locator("#feeds .in-one-line")
    assert max(day.bounding_box()["height"] for day in days.all()) < 30  # one line, not three


SHOWN = ".matrix__row:visible"


def test_rows_are_found_by_name_or_owner(visit):
    page = visit("/board")
    every = page.locator(SHOWN).count()
    page.get_by_label("Find an indicator").fill("menon")
    assert page.locator(SHOWN, has_text="Dr Anjali Menon").count() == page.locator(SHOWN).count() == 2
    expect(page.locator("[data-answer]")).to_have_text("2 indicators found")
    page.get_by_label("Find an indicator").fill("")
    assert page.locator(SHOWN).count() == every


def test_a_domain_folds_to_what_it_says_of_itself_and_opens_for_whoever_searches(visit):
    page = visit("/board")
    every = page.locator(SHOWN).count()
    head = page.get_by_role("button", name="Safe 8 indicators · 1 concern · 1 will fail")
    head.focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-expanded", "false")
    expect(page.locator(SHOWN)).to_have_count(every - 8)
    page.get_by_label("Find an indicator").fill("hand hygiene")
    expect(page.locator(SHOWN)).to_have_count(1)
    page.get_by_label("Find an indicator").fill("")
    expect(page.locator(SHOWN)).to_have_count(every - 8)


def test_a_tablet_has_one_row_for_each_indicator(visit):
    page = visit("/board", width=768)
    rows = [row.bounding_box()["height"] for row in page.locator(SHOWN).all()]
    assert max(rows) < 170
    assert page.evaluate("document.documentElement.scrollHeight") < 9000
    fits(page)


def test_those_that_will_fail_come_first_and_go_back_to_their_domains(visit):
    page = visit("/board")
    names = page.locator(".matrix__link").all_inner_texts()
    failing = page.locator(".matrix__row", has_text="Will fail").locator(".matrix__link").all_inner_texts()
    page.get_by_label("Order").select_option("fails")
    assert page.locator(".matrix__link").all_inner_texts()[: len(failing)] == failing
    expect(page.locator(".matrix__domain:visible")).to_have_count(0)
    page.get_by_label("Show").select_option("fails")
    assert page.locator(f"{SHOWN} .matrix__link").all_inner_texts() == failing
    page.get_by_label("Show").select_option("")
    page.get_by_label("Order").select_option("")
    assert page.locator(".matrix__link").all_inner_texts() == names
    expect(page.locator(".matrix__domain:visible").first).to_contain_text("Safe")


def test_icons_stand_alone_where_somebody_asks_and_are_still_read(visit, check_axe):
    page = visit("/board")
    word = page.locator(".matrix .icon__word").first
    wide = word.bounding_box()["width"]
    page.get_by_label("Icons only").check()
    assert word.bounding_box()["width"] <= 1 < wide
    assert word.inner_text()
    check_axe(page)


def test_a_sparkline_says_from_when_to_when(visit):
    page = visit("/board")
    row = page.locator(".matrix__row", has_text="Observations taken on time")
    assert row.locator(".ends span").all_inner_texts() == ["Sep 2024", "Oct 2026"]
    weekly = page.locator(".matrix__row", has_text="A&E within four hours")
    assert weekly.locator(".ends span").all_inner_texts() == ["24 May", "15 Nov 2026"]


def test_a_phone_folds_what_stands_below_and_a_board_is_seven_screens(visit):
    page = visit("/board", width=PHONE)
    assert page.evaluate("document.documentElement.scrollHeight / innerHeight") < 7.5
    expect(page.locator(".matrix")).to_be_hidden()
    page.get_by_text("All 21 indicators").click()
    expect(page.locator(".matrix")).to_be_visible()
    resize(page, DESK)
    expect(page.locator(".matrix")).to_be_visible()
    fits(page)


def test_an_exception_says_which_service_it_is(visit):
    page = visit("/board")
    article = page.locator("#exception-news_on_time")
    where = article.locator(".exception__where")
    expect(where.locator("summary")).to_have_text("4 services inside with an unusual change")
    names = ["Strathcorrie General Hospital", "Acute Medical Unit", "Inverlarig Hospital", "Ward 2, Surgery"]
    assert where.locator(".tile__title").all_inner_texts() == names
    calm = page.locator("#exception-waits_18_weeks .exception__where")
    expect(calm.locator("summary")).to_have_text("Just inside: none of 3 with an unusual change")
    assert calm.locator(".tile__title").count() == 3
    where.get_by_role("link", name="Acute Medical Unit").click()
    arrived(page, re.compile(r"/indicator/news_on_time\?service=strathcorrie-amu"))


def test_the_dates_of_a_small_chart_lie_below_it_and_above_its_icons(visit):
    page = visit("/indicator/news_on_time?service=strathcorrie")
    tile = page.locator("#inside .tile").first
    chart, ends, icons = (
        tile.locator(part).bounding_box() for part in (".tile__chart", ".ends", ".tile__icons")
    )
    assert chart["y"] + chart["height"] <= ends["y"] + 1
    assert ends["y"] + ends["height"] <= icons["y"]
