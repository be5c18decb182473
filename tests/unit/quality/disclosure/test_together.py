"""Several measures of the same rows: what is hidden in one is hidden in all, at every grain."""

from __future__ import annotations

from datetime import date

import numpy as np

from catalogue.fields.periods import Frequency, full_range
from quality.disclosure.together import Table, hidden_at_each_grain
from quality.series.calendar_blocks import Grain, blocks

K = 7


def table(events, people, services=1, months=15):
    """A month is like any other; (G,) of each service."""
    periods = tuple(full_range(date(2024, 1, 1), date(2025, 3, 1), Frequency.MONTHLY))
    x, n = (np.broadcast_to(np.array(a, dtype=float)[None, :, None], (services, len(a), months)) for a in
            (events, people))  # fmt: skip
    return Table(
        frozenset({1}),
        periods,
        blocks(periods, Frequency.MONTHLY, np.ones(months, dtype=bool)),
        {
            "numerator": x,
            "denominator": n,
            "total_numerator": x.sum(axis=1),
            "total_denominator": n.sum(axis=1),
        },
    )


def hidden(*tables):
    return {g: np.flatnonzero(h[0]).tolist() for g, h in hidden_at_each_grain(tables, {}, K).items()}


def test_covers_of_two_measures_are_one():
    """Group 1 covers for the few people of group 0, and group 2 for its few bed days: what one measure hides
    the other would show."""
    by_people = table([30, 40, 50, 60], [5, 60, 700, 800])
    by_days = table([30, 40, 50, 60], [5, 9000, 70, 8000])
    assert [hidden(one)[Grain.PERIOD] for one in (by_people, by_days)] == [[0, 1], [0, 2]]
    both = hidden(by_people, by_days)[Grain.PERIOD]
    assert both == hidden(by_days, by_people)[Grain.PERIOD]
    assert len(both) == 2


def test_third_part_of_a_whole_hides_the_group_in_the_other_two():
    people = [300, 400, 500, 600]
    rare, common, rest = [2, 40, 50, 60], [148, 160, 200, 240], [150, 200, 250, 300]
    parts = [table(part, people) for part in (rare, common, rest)]
    assert hidden(parts[1])[Grain.PERIOD] == hidden(parts[2])[Grain.PERIOD] == []
    assert hidden(*parts)[Grain.PERIOD] == hidden(parts[0])[Grain.PERIOD] == [0, 1]


def test_years_that_one_measure_hides_are_hidden_of_the_other():
    rare, common = table([0, 40, 50], [300, 400, 500]), table([90, 40, 50], [300, 400, 500])
    rare.counts["numerator"] = rare.counts["numerator"].copy()
    rare.counts["numerator"][0, 0, 3:5] = 2
    found = hidden(rare, common)
    assert all(0 in found[grain] for grain in Grain)


def test_protection_of_one_measure_takes_no_third_group_of_another():
    """A zero of the second measure needs no cover because the first one's count does."""
    first, second = table([3, 40, 40, 40], [300] * 4), table([0, 40, 40, 40], [300] * 4)
    assert len(hidden(first, second)[Grain.PERIOD]) == 2
