"""Every address, visited once and looked at on every screen: whole, readable, and open to everybody."""

from __future__ import annotations

import pytest

from tests.browsing import DESK, PHONE, TABLET, TELEVISION, fits, resize

BOARD = "glenmore"
WARD = "strathcorrie-ward-4"
BUSY = "strathcorrie-amu"
ADDRESSES = (
    "/",
    f"/huddle/{BUSY}",
    f"/huddle/{WARD}",
    f"/huddle/{BOARD}",
    f"/huddle/{BUSY}?tv=1",
    f"/indicator/falls_harm?service={WARD}",
    f"/indicator/falls_harm?service={WARD}&look=earlier-limits",
    f"/indicator/news_on_time?service={BUSY}",
    "/indicator/cancelled_operations?service=inverlarig-day-surgery",
    "/indicator/news_on_time?service=inverlarig-ward-2",
    "/indicator/falls_harm",
    f"/indicator/did_not_attend?service={BOARD}&part=change",
    f"/indicator/news_on_time?service={BUSY}&made=chart",
    f"/indicator/delayed_bed_days?service={BOARD}&part=change",
    f"/indicator/length_of_stay?service={BOARD}&part=change",
    f"/indicator/news_on_time?service={BOARD}&part=sizes",
    f"/indicator/complaints_20_days?service={BOARD}",
    "/board",
    "/board?service=strathcorrie&domain=safe",
    "/board?service=braefoot-district-nursing-town",
    "/board?changed=1",
    "/board?made=chance",
    "/board/services",
    "/board/services?service=strathcorrie&domain=safe",
    "/board/changes?since=10",
    "/packs",
    "/packs?draft=1",
    "/packs?draft=1&meeting=board.2026-11-26",
    "/meetings",
    "/meetings?service=braefoot",
    "/meetings/board/2026-11-26",
    "/meetings/clinical_governance/2026-11-10",
    "/meetings/board/2026-11-27",
    "/meetings/clinical_governance/year/2026",
    "/improvement?service=strathcorrie",
    "/experience?service=strathcorrie-ward-4",
    "/you-said/strathcorrie-ward-4",
    "/actions",
    "/balance",
    f"/registers/people?service={BUSY}",
    "/registers/measures?service=strathcorrie",
    "/registers/round",
    f"/registers/burden?service={BUSY}",
    "/registers/training",
    "/registers/kept",
    "/packs?document=annual_report",
    "/data",
    "/data?source=complaints",
    "/data?source=complaints&preview=1",
    "/methods",
    "/equity",
    "/equity?dimension=deprivation",
    "/equity?dimension=ethnicity&service=inverlarig",
    "/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients",
    "/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients&made=group:1",
    "/equity/did_not_attend?dimension=deprivation&service=strathcorrie-outpatients&made=gap",
    "/equity/waits_18_weeks?dimension=ethnicity",
    "/equity/falls_harm?dimension=ethnicity&service=inverlarig-ward-2",
    "/equity/falls_harm?dimension=age",
    "/equity/did_not_attend?dimension=deprivation&part=groups",
    "/equity/falls_harm?dimension=ethnicity&service=inverlarig&part=groups",
    "/equity/did_not_attend?dimension=deprivation&part=years",
    "/equity/did_not_attend?dimension=deprivation&part=gap",
    "/equity/did_not_attend?dimension=deprivation&part=slope",
    "/equity/did_not_attend?dimension=deprivation&part=unknown",
    "/equity/did_not_attend?dimension=ethnicity&part=recorded",
    f"/funnel/readmissions_28_days?dimension=ethnicity&service={BOARD}",
    "/funnel/falls_harm?dimension=sex&service=inverlarig-ward-1",
    "/equity/did_not_attend?dimension=colour",
    "/pareto/falls_harm?dimension=ethnicity&service=inverlarig",
)
WIDTHS = (TELEVISION, DESK, TABLET, PHONE)
READ_AT = (DESK, PHONE)
"""Above a phone's width the same elements only stand elsewhere."""

SMALLEST_TEXT = """() => {
  const sizes = [];
  const walker = document.createTreeWalker(document.querySelector('.shell'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.textContent.trim() && element.getClientRects().length)
      sizes.push([parseFloat(getComputedStyle(element).fontSize), element.textContent.slice(0, 40)]);
  }
  return sizes.sort((a, b) => a[0] - b[0])[0];
}"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_whole_on_every_screen(visit, check_axe, subtests, address):
    is_wall = "tv=1" in address
    page = visit(address, width=TELEVISION if is_wall else DESK)
    with subtests.test("one heading, one main part, a language"):
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
        assert page.locator("html").get_attribute("lang") == "en-GB"
    with subtests.test("no text is smaller than 14 px, nor 24 on the wall"):
        size, text = page.evaluate(SMALLEST_TEXT)
        assert size >= (24 if is_wall else 14), text
    for width in WIDTHS:
        resize(page, width)
        with subtests.test("no page scrolls sideways", width=width):
            fits(page)
        if width in READ_AT:
            with subtests.test("nothing keeps anybody out", width=width):
                check_axe(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_whole_where_it_is_opened(visit, check_axe, is_wider, address, width):
    """Not made narrower: what a phone folds away is folded before it is first seen."""
    page = visit(address, width=width)
    assert not is_wider(page)
    if width in READ_AT:
        check_axe(page)
