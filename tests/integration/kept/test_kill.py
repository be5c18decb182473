"""Kills of each kind, two a database in the usual run; `python -m tests.kill` says how they are spread."""

from __future__ import annotations

import subprocess
import sys

import pytest

from settings import ROOT

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    ("victim", "kills"),
    [
        ("loader", 2),
        pytest.param("loader", 100, marks=pytest.mark.slow),
        pytest.param("server", 100, marks=pytest.mark.slow),
    ],
)
def test_nothing_is_lost_doubled_or_half_there_after_a_kill(victim, kills):
    # In a program of its own: children are forked from it, and this one has threads.
    command = [sys.executable, "-m", "tests.kill", str(kills), victim]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" 0 problems") == 2
