"""A few kills of each kind. `python -m tests.kill 100` makes many, and says how they were spread."""

from __future__ import annotations

import subprocess
import sys

import pytest

from settings import ROOT

KILLS = 12


@pytest.mark.postgres
def test_nothing_is_lost_doubled_or_half_there_after_a_kill():
    # In a program of its own: children are forked from it, and this one has threads.
    command = [sys.executable, "-m", "tests.kill", str(KILLS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" 0 problems") == 4
