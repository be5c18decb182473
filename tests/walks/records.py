"""Records of registers, found and sent by somebody without a browser."""

from __future__ import annotations

import re

from tests.walks.somebody import Somebody

PROPOSED = {
    "title": "Timers on trolleys", "aim": "Nobody who gets worse is seen late",
    "by_how_much": "from 78 to 90%", "by_when": "2027-05-31",
    "measure": "news_on_time", "lead": "Ailsa Munro", "sponsor": "Medical director",
    "taking_part": "Carers' forum", "priority": "local", "research": "no",
}  # fmt: skip
"""A test of change as somebody proposes it."""


def record_of(one: Somebody, words: str, register: str = "improvement") -> str:
    """The address of the first record of a register that holds some words."""
    found = re.search(r'<h3><a href="(/record/\d+)"', one.read(f"/{register}?words={words}"))
    assert found
    return found[1]


def send(one: Somebody, kind: str, step: str, **fields: str):
    return one.client.post("/record/acts", data={"csrf": one.token, "kind": kind, "step": step, **fields})
