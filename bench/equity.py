"""Time the decision of what may be shown of groups, and their tests, in organisations of many services.

    python -m bench.equity [--services 50]

Invented measures of 36 months by six groups: wards of a few, of some dozens and of hundreds of people a month
in every group. Reading from a database is not part of it.
"""

from __future__ import annotations

import argparse
import time
from datetime import date

import numpy as np

from catalogue.fields.periods import Frequency, full_range
from quality.disclosure.table import Table
from quality.disclosure.together import hidden_at_each_grain
from quality.series.calendar_blocks import blocks
from stats.equity.evidence import GroupCharts
from stats.equity.group_tests import page_signals

PERIODS = tuple(full_range(date(2023, 1, 1), date(2025, 12, 1), Frequency.MONTHLY))
GROUPS, HOSPITALS, K = 6, 4, 7
SIZES = (4, 40, 400)
"""People a month of a group in a ward."""
WHOLE = 60 * 5
"""Charts of an organisation: measures by dimensions."""


def tree(services: int) -> dict[int, list[int]]:
    """Return row of a service → rows inside: a board, its hospitals, their wards."""
    found = {0: list(range(1, 1 + HOSPITALS))}
    wards = range(1 + HOSPITALS, services)
    return found | {hospital: list(wards[hospital - 1 :: HOSPITALS]) for hospital in found[0]}


def measure(random: np.random.Generator, services: int, size: int) -> Table:
    children = tree(services)
    share = random.dirichlet(np.full(GROUPS, 2.0))[:, np.newaxis] * GROUPS
    expected = size * random.uniform(0.3, 2.0, (services, 1, 1)) * share
    people = random.poisson(np.broadcast_to(expected, (services, GROUPS, len(PERIODS)))).astype(float)
    events = random.binomial(people.astype(int), 0.2).astype(float)
    for count in (people, events):
        for parent in reversed(children):
            count[parent] = count[children[parent]].sum(axis=0)
    counts = {"numerator": events, "denominator": people}
    counts |= {f"total_{name}": count.sum(axis=1) for name, count in counts.items()}
    grid = blocks(PERIODS, Frequency.MONTHLY, np.ones(len(PERIODS), dtype=np.bool_))
    return Table(frozenset(range(services)), PERIODS, grid, counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=50)
    asked = parser.parse_args()
    random = np.random.default_rng(1)
    print(f"{asked.services} services, {GROUPS} groups, {len(PERIODS)} months; processor seconds")
    for size in SIZES:
        table = measure(random, asked.services, size)
        start = time.process_time()
        hidden = hidden_at_each_grain([table], tree(asked.services), K)
        took = time.process_time() - start
        shown = {grain.value: f"{1 - mask.mean():.0%}" for grain, mask in hidden.items()}
        print(f"{size:>4} people a month  decide one chart {took:6.2f} s   shown {shown}")
    charts = [_charts(measure(random, asked.services, 40)) for _ in range(10)]
    start = time.process_time()
    page_signals(charts)
    took = (time.process_time() - start) / len(charts)
    print(f"tests of one chart in all services {took:.3f} s; of {WHOLE} charts {took * WHOLE:.1f} s")


def _charts(table: Table) -> GroupCharts:
    return GroupCharts(table.counts["numerator"], table.counts["denominator"], slice(24, 36), slice(12, 24))


if __name__ == "__main__":
    main()
