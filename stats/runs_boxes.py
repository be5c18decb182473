from __future__ import annotations
from stats.arrays import Bools, Ints
import numpy as np
def has_box(useful: Ints) -> Bools:
    return np.zeros(useful.shape, bool)
def outside_box(useful: Ints, longest: Ints, crossings: Ints, *, cut: bool) -> tuple[Ints, Bools]:
    return longest, longest > 1000
