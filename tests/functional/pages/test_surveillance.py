"""Small lasting changes on the indicator page: folded when calm, open with evidence, on any screen."""

from __future__ import annotations

import os
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browsing import DESK, PHONE, TABLET, TELEVISION, fits, resize

RISEN = "/indicator/mortality_30_days?service=strathcorrie"
CALM = "/indicator/mortality_30_days?service=inverlarig"
SAFE = "/indicator/falls_harm?service=strathcorrie-ward-8"
OTHER = "/indicator/length_of_stay?service=strathcorrie-ward-8"


def opened(page):
    part = page.locator("#lasting")
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()
    expect(part).to_have_attribute("open", "")
    return part


def test_evidence_is_open_and_says_since_when_while_no_rule_fires(visit):
    page = visit(RISEN)
    part = page.locator("#lasting")
    expect(part).to_have_attribute("open", "")
    expect(part.locator("summary").first).to_contain_text("evidence since Jan 2026")
    expect(part).to_contain_text("Evidence of more deaths than expected has built up since Jan 2026")
    first = page.locator(".chart__sentence")
    expect(first).to_contain_text("More deaths than expected have built up since Jan 2026")
    expect(first).to_contain_text("The newest month alone shows nothing unusual")


def test_a_calm_measure_keeps_it_folded_and_opens_by_keyboard(visit):
    page = visit(CALM)
    part = page.locator("#lasting")
    assert part.get_attribute("open") is None
    expect(part.locator("summary").first).to_contain_text("no evidence")
    part.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(part.locator("svg")).to_have_count(3)


def test_only_measures_of_safety_are_watched(visit):
    expect(opened(visit(SAFE)).locator("svg")).to_have_count(1)
    assert visit(OTHER).locator("#lasting").count() == 0


def test_what_comes_when_it_is_unfolded_can_be_read_where_scripts_are_blocked(visit, check_axe):
    """The link in the fold leads to a page of its own."""
    address = visit(CALM).locator("#lasting a[data-load]").get_attribute("href")
    page = visit(address)
    assert page.locator("h1").inner_text() == "Small lasting changes"
    assert page.locator("#part svg").count() == 3
    check_axe(page)
    fits(page)


@pytest.mark.parametrize("address", [RISEN, SAFE])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, check_axe, address):
    page = visit(address)
    part = opened(page)
    part.get_by_text("These numbers").click()
    for width in (DESK, PHONE):
        resize(page, width)
        check_axe(page)
        fits(page)
        if folder := os.environ.get("BRIGHTSPOT_PICTURES"):
            part.screenshot(path=f"{folder}/lasting-{'risen' if address == RISEN else 'safe'}-{width}.png")


def test_labels_stand_beside_their_lines_without_touching(visit):
    page = visit(RISEN)
    for width in (DESK, TELEVISION, TABLET):
        resize(page, width)
        for picture in page.locator(".lasting__picture").all():
            boxes = [label.bounding_box() for label in picture.locator(".lasting__label").all()]
            tops = sorted((box["y"], box["y"] + box["height"]) for box in boxes)
            assert all(below[0] >= above[1] - 1 for above, below in pairwise(tops))
