"""The run length of a set of rules, worked out by a Markov chain and not simulated.

What the rules remember of the past (how many points in a row, which of the last five lay far out) is one
state of finitely many, as in Champ & Woodall 1987, Technometrics 29: 393. A trend also needs the value
before, so the chain keeps the chance of each state at each value (`stats.rules.cells`).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
from scipy.sparse import csr_array, kron

from stats.arrays import Bools, Floats, Ints
from stats.limits.chart import ChartOptions
from stats.rules.cells import steady_cells
from stats.rules.detect import gather
from stats.rules.patterns import Evidence
from stats.rules.sets import Check, Rule, RuleSet

NOT_ONE_VALUE = {"mr", "ip"}
"""Charts that no chain of one value can follow: neighbours share a point, or sizes vary as well."""
SETTLED = 1e-7
"""The chance of a signal at the next point has settled when no more than this part of it changes."""
NEVER = 1e-12
"""A chance no larger than this comes from rounding."""
RISE, FALL, NO_STEP = 1, -1, 0

Memory = int | tuple[bool, ...]
State = tuple[Memory | None, ...]
Marks = tuple[bool, bool, bool]
"""Of one check and side: the point is marked, lies on that side, lies on the centre line."""
Moves = dict[tuple[int, int], csr_array]
"""By zone of the value and step to it: the matrix (to, from) of states. The first is the fresh start."""


def chain_run_length(kind: str, rules: RuleSet, options: ChartOptions) -> float:
    """Return the mean points to the first signal that has a direction; NaN where there never is one.

    Not for `NOT_ONE_VALUE` charts, nor for the Anhøj rules, which judge a whole chart.
    """
    checks = [check for check in rules.checks if check.rule in _MARKED_BY]
    trend = next((check.length for check in rules.checks if check.rule is Rule.TREND), 0)
    cells = steady_cells(kind, options)
    seen = gather(cells.chart, slice(None), None, rules)
    sides = list(product(checks, (1, -1)))
    marks = np.array([seen.high, *(part for check, side in sides for part in _marks(seen, check, side))])
    zones, zone = np.unique(marks.T, axis=0, return_inverse=True)
    by_check = [[tuple(row[i : i + 3]) for i in range(1, len(row), 3)] for row in zones.tolist()]
    moves = _moves([check for check, _ in sides], by_check, trend)
    longest = max(check.length for check in rules.checks)
    if trend:
        return _mean_points(moves, cells.chance, zone, cells.is_one_number, longest)
    chance = np.bincount(zone, cells.chance).astype(np.float64)  # nothing but the zone counts
    return _mean_points(moves, chance, np.arange(chance.size), None, longest)


# -- what the rules remember --------------------------------------------------------------------------

_MARKED_BY: dict[Rule, Callable[[Evidence, int], Bools]] = {
    Rule.ASTRONOMICAL: lambda seen, side: seen.over if side > 0 else seen.under,
    Rule.SHIFT: lambda seen, side: seen.high if side > 0 else seen.low,
    Rule.TWO_IN_THREE: lambda seen, side: seen.near_over if side > 0 else seen.near_under,
    Rule.FOUR_IN_FIVE: lambda seen, side: (seen.far_from_centre > seen.sigma) & _on(seen, side),
}


def _on(seen: Evidence, side: int) -> Bools:
    return seen.high if side > 0 else seen.low


def _marks(seen: Evidence, check: Check, side: int) -> tuple[Bools, Bools, Bools]:
    marked = _MARKED_BY[check.rule](seen, side)
    if not check.outside_counts:
        marked = marked & ~(seen.over if side > 0 else seen.under)
    return marked, _on(seen, side), ~seen.high & ~seen.low


def _remember(check: Check, memory: Memory | None, marks: Marks) -> Memory | None:
    """Return what is left to remember after one more point; None where the pattern is complete."""
    is_marked, is_on_side, is_on_centre = marks
    if memory is None:
        return None
    if isinstance(memory, int):  # so many in a row
        if check.on_centre == "skipped" and is_on_centre:
            return memory
        memory = memory + 1 if is_marked else 0
        return None if memory == check.length else memory
    if check.all_one_side and not is_on_side:
        return ()
    memory = (*memory, is_marked)
    is_whole = len(memory) == check.length or not check.all_one_side
    if is_whole and sum(memory) >= check.needed:
        return None
    return memory[max(0, len(memory) - check.length + 1) :]


def _start(check: Check) -> Memory:
    return () if check.needed and check.all_one_side else (False,) * (check.length - 1) if check.needed else 0


def _moves(checks: list[Check], zones: list[list[Marks]], trend: int) -> Moves:
    """Return how each value moves the states that the checks can be in; a signal leads nowhere."""
    start: State = tuple(map(_start, checks))
    known, states = {start: 0}, [start]
    found: list[list[tuple[int, int]]] = [[] for _ in zones]
    for number, state in enumerate(states):
        for at, zone in zip(found, zones, strict=True):
            after = tuple(map(_remember, checks, state, zone))
            if None in after:
                continue
            if known.setdefault(after, len(known)) == len(states):
                states.append(after)
            at.append((known[after], number))
    runs = _runs(trend)
    return {
        (zone, step): kron(_matrix(at, len(known)), run, format="csr")
        for (zone, at), (step, run) in product(enumerate(found), runs.items())
    }


def _runs(trend: int) -> dict[int, csr_array]:
    """Return for each step the matrix (to, from) of steps in a row: none, so many up, so many down."""
    if not trend:
        return {NO_STEP: csr_array(np.ones((1, 1)))}
    most = trend - 2
    size = 1 + 2 * most
    ups, downs = [0, *range(1, 1 + most)], [0, *range(1 + most, size)]
    others = {RISE: downs[1:], FALL: ups[1:]}
    return {NO_STEP: _matrix([(0, run) for run in range(size)], size)} | {
        step: _matrix([*zip(row[1:], row, strict=False), *((row[1], run) for run in others[step])], size)
        for step, row in ((RISE, ups), (FALL, downs))
    }


def _matrix(moves: list[tuple[int, int]], size: int) -> csr_array:
    to, start = np.array(moves, dtype=np.intp).reshape(-1, 2).T
    return csr_array((np.ones(to.size), (to, start)), shape=(size, size))


# -- the chain ----------------------------------------------------------------------------------------


def _mean_points(
    moves: Moves, chance: Floats, zone: Ints, is_one_number: Bools | None, longest: int
) -> float:
    """Return Σ over t of the chance that no signal has come by point t.

    chance, zone: (M,) of each value; is_one_number: None where steps do not count
    longest: points in the longest pattern; before, the chance of a signal cannot have settled
    """
    columns = [np.flatnonzero(zone == number) for number in range(int(zone.max()) + 1)]
    reached = np.zeros((next(iter(moves.values())).shape[0], chance.size))
    start = np.zeros_like(reached)
    start[0] = 1.0
    steps: dict[int, Floats] = {NO_STEP: start}
    waiting, points, settled, lasted = 1.0, 0.0, -1.0, 0
    while True:
        reached = np.zeros_like(reached)
        for (number, step), matrix in moves.items():
            if step in steps:
                at = columns[number]
                reached[:, at] += matrix @ (steps[step][:, at] * chance[at])
        points, lasted, left = points + waiting, lasted + 1, float(reached.sum())
        alarm = 1.0 - left / waiting
        if left == 0.0 or (lasted > 3 * longest and abs(alarm - settled) <= SETTLED * abs(alarm) + NEVER):
            return points + left / alarm if alarm > NEVER else float("nan")
        waiting, settled = left, alarm
        steps = _steps(reached, is_one_number)


def _steps(reached: Floats, is_one_number: Bools | None) -> dict[int, Floats]:
    """Return by the step to a value of this cell the chance of each state before it, (states, M) each."""
    everything = reached.sum(axis=1, keepdims=True)
    if is_one_number is None:
        return {NO_STEP: np.broadcast_to(everything, reached.shape)}
    # Of two values in one narrow cell, either is the larger.
    tied = np.where(is_one_number, reached, 0.0)
    rise = np.cumsum(reached, axis=1) - reached + (reached - tied) / 2
    return {RISE: rise, FALL: everything - rise - tied, NO_STEP: tied}
