"""Every reference case that is in scope as a test of its own, and the simulated pages of the equity signal;
skipped where the cases are not at hand."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from stats.equity.group_tests import group_signals
from tests.conformance import equity

FOLDER = Path(__file__).parents[2].parent / "shared" / "oracles" / "equity"
ABSENT = f"the reference cases are not beside the project, in {FOLDER.name}/"
CASES = equity.read_cases(FOLDER)
IN_SCOPE = [case for case in CASES if not equity.skips(case)]
SCENARIOS = ["s01_null_binomial", "s04_level_gap_8pp", "s06_step_at_month13", "s07_widening_trend"]


@pytest.mark.skipif(not CASES, reason=ABSENT)
def test_enough_cases_are_in_scope():
    assert len(IN_SCOPE) >= 30


@pytest.mark.skipif(not CASES, reason=ABSENT)
@pytest.mark.parametrize("case", IN_SCOPE, ids=lambda case: case["id"])
def test_case_agrees_with_the_reference(case):
    assert not equity.mismatches(case, equity.answer(case))


@pytest.mark.skipif(not CASES, reason=ABSENT)
@pytest.mark.parametrize("case", IN_SCOPE, ids=lambda case: case["id"])
def test_comparison_notices_a_wrong_number(case):
    got = equity.answer(case)
    if not case.get("expected"):
        pytest.skip("the reference has no numbers to be compared with")
    for name, value in got.items():
        if name in case["expected"] and isinstance(value, list) and isinstance(value[-1], float):
            got[name] = [(v or 0) * 1.1 + 0.1 for v in value]
    if "difference" in got:
        got["difference"] += 0.001
    assert equity.mismatches(case, got)


@pytest.mark.skipif(not CASES, reason=ABSENT)
@pytest.mark.parametrize("name", SCENARIOS)
def test_signals_on_simulated_pages_are_as_good_as_the_reference(name):
    """Power within 0.05 and false alarms within a factor of 1.5 of the published run on the same file."""
    scenario, events, people, truth = _pages(name)
    found = [
        group_signals(x, n, latest=slice(12, 24), before=slice(0, 12), minimum_gap=0.03)
        for x, n in zip(events, people, strict=True)
    ]
    flags = np.stack([signals.is_found for signals in found])
    expected = scenario["reference_results_on_this_file"]["recommended_level"]
    alarms = (flags & ~truth).sum() / len(found)
    assert alarms <= 1.5 * expected["false_alarms_per_40_charts"] + 0.05
    if truth.any():
        assert flags[truth].mean() >= expected["power"] - 0.05


def _pages(name: str) -> tuple[dict, np.ndarray, np.ndarray, np.ndarray]:
    """(rep, chart, group, month) events and people; (rep, chart, group) which groups are truly worse."""
    manifest = json.loads((FOLDER / "sim" / "manifest.json").read_text())
    scenario = next(s for s in manifest["scenarios"] if s["name"] == name)
    with gzip.open(FOLDER / scenario["file"], "rt", newline="") as file:
        rows = sorted(
            (int(r["rep"]), int(r["chart"]), r["group"], int(r["month"]), r["n"], r["x"], r["truth"])
            for r in csv.DictReader(file)
        )
    shape = tuple(len({row[i] for row in rows}) for i in range(4))
    n, x, truth = (np.array([float(row[i]) for row in rows]).reshape(shape) for i in (4, 5, 6))
    return scenario, x, n, truth[..., -1] > 0
