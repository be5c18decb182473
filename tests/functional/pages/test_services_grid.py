"""Every indicator at every service inside one: the same verdicts as on each service's own board; found,
chosen, ordered and opened without asking the server, by pointer and by keys."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from quality.board.board import board
from quality.board.services_grid import services_grid
from tests.browsing import PHONE, arrived

ROWS = "tr[data-row]:visible"
HEADS = ".grid__service:visible"


@pytest.mark.parametrize("service", ["glenmore", "strathcorrie", "braefoot-district-nursing"])
def test_a_cell_is_the_row_of_the_services_own_board(demo, service):
    with demo.session() as session:
        grid = services_grid(session, demo.catalogue, service=service, today=demo.today)
        assert grid.rows
        for at, one in enumerate(grid.services):
            own = board(session, demo.catalogue, service=one.code, today=demo.today)
            shown = {row.code: row.status for row in own.rows if row.status and not row.is_over}
            cells = {row.code: cell for row in grid.rows if (cell := row.cells[at])}
            assert {code: verdict(cell) for code, cell in cells.items()} == {
                code: verdict(status) for code, status in shown.items() if status.period
            }


def verdict(of):
    return of.variation, of.direction, of.assurance, of.value


def test_what_is_found_is_shown_alone_and_everything_comes_back(visit):
    page = visit("/board/services")
    every, services = page.locator(ROWS).count(), page.locator(HEADS).count()
    find = page.get_by_label("Find an indicator or a service")
    find.fill("falls")
    assert 0 < page.locator(ROWS).count() < every
    assert all("fall" in text.lower() for text in page.locator(f"{ROWS} th").all_text_contents())
    find.fill("ward 4")
    assert page.locator(HEADS).all_inner_texts() == ["Ward 4, Care of the Elderly"]
    assert page.locator(ROWS).count() == every
    expect(page.locator("[data-answer]")).to_have_text(f"{every} indicators at 1 found services")
    find.fill("")
    assert (page.locator(ROWS).count(), page.locator(HEADS).count()) == (every, services)


def test_rows_are_chosen_and_ordered_by_what_their_cells_say(visit):
    page = visit("/board/services")
    concerns = "rows => rows.map(row => row.querySelectorAll('td.c').length)"
    page.get_by_label("Show").select_option("concern")
    shown = page.locator(ROWS).evaluate_all(concerns)
    assert shown
    assert min(shown) > 0
    page.get_by_label("Show").select_option("")
    before = page.locator(f"{ROWS} th").all_text_contents()  # of rows out of sight too
    page.get_by_label("Order").select_option("concern")
    for body in page.locator(".grid tbody").all():
        counts = body.locator(ROWS).evaluate_all(concerns)
        assert counts == sorted(counts, reverse=True)
    page.get_by_label("Order").select_option("")
    assert page.locator(f"{ROWS} th").all_text_contents() == before


def test_keys_move_between_cells_and_open_the_chart(visit):
    page = visit("/board/services?service=strathcorrie")
    page.locator(".grid td[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    row = page.locator(f"{ROWS} th").all_inner_texts().index("Observations on time")
    for _ in range(row):
        page.keyboard.press("ArrowDown")
    at = page.locator(HEADS).all_inner_texts().index("Acute Medical Unit")
    for _ in range(at):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".grid-says")).to_have_text(
        re.compile(r"Observations on time · Acute Medical Unit: [\d.]+%, concern, low, will fail")
    )
    assert page.locator(".grid td[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    arrived(page, re.compile(r"/indicator/news_on_time\?service=strathcorrie-amu$"))


def test_a_cell_is_opened_by_a_finger(visit):
    page = visit("/board/services?service=inverlarig", width=PHONE)
    page.locator("td.i").first.click()
    arrived(page, re.compile(r"/indicator/\w+\?service=inverlarig-"))


def test_heads_lead_on_without_a_script(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/board/services?service=strathcorrie")
    page.locator(".grid__service a", has_text="Acute Medical Unit").click()
    page.wait_for_url(re.compile(r"/board\?service=strathcorrie-amu"))
    context.close()


def test_a_board_leads_to_the_grid_of_what_is_inside_it(visit):
    page = visit("/board")
    page.get_by_role("link", name="Every indicator at every service inside").click()
    arrived(page, re.compile(r"/board/services\?service=glenmore"))
    page.get_by_role("link", name="The board of NHS Glenmore alone").click()
    arrived(page, re.compile(r"/board\?service=glenmore"))
