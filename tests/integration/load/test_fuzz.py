"""Mutated files, thirty in the usual run; `python -m tests.fuzz` says of thousands how they end."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.corpus import SAMPLES
from tests.fuzz.trial import Trials

BLOCK = 2_000
WILD = {"refused whole", "some rows", "loaded"}


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    made = Trials(tmp_path_factory.mktemp("fuzz"))
    yield made
    made.engine.dispose()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_no_file_breaks_the_loader(trials, seed):
    trials.one(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_no_file_of_twenty_thousand_breaks_the_loader(trials, block):
    before = trials.ends.copy()
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        trials.one(seed)
    assert set(trials.ends - before) == WILD, "the mutations are too mild, or too wild"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.source)
def test_the_files_are_good_before_they_are_mutated(trials, sample):
    report = trials.load(sample, sample.packed([list(row) for row in sample.grid()]))
    assert not report.problems
    assert report.new + report.unchanged + report.revised > 0
