"""Home, huddle and indicator as people use them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from components.huddle import wall
from tests.browsing import EXPLORED, HEIGHTS, LARGE_CHART, PHONE, arrived, drawn, explored, fits, resize

BOARD = "glenmore"
WARD = "strathcorrie-ward-4"
BUSY = "strathcorrie-amu"
DAY_SURGERY = "inverlarig-day-surgery"
MISSING = ("/nothing-here", "/huddle/nobody")


@pytest.mark.parametrize("address", MISSING)
def test_axe_finds_nothing_where_nothing_is(visit, check_axe, address):
    # Reached from inside: asked for directly, the browser reports the 404 as an error, and rightly so.
    page = visit("/")
    page.evaluate("address => { history.pushState({}, '', address);"
                  "dispatchEvent(new CustomEvent('_dashprivate_pushstate')); }", address)  # fmt: skip
    expect(page.locator("h1")).to_have_text("There is nothing at this address")
    drawn(page)
    check_axe(page)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Data").click()
    arrived(page, "**/data")
    expect(page.locator("h1")).to_have_text("Data")


def test_a_page_of_nothing_has_the_ways_on_at_any_width(visit):
    page = visit("/nothing-here")
    for width in HEIGHTS:
        resize(page, width)
        assert page.get_by_role("navigation", name="Pages").get_by_role("link").count() >= 4
        fits(page)


@pytest.mark.parametrize("service", [BUSY, WARD, BOARD])
def test_the_wall_fits_one_screen(visit, service):
    page = visit(f"/huddle/{service}?tv=1", width=1920)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    for card in page.locator(".signal-card").all():
        first, chart, last = (
            card.locator(part).bounding_box()
            for part in (".ends > :first-child", ".signal-card__chart", ".ends > :last-child")
        )
        assert first["x"] < last["x"]
        assert min(chart["width"], chart["height"]) > 30


SHOW = """([number, columns]) => {
    const all = document.querySelector(".tiles"), one = all.firstElementChild;
    all.className = `tiles tiles--${columns}${number <= 4 ? " tiles--few" : ""}`;
    all.replaceChildren(...Array.from({length: number}, () => one.cloneNode(true)));
    const bottom = element => element.getBoundingClientRect().bottom;
    const height = element => element.getBoundingClientRect().height;
    return {
        page: document.documentElement.scrollHeight,
        last: Math.max(...[...all.querySelectorAll(".tile__icons")].map(bottom)),
        leave: document.querySelector(".wall__leave").getBoundingClientRect().top,
        chart: Math.min(...[...all.querySelectorAll(".tile__chart")].map(height)),
    };
}"""


@pytest.mark.parametrize(
    ("service", "cards", "most"),
    [("strathcorrie-ward-8", 0, 12), ("strathcorrie-ward-6", 1, 8), (BUSY, 3, 8), (BOARD, 3, 8)],
)
def test_tiles_on_the_wall_fill_the_screen_whatever_their_number(visit, service, cards, most):
    """A huddle has eight at most; more are tried where there is room for them."""
    page = visit(f"/huddle/{service}?tv=1", width=1920)
    assert page.locator(".signal-card").count() == cards
    for number in range(1, most + 1):
        found = page.evaluate(SHOW, [number, wall.columns(number, cards)])
        assert found["page"] <= 1080, number
        assert 930 <= found["last"] <= found["leave"], number
        assert found["chart"] >= 40, number


def test_the_wall_says_when_it_is_stale(visit):
    page = visit(f"/huddle/{WARD}?tv=1", width=1920)
    expect(page.locator(".wall__stale")).to_be_hidden()
    # Not an aborted request: that would also be an error in the console, which fails every test.
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no network')); }")
    page.evaluate("window.dispatchEvent(new CustomEvent('brightspot-refresh'))")
    expect(page.locator(".wall__stale")).to_contain_text("Out of date: Brightspot does not answer")


# -- ways through ---------------------------------------------------------------------------------


def test_from_home_to_huddle_to_chart_and_back(visit):
    page = visit("/")
    page.evaluate("window.stayed = true")
    page.get_by_label("Find a service").fill("acute med")
    expect(page.locator("#find-service-answer")).to_have_text("1 service found")
    page.locator("#services").get_by_role("link", name="Acute Medical Unit").click()
    expect(page.locator("h1")).to_have_text("Huddle: Acute Medical Unit")
    page.locator(".signal-card a").first.click()
    arrived(page, re.compile(rf"/indicator/[a-z_]+\?service={BUSY}"))
    expect(page.locator(LARGE_CHART).first).to_be_visible()
    assert page.evaluate("window.stayed"), "the document was loaded anew"
    page.go_back()
    expect(page.locator("h1")).to_have_text("Huddle: Acute Medical Unit")


def test_another_service_is_chosen_on_the_same_page(visit):
    page = visit(f"/indicator/falls_harm?service={WARD}")
    chooser = page.locator(".masthead .chooser").first
    chooser.locator("summary").click()
    chooser.get_by_role("link", name="Acute Medical Unit").click()
    arrived(page, f"**/indicator/falls_harm?service={BUSY}")


def test_navigation_keeps_the_service(visit):
    page = visit(f"/huddle/{WARD}")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Board").click()
    arrived(page, re.compile(rf"/board\?service={WARD}"))
    current = page.get_by_role("navigation", name="Pages").locator("[aria-current=page]")
    expect(current).to_have_text("Board")


def test_the_chooser_works_by_keyboard(visit):
    page = visit(f"/huddle/{WARD}")
    chooser = page.locator(".masthead .chooser").first
    summary = chooser.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    link = page.locator(".chooser__panel").get_by_role("link", name="Acute Medical Unit")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    assert summary.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Huddle: Acute Medical Unit")
    expect(chooser).not_to_have_attribute("open", "")


def test_the_first_tab_skips_to_the_content(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_season_is_said_and_can_be_taken_out(visit, check_axe):
    page = visit("/indicator/staff_sickness?service=braefoot-cmht")
    offer = page.locator("#looks li", has_text="yearly pattern, highest around January")
    expect(offer).to_contain_text("percentage points between high and low season")
    offer.get_by_role("link", name="View it with the yearly pattern removed").click()
    arrived(page, re.compile("look=without-seasons"))
    expect(page.locator(".look-banner")).to_contain_text("Not the official chart.")
    shown = re.compile("Shown with the yearly pattern removed")
    expect(page.locator(".chart__plot")).to_have_attribute("aria-label", shown)
    check_axe(page)
    resize(page, PHONE)
    fits(page)
    check_axe(page)


# -- the chart ------------------------------------------------------------------------------------


def chart(visit, **where):
    page = visit(f"/indicator/news_on_time?service={BUSY}", **where)
    expect(page.locator(LARGE_CHART).first).to_be_visible()
    return page


def test_the_chart_is_an_image_with_its_sentence(visit):
    page = chart(visit)
    image = page.locator(".chart__plot")
    assert image.get_attribute("role") == "img"
    sentence = page.locator(".chart__sentence").inner_text()
    assert sentence in image.get_attribute("aria-label")


def test_the_chart_uploads_nothing(visit):
    page = chart(visit)
    context = explored(page).evaluate("plot => plot._context")
    assert page.locator(".modebar-btn").count() == 0
    assert context["showSendToCloud"] is False
    assert context["plotlyServerURL"] == ""


@pytest.mark.parametrize(("width", "label"), [(1280, "centre line"), (375, "centre ")])
def test_labels_fit_the_width(visit, width, label):
    page = chart(visit, width=width)
    for words, is_shown in ((".still__note", True), (".annotation-text", False)):
        if not is_shown:
            explored(page)
        labels = page.locator(f"{words}:visible")
        expect(labels.filter(has_text=label).first).to_be_visible()
        if width == 375:  # plotly.js draws the wide labels, which are then fitted
            expect(labels.filter(has_text="centre line")).to_have_count(0)
        plot = page.locator(".chart__plot").bounding_box()
        for box in labels.all():
            found = box.bounding_box()
            assert found["x"] + found["width"] <= plot["x"] + plot["width"] + 1, box.inner_text()


def test_exploring_draws_the_same_chart_at_the_same_place(visit):
    page = chart(visit)
    page.mouse.move(0, 0)
    still = page.evaluate(PLACES, ".still__points use")
    explored(page)
    plotted = page.evaluate(PLACES, ".chart__graph .points path")
    assert still, "special points"
    for x, y in still:
        assert any(abs(x - at) < 4 and abs(y - up) < 2 for at, up in plotted), (x, y)


PLACES = """selector => [...document.querySelectorAll(selector)].map(point => {
    const box = point.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
})"""


def test_a_chart_that_cannot_be_explored_stays(visit):
    page = visit(f"/indicator/news_on_time?service={BUSY}")
    page.route("**/*.json?*", lambda route: route.fulfill(body="no figure"))
    with page.expect_response("**/*.json?*"):
        page.locator("#indicator-chart").hover()
    expect(page.locator(".still")).to_be_visible()
    assert page.locator(EXPLORED).count() == 0
    page.unroute("**/*.json?*")
    page.mouse.move(0, 0)
    explored(page)


def test_the_numbers_wait_on_a_phone(visit):
    table = "details[data-narrow]"
    assert chart(visit, width=1280).locator(table).get_attribute("open") is not None
    assert chart(visit, width=375).locator(table).get_attribute("open") is None


def test_the_picture_can_be_saved(visit):
    page = chart(visit)
    for kind in ("png", "svg"):
        with page.expect_download() as download:
            page.get_by_role("button", name=kind.upper()).click()
        assert download.value.suggested_filename == f"news_on_time-{BUSY}.{kind}"


def test_the_table_can_be_saved(visit):
    page = chart(visit)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == f"news_on_time-{BUSY}.csv"


def test_one_result_many_views(visit):
    """Icon, sentence, table and tile say the same."""
    page = chart(visit)
    label = page.locator(".standing .icon__word").first.inner_text()
    page.locator("summary", has_text="The same points under other rule sets").click()
    page.locator(".table--compact").first.wait_for()
    assert page.locator(".table--compact tbody tr").first.locator("td").first.inner_text() == label
    value = page.locator(".standing__number").inner_text()
    huddle = visit(f"/huddle/{BUSY}")
    tile = huddle.locator(".tile", has_text="Observations on time")
    assert tile.locator(".icon__word").first.inner_text() == label
    assert tile.locator(".tile__number").inner_text() == value


def test_only_our_bundle_of_plotly_is_fetched_and_only_for_a_chart(visit):
    fetched = []
    page = visit("/methods")
    page.on("request", lambda request: fetched.append(request.url))
    assert page.evaluate("typeof window.Plotly") == "undefined"
    page.goto(page.url.replace("/methods", f"/indicator/news_on_time?service={BUSY}"))
    drawn(page)
    assert page.evaluate("typeof window.Plotly") == "undefined", "nobody explores yet"
    explored(page)
    scripts = [url for url in fetched if "plotly" in url]
    assert scripts
    assert all("/assets/plotly-basic.min.js" in url for url in scripts)


def test_a_point_left_out_stays_visible_and_says_why(visit):
    page = visit(f"/indicator/cancelled_operations?service={DAY_SURGERY}")
    expect(page.locator(".flags")).to_contain_text(
        "Jan 2025 left out of limits and rules: A storm closed the road"
    )
    expect(page.locator(".flags")).to_contain_text("Gordon Haldane, Head of planned care, 10 Feb 2025")
    ghost = explored(page).evaluate("""plot => {
        const points = plot.data.find(trace => trace.name === "points");
        const at = points.marker.symbol.indexOf("circle-x-open");
        const axes = plot._fullLayout, box = plot.getBoundingClientRect();
        return {
            x: box.left + axes.xaxis._offset + axes.xaxis.d2p(points.x[at]),
            y: box.top + axes.yaxis._offset + axes.yaxis.d2p(points.y[at]),
        };
    }""")
    page.mouse.move(ghost["x"], ghost["y"])
    expect(page.locator(".hovertext")).to_contain_text("left out of limits and rules: A storm")
    row = page.locator("tr", has_text="Jan 2025")
    expect(row).to_contain_text("left out of limits and rules")


def test_the_numbers_stand_last_as_wide_as_the_page_and_all_of_them(visit):
    page = visit(f"/indicator/news_on_time?service={BUSY}")
    last = page.locator("main .page > *").last
    table, within = last.locator(".table-scroll"), page.locator("main .page > .section").last
    assert table.bounding_box()["width"] == within.bounding_box()["width"]
    assert table.evaluate("e => e.scrollHeight <= e.clientHeight + 1 && e.scrollWidth <= e.clientWidth")
    assert table.locator("tbody tr").count() == 36
    resize(page, PHONE)
    fits(page)
