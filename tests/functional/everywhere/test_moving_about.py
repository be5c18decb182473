"""Going from page to page as hands do it: how far a page was scrolled, places on pages, double clicks."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browsing import arrived, drawn

BOARD = "/board?service=glenmore"
NEAR = "left => Math.abs(window.scrollY - left) < 2"


def seen_link(page):
    """A link that the screen shows: whoever clicks one does not scroll for it."""
    page.evaluate("""() => [...document.querySelectorAll(".exception__title a")].find(
        a => { const at = a.getBoundingClientRect().top; return at > 80 && at < innerHeight - 40; }
    ).id = "seen" """)
    return page.locator("#seen")


def test_back_and_forward_lead_to_where_each_page_was_left(visit):
    page = visit(BOARD)
    low = page.evaluate("""() => { const at = [...document.querySelectorAll(".exception__title")].at(-1);
        window.scrollTo(0, at.getBoundingClientRect().top - 200); return window.scrollY; }""")
    page.wait_for_timeout(50)
    seen_link(page).click()
    arrived(page, re.compile("/indicator/"))
    assert page.evaluate("window.scrollY") == 0
    assert page.evaluate("document.documentElement.scrollHeight") < low, "too short to be scrolled as far"
    page.evaluate("window.scrollTo(0, 300)")
    page.wait_for_timeout(50)
    page.go_back()
    arrived(page, "**/board**")
    page.wait_for_function(NEAR, arg=low)
    page.go_forward()
    arrived(page, re.compile("/indicator/"))
    page.wait_for_function(NEAR, arg=300)


def test_loaded_anew_a_page_stays_where_it_was(visit):
    page = visit(BOARD)
    page.evaluate("window.scrollTo(0, 900)")
    page.reload()
    drawn(page)
    page.wait_for_function(NEAR, arg=900)


def test_a_link_to_a_place_on_another_page_leads_there_and_back(visit):
    page = visit("/indicator/news_on_time?service=inverlarig-ward-2")
    page.get_by_role("link", name="How we know").click()
    arrived(page, "**/methods#chance")
    assert abs(page.evaluate("document.getElementById('chance').getBoundingClientRect().top")) < 200
    page.evaluate("location.hash = 'lasting'")
    page.wait_for_function("Math.abs(document.getElementById('lasting').getBoundingClientRect().top) < 200")
    page.go_back()
    page.wait_for_function("Math.abs(document.getElementById('chance').getBoundingClientRect().top) < 200")


def test_a_double_click_is_one_step(visit):
    page = visit(BOARD)
    before = page.evaluate("history.length")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Data").dblclick()
    arrived(page, "**/data**")
    expect(page.locator("h1")).to_have_text("Data")
    assert page.evaluate("history.length") == before + 1


def test_a_saved_picture_can_stand_alone_whatever_the_screen(visit):
    page = visit("/indicator/ae_4_hour?service=strathcorrie-ae", width=375)
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG").click()
    picture = saved.value.path().read_text()
    measure = "A&amp;E within four hours; Accident and Emergency, Strathcorrie, w/e 26 Nov 2023 to w/e"
    for words in ("Unusually low w/e 15 Nov 2026, expected to miss target", measure, "upper limit 76.3%"):
        assert words in picture, "says what it is, and its lines are named as on a wide screen"
    assert re.search(r'<rect[^>]*style="fill: rgb\(255, 255, 255\); fill-opacity: 1', picture), "a ground"
    assert "Atkinson" not in picture, "a typeface of ours is nowhere else"
    expect(page.locator(".is-explored")).to_have_count(0)


def test_a_picture_that_cannot_be_made_says_so(visit):
    page = visit("/indicator/ae_4_hour?service=strathcorrie-ae")
    # Not an aborted request: that would also be an error in the console, which fails every test.
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no network')); }")
    page.get_by_role("button", name="PNG").click()
    expect(page.locator(".waiting")).to_have_text("The picture could not be made. Try again.")


def test_a_fold_asks_once_however_often_it_is_opened(visit):
    page = visit("/indicator/ae_4_hour?service=strathcorrie-ae")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "part=" in request.url else None)
    page.route("**part=**", lambda route: (page.wait_for_timeout(200), route.continue_()))
    summary = page.locator("summary", has_text="96 earlier periods")
    for _ in range(3):
        summary.click()
    expect(page.locator("details", has=summary).last.locator("tbody tr")).to_have_count(96)
    assert len(asked) == 1


def test_every_page_is_named_in_the_navigation_of_a_phone(visit):
    page = visit("/huddle/strathcorrie-amu", width=375)
    beyond = page.evaluate("() => { const nav = document.querySelector('.masthead nav');"
                           " return nav.scrollWidth - nav.clientWidth; }")  # fmt: skip
    assert beyond <= 0
