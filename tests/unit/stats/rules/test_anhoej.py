"""Runs analysis: bounds, boxes and what is counted."""

import numpy as np
import pytest
from scipy.stats import binom

import stats
from stats import Phases
from stats.rules.anhoej import analyse_runs, anhoej_bounds
from stats.rules.anhoej_boxes import _BOXES, FIRST, LAST, outside_box
from tests.plain.anhoej_boxes import boxes
from tests.plain.charts import drawn_by_hand


@pytest.mark.parametrize(("useful", "run", "crossings"), [(10, 6, 2), (12, 7, 3), (20, 7, 6), (24, 8, 8)])
def test_published_bounds(useful, run, crossings):
    # Anhøj & Olesen 2014, table 1
    run_max, crossings_min = anhoej_bounds(40)
    assert (run_max[useful], crossings_min[useful]) == (run, crossings)


def test_the_crossings_bound_is_the_binomial_quantile():
    count = np.arange(1, 400)
    np.testing.assert_array_equal(anhoej_bounds(399)[1][1:], binom.ppf(0.05, count - 1, 0.5))


def test_the_boxes_follow_from_their_definition():
    rows = [[c, run, crossed or 0, ran or 0] for _, c, run, crossed, ran in boxes(LAST, FIRST)]
    np.testing.assert_array_equal(_BOXES, rows)


@pytest.mark.parametrize(
    ("longest", "crossings", "best", "cut"),
    [
        # 24 points: the box holds runs up to 7 with 6 crossings or more; cut to runs of 6 at six
        # crossings and to 7 crossings at runs of 7
        (7, 8, False, False),
        (7, 6, False, True),
        (6, 6, False, False),
        (8, 12, True, True),
        (3, 5, True, True),
    ],
)
def test_inside_and_outside_the_box(longest, crossings, best, cut):
    point = np.array([24]), np.array([longest]), np.array([crossings])
    assert bool(outside_box(*point, cut=False)[0][0]) is best
    assert bool(outside_box(*point, cut=True)[0][0]) is cut


def test_counts_pass_over_the_centre_and_gaps():
    runs = stats.detect(drawn_by_hand([-1, 1, 1, 0, None, 1, -1, -1, 1]), "anhoej").runs
    assert (runs.useful[0, 0], runs.longest_run[0, 0], runs.crossings[0, 0]) == (7, 3, 3)


def test_each_phase_is_counted_apart_and_a_missing_phase_is_zero():
    phases = Phases.build((2, 6), starts={0: [3]})
    chart = drawn_by_hand([1, 1, -1, -1, -1, 1])
    both = stats.control_chart("run", np.repeat(chart.values, 2, axis=0), phases=phases, centre=0)
    runs = stats.detect(both, "anhoej").runs
    assert runs.useful.tolist() == [[3, 3], [6, 0]]
    assert runs.longest_run.tolist() == [[2, 2], [3, 0]]
    assert runs.crossings.tolist() == [[1, 1], [2, 0]]
    assert not runs.signal[1, 1]


def test_nothing_useful_is_no_signal():
    runs = stats.detect(drawn_by_hand([0, 0, None, 0]), "anhoej").runs
    assert (runs.useful[0, 0], runs.longest_run_max[0, 0], runs.signal[0, 0]) == (0, 0, False)


def test_moving_ranges_have_no_runs_signal():
    chart = drawn_by_hand([1.0] * 12 + [-1.0] * 12, kind="mr")
    found = stats.detect(chart, "anhoej")
    assert not found.runs.signal.any()
    assert (found.winner < 0).all()
    assert found.runs.longest_run[0, 0] == 12


@pytest.mark.parametrize("rules", ["anhoej", "anhoej-bestbox", "anhoej-cutbox"])
def test_a_signal_marks_some_points(rules):
    rng = np.random.default_rng(5)
    numbers = rng.normal(size=(300, 24)).cumsum(axis=1)
    found = stats.detect(stats.control_chart("run", numbers), rules)
    assert found.runs.signal.any()
    np.testing.assert_array_equal(found.fired[1:].any(axis=(0, 2)), found.runs.signal[:, 0])


@pytest.mark.parametrize(("runs", "is_signal"), [([3] * 6 + [2] * 3, False), ([3] * 8, True)])
def test_as_many_crossings_as_the_bound_are_enough(runs, is_signal):
    """24 useful points have to cross 8 times."""
    side = np.repeat([1 if i % 2 else -1 for i in range(len(runs))], runs)[np.newaxis].astype(np.int8)
    found, _ = analyse_runs(side, np.zeros(side.shape, dtype=np.intp), "anhoej")
    assert found.crossings_min.tolist() == [[8]]
    assert found.signal.tolist() == [[is_signal]]


def test_a_run_as_long_as_the_bound_is_not_marked_where_crossings_are_too_few():
    side = np.repeat([[1, -1, 1]], 8, axis=1).astype(np.int8)
    found, in_long_run = analyse_runs(side, np.zeros((1, 24), dtype=np.intp), "anhoej")
    assert found.signal.all()
    assert found.longest_run == found.longest_run_max == 8
    assert not in_long_run.any()
