"""A few hundred mutated files; `python -m tests.fuzz 20000` loads many more."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.corpus import SAMPLES
from tests.fuzz.trial import Trials


@pytest.fixture(scope="module")
def trials(tmp_path_factory):
    made = Trials(tmp_path_factory.mktemp("fuzz"))
    yield made
    assert set(made.ends) == {"refused whole", "some rows", "loaded"}, (
        "the mutations are too mild, or too wild"
    )
    made.engine.dispose()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_no_file_breaks_the_loader(trials, seed):
    trials.one(seed)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.source)
def test_the_files_are_good_before_they_are_mutated(trials, sample):
    report = trials.load(sample, sample.packed([list(row) for row in sample.grid()]))
    assert not report.problems
    assert report.new + report.unchanged + report.revised > 0
