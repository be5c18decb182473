"""An analyst alone with `import stats`: the examples run, and mistakes are told in plain words."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import stats

MODULES = ["stats", *(module.name for module in pkgutil.walk_packages(stats.__path__, "stats."))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_first_screen_names_every_chart_and_rule_set():
    screen = stats.__doc__.split()
    assert set(stats.CHARTS) | set(stats.RULE_SETS) <= set(screen)
    assert len(stats.__doc__.splitlines()) <= 30


@pytest.mark.parametrize("name", stats.__all__)
def test_every_public_name_explains_itself(name):
    thing = getattr(stats, name)
    if callable(thing):
        assert len(thing.__doc__ or "") > 20


@pytest.mark.parametrize(
    "given",
    [
        [3, None, 5],
        (3, np.nan, 5),
        np.array([3, np.nan, 5], dtype=np.float32),
        pd.Series([3, None, 5]),
        pd.Series([3, pd.NA, 5], dtype="Int64"),
        pd.Series([3, pd.NA, 5], dtype=object),
        pd.DataFrame([[3, None, 5]]),
    ],
    ids=["list", "tuple", "float32", "series", "Int64", "object", "frame"],
)
def test_one_series_may_come_in_any_wrapping(given):
    chart = stats.control_chart("run", given)
    assert chart.shape == (1, 3)
    assert chart.centre[0, 0] == 4
    assert np.isnan(chart.values[0, 1])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["1", "two"], "expected numbers"),
        ([1, "two"], "expected numbers"),
        ([1, {}], "expected numbers, got {}"),
        ([[1, 2], [3]], "different lengths"),
        (np.array(["2024-01-01"], dtype="M8[D]"), "expected numbers, got datetime64"),
        (None, "got 0 dimensions"),
        (5, "got 0 dimensions"),
        (np.zeros((1, 1, 1)), "got 3 dimensions"),
    ],
)
def test_what_is_no_matrix_of_numbers_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        stats.control_chart("xmr", given)


def test_a_denominator_of_another_shape_is_refused_by_name():
    with pytest.raises(ValueError, match=r"the denominator has shape \(2,\), the values \(1, 3\)"):
        stats.control_chart("p", [1, 2, 3], [10, 20])


def test_rules_want_a_chart():
    with pytest.raises(TypeError, match=r"as stats\.control_chart makes it, not list"):
        stats.detect([1, 2, 3])


def test_reading_equals_its_parts():
    values = [[5, 6, 4, 6, 5, 4, 6, 4, 5, 6, 4, 5, 15], [None] * 13]
    reading = stats.read(values, target=[12, 12], better="higher")
    chart = stats.control_chart("xmr", values)
    np.testing.assert_array_equal(reading.chart.upper, chart.upper)
    np.testing.assert_array_equal(reading.found.winner, stats.detect(chart).winner)
    np.testing.assert_array_equal(reading.assurance, stats.assure(chart, [12, 12], 1))
    assert reading.signals() == [(0, 12, "astronomical", 1)]
    assert str(reading).splitlines()[2] == "1: no values"


def test_reading_says_when_limits_are_young_and_needs_a_known_direction():
    assert "few points: limits are provisional" in str(stats.read([3, 4, 5]))
    with pytest.raises(ValueError, match="higher, lower, neither"):
        stats.read([3, 4, 5], better="up")


def test_the_how_to_is_true():
    page = Path(__file__).parents[3] / "docs" / "how-to" / "use-stats-in-a-notebook.md"
    assert doctest.testfile(str(page), module_relative=False).failed == 0
