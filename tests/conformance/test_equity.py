"""Every reference case that is in scope as a test of its own, and the simulated pages of the equity signal;
skipped where the cases are not at hand."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import pytest

from tests.conformance import equity, scenarios
from tests.conformance.equity_fields import WORDS_OF_THE_PACKAGE, listed

FOLDER = Path(__file__).parents[2].parent / "shared" / "oracles" / "equity"
ABSENT = f"the reference cases are not beside the project, in {FOLDER.name}/"
CASES = equity.read_cases(FOLDER)
IN_SCOPE = [case for case in CASES if not equity.skips(case)]
WITH_NUMBERS = [case for case in IN_SCOPE if case.get("expected")]
PAGES = [case for case in scenarios.read_cases(FOLDER / "sim") if not scenarios.skips(case)]

pytestmark = pytest.mark.skipif(not CASES, reason=ABSENT)


def by_id(case):
    return case["id"]


@cache
def answered(name):
    return equity.answer(next(case for case in IN_SCOPE if case["id"] == name))


def test_every_statistic_is_in_scope():
    assert not [case["id"] for case in CASES if equity.skips(case)]
    assert len(IN_SCOPE) >= 201


@pytest.mark.parametrize("case", IN_SCOPE, ids=by_id)
def test_case_agrees_with_the_reference(case):
    assert not equity.mismatches(case, answered(case["id"]))


@pytest.mark.parametrize("case", WITH_NUMBERS, ids=by_id)
def test_every_field_is_answered_and_compared(case):
    got = answered(case["id"])
    deviation = equity.DEVIATIONS.get(case["measure"])
    for name, wanted in {**case["expected"], **case.get("recommended", {})}.items():
        known = [value for value in listed(wanted) if value is not None]
        if name == "rule" or not known or (name in WORDS_OF_THE_PACKAGE and isinstance(known[0], str)):
            continue
        without = {field: value for field, value in got.items() if field != name}
        assert _notices(case, without), f"{name} may be left out"
        # Where a package is wrong, ours are held against published tables in tests/unit/stats/equity.
        if not (deviation and name in deviation.fields):
            assert _notices(case, got | {name: _changed(got[name])}), f"{name} may be anything"


def _notices(case, got):
    try:
        return equity.mismatches(case, got)
    except KeyError:  # what a deviation is made of is gone
        return True


@pytest.mark.parametrize(
    "case", [case for case in WITH_NUMBERS if "confidence" in case["options"]], ids=by_id
)
def test_every_level_is_answered_and_wider_ones_hold_narrower_ones(case):
    narrow, wide = (
        equity.answer(case | {"options": case["options"] | {"confidence": level}}) for level in (0.9, 0.99)
    )
    compared = 0
    for name, value in narrow.items():
        other = wide.get(name.replace("90_0", "99_0"))
        ends = {"lower": (value, other), "upper": (other, value)}
        inside = next((pair for end, pair in ends.items() if end in name), None)
        if inside is None and name in ("newcombe", "miettinen_nurminen", "ratio_ci", "difference_ci"):
            inside = [value[0], other[1]], [other[0], value[1]]
        for larger, smaller in zip(*map(listed, inside), strict=True) if inside else ():
            assert (larger is None) == (smaller is None), name
            assert larger is None or larger >= smaller - 1e-9, name
            compared += 1
    assert compared


def _changed(value):
    if isinstance(value, list):
        return [_changed(v) for v in value]
    if isinstance(value, bool) or value is None:
        return not value
    return f"not {value}" if isinstance(value, str) else value * 1.5 + 1.0


@pytest.mark.parametrize("measure", sorted(equity.DEVIATIONS))
def test_a_deviation_explains_only_the_package_s_own_mistake(measure):
    cases = [case for case in WITH_NUMBERS if case["measure"] == measure]
    for case in cases:
        got = answered(case["id"])
        for name in equity.DEVIATIONS[measure].fields:
            known = [v for v in listed(case["expected"].get(name)) if v not in (None, 0.0, 1.0)]
            if known:
                other = copy.deepcopy(case)
                other["expected"][name] = _changed(case["expected"][name])
                assert equity.mismatches(other, got), f"{case['id']}: {name} may be anything"


@pytest.mark.parametrize("case", PAGES, ids=by_id)
def test_signals_on_simulated_pages_are_as_good_as_the_reference(case):
    assert not scenarios.mismatches(case, scenarios.answer(case))
