"""Walks of people through their work, in a real browser on fresh demo data: in how many presses.

    python -m tests.walks.workflows      a line each; exits 1 where one takes more than its budget

Presses are counted in the page, by listeners for what a person can do: a click or touch, and a key. A letter
of a sentence is none; a shortcut, Tab and Enter are.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from werkzeug.serving import make_server

from data.database import connect
from quality.deployment import Deployment, demo_day
from settings import ROOT, Settings
from tests.browsing import drawn

PATIENCE = 60_000
AMU = "/huddle/strathcorrie-amu"
COUNT = """
addEventListener('click', event => {
  if (event.isTrusted && event.detail) pressed('activation');
}, true);
addEventListener('keydown', event => {
  const field = event.target, isText = /^(INPUT|TEXTAREA)$/.test(field.tagName) && event.key.length === 1;
  if (!event.isTrusted) return;
  if (!isText) pressed('key');
  else if (!field.value || field.selectionEnd > field.selectionStart) pressed('sentence');
}, true);
"""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that a walk may take; None where a kind of press is not limited."""

    activations: int | None = None
    keys: int | None = None
    sentences: int | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk as it was taken."""

    name: str
    budget: Budget
    activations: int
    keys: int
    sentences: int
    seconds: float

    @property
    def presses(self) -> int:
        return self.activations + self.keys

    @property
    def is_within(self) -> bool:
        """Tell if it is within its budget. A key that ends a sentence is an activation too."""
        most = self.budget
        taken = (
            (self.presses, most.activations),
            (self.presses, most.keys),
            (self.sentences, most.sentences),
        )
        return all(limit is None or count <= limit for count, limit in taken)

    def __str__(self) -> str:
        limits = {
            "activations": self.budget.activations,
            "keys": self.budget.keys,
            "sentences": self.budget.sentences,
        }
        budget = ", ".join(f"{limit} {name}" for name, limit in limits.items() if limit is not None)
        verdict = "ok" if self.is_within else "OVER BUDGET"
        return (
            f"{self.name:<42}{self.activations:>3} activations {self.keys:>3} keys "
            f"{self.sentences:>2} sentences {self.seconds:>5.1f} s   budget {budget}: {verdict}"
        )


class Person:
    """One of the demo's people before a page, with their presses counted."""

    def __init__(self, browser: Browser, site: str, name: str, address: str) -> None:
        self.counts = dict.fromkeys(("activation", "key", "sentence"), 0)
        self.context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self._open(site + address)
        self.page.locator("details.who summary").click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).click()
        self.context.expose_function("pressed", self._count)
        self.context.add_init_script(COUNT)
        self._open(site + address)
        self.began = time.monotonic()

    def _open(self, address: str) -> None:
        self.page.goto(address)
        drawn(self.page)

    def _count(self, what: str) -> None:
        self.counts[what] += 1

    def click(self, place: Locator) -> None:
        place.click()

    def write(self, sentence: str) -> None:
        """Type into the field that has the focus already."""
        self.page.wait_for_function(
            "() => /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)", polling=50
        )
        self.page.keyboard.type(sentence)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def sees(self, place: str, words: str) -> None:
        expect(self.page.locator(place)).to_contain_text(words, timeout=PATIENCE)

    def button(self, within: Locator, words: str) -> Locator:
        return within.locator("summary:visible, button:visible, a:visible").filter(has_text=words).first

    def arrive(self, title: str) -> None:
        self.page.locator("main:not([aria-busy]) h1", has_text=title).wait_for()

    def walked(self, name: str, budget: Budget) -> Walk:
        seconds = time.monotonic() - self.began
        self.page.wait_for_timeout(200)  # the last press is on its way to the count
        self.context.close()
        found = self.counts
        return Walk(name, budget, found["activation"], found["key"], found["sentence"], seconds)


# -- the walks --------------------------------------------------------------------------------------


def huddle_by_hand(browser: Browser, site: str) -> Walk:
    """Two signals, three actions, an escalation, and the huddle closed, by mouse or touch."""
    one = Person(browser, site, "Ailsa Munro", AMU)
    codes = "news_on_time", "staff_sickness"
    first, second = (one.page.locator(f"#signal-{code}") for code in codes)
    one.click(one.button(first, "I own it"))
    one.sees("#done", "looks into it")
    one.click(one.button(second, "Known cause"))
    one.write("A cold goes round the ward.")
    one.click(one.button(second, "Record the cause"))
    one.sees("#done", "known cause")
    for text in ("Turn round every two hours.", "Order two mattresses.", "Tell the night team."):
        one.click(one.button(first, "Action"))
        one.write(text)
        one.click(one.button(first, "Add the action"))
        one.sees("#done", text)
    one.click(one.button(first, "Escalate"))
    one.write("May we have two mattresses?")
    one.click(one.button(first, "Send"))
    one.sees("#done", "escalated")
    one.click(one.page.get_by_role("button", name="Close the huddle"))
    one.sees("#done", "huddle closed")
    return one.walked("a huddle by mouse or touch", Budget(activations=12))


def huddle_by_keys(browser: Browser, site: str) -> Walk:
    """The same by keyboard alone."""
    one = Person(browser, site, "Ailsa Munro", AMU)
    one.press("j", "j", "j", "o")
    one.sees("#done", "looks into it")
    for text in ("Turn round every two hours.", "Order two mattresses.", "Tell the night team."):
        one.press("a")
        one.write(text)
        one.press("Enter")
        one.sees("#done", text)
    one.press("e")
    one.write("May we have two mattresses?")
    one.press("Enter")
    one.sees("#done", "escalated")
    one.press("k")
    one.press("c")
    one.write("A cold goes round the ward.")
    one.press("Enter")
    one.sees("#done", "known cause")
    one.press("h", "Enter")
    one.sees("#done", "huddle closed")
    return one.walked("a huddle by keyboard alone", Budget(keys=25))


