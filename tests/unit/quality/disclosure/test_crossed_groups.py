"""Age by deprivation beside age and deprivation: an integer solver learns no more of what either hides."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from catalogue.fields.periods import Frequency, full_range
from quality.disclosure.nested_groups import hide_sums
from quality.disclosure.release_log import published_years
from quality.disclosure.table import Table
from quality.disclosure.together import hidden_at_each_grain
from quality.series.calendar_blocks import Grain, blocks

K = 7
QUARTERS = 8
PERIODS = tuple(full_range(date(2024, 1, 1), date(2025, 10, 1), Frequency.QUARTERLY))
BLOCKS = blocks(PERIODS, Frequency.QUARTERLY, np.ones(QUARTERS, dtype=bool))
INSIDE = {0: [1, 2], 1: [3, 4], 2: [5, 6]}
"""A board, two hospitals, two wards in each."""
LEAVES = [[3, 4, 5, 6], [3, 4], [5, 6], [3], [4], [5], [6]]
BANDS, GROUPS = ("0-15", "16-64", "65+"), ("1", "2", "3")
CODES = {"age": BANDS, "deprivation": GROUPS, "both": tuple(f"{a} × {g}" for g in GROUPS for a in BANDS)}


def organisation(seed):
    """Events and people (S, A, G, P): of a service that of its wards."""
    random = np.random.default_rng(seed)
    share = random.dirichlet(np.full(9, random.choice([0.3, 0.8, 2.0]))).reshape(3, 3)
    size = random.choice([8, 25, 80, 250])
    wards = random.poisson(size * share * 9 * random.uniform(0.3, 1.5, (4, 1, 1)), size=(QUARTERS, 4, 3, 3))
    people = np.moveaxis(wards, 0, -1)
    events = random.binomial(people, random.uniform(0.05, 0.6, (3, 3, 1)))
    return tuple(np.stack([cube[[leaf - 3 for leaf in of_it]].sum(axis=0) for of_it in LEAVES]).astype(float)
                 for cube in (events, people))  # fmt: skip


def by(dimension, cube):
    """Return (S, groups, P)."""
    if dimension == "both":
        return np.moveaxis(cube, 1, 2).reshape(7, 9, QUARTERS)
    return cube.sum(axis=2 if dimension == "age" else 1)


def decided(events, people):
    """Return by dimension and grain what is hidden."""
    tables = {
        name: Table(
            frozenset(range(7)),
            PERIODS,
            BLOCKS,
            {
                "numerator": by(name, events),
                "denominator": by(name, people),
                "total_numerator": events.sum(axis=(1, 2)),
                "total_denominator": people.sum(axis=(1, 2)),
            },
            codes,
        )
        for name, codes in CODES.items()
    }
    hidden = {name: hidden_at_each_grain([table], INSIDE, K) for name, table in tables.items()}
    hide_sums(hidden, {name: {"measure": table} for name, table in tables.items()})
    return hidden


def spans(grain):
    if grain is not Grain.YEAR:
        return [(time, time + 1) for time in range(QUARTERS)]
    return [(BLOCKS.first[year], BLOCKS.last[year + 3]) for year in published_years(BLOCKS)]


def cells(service, first, last, bands=slice(None), groups=slice(None)):
    """Return which cells of wards (4, A, G, P) a sum is of."""
    found = np.zeros((4, 3, 3, QUARTERS), dtype=bool)
    for leaf in LEAVES[service]:
        found[leaf - 3, bands, groups, first:last] = True
    return found.ravel()


def place(dimension, group):
    if dimension == "both":
        return {"groups": group // 3, "bands": group % 3}
    return {"bands" if dimension == "age" else "groups": group}


def known(hidden, dimensions):
    """Return every sum that is told by pages of these dimensions, and by those of everyone."""
    found = [cells(service, p, p + 1) for service in range(3, 7) for p in range(QUARTERS)]
    for name in dimensions:
        for grain, mask in hidden[name].items():
            for (service, group), span in product(np.argwhere(~mask), spans(grain)):
                found.append(cells(service, *span, **place(name, group)))
    return np.unique(np.array(found), axis=0)


def open_by(true, sums, secret):
    """Return how much an integer solver leaves open of a sum."""
    rule = LinearConstraint(sums, sums @ true, sums @ true)
    ends = [milp(sign * secret, constraints=rule, integrality=np.ones(true.size), bounds=Bounds(0, np.inf),
                 options={"time_limit": 20}).x for sign in (1.0, -1.0)]  # fmt: skip
    low, high = (round(float(secret @ x)) for x in ends)
    return high - low


def secrets(hidden, count):
    """Name the small hidden numbers: of either dimension, and of both where some group is shown."""
    for name, by_grain in hidden.items():
        for grain in (Grain.PERIOD, Grain.YEAR) if name != "both" else (Grain.YEAR,):
            mask = by_grain[grain]
            for (service, group), span in product(np.argwhere(mask), spans(grain)):
                if name == "both" and mask[service].all():
                    continue
                which = cells(service, *span, **place(name, group))
                if 0 < count.ravel() @ which <= K:
                    yield name, grain, service, group, span, which


def attacked(seed):
    """Return hidden numbers of which less is open with the groups of both than without, and than K."""
    events, people = organisation(seed)
    hidden = decided(events, people)
    shown = int((~hidden["both"][Grain.YEAR]).sum())
    worse = []
    if not shown:
        return shown, 0, worse
    with_both, without = known(hidden, CODES), known(hidden, ("age", "deprivation"))
    asked = 0
    for what, cube in (("events", events), ("others", people - events)):
        count = cube[3:]
        for name, grain, service, group, span, which in secrets(hidden, count):
            asked += 1
            left = open_by(count.ravel(), with_both, which)
            if left < K and (name == "both" or open_by(count.ravel(), without, which) > left):
                worse.append((what, name, grain, service, group, span, left, int(count.ravel() @ which)))
    return shown, asked, worse


@pytest.mark.parametrize("seed", [3, 4])
def test_groups_of_both_open_nothing_that_is_hidden(seed):
    assert attacked(seed)[2] == []
