"""Work out the best box and the cut box of Anhøj & Wentzel-Larsen 2020 from their definition.

For n useful points with longest run L and C crossings, no signal is given inside a box
{C ≥ c, L ≤ l}. Of all boxes that hold at least 92.5 % of steady charts, the best box holds the
fewest charts shifted by 0.8 standard deviations. The cut box takes more away at the corner, cell by
cell along either border, each time the cell that holds most shifted charts, while 92.5 % remain.
"""

from math import erf, sqrt

import numpy as np

STEADY_INSIDE = 0.925
SHIFT = 0.8
LONGEST = 20  # no bound up to 100 points comes near


def joint(points: int, above: float) -> np.ndarray:
    """[n, l, c]: probability of L ≤ l and C = c among n points, each above with this probability."""
    result = np.zeros((points + 1, LONGEST + 1, points + 1))
    for longest in range(1, LONGEST + 1):
        ending = np.zeros((points + 1, 2, points + 1))  # by the side of the last run
        for n in range(1, points + 1):
            for side, chance in enumerate((above, 1 - above)):
                if n <= longest:
                    ending[n, side, 0] += chance**n
                for run in range(1, min(longest, n - 1) + 1):
                    ending[n, side, 1:] += chance**run * ending[n - run, 1 - side, :-1]
        result[:, longest] = ending.sum(axis=1)
    return result


def boxes(points: int, first: int = 10) -> list[tuple[int, int, int, int | None, int | None]]:
    """(n, least crossings, longest run, cut border of crossings, cut border of runs) for each n."""
    steady, shifted = joint(points, 0.5), joint(points, 0.5 * (1 + erf(SHIFT / sqrt(2))))
    return [_box(n, steady[n], shifted[n]) for n in range(first, points + 1)]


def _box(n: int, steady: np.ndarray, shifted: np.ndarray) -> tuple[int, int, int, int | None, int | None]:
    inside = steady[:, ::-1].cumsum(axis=1)[:, ::-1]
    missed = shifted[:, ::-1].cumsum(axis=1)[:, ::-1]
    allowed = np.where(inside >= STEADY_INSIDE, missed, np.inf)[:, :n]
    run, crossings = (int(place) for place in np.unravel_index(allowed.argmin(), allowed.shape))
    cells = np.diff(steady, axis=0, prepend=0), np.diff(shifted, axis=0, prepend=0)
    spare = inside[run, crossings] - STEADY_INSIDE - cells[0][run, crossings]
    if spare < 0:
        return n, crossings, run, None, None
    crossings_border, run_border = crossings + 1, run - 1
    while True:
        next_cells = [(run_border, crossings), (run, crossings_border)]
        fitting = [cell for cell in next_cells if cells[0][cell] <= spare]
        if not fitting:
            return n, crossings, run, crossings_border, run_border
        taken = max(fitting, key=lambda cell: cells[1][cell])
        spare -= cells[0][taken]
        if taken[0] == run:
            crossings_border += 1
        else:
            run_border -= 1