def signal_to_minute(browser: Browser, site: str) -> Walk:
    """A signal gets an action, the action is done, and both stand in the minute of the huddle."""
    one = Person(browser, site, "Ailsa Munro", AMU)
    card = one.page.locator("#signal-news_on_time")
    one.click(one.button(card, "Action"))
    one.write("Ask every family on the day they leave.")
    one.click(one.button(card, "Add the action"))
    one.sees("#done", "Ask every family")
    task = one.page.locator("#actions .task", has_text="Ask every family")
    one.click(one.button(task, "Done"))
    one.sees("#done", "action done")
    one.click(one.page.get_by_label("Decided"))
    one.write("We ask on the day from now on.")
    one.click(one.page.get_by_role("button", name="Close the huddle"))
    one.sees("#done", "huddle closed")
    one.click(one.page.get_by_text("Past huddles"))
    one.click(one.page.locator("#close details a").first)
    one.page.locator("main:not([aria-busy]) h1", has_text=re.compile(r"Huddle \d+:")).wait_for()
    for words in ("Ask every family on the day they leave.", "action done", "We ask on the day from now on."):
        one.sees("main", words)
    return one.walked("signal, action, done, minute", Budget(activations=8, sentences=2))


def board_before_the_meeting(browser: Browser, site: str) -> Walk:
    """Three exceptions read with their chart and sentence; a question asked and a decision recorded."""
    one = Person(browser, site, "Fergus Lindsay", "/board")
    links = one.page.locator('.call a[href^="#exception-"]')
    for number in range(3):
        one.click(links.nth(number))
        shown = one.page.locator(links.nth(number).get_attribute("href") or "")
        expect(shown).to_be_in_viewport()
        expect(shown.locator("svg").first).to_be_visible()
        expect(shown.locator(".exception__sentence")).not_to_be_empty()
        if number < 2:
            one.page.evaluate("scrollTo(0, 0)")  # by wheel or finger
    one.click(one.button(shown, "Ask a question"))
    one.write("What is planned for the winter?")
    one.click(shown.get_by_role("button", name="Ask", exact=True))
    one.sees("#done", "asked")
    one.click(one.button(shown, "Record a decision"))
    one.write("The committee looks at it in January.")
    one.click(shown.get_by_role("button", name="Record the decision"))
    one.sees("#done", "decided")
    return one.walked("board: three read, a question, a decision", Budget(activations=10, sentences=2))


def equity_from_home(browser: Browser, site: str) -> Walk:
    """From home to the group with worse care and its gap over time, and the signal owned."""
    one = Person(browser, site, "Rory Campbell", "/")
    one.click(one.page.locator(".nav").get_by_role("link", name="Equity"))
    one.arrive("Equity")
    one.click(one.page.get_by_role("link", name="Appointments missed (did not attend)").first)
    one.arrive("Appointments missed")
    expect(one.page.locator(".chart__sentence").first).not_to_be_empty()
    expect(one.page.locator("#trend svg, #trend [data-figure]").first).to_be_attached()
    signal = one.page.locator("#signals [data-item]").first
    one.click(one.button(signal, "I own it"))
    one.sees("#done", "looks into it")
    return one.walked("equity: from home to a gap that is owned", Budget(activations=8))


WALKS: tuple[Callable[[Browser, str], Walk], ...] = (
    huddle_by_hand,
    huddle_by_keys,
    signal_to_minute,
    board_before_the_meeting,
    equity_from_home,
)


# -- fresh data -------------------------------------------------------------------------------------


@contextmanager
def fresh(demo: Deployment) -> Iterator[str]:
    """Serve the demo from a copy of its own, and give its address."""
    from app import make_app

    with tempfile.TemporaryDirectory(prefix="brightspot-walk-") as folder:
        shutil.copy(demo.engine.url.database or "", f"{folder}/demo.db")
        engine = connect(f"sqlite:///{folder}/demo.db")
        here = replace(demo, engine=engine)
        served = make_server("127.0.0.1", 0, make_app(here).server, threaded=True)
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{served.server_port}"
        finally:
            served.shutdown()
            thread.join()
            engine.dispose()


def walk_all(browser: Browser, demo: Deployment) -> list[Walk]:
    """Take every walk, each on data that nobody has acted on."""
    taken = []
    for walk in WALKS:
        with fresh(demo) as site:
            taken.append(walk(browser, site))
    return taken


def main() -> int:
    from catalogue.reading.read import load_catalogue
    from tests.functional.conftest import FLAGS, NAMES
    from tests.organisations.made_demo import CATALOGUE, demo_of_this_source

    cache = ROOT / ".pytest_cache" / "d" / "demo"
    cache.mkdir(parents=True, exist_ok=True)
    found = os.environ.get("BRIGHTSPOT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with tempfile.TemporaryDirectory(prefix="brightspot-walks-") as name, sync_playwright() as playwright:
        folder = Path(name)
        shutil.copytree(demo_of_this_source(cache), folder, dirs_exist_ok=True)
        settings = Settings(
            database=f"sqlite:///{folder}/demo.db", catalogue=CATALOGUE, data=folder / "files", _env_file=None
        )
        engine = connect(settings.database)
        demo = Deployment(engine, load_catalogue(CATALOGUE), settings, demo_day(engine))
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        walks = walk_all(browser, demo)
        browser.close()
        engine.dispose()
    print(*walks, sep="\n")
    return 0 if all(walk.is_within for walk in walks) else 1


if __name__ == "__main__":
    sys.exit(main())
