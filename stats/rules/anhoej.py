"""The Anhøj rules: is a run too long, or do too few runs cross the centre, for so many points?

Other run rules have a fixed length and cry wolf more often the longer the chart. These grow with
the number of *useful* points, those not exactly on the centre (Anhøj & Olesen 2014, PLoS ONE 9:
e113825). Useful points are taken in order; what is missing, excluded or on the centre is passed
over. A phase is judged as a whole.

    y        3 7 8 5 2 1 6 9     centre 5
    side     − + + · − − + +     7 useful, longest run 2, crossings 3
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from stats.arrays import Bools, Ints, Signs
from stats.limits.segments import Segments
from stats.rules.anhoej_boxes import has_box, outside_box


@dataclass(frozen=True, slots=True, eq=False)
class RunsAnalysis:
    """(S, K) each, K the largest number of phases; zeros where a series has no such phase.

    longest_run_max, crossings_min: the Anhøj bounds. `signal` is what the chosen method says, which
    for "bestbox" and "cutbox" rests on their own tables between 10 and 100 useful points.
    """

    useful: Ints
    longest_run: Ints
    longest_run_max: Ints
    crossings: Ints
    crossings_min: Ints
    signal: Bools


@lru_cache(maxsize=8)
def anhoej_bounds(longest: int) -> tuple[Ints, Ints]:
    """Return (longest_run_max, crossings_min) for 0 … longest useful points.

    Longest run at most round(log2 n) + 3 (Schilling 2012); crossings at least the 5 % quantile of
    Binomial(n − 1, ½) (Chen 2010). 24 useful points: 8 and 8.
    """
    count = np.arange(longest + 1)
    run_max = np.round(np.log2(np.maximum(count, 1))).astype(np.intp) + 3
    steps = np.maximum(count - 1, 0)
    # bdtr is the distribution function; the quantile is the first place where it reaches 5 %.
    reached = bdtr(count.astype(np.float64), steps[:, np.newaxis], 0.5) >= 0.05
    crossings_min = np.argmax(reached, axis=1)
    run_max[0] = crossings_min[0] = 0
    return run_max, crossings_min


def analyse_runs(side: Signs, phase: Ints, method: str) -> tuple[RunsAnalysis, Bools]:
    """Return (the analysis, (S, P) the points that stand in a run longer than the bound).

    side: (S, P) +1 above, −1 below, 0 on the centre or taking no part
    """
    segments = Segments.of_phases(phase)
    flat = side.ravel()
    useful_at = np.flatnonzero(flat)
    owner = segments.number()[useful_at]
    is_first = np.ones(len(useful_at), dtype=np.bool_)
    is_first[1:] = (flat[useful_at][1:] != flat[useful_at][:-1]) | (owner[1:] != owner[:-1])
    first = np.flatnonzero(is_first)
    lengths = np.diff(first, append=len(useful_at))
    run_owner = owner[first]

    groups = len(segments.starts)
    useful = np.bincount(owner, minlength=groups)
    runs = np.bincount(run_owner, minlength=groups)
    longest = np.zeros(groups, dtype=np.intp)
    np.maximum.at(longest, run_owner, lengths)
    crossings = np.maximum(runs - 1, 0)
    run_max, crossings_min = (bound[useful] for bound in anhoej_bounds(int(phase.shape[1])))
    signal, ordinary = _judge(useful, longest, crossings, (run_max, crossings_min), method)

    in_long_run = np.zeros(flat.shape, dtype=np.bool_)
    in_long_run[useful_at] = np.repeat(signal[run_owner] & (lengths > ordinary[run_owner]), lengths)
    place = partial(_place, phase=phase, starts=segments.starts)
    analysis = RunsAnalysis(
        *(place(part) for part in (useful, longest, run_max, crossings, crossings_min, signal))
    )
    return analysis, in_long_run.reshape(side.shape)


def _judge(
    useful: Ints, longest: Ints, crossings: Ints, bounds: tuple[Ints, Ints], method: str
) -> tuple[Bools, Ints]:
    """Return (signal, the longest run that is still ordinary) for each phase."""
    run_max, crossings_min = bounds
    signal = (longest > run_max) | (crossings < crossings_min)
    if method == "anhoej":
        return signal, run_max
    boxed = has_box(useful)
    box_signal, box_run_max = outside_box(useful, longest, crossings, cut=method == "cutbox")
    return np.where(boxed, box_signal, signal), np.where(boxed, box_run_max, run_max)


def _place(per_phase: NDArray[Any], *, phase: Ints, starts: Ints) -> NDArray[Any]:
    """Place one value per segment into (S, K)."""
    rows, periods = phase.shape
    placed = np.zeros((rows, int(phase.max(initial=-1)) + 1), dtype=per_phase.dtype)
    placed[starts // max(periods, 1), phase.ravel()[starts]] = per_phase
    return placed
