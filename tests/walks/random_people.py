"""Random people at random pages of the demo, who send the forms they find there, filled at random."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from html.parser import HTMLParser
from random import Random

from flask import Flask
from werkzeug.test import Client

WORDS = ("Two nurses short", "Coded late", "A new rota", "Nobody knows yet", "Flu on the ward")
TAKEN = (303, 409, 400, 403)
"""Answers to a form: recorded, somebody was faster, not so, not yours."""


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, and its fields with the values that they may take."""

    action: str
    fixed: dict[str, str] = field(default_factory=dict)
    typed: dict[str, dict[str, str | None]] = field(default_factory=dict)
    chosen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.fixed.get("kind", "")

    def filled(self, random: Random) -> dict[str, str]:
        """Return what a person might send."""
        told = {name: _typed(name, told, random) for name, told in self.typed.items()}
        return self.fixed | told | {name: random.choice(some) for name, some in self.chosen.items() if some}


def _typed(name: str, told: dict[str, str | None], random: Random) -> str:
    if told.get("type") == "date":
        first = date.fromisoformat(told.get("min") or "2026-11-20")
        last = date.fromisoformat(told.get("max") or (first + timedelta(days=40)).isoformat())
        return (first + timedelta(days=random.randrange((last - first).days + 1))).isoformat()
    if told.get("inputmode") in ("decimal", "numeric") or told.get("type") == "number":
        return str(random.randint(1, 99))
    return told.get("value") or random.choice(WORDS) if "required" in told or random.random() < 0.7 else ""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.now: Form | None = None
        self.select = ""
        self.option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "form" and told.get("method") == "post" and "data-act" in told:
            self.now = Form(told["action"] or "")
        elif self.now is None:
            return
        elif tag in ("input", "textarea") and name:
            if told.get("type") == "hidden":
                self.now.fixed[name] = told.get("value") or ""
            else:
                self.now.typed[name] = told
        elif tag == "select":
            self.select = name
            self.now.chosen[name] = []
        elif tag == "option" and self.select:
            self.option = told.get("value")
            if self.option is not None:
                self.now.chosen[self.select].append(self.option)

    def handle_data(self, data: str) -> None:
        if self.now is not None and self.select and self.option is None and data.strip():
            self.now.chosen[self.select].append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.now is not None:
            self.found.append(self.now)
            self.now = None
        elif tag == "select":
            self.select = ""


def forms(html: str) -> list[Form]:
    """Return the forms for acts of a page."""
    reader = _Forms()
    reader.feed(html)
    return reader.found


@dataclass
class Walker:
    """Somebody who goes about with the browsers of several people."""

    server: Flask
    people: tuple[str, ...]
    random: Random
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        """Return the browser of a person, signed in."""
        if person not in self.clients:
            client = self.clients[person] = self.server.test_client()
            token = re.search(r'name="csrf" value="(\w+)"', client.get("/").text)
            assert token
            asked = {"csrf": token[1], "person": f"demo:{person}"}
            assert client.post("/sign-in/as", data=asked).status_code == 303
        return self.clients[person]

    def step(self, addresses: list[str]) -> Iterator[tuple[str, Form, int, str]]:
        """Open a page as somebody, and send one of its forms: yield who did what, and the answer."""
        person, address = self.random.choice(self.people), self.random.choice(addresses)
        client = self.client(person)
        page = client.get(address)
        assert page.status_code in (200, 403, 404), (address, page.status_code)
        found = forms(page.text)
        if not found:
            return
        kinds = sorted({one.kind for one in found})
        kind = self.random.choice(kinds)
        form = self.random.choice([one for one in found if one.kind == kind])
        answer = client.post(form.action, data=form.filled(self.random))
        assert answer.status_code in TAKEN, (person, address, form, answer.status_code)
        yield person, form, answer.status_code, answer.text
