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
LEVELS = {"board": 30, "Committee": 14, "hospital": 5, "service": 2, "team": 1}
COMMITTEE, BOARD = ("Committee", "nhs", 14), ("The nhs", "nhs", 30)


@pytest.mark.parametrize(
    ("at", "levels", "asked"),
    [
        ("night", LEVELS, [("The ward", "ward", 2), ("The general", "general", 5), COMMITTEE, BOARD]),
        ("ward", LEVELS, [("The general", "general", 5), COMMITTEE, BOARD]),
        ("general", LEVELS, [COMMITTEE, BOARD]),
        ("nhs", LEVELS, []),
        (
            "ward",
            list(LEVELS),
            [("The general", "general", 7), ("Committee", "nhs", 7), ("The nhs", "nhs", 7)],
        ),
    ],
)
def test_a_team_asks_the_tiers_above_its_own_level(at, levels, asked):
    steps = route(make_catalogue({}, organisation={"name": "NHS", "levels": levels}), TREE, at)
    assert [(step.tier, step.to.code, step.reply_days) for step in steps] == asked
