"""Sharper bounds for the runs analysis: the best box and the cut box.

The Anhøj bounds treat the longest run and the crossings apart. For 10 to 100 useful points Anhøj &
Wentzel-Larsen (2020, PLoS ONE 15: e0233920) choose both together: among boxes that keep at least
92.5 % of steady charts unsignalled, the best box misses the fewest charts shifted by 0.8 standard
deviations; the cut box cuts that box's corner as far as 92.5 % allows.

       longest run
            │▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒   ▒ signal
      run ──┤▒▒▒▒▒▒▒▒▒╳╳╳╳╳┌─────────   ╳ the corner: signal by the cut box only
            │▒▒▒▒▒▒▒▒▒╳┌───┘
 run_border │▒▒▒▒▒▒▒▒▒├┘    no signal
            │▒▒▒▒▒▒▒▒▒│
            └─────────┴────┴─────────
              crossings    crossings_border

The table is worked out from that definition by the tests' `plain/boxes.py`.
"""

from __future__ import annotations

import numpy as np

from stats.arrays import Bools, Ints

FIRST, LAST = 10, 100

# (crossings, run, crossings_border, run_border) for n = 10, 11, … 100 useful points; borders 0 where
# nothing can be cut. The number at the end of a line is the n it starts with.
# fmt: off
_BOXES: Ints = np.array([
    (2, 6, 3, 5), (3, 7, 4, 6), (3, 6, 0, 0), (3, 6, 0, 0), (3, 6, 0, 0),  # 10
    (4, 7, 6, 6), (5, 8, 6, 7), (5, 7, 0, 0), (5, 7, 6, 6), (5, 7, 6, 5),  # 15
    (6, 7, 0, 0), (7, 8, 0, 0), (6, 7, 7, 6), (6, 7, 7, 6), (6, 7, 7, 6),  # 20
    (6, 7, 0, 0), (9, 9, 10, 7), (9, 8, 10, 7), (9, 8, 11, 7), (10, 8, 0, 0),  # 25
    (11, 10, 12, 9), (11, 9, 14, 8), (11, 8, 0, 0), (11, 8, 12, 7), (11, 8, 13, 7),  # 30
    (12, 8, 0, 0), (13, 9, 15, 8), (14, 10, 0, 0), (13, 8, 0, 0), (15, 11, 0, 0),  # 35
    (15, 9, 0, 0), (15, 9, 17, 8), (14, 8, 0, 0), (14, 8, 0, 0), (17, 10, 0, 0),  # 40
    (17, 9, 0, 0), (17, 9, 19, 8), (17, 9, 20, 7), (19, 12, 20, 11), (19, 10, 21, 9),  # 45
    (19, 9, 0, 0), (19, 9, 21, 8), (19, 9, 21, 7), (21, 11, 23, 9), (21, 10, 23, 8),  # 50
    (21, 9, 0, 0), (21, 9, 23, 8), (23, 12, 25, 11), (23, 10, 24, 9), (23, 10, 26, 8),  # 55
    (23, 9, 0, 0), (23, 9, 24, 8), (25, 11, 27, 9), (25, 10, 27, 9), (26, 11, 27, 10),  # 60
    (26, 10, 27, 9), (27, 12, 29, 10), (27, 10, 0, 0), (27, 10, 29, 8), (28, 11, 29, 8),  # 65
    (29, 14, 30, 13), (29, 11, 31, 9), (29, 10, 30, 9), (30, 11, 31, 10), (30, 10, 0, 0),  # 70
    (31, 12, 32, 9), (31, 11, 34, 8), (31, 10, 33, 9), (32, 11, 33, 8), (33, 13, 37, 11),  # 75
    (33, 11, 35, 9), (33, 10, 0, 0), (34, 11, 36, 10), (33, 10, 36, 7), (35, 11, 0, 0),  # 80
    (35, 11, 38, 8), (35, 10, 36, 9), (35, 10, 38, 8), (37, 12, 38, 10), (37, 11, 39, 9),  # 85
    (38, 12, 0, 0), (37, 10, 39, 9), (39, 13, 41, 12), (39, 11, 40, 10), (39, 11, 42, 8),  # 90
    (39, 10, 0, 0), (39, 10, 41, 8), (41, 12, 42, 9), (41, 11, 44, 9), (42, 12, 43, 10),  # 95
    (41, 10, 42, 9),  # 100
], dtype=np.intp)
# fmt: on


def has_box(useful: Ints) -> Bools:
    """Return whether there is a box for so many useful points."""
    return (useful >= FIRST) & (useful <= LAST)


def outside_box(useful: Ints, longest: Ints, crossings: Ints, *, cut: bool) -> tuple[Bools, Ints]:
    """Return (signal, the longest run still ordinary); without meaning where there is no box.

    In the cut corner it is run and crossings together that signal: there a run one shorter would do.

    >>> signal, ordinary = outside_box(np.array([24]), np.array([8]), np.array([9]), cut=False)
    >>> bool(signal[0]), int(ordinary[0])
    (True, 7)
    """
    box = _BOXES[np.clip(useful, FIRST, LAST) - FIRST]
    fewest, run, crossings_border, run_border = (box[..., column] for column in range(4))
    beyond = (longest > run) | (crossings < fewest)
    if not cut:
        return beyond, run
    on_run_border = (longest == run) & (crossings < crossings_border)
    on_crossings_border = (crossings == fewest) & (longest > run_border)
    corner = ~beyond & (run_border > 0) & (on_run_border | on_crossings_border)
    return beyond | corner, np.where(corner, longest - 1, run)
