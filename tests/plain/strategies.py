"""Random matrices of series with everything that goes wrong in real ones."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stats import Phases


@st.composite
def phased(draw: st.DrawFn, most_periods: int = 30) -> tuple[np.ndarray, np.ndarray, Phases]:
    """(numerator, denominator, phases): gaps, ties, flat stretches, zero denominators, phases."""
    shape = draw(st.integers(1, 3)), draw(st.integers(1, most_periods))
    size = draw(st.sampled_from([2, 6, 40]))  # few values make ties, many make trends
    numerator = draw(hnp.arrays(float, shape, elements=st.integers(1, size).map(float)))
    denominator = draw(hnp.arrays(float, shape, elements=st.integers(40, 60).map(float)))
    if draw(st.booleans()):
        numerator[0] = numerator[0, 0]
    if draw(st.booleans()):
        numerator += np.arange(shape[1]) % draw(st.integers(1, 30))
    numerator[draw(_mask(shape, 0.1))] = np.nan
    denominator[draw(_mask(shape, 0.05))] = 0
    columns = st.lists(st.integers(0, shape[1] - 1), max_size=3)
    starts = draw(st.dictionaries(st.integers(0, shape[0] - 1), columns, max_size=shape[0]))
    phases = Phases.build(
        shape,
        starts=starts,
        fix_after=draw(st.none() | st.integers(1, 15)),
        excluded=draw(_mask(shape, 0.1)),
    )
    return numerator, denominator, phases


@st.composite
def _mask(draw: st.DrawFn, shape: tuple[int, int], share: float) -> np.ndarray:
    """True here and there; often nowhere at all."""
    if draw(st.booleans()):
        return np.zeros(shape, bool)
    seed = draw(st.integers(0, 2**31))
    return np.random.default_rng(seed).random(shape) < share


def counted_points(shape: tuple[int, int]) -> st.SearchStrategy[np.ndarray]:
    """Which points are judged: all but a few."""
    return _mask(shape, 0.1).map(np.logical_not)


@st.composite
def subgroups(draw: st.DrawFn, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """(sizes, standard deviations): all of one size or not, some of one measurement or none."""
    smallest = draw(st.sampled_from([0, 1, 5]))
    sizes = draw(hnp.arrays(float, shape, elements=st.integers(smallest, draw(st.integers(5, 9))).map(float)))
    spread = draw(hnp.arrays(float, shape, elements=st.integers(0, 9).map(float)))
    return sizes, np.where(sizes > 1, spread, np.nan)
