"""A bound on the slowest tests: `pytest --budget` fails when ten of them take too large a part of the run.

A part, not seconds: on a machine that is busy, or slow, all tests take longer alike.
"""

from __future__ import annotations

from collections import Counter

import pytest

SLOWEST = 10
PART = 1 / 4


class Budget:
    """Adds up the seconds of every test, setting up and calling it."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "teardown" and not isinstance(report, pytest.SubtestReport):
            self.seconds[report.nodeid] += report.duration

    @property
    def part(self) -> float:
        """Return the part of all seconds that the slowest tests took."""
        slowest = sum(seconds for _, seconds in self.seconds.most_common(SLOWEST))
        return slowest / (self.seconds.total() or 1)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.part > PART:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        is_over = self.part > PART
        terminalreporter.write_line(
            f"The {SLOWEST} slowest tests took {self.part:.0%} of the run; {PART:.0%} is their budget"
            + (": make them faster, or slow (tests/budget.py)" if is_over else ""),
            red=is_over,
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("effort").addoption("--budget", action="store_true", help="hold the slowest to a budget")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.budget and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Budget(), "budget-of-the-slowest")
