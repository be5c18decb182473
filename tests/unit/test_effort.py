"""Which tests run: nothing is lost between the days, and the slowest are held to their budget."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.budget import PART, Budget
from tests.effort import tenth_of


def test_every_test_has_its_day_and_keeps_it():
    days = [tenth_of(SimpleNamespace(nodeid=f"tests/test_a.py::test_{number}")) for number in range(500)]
    assert set(days) == set(range(10))
    assert days[:5] == [3, 5, 9, 5, 2]


def reports(*seconds: float) -> Budget:
    budget = Budget()
    for number, duration in enumerate(seconds):
        budget.pytest_runtest_logreport(
            pytest.TestReport(f"t{number}", ("t", 0, "t"), {}, "passed", None, "call", duration=duration)
        )
    return budget


@pytest.mark.parametrize(("slow", "ends_with"), [(0.1, 0), (5, 1)])
def test_the_run_fails_when_ten_tests_take_too_large_a_part(slow, ends_with):
    session = SimpleNamespace(exitstatus=0)
    budget = reports(*[0.1] * 90, *[slow] * 10)
    budget.pytest_sessionfinish(session)
    assert (session.exitstatus, budget.part > PART) == (ends_with, bool(ends_with))


def test_a_machine_that_is_slow_changes_nothing():
    assert reports(1, 2, *[3] * 30).part == pytest.approx(reports(10, 20, *[30] * 30).part)
