"""The document alone: read before any script has come, and where none may run."""

from __future__ import annotations

import re

import pytest

from tests.browsing import DRAWN

ADDRESSES = (
    "/",
    "/board",
    "/huddle/strathcorrie-ward-4",
    "/indicator/falls_harm",
    "/equity/falls_harm",
    "/data",
    "/methods",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_read_where_scripts_are_blocked(browser, site, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + address)
    assert page.locator("main h1").is_visible()
    assert len(page.locator("main").inner_text()) > 200
    context.close()


def test_a_link_leads_on_where_scripts_are_blocked(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/board")
    page.get_by_role("link", name="Methods").click()
    page.wait_for_url(re.compile(r"/methods(\?|$)"))
    assert page.locator("main h1").inner_text() == "Methods"
    context.close()


def test_dash_takes_over_the_elements_that_the_document_brought(visit):
    page = visit("/board", wait_for="#first h1, main h1")
    page.evaluate("""() => { document.querySelector("main h1").dataset.mine = "1" }""")
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#first").count() == 0
    assert page.locator("main h1").count() == 1
    drawn_before_it_was_marked = page.evaluate("() => !document.querySelector('main h1').dataset.mine")
    assert not drawn_before_it_was_marked
    assert page.locator(DRAWN).is_visible()


def test_what_only_a_script_can_do_is_not_offered_without_one(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address, offered in (("/huddle/strathcorrie-amu", ".timer"), ("/", "#find-service")):
        page.goto(site + address)
        assert page.locator(offered).count() == 1
        assert not page.locator(offered).is_visible()
    context.close()
