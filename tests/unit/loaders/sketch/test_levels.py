"""Levels in one column, each with all the numbers again: the finest is kept, or nothing is done."""

from __future__ import annotations

import numpy as np
import pytest

from loaders.parse.tables import Column, Table
from loaders.sketch.column_profiles import profiles
from loaders.sketch.column_roles import Roles
from loaders.sketch.levels import choose

MONTHS = (1, 2, 3)
TRUSTS = {"RJ1": 71, "RK2": 53, "RT3": 48, "RQ4": 37}


def rows(of):
    """Rows of each level: `of` maps its name to services, with the trusts they are the sum of."""
    return [
        (month, level, code, sum(TRUSTS[t] * 10 + month * i for i, t in enumerate(trusts, 1)))
        for month in MONTHS
        for level, services in of.items()
        for code, trusts in services.items()
    ]


def left(table, *, by=("level",), known=frozenset()):
    cells = dict(zip(("month", "level", "org", "seen"), zip(*table, strict=True), strict=True))
    made = {name: Column.of([str(c) for c in column]) for name, column in cells.items()}
    columns = profiles(Table(np.arange(len(table)), made))
    roles = Roles(service="org", categories=list(by))
    mask = choose(columns, ["month"], roles, [columns["seen"]], known, np.ones(len(table), dtype=bool))
    return {table[at][2] for at in np.flatnonzero(mask)}, roles


ALL = ["RJ1", "RK2", "RT3", "RQ4"]
LEVELS = {
    "England": {"E92000001": ALL},
    "Region": {"E40000003": ALL[:2], "E40000005": ALL[2:]},
    "Provider": {code: [code] for code in ALL},
}


@pytest.mark.parametrize("by", [("level",), ()])
def test_the_finest_of_levels_is_kept_by_a_column_or_by_the_form_of_codes(by):
    found, roles = left(rows(LEVELS), by=by)
    assert found == set(ALL)
    assert (roles.levels == "level") == bool(by)


def test_levels_whose_names_and_codes_say_nothing_are_told_by_their_size():
    named = {
        "x": {"Alba": ALL[:2], "Lothian": ALL[2:]}
        | {f"Infirmary {'abcd'[i]}": [t] for i, t in enumerate(ALL)}
    }
    found, roles = left(rows(named), by=())
    assert found == {f"Infirmary {c}" for c in "abcd"}
    assert set(roles.wholes) == {"Alba", "Lothian"}


def test_kinds_of_providers_beside_their_region_are_kept_together():
    kinds = {
        "Region": {"E40000003": ALL},
        "NHS": {code: [code] for code in ALL[:3]},
        "Independent": {"NT9": ALL[3:]},
    }
    assert left(rows(kinds))[0] == {*ALL[:3], "NT9"}


def test_a_catalogue_that_knows_the_services_above_keeps_them():
    codes = frozenset(code for services in LEVELS.values() for code in services)
    assert len(left(rows(LEVELS), known=codes)[0]) == 7


@pytest.mark.parametrize(
    "kinds",
    [
        {"NHS": {code: [code] for code in ALL[:2]}, "Independent": {code: [code] for code in ALL[2:]}},
        {"NHS": {code: [code] for code in ALL}},
        {"North": {"RJ1": ALL[:1], "RK2": ALL[1:2]}, "South": {"RT3": ALL[:1], "RQ4": ALL[1:2]}},  # alike
    ],
)
def test_kinds_of_services_are_no_levels(kinds):
    assert left(rows(kinds))[0] == set(ALL)
