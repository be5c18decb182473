"""Colours that a reader's system has chosen (high contrast): marks made of colour stay, and are seen."""

from __future__ import annotations

import pytest

from tests.browsing import drawn

GROUND = "e => getComputedStyle(e).backgroundColor"
LIGHTNESS = """e => { const c = document.createElement("canvas").getContext("2d");
    c.fillStyle = getComputedStyle(e).stroke; c.fillRect(0, 0, 1, 1);
    return Math.max(...c.getImageData(0, 0, 1, 1).data.slice(0, 3)); }"""


@pytest.fixture
def dark(visit):
    """Open an address on black with white words."""

    def open_dark(address):
        page = visit(address)
        page.emulate_media(forced_colors="active", color_scheme="dark")
        drawn(page)
        return page

    return open_dark


def test_a_day_of_harm_is_told_from_one_without(dark):
    page = dark("/huddle/strathcorrie-ward-4")
    harm, calm = (page.locator(day).first for day in (".cross__day--harm", ".cross__day--none"))
    assert len({harm.evaluate(GROUND), calm.evaluate(GROUND), page.locator("body").evaluate(GROUND)}) == 3


def test_marks_of_groups_are_drawn(dark):
    page = dark("/equity/antenatal_by_12_weeks?dimension=deprivation")
    ground = page.locator("body").evaluate(GROUND)
    for mark in (".equity__dot", ".equity__bar", ".equity__track"):
        assert page.locator(mark).first.evaluate(GROUND) != ground, mark


def test_lines_of_charts_are_light_on_black(dark):
    page = dark("/indicator/news_on_time?service=inverlarig-ward-2")
    lines = page.locator(".still__lines path[stroke-width]")
    assert min(lines.nth(at).evaluate(LIGHTNESS) for at in range(lines.count())) > 150
