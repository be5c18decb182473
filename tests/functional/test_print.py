"""On A4 (182 mm inside the margins, 688 px): nothing cut off, nothing that only a screen can do."""

from __future__ import annotations

import pytest

PAPER = 688
INDICATOR = "/indicator/news_on_time?service=strathcorrie-amu"
EQUITY = "/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients"
ADDRESSES = (INDICATOR, EQUITY, "/board", "/huddle/strathcorrie-amu", "/data", "/methods")

CUT = """paper => [...document.querySelectorAll("main *")].filter(element => {
    const box = element.getBoundingClientRect();
    if (!box.width || element.closest(".visually-hidden, thead")) return false;
    const style = getComputedStyle(element);
    const hides = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1
        || style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
    return box.right > paper + 1 || hides && !element.closest("svg");
}).map(element => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`)"""

WIDTH = "document.querySelector('.chart__plot .main-svg').getBoundingClientRect().width"


def on_paper(page):
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_cut_and_no_control_is_printed(visit, is_wider, address):
    page = visit(address)
    on_paper(page)
    controls = page.locator(
        "nav:not([aria-label=Breadcrumb]), button, input, .masthead .chooser, .filter-bar"
    )
    assert [found.inner_text() for found in controls.all() if found.is_visible()] == []
    assert page.evaluate(CUT, PAPER) == []
    assert not is_wider(page)


@pytest.mark.parametrize("address", [INDICATOR, EQUITY])
def test_large_charts_are_drawn_for_the_width_of_the_paper_and_back(visit, address):
    page = visit(address)
    chart = page.locator(".chart__plot .main-svg").first
    before = chart.bounding_box()["width"]
    page.evaluate(f"() => addEventListener('beforeprint', () => {{ window.printed = {WIDTH}; }})")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert page.evaluate("window.printed") == PAPER
    page.wait_for_function(f"before => Math.abs({WIDTH} - before) < 2", arg=before)


def test_marks_made_of_backgrounds_are_printed(visit):
    page = visit(EQUITY)
    on_paper(page)
    dot = page.locator(".equity__dot").first
    assert dot.evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"
