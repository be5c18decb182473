"""Somebody of the demo who reads pages and sends their forms: without scripts, or in a browser of their own.

leader = Somebody(server, "team-leader")
leader.send(leader.form("own", indicator="falls_harm"), text="…")
"""

from __future__ import annotations

import re
from html import unescape

from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.test import TestResponse

from tests.browsing import drawn

AMU = "/huddle/strathcorrie-amu"
HOSTILE = """</p><x-script onload="x">'"{{ 7 * 7 }}"""


class Somebody:
    """One of the demo's people, with a browser of their own and no scripts."""

    def __init__(self, server: Flask, person: str = "") -> None:
        self.client = server.test_client()
        self.token = ""
        self.read("/")
        if person:
            self.client.post("/sign-in/as", data={"csrf": self.token, "person": f"demo:{person}"})

    def read(self, address: str = AMU) -> str:
        html = self.client.get(address).text
        found = re.search(r'name="csrf" value="(\w+)"', html)
        self.token = found[1] if found else self.token  # the wall has no forms
        return html

    def words(self, address: str = AMU) -> str:
        main = self.read(address).partition("<main")[2].partition("</main>")[0]
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))

    def form(self, kind: str, address: str = AMU, **about: str) -> dict[str, str]:
        """The fields of a form of the page, as a browser would send them untouched."""
        for form in re.findall(r"<form[^>]*data-act.*?</form>", self.read(address), re.DOTALL):
            fields = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form))
            fields |= {n: (re.findall(r"<option[^>]*?(?: value=\"(.*?)\")?>(.*?)<", rest) or [("", "")])[0][1]
                       for n, rest in re.findall(r'<select name="(\w+)">(.*?)</select>', form)}  # fmt: skip
            if fields["kind"] == kind and all(fields.get(name) == value for name, value in about.items()):
                return {name: unescape(value) for name, value in fields.items()}
        raise AssertionError(f"no form {kind} {about}")

    def send(self, fields: dict[str, str], address: str = AMU, **typed: str) -> TestResponse:
        return self.client.post(f"{address}/acts", data=fields | typed)


def come(browser: Browser, site: str, name: str) -> Page:
    """Open the AMU's huddle in a context of its own, as the person of this name."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    page.goto(site + AMU)
    drawn(page)
    page.locator("details.who summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    drawn(page)
    page.goto(site + AMU)
    drawn(page)
    return page
