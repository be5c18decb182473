"""Waiting in a browser for what was asked for. An address changes at once; its view is drawn when the answer
has come, and until then the old one stands there: nothing may be read or clicked before."""

from __future__ import annotations

import re

from playwright.sync_api import Page

DRAWN = "main:not([aria-busy]) h1"
"""A view that is no longer awaited (`aria-busy` is set by brightspot.js in the moment of the click)."""

LARGE_CHART = "#indicator-chart .main-svg"
CHARTS = (
    """() => [...document.querySelectorAll(".chart__plot")].every(plot => plot.querySelector(".main-svg"))"""
)
# Fonts have come, labels fit the width, and what that moved has been painted.
SETTLED = """() => document.fonts.ready.then(() =>
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))"""


def drawn(page: Page, selector: str = DRAWN) -> None:
    """Wait until the view is there, large charts with their labels included."""
    page.wait_for_selector(selector)
    page.wait_for_function(CHARTS)
    page.evaluate(SETTLED)


def arrived(page: Page, address: str | re.Pattern[str]) -> None:
    """Wait until a followed link has led to its address, and its view has replaced the one before."""
    page.wait_for_url(address)
    drawn(page)
