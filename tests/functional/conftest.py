"""A real browser on the real application: `site` serves the demo, `visit` opens an address.

    def test_something(visit):
        page = visit("/board", width=375)
        assert page.locator("h1").inner_text() == "Board: NHS Glenmore"
        page.get_by_role("link", name="Methods").click()
        arrived(page, "**/methods")  # tests/browsing.py: before anything of the new view is read or clicked

`visit` fails a test whose page wrote an error to the console. `check_axe(page)` fails on what axe finds.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import make_server

from data.database import connect
from quality.deployment import Deployment, demo_day, set_current
from tests.browsing import DESK, DRAWN, drawn, resize
from tests.organisations.shared_caches import share

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "msedge", "chrome")
# As root a sandbox cannot start; the rest keeps chromium from calling home while it is tested.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WORDS = {404: "There is nothing at this address", 400: "This address does not make sense"}
PATIENCE = 60_000
"""Milliseconds. Nothing here measures speed (`make bench` does): a busy machine is waited for."""

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "visit" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(demo: Deployment) -> Iterator[str]:
    """The address of the application, served from a thread of this process."""
    from app import make_app

    # A line per request would bury what a failed test has to say.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    httpd = make_server("127.0.0.1", 0, make_app(demo).server, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = os.environ.get("BRIGHTSPOT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with ExitStack() as stack:
        try:
            playwright = stack.enter_context(sync_playwright())
            started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        except Exception as error:  # whatever keeps it from starting: no browser, no driver, no library
            _without_browser(str(error))
        yield started
        started.close()


def _without_browser(why: str) -> NoReturn:
    words = f"no chromium to test with (`make test` installs one): {why.splitlines()[0]}"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """One for all tests, so that what never changes is fetched once. Nothing here keeps cookies."""
    expect.set_options(timeout=PATIENCE)
    made = browser.new_context(reduced_motion="reduce")
    made.set_default_timeout(PATIENCE)
    return made


@pytest.fixture
def visit(context: BrowserContext, site: str) -> Iterator[Visit]:
    """Open an address and wait until its view is there."""
    pages: list[Page] = []
    problems: list[str] = []
    visited: set[str] = set()

    def note(message: ConsoleMessage) -> None:
        # The browser repeats the status of a wrong address; whether it is right to is asked below.
        if message.type == "error" and message.location["url"] not in visited:
            problems.append(message.text)

    def open_page(address: str, *, width: int = DESK, wait_for: str = DRAWN) -> Page:
        page = context.new_page()
        pages.append(page)
        resize(page, width)
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        visited.add(site + address)
        answer = page.goto(site + address)
        drawn(page, wait_for)
        assert answer is not None
        if answer.status != 200:
            assert page.locator("main h1").inner_text() == WORDS[answer.status]
        return page

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


@pytest.fixture(scope="session")
def check_axe() -> Callable[[Page], None]:
    axe = Axe()

    def check(page: Page) -> None:
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture(scope="session")
def is_wider() -> Callable[[Page], bool]:
    """Whether a page scrolls sideways as a whole."""
    script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return lambda page: bool(page.evaluate(script))


@pytest.fixture
def own_demo(demo, tmp_path):
    """The demo in a database that may be written."""
    shutil.copy(demo.engine.url.database, tmp_path / "demo.db")
    engine = connect(f"sqlite:///{tmp_path}/demo.db")
    share(demo.engine, engine)
    yield Deployment(engine, demo.catalogue, demo.settings, demo_day(engine))
    set_current(demo)
    engine.dispose()


@pytest.fixture
def server(own_demo):
    from app import make_app

    return make_app(own_demo).server


@pytest.fixture
def own_site(server):
    httpd = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
