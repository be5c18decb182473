"""Steady series in which many periods together seem to say something, though no rule marks the newest point.

Rules are not the only thing that chance sets off: a level seems to have changed, the last points together lie
off their own past, a smoothed level or a sum of events passes its limit. How often was simulated, as the
charts are made (`python -m bench.simulate.built_up_alarms`): on XmR charts with the usual rules, so that of
other charts it is an estimate. Neighbours that are alike make it more.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from stats.arrays import Floats
from stats.simulated import read_table

TABLE = Path(__file__).with_name("built_up_alarms.csv")
"""By what is looked at, and how alike neighbours are (of events: by the ratio that is looked for): the chance
by number of points."""
ALIKE = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
LEVELS, WATCHED, EVENTS = "levels", "watched", "events"
"""Looked at: levels and the own past; the smoothed level too; events against those expected alone."""


def built_up_chance(points: ArrayLike, autocorrelation: float, *, watched: bool = False) -> Floats:
    """Return the chance that a steady series shows a change that built up and no rule marks; any shape of
    points.

    points: known points of the phase in force; watched: its smoothed level is looked at too

    >>> bool(built_up_chance(36, 0.0) < built_up_chance(36, 0.3) < built_up_chance(36, 0.3, watched=True))
    True
    """
    phi = float(np.clip(autocorrelation, 0.0, ALIKE[-1]))
    what = WATCHED if watched else LEVELS
    by_phi = np.array([_at(what, str(one), points) for one in ALIKE])
    flat = by_phi.reshape(len(ALIKE), -1)
    found = [np.interp(phi, ALIKE, flat[:, at]) for at in range(flat.shape[1])]
    return np.asarray(found).reshape(by_phi.shape[1:])


def events_built_up_chance(points: ArrayLike) -> Floats:
    """Return the chance that the sum of events of a steady series stands beyond a limit of its CUSUM and no
    rule marks the newest point; any shape of points. The mean over the ratios that a CUSUM looks for."""
    ratios = [of for what, of in _chances() if what == EVENTS]
    return np.asarray(np.mean([_at(EVENTS, ratio, points) for ratio in ratios], axis=0))


def _at(what: str, of: str, points: ArrayLike) -> Floats:
    lengths, chances = _head(), _chances()[what, of]
    return np.asarray(np.interp(np.asarray(points, dtype=np.float64), lengths, chances))


@cache
def _chances() -> dict[tuple[str, ...], tuple[float, ...]]:
    return read_table(TABLE, keys=2)[1]


@cache
def _head() -> tuple[int, ...]:
    return tuple(map(int, read_table(TABLE, keys=2)[0]))
