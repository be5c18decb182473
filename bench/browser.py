"""How long somebody waits in a browser, on the board of many indicators and services.

    python -m bench.browser [--indicators 60] [--services 200]

Milliseconds of a real chromium (BRIGHTSPOT_CHROMIUM, or the first that is found): from an address that nobody
asked for to a page that can be read, and from a click to a browser that has nothing left to do: the new page
is there, and no task of 50 ms or more ran for a second. The worst of each is told beside the median.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from bench.serving import VIEWER, Server, gunicorn, organisation
from tests.functional.conftest import FLAGS, NAMES

TIMES = 5
QUIET = 1000
READABLE = (
    "() => performance.getEntriesByType('paint').find(e => e.name === 'first-contentful-paint')?.startTime"
)
WATCH = """
window.busy = [];
new PerformanceObserver(list => list.getEntries().forEach(e => busy.push(e.startTime + e.duration)))
    .observe({type: "longtask", buffered: true});
"""
IDLE = f"""
() => Math.max(performance.now() - {QUIET}, ...busy) + {QUIET} <= performance.now()
    ? Math.max(window.changed, ...busy) : false
"""
REDRAWN = """
([selector, value]) => new Promise(done => {
    const field = document.querySelector(selector);
    const began = performance.now();
    field.value = value;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})
"""
"""From what is typed or chosen to the picture that shows it."""
CHANGED = """
() => new Promise(done => {
    const look = () => {
        const main = document.querySelector("main:not([aria-busy]) h1");
        if (main && location.href !== window.left) { window.changed = performance.now(); done(true); }
        else requestAnimationFrame(look);
    };
    look();
})
"""


def cold(browser: Browser, address: str) -> float:
    """Milliseconds to the first view that can be read, with nothing kept."""
    context = browser.new_context(extra_http_headers=VIEWER)
    page = context.new_page()
    page.goto(address)
    page.wait_for_function(READABLE)
    found: float = page.evaluate(READABLE)
    context.close()
    return found


def idle_again(page: Page, selector: str) -> float:
    """Milliseconds from a click on a link to an idle browser."""
    page.wait_for_timeout(QUIET)
    page.evaluate("() => { window.left = location.href; window.busy = []; }")
    began: float = page.evaluate(
        "wanted => { const now = performance.now(); document.querySelector(wanted).click(); return now; }",
        selector,
    )
    page.evaluate(CHANGED)
    found: float = page.wait_for_function(IDLE, timeout=120_000).json_value()
    return found - began


def redrawn(page: Page, grid: str, times: int) -> dict[str, list[float]]:
    """Milliseconds of each redraw of the grid of services, none of which asks the server."""
    page.goto(grid)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_timeout(QUIET)
    took: dict[str, list[float]] = {}
    for _ in range(times):
        for what, selector, value in (
            ("the grid, from all to one indicator", "[data-find]", "Indicator 7"),
            ("the grid, from one indicator to all", "[data-find]", ""),
            ("the grid, from all to ten services", "[data-find]", "W0001"),
            ("the grid, from ten services to all", "[data-find]", ""),
            ("the grid, in another order", "[data-order]", "concern"),
            ("the grid, in its own order", "[data-order]", ""),
            ("the grid, rows with a concern", "[data-show]", "concern"),
            ("the grid, from these to all", "[data-show]", ""),
        ):
            took.setdefault(what, []).append(page.evaluate(REDRAWN, [selector, value]))
            page.wait_for_timeout(100)
    return took


def show(what: str, took: list[float]) -> None:
    print(f"{what:<44}{median(took):>8.0f} ms{max(took):>8.0f} at most", flush=True)


def measure(browser: Browser, server: Server, indicators: int) -> None:
    home = f"http://127.0.0.1:{server.port}"
    charts = [f"/indicator/i{i % indicators}?service=W{i:05}" for i in range(TIMES)]
    for what, addresses in (
        ("the whole board, cold, to readable", [f"/board?asked={i}" for i in range(TIMES)]),
        ("the board of a service, cold, to readable", [f"/board?service=W{i:05}" for i in range(TIMES)]),
        ("a chart, cold, to readable", charts),
        ("the grid of all services, cold", [f"/board/services?asked={i}" for i in range(TIMES)]),
    ):
        show(what, [cold(browser, home + address) for address in addresses])
    context = browser.new_context(extra_http_headers=VIEWER)
    context.add_init_script(WATCH)
    page = context.new_page()
    steps: dict[str, list[float]] = {}
    for i in range(TIMES):
        page.goto(f"{home}/board?service=W{10 + i:05}")
        page.wait_for_selector("html[data-ready]", state="attached")
        for what, selector in (
            ("from a board to the methods, to idle", "a[href^='/methods']"),
            ("from there to the whole board, to idle", "nav a[href^='/board']"),
            ("from there to what changed on it, to idle", "main a[href*='changed=1']"),
            ("back to the whole board, to idle", "nav a[href^='/board']"),
            ("from the board to a chart, to idle", "main a[href^='/indicator/']"),
        ):
            steps.setdefault(what, []).append(idle_again(page, selector))
    steps |= redrawn(page, f"{home}/board/services", TIMES)
    for what, took in steps.items():
        show(what, took)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.browser")
    parser.add_argument("--indicators", type=int, default=60)
    parser.add_argument("--services", type=int, default=200)
    chosen = parser.parse_args()
    found = os.environ.get("BRIGHTSPOT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        place = organisation(Path(name), chosen.indicators, chosen.services)
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        with gunicorn("app:server", place.settings, ("--config", "gunicorn.conf.py")) as server:
            measure(browser, server, chosen.indicators)
        browser.close()


if __name__ == "__main__":
    main()
