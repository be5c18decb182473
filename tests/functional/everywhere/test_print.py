"""On A4 (182 mm inside the margins, 688 px): nothing cut off, nothing that only a screen can do."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

PAPER = 688
INDICATOR = "/indicator/news_on_time?service=strathcorrie-amu"
EQUITY = "/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients"
MEETING = "/meetings/clinical_governance/2026-11-10"
ADDRESSES = (INDICATOR, EQUITY, "/board", "/board/services", "/huddle/strathcorrie-amu", "/data", "/methods",
             MEETING)  # fmt: skip

CUT = """paper => [...document.querySelectorAll("main *")].filter(element => {
    const box = element.getBoundingClientRect();
    if (!box.width || element.closest(".visually-hidden, thead")) return false;
    const style = getComputedStyle(element);
    const hides = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1
        || style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
    return box.right > paper + 1 || hides && !element.closest("svg");
}).map(element => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`)"""


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
def test_large_charts_are_as_wide_as_the_paper_explored_or_not(visit, address):
    page = visit(address)
    chart = page.locator(".chart__plot").first
    for _ in ("still", "explored"):
        on_paper(page)
        assert chart.bounding_box()["width"] == PAPER
        assert chart.locator(".still").is_visible()
        assert not chart.locator(".chart__graph").is_visible()
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
        page.emulate_media(media="screen")
        chart.hover()
        page.locator(".is-explored").wait_for()


def test_the_matrix_of_a_board_takes_two_pages(visit):
    page = visit("/board")
    rows = page.locator(".matrix__link").all_inner_texts()
    paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    words = [" ".join(one.extract_text().split()) for one in paper.pages]
    first_two = f"{words[0]} {words[1]}"
    assert [row for row in rows if row not in first_two] == []
    assert "Exceptions" in words[2]
    assert len(words) <= 9


def test_signals_beyond_the_cards_are_printed_though_nobody_unfolded_them(visit):
    page = visit("/huddle/strathcorrie-amu")
    folded = page.locator("#rest [data-item]").first
    assert folded.evaluate("e => e.checkVisibility()") is False
    on_paper(page)
    assert folded.evaluate("e => e.checkVisibility()") is True
    assert page.evaluate(CUT, PAPER) == []


def test_marks_made_of_backgrounds_are_printed(visit):
    page = visit(EQUITY)
    on_paper(page)
    dot = page.locator(".equity__dot").first
    assert dot.evaluate("e => getComputedStyle(e).printColorAdjust") == "exact"


@pytest.mark.parametrize(
    ("address", "folded"),
    [("/board", (".matrix__link", ".exception__where .tile__title")), (INDICATOR, ("#numbers td",))],
)
def test_what_a_phone_folds_away_is_printed(visit, address, folded):
    page = visit(address, width=375)
    parts = [page.locator(one).first for one in folded]
    assert [part.evaluate("e => e.checkVisibility()") for part in parts] == [False] * len(parts)
    on_paper(page)
    assert [part.evaluate("e => e.checkVisibility()") for part in parts] == [True] * len(parts)
