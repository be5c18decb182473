"""Between a click and its answer: the old view is marked as busy, a slow one is said, and it always ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browsing import arrived, drawn

ANSWERS = "**/_dash-update-component*"
BUSY = "main[aria-busy=true]"


@pytest.fixture
def held(visit):
    """A page whose next answers wait until they are let go, and the requests that wait."""
    waiting = []

    def open_held(address):
        page = visit(address)
        page.wait_for_load_state("networkidle")  # what Dash asks when it takes over
        page.route(ANSWERS, lambda route: waiting.append(route))
        return page, waiting

    return open_held


def link(page, name):
    return page.get_by_role("navigation", name="Pages").get_by_role("link", name=name)


def let_go(page, waiting, number=0):
    while len(waiting) <= number:
        page.wait_for_timeout(20)
    waiting.pop(number).continue_()


def is_done(page, title):
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(BUSY)).to_have_count(0)
    expect(page.locator(".waiting")).to_be_empty()


def test_a_followed_link_is_busy_until_its_page_is_there(held, check_axe):
    page, waiting = held("/data")
    link(page, "Methods").click()
    assert page.locator(BUSY).count() == 1, "at once"
    expect(page.locator(".waiting")).to_have_text("Loading …")
    expect(page.locator("h1")).to_have_text("Data")
    check_axe(page)
    let_go(page, waiting)
    is_done(page, "Methods")
    expect(page.locator("#main")).to_be_focused()


def test_back_and_forward_are_busy_too(held):
    page, waiting = held("/data")
    link(page, "Methods").click()
    let_go(page, waiting)
    is_done(page, "Methods")
    for turn, title in ((page.go_back, "Data"), (page.go_forward, "Methods")):
        turn()
        expect(page.locator(BUSY)).to_have_count(1)
        let_go(page, waiting)
        is_done(page, title)


def test_a_page_that_draws_the_same_again_is_no_longer_busy(held):
    page, waiting = held("/data")
    page.evaluate("history.pushState({}, '', '/data?nothing=new');"
                  "dispatchEvent(new CustomEvent('_dashprivate_pushstate'))")  # fmt: skip
    assert page.locator(BUSY).count() == 1
    let_go(page, waiting)
    is_done(page, "Data")


def test_a_link_to_where_one_is_brings_the_page_anew(visit):
    page = visit("/data")
    page.evaluate("document.querySelector('h1').dataset.old = ''")
    link(page, "Data").click()
    page.wait_for_selector("html[data-ready] h1:not([data-old])")
    assert page.locator(BUSY).count() == 0


def test_a_place_on_the_page_asks_for_nothing(held):
    page, waiting = held("/data")
    page.evaluate("location.hash = 'loads'")
    page.wait_for_function("location.hash === '#loads'")
    assert page.locator(BUSY).count() == 0
    assert waiting == []


def test_the_answer_to_an_earlier_link_is_not_taken_for_that_of_the_last(held):
    page, waiting = held("/data")
    link(page, "Equity").click()
    expect(page.locator(".waiting")).to_have_text("Loading …")
    link(page, "Methods").click()
    while len(waiting) < 2:
        page.wait_for_timeout(20)
    with page.expect_response(ANSWERS):
        let_go(page, waiting)
    expect(page.locator(".waiting")).to_have_text("Loading …")
    assert page.locator(BUSY).count() == 1
    let_go(page, waiting)
    is_done(page, "Methods")


def test_no_answer_is_said_and_the_next_link_works(context, site):
    page = context.new_page()  # `visit` would fail for what Dash writes to the console, and rightly so
    page.goto(f"{site}/data")
    drawn(page)
    page.route(ANSWERS, lambda route: route.abort())
    link(page, "Methods").click()
    expect(page.locator(".waiting")).to_have_text(
        "The server did not answer. This is still the previous page. Reload to try again."
    )
    assert page.locator(BUSY).count() == 0
    page.unroute(ANSWERS)
    link(page, "Equity").click()
    arrived(page, "**/equity*")
    is_done(page, "Equity")
    page.close()


@pytest.mark.parametrize("width", [1280, 375])
def test_what_is_awaited_is_said_on_any_screen(held, is_wider, width):
    page, waiting = held("/data")
    page.set_viewport_size({"width": width, "height": 800})
    page.mouse.wheel(0, 400)
    link(page, "Methods").click()
    word = page.locator(".waiting")
    expect(word).to_have_text("Loading …")
    expect(word).to_be_in_viewport()
    assert not is_wider(page)
    let_go(page, waiting)
    is_done(page, "Methods")
