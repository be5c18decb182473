"""Worlds that several tests look at."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.quality.equity.world import World, fifths, noisy


@pytest.fixture
def uneven() -> World:
    world = World()
    world.split("A", "deprivation", fifths([0.25, 0.12, 0.12, 0.12, 0.12]))
    return world


@pytest.fixture
def sparse() -> World:
    """Two clinics; in B a handful of the fifth fifth."""
    world = World()
    a = fifths([0.2, 0.2, 0.2, 0.2, 0.2], size=300, unknown=100)
    b = fifths([0.2, 0.2, 0.2, 0.2], size=300, unknown=100, seed=50)
    b |= {"5": noisy(0.02, 12, 70)}
    for service, groups in (("A", a), ("B", b)):
        world.split(service, "deprivation", groups)
    both = {code: tuple(np.add(a[code], b[code]).tolist()) for code in a}
    world.split("H", "deprivation", both)
    return world
