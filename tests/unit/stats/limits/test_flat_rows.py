"""The flat machinery under charts and rules: segments, moving ranges, windows."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

import stats
from stats.limits.moving_range import bridged_ranges, moving_ranges, screened_mean
from stats.limits.segments import Segments
from stats.rules.windows import consecutive, crowded, linked, whole

GAP = np.nan


def marks(picture: str) -> np.ndarray:
    return np.array([letter == "x" for letter in picture.replace(" ", "")])


def segments(phases: list[list[int]]) -> Segments:
    return Segments.of_phases(np.array(phases, dtype=np.intp))


def test_segments_end_where_a_phase_or_a_row_ends():
    found = segments([[0, 0, 1], [0, 0, 0], [1, 1, 2]])
    assert found.starts.tolist() == [0, 2, 3, 6, 8]
    assert found.lengths.tolist() == [2, 1, 3, 2, 1]
    assert found.number().tolist() == [0, 0, 1, 2, 2, 2, 3, 3, 4]


def test_sums_per_segment_pass_over_missing_values():
    found = segments([[0, 0, 1, 1]])
    values = np.array([1.0, GAP, GAP, GAP])
    np.testing.assert_array_equal(found.total(values), [1, 0])
    np.testing.assert_array_equal(found.mean(values), [1, GAP])
    np.testing.assert_array_equal(found.median(values), [1, GAP])
    assert found.spread(np.array([7, 9])).tolist() == [7, 7, 9, 9]


@pytest.mark.parametrize("phases", [[[0] * 5, [0] * 5], [[0, 0, 1, 1, 1], [0, 1, 1, 1, 1]]])
def test_median_of_odd_and_even_counts(phases):
    values = np.random.default_rng(2).normal(size=10)
    values[3] = GAP
    found = segments(phases)
    slow = [np.nanmedian(values[found.number() == number]) for number in range(len(found.starts))]
    np.testing.assert_allclose(found.median(values), slow)


def test_moving_ranges_stop_at_borders_and_gaps():
    values = np.array([3, 5, GAP, 4, 9, 1, 2])
    ranges = moving_ranges(values, segments([[0, 0, 0, 0, 0, 1, 1]]))
    np.testing.assert_array_equal(ranges, [GAP, 2, GAP, GAP, 5, GAP, 1])


def test_bridged_ranges_reach_over_excluded_points_not_over_gaps_or_borders():
    values = np.array([3, 5, 99, 4, GAP, 9, 7, 99, 1])
    included = marks("xx.xxxx.x")
    found = segments([[0, 0, 0, 0, 0, 0, 0, 1, 1]])
    ranges = bridged_ranges(values, found, included)
    np.testing.assert_array_equal(ranges, [GAP, 2, GAP, 1, GAP, GAP, 2, GAP, GAP])


def test_screening_is_strict_and_done_once():
    found = segments([[0] * 5])
    np.testing.assert_allclose(screened_mean(np.array([GAP, 1, 1, 1, 1]), found, 1.0), [GAP])
    np.testing.assert_allclose(screened_mean(np.array([GAP, 1, 1, 1, 21]), found, 4.0), [6.0])
    np.testing.assert_allclose(screened_mean(np.array([GAP, 1, 1, 1, 21]), found, 2.0), [1.0])


@pytest.mark.parametrize(
    ("count", "before", "after"),
    [
        (1, "x..xx", "x..xx"),
        (2, "xx.xxx", ".x..xx"),
        (3, ".xxx.xxxx", "...x...xx"),
        (6, "xxxxxxx.x", ".....xx.."),
        (7, "xxxxxx", "......"),
    ],
)
def test_consecutive(count, before, after):
    assert consecutive(marks(before), count).tolist() == marks(after).tolist()


@pytest.mark.parametrize(
    ("length", "ends", "points"),
    [(1, "..x.", "..x."), (3, "...x...xx", ".xxx.xxxx"), (7, "......x", "xxxxxxx")],
)
def test_whole(length, ends, points):
    assert whole(marks(ends), length).tolist() == marks(points).tolist()


def test_crowded():
    assert crowded(marks("x.x..x"), 3, 2).tolist() == marks("..x...").tolist()


def test_linked():
    assert linked(marks("xx.xxx"), marks(".x.x.x")).tolist() == marks(".x...x").tolist()


MODULES = sorted(name for _, name, _ in pkgutil.walk_packages(stats.__path__, "stats."))


@pytest.mark.parametrize("name", MODULES)
def test_worked_examples_in_the_docstrings(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
