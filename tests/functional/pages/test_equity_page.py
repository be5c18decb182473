"""The equity pages as a manager uses them, in a real browser on the demo."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import DESK, PHONE, arrived, fits


def test_from_the_list_to_a_widening_gap_by_plain_links(visit):
    """A manager who does not know of it: from home to the first finding, a hospital, another dimension."""
    page = visit("/")
    page.get_by_role("navigation").get_by_role("link", name="Equity").click()
    arrived(page, re.compile("/equity"))
    page.get_by_role("region", name="More than chance").get_by_role("link").first.click()
    arrived(page, re.compile(r"/equity/did_not_attend\?dimension=deprivation"))
    expect(page.locator(".hero .chart__sentence")).to_contain_text("has widened from")
    choices = page.get_by_role("navigation", name="Choose what to compare")
    choices.get_by_role("link", name="Strathcorrie").click()
    arrived(page, re.compile("service=strathcorrie"))
    choices.get_by_role("link", name="Ethnicity").click()
    arrived(page, re.compile("dimension=ethnicity&service=strathcorrie"))
    expect(page.get_by_role("link", name="Ethnicity", exact=True).locator("xpath=..")).to_have_attribute(
        "aria-current", "true"
    )


def test_the_table_says_what_the_picture_shows(visit):
    page = visit("/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients")
    first = page.get_by_role("row").filter(has_text="1 (most deprived)").first
    expect(first).to_contain_text("Higher, worse")
    expect(first.locator(".equity__dot--concern")).to_have_count(1)
    expect(page.locator("table.equity").get_by_role("row").filter(has_text="Not stated")).to_contain_text(
        "Group unknown"
    )
    expect(page.get_by_role("columnheader").first).to_contain_text("1 = most deprived")


def test_too_few_leads_on(visit):
    page = visit("/equity/falls_harm?dimension=ethnicity&service=inverlarig-ward-2")
    notice = page.locator(".notice--suppressed")
    expect(notice).to_contain_text("Too few to show fairly")
    notice.get_by_role("link").first.click()
    arrived(page, re.compile("dimension=ethnicity&service="))
    expect(page.locator(".hero .chart__sentence")).to_contain_text(re.compile("no group .*differs clearly"))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/equity/did_not_attend?dimension=colour", "no dimension 'colour'"),
        ("/equity/did_not_attend?service=atlantis", "no service with the code 'atlantis'"),
        ("/equity/did_not_attend?dimension=ethnicity&group=%3Cb%3E", "no group '<b>' in Ethnicity"),
        ("/equity/staff_sickness", "is not split by group"),
    ],
)
def test_a_wrong_address_says_what_is_wrong(visit, address, words):
    expect(visit(address).locator("main")).to_contain_text(words)


def test_a_number_says_how_it_was_made_over_the_page_and_by_keyboard(visit, check_axe):
    page = visit("/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients")
    first = page.get_by_role("link", name="How was this made? 1 (most deprived)", exact=True)
    first.focus()
    page.keyboard.press("Enter")
    answer = page.get_by_role("dialog", name="Deprivation 1 (most deprived)")
    expect(answer).to_contain_text("2,531 ÷ 17,388 × 100")
    expect(answer).to_contain_text("Wilson score interval")
    check_axe(page)
    page.keyboard.press("Escape")
    expect(answer).to_have_count(0)
    expect(first).to_be_focused()
    page.locator("#gap").get_by_role("link", name="How was this made?").click()
    expect(page.get_by_role("dialog")).to_contain_text("Newcombe 1998, method 10")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_explanation_is_a_page_of_its_own_too(visit):
    page = visit("/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients&made=group:9")
    expect(page.locator("main")).to_contain_text("The address gives 'group:9'")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_both_at_once_unfolds_as_a_table_that_fits_and_is_read(visit, check_axe, width):
    page = visit("/equity/did_not_attend?dimension=deprivation", width=width)
    expect(page.locator(".equity-alike")).to_contain_text("After allowing for age, the gap between")
    page.locator("#both summary").click()
    frame = page.locator("#both").get_by_role("region", name="Deprivation by age")
    expect(frame.get_by_role("row")).to_have_count(1 + 10)
    fits(page)
    check_axe(page)
    frame.focus()
    expect(frame).to_be_focused()
