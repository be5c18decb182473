"""Waiting in a browser for what was asked for. An address changes at once; its view is drawn when the answer
has come, and until then the old one stands there: nothing may be read or clicked before."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

DRAWN = "main:not([aria-busy]) h1"
"""A view that is no longer awaited (`aria-busy` is set by brightspot.js in the moment of the click)."""

TELEVISION, DESK, TABLET, PHONE = 1920, 1280, 768, 375
HEIGHTS = {TELEVISION: 1080, DESK: 900, TABLET: 1024, PHONE: 812}

LARGE_CHART = "#indicator-chart > :visible"
"""Still; or explored, where the mouse rests upon it."""
EXPLORED = "#indicator-chart.is-explored .chart__graph"
# Fonts have come, labels fit the width, and what that moved has been painted.
SETTLED = """() => document.fonts.ready.then(() =>
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))"""


# Charts are fitted a moment after the window.
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def resize(page: Page, width: int) -> None:
    """Turn the screen into another one, and wait until labels fit it."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.evaluate(SETTLED)


def fits(page: Page) -> None:
    """Wait until the page scrolls no longer sideways as a whole; fails where it goes on."""
    page.wait_for_function(FITS)


def drawn(page: Page, selector: str = DRAWN) -> None:
    """Wait until the view is there."""
    page.wait_for_selector(selector)
    if selector == DRAWN:  # Dash has taken over what the document brought
        page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate(SETTLED)


def explored(page: Page) -> Locator:
    """Point at the large chart, and wait until plotly.js has drawn it."""
    page.locator("#indicator-chart").hover()
    plot = page.locator(EXPLORED)
    plot.wait_for()
    return plot


def arrived(page: Page, address: str | re.Pattern[str]) -> None:
    """Wait until a followed link has led to its address, and its view has replaced the one before."""
    page.wait_for_url(address)
    drawn(page)
