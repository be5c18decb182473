"""Whom a team may ask, by its place in the tree."""

from __future__ import annotations

import pytest

from quality.lifecycle.tiers import route
from quality.reference.service_tree import Service, ServiceTree
from tests.warehouse import make_catalogue


def service(number: int, code: str, level: str, parent: str | None) -> Service:
    return Service(number, code, f"The {code}", level, parent, (), None, None, None)


ALL = [
    service(1, "nhs", "board", None),
    service(2, "general", "hospital", "nhs"),
    service(3, "ward", "service", "general"),
    service(4, "night", "team", "ward"),
]
TREE = ServiceTree({one.code: one for one in ALL}, {one.id: one for one in ALL})
TIERS = {"team": 1, "service": 2, "hospital": 5, "Committee": 14, "board": 30}


@pytest.mark.parametrize(
    ("at", "tiers", "asked"),
    [
        ("night", TIERS, [("The ward", "ward", 2), ("The general", "general", 5), ("Committee", "nhs", 14), ("The nhs", "nhs", 30)]),
        ("ward", TIERS, [("The general", "general", 5), ("Committee", "nhs", 14), ("The nhs", "nhs", 30)]),
        ("ward", {"board": 9}, [("The nhs", "nhs", 9)]),
        ("general", TIERS, [("Committee", "nhs", 14), ("The nhs", "nhs", 30)]),
        ("nhs", TIERS, []),
        ("ward", {}, [("The general", "general", 7), ("The nhs", "nhs", 7)]),
    ],
)  # fmt: skip
def test_a_team_asks_the_tiers_after_its_own_level(at, tiers, asked):
    steps = route(make_catalogue({}, escalation=tiers), TREE, at)
    assert [(step.tier, step.to.code, step.reply_days) for step in steps] == asked
