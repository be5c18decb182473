"""From decisions (rephase, freeze, exclude) to marks on a matrix."""

import numpy as np
import pytest

from stats import Phases


def test_single_is_one_phase_in_which_all_count():
    phases = Phases.single((2, 3))
    assert not phases.phase.any()
    assert phases.baseline.all()
    assert phases.included.all()


def test_starts_number_the_phases_of_their_own_rows():
    phases = Phases.build((2, 6), starts={1: [4, 2]})
    assert phases.phase.tolist() == [[0] * 6, [0, 0, 1, 1, 2, 2]]


def test_a_start_at_the_first_column_changes_nothing():
    assert not Phases.build((1, 3), starts={0: [0]}).phase.any()


@pytest.mark.parametrize("starts", [{0: [6]}, {0: [-1]}, {2: [1]}, {-1: [1]}])
def test_a_start_outside_the_matrix_is_refused(starts):
    with pytest.raises(ValueError, match="outside the matrix"):
        Phases.build((2, 6), starts=starts)


def test_an_empty_list_of_starts_is_fine():
    assert not Phases.build((1, 3), starts={0: []}).phase.any()


def test_freeze_holds_in_each_phase():
    phases = Phases.build((1, 7), starts={0: [3]}, fix_after=2)
    assert phases.baseline[0].tolist() == [True, True, False, True, True, False, False]


def test_freeze_per_series():
    phases = Phases.build((2, 4), fix_after={1: 3})
    assert phases.baseline.tolist() == [[True] * 4, [True, True, True, False]]


def test_freeze_needs_a_point():
    with pytest.raises(ValueError, match="at least one point"):
        Phases.build((1, 4), fix_after=0)


@pytest.mark.parametrize(
    ("known", "baseline"),
    [
        ("xxxxxx", "xx...."),
        ("..xxxx", "..xx.."),  # counting starts at the first known point
        (".x.xxx", ".x...."),  # and does not stop for a gap
        ("......", "......"),
    ],
)
def test_freeze_counts_from_the_first_known_point(known, baseline):
    mask = np.array([[letter == "x" for letter in known]])
    phases = Phases.build((1, 6), fix_after=2, known=mask)
    assert (phases.baseline & mask)[0].tolist() == [letter == "x" for letter in baseline]


def test_freeze_counts_from_the_first_known_point_of_each_phase():
    known = np.array([[False, True, True, True, False, False, True, True, True]])
    phases = Phases.build((1, 9), starts={0: [4]}, fix_after=2, known=known)
    assert np.flatnonzero(phases.baseline & known).tolist() == [1, 2, 6, 7]


def test_excluded_points_are_in_no_baseline():
    excluded = np.array([[False, True, False]])
    phases = Phases.build((1, 3), excluded=excluded)
    assert phases.included[0].tolist() == [True, False, True]
    assert phases.baseline[0].tolist() == [True, False, True]


def test_unjudged_points_set_no_limits_but_are_not_excluded():
    phases = Phases.build((1, 3), judged=np.array([[True, True, False]]))
    assert phases.baseline[0].tolist() == [True, True, False]
    assert phases.included.all()


def test_phase_numbers_may_not_fall():
    marks = np.ones((1, 2), bool)
    with pytest.raises(ValueError, match="must not fall"):
        Phases(np.array([[1, 0]]), marks, marks)


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="one shape"):
        Phases(np.zeros((1, 2), int), np.ones((1, 3), bool), np.ones((1, 2), bool))
