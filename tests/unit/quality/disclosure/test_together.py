"""Several measures of the same rows: what is hidden in one is hidden in all, at every grain."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.periods import Frequency, full_range
from quality.disclosure.release_log import published_years
from quality.disclosure.table import Table
from quality.disclosure.together import hidden_at_each_grain
from quality.series.calendar_blocks import Grain, blocks
from tests.attacker.attack import Attack
from tests.effort import examples

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


@pytest.mark.parametrize(("events", "what"), [(0, "nobody"), (200, "everybody")])
def test_nobody_and_everybody_are_hidden_where_zeros_are(events, what):
    """A group that has no event, or nothing else, every month; and one that covers for it."""
    counts = table([events, 60, 90], [200, 200, 200])
    assert hidden(counts)[Grain.YEAR] == []
    strict = hidden_at_each_grain([counts], {}, K, hide_zeros=True)[Grain.YEAR][0]
    assert strict[0], what
    assert strict.sum() >= 2, "beside everyone's total it would follow"


def test_counts_without_people_are_no_zeros():
    counts = table([30, 60, 90], [np.nan, np.nan, np.nan])
    assert not hidden_at_each_grain([counts], {}, K, hide_zeros=True)[Grain.YEAR].any()


def test_all_but_a_few_tell_as_much_as_a_few():
    """Three of 200 had no such event, every month."""
    assert hidden(table([197, 60, 90], [200, 200, 200])) == {
        Grain.YEAR: [],
        Grain.QUARTER: [],
        Grain.PERIOD: [0, 2],
    }


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


# -- attacked with random tables -------------------------------------------------------------------


class RandomTables:
    """A hospital with wards, and perhaps people in none of them; a file of two to four columns; one to three
    measures of them. All that may be shown at any grain is written down."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        columns, wards, groups = rng.integers(2, 5), rng.integers(1, 4), rng.integers(2, 6)
        months = int(rng.choice([3, 6, 12, 15, 18]))
        has_own = rng.random() < 0.5
        rate = rng.choice([0.1, 1, 4, 15, 60], size=(columns, wards + 1, groups, 1))
        rate = rate * rng.choice([0.3, 1, 3], size=(1, 1, groups, 1))
        self.cells = rng.poisson(np.broadcast_to(rate, (columns, wards + 1, groups, months)))
        self.cells[:, 0] *= has_own
        self.inside = [range(wards + 1), *([ward] for ward in range(1, wards + 1))]
        self.sums: list[list[int]] = []
        """Columns of each count that a measure has."""
        first, last = date(2024, 1, 1), date(2024 + (months - 1) // 12, (months - 1) % 12 + 1, 1)
        periods = tuple(full_range(first, last, Frequency.MONTHLY))
        self.blocks = blocks(periods, Frequency.MONTHLY, np.ones(months, dtype=bool))
        tables = [self._measure(rng, periods) for _ in range(rng.integers(1, 4))]
        self.hidden = hidden_at_each_grain(tables, {0: list(range(1, wards + 1))}, K)

    def _measure(self, rng, periods) -> Table:
        count = len(self.cells)
        numerator, kind = int(rng.integers(count)), rng.choice(["whole", "part", "none"])
        other = {"whole": range(count), "part": sorted({numerator, int(rng.integers(count))}), "none": []}[
            kind
        ]
        self.sums += [[numerator], [*other], [column for column in other if column != numerator]]
        x, n = (
            np.stack([self.cells[columns][:, place].sum(axis=(0, 1)) for place in self.inside]).astype(float)
            for columns in ([numerator], [*other])
        )
        if not other:
            n[:] = np.nan
        totals = {"total_numerator": x.sum(axis=1), "total_denominator": n.sum(axis=1)}
        counts = {"numerator": x, "denominator": n} | totals
        return Table(frozenset(range(len(self.inside))), periods, self.blocks, counts)

    def _places(self):
        """All windows of all services and counts."""
        b = self.blocks
        months = range(self.cells.shape[-1])
        windows = {
            Grain.PERIOD: [(month, month + 1) for month in months],
            Grain.QUARTER: list(zip(b.first, b.last, strict=True)),
            Grain.YEAR: [(b.first[year], b.last[year + 3]) for year in published_years(b)],
        }
        for columns in filter(None, self.sums):
            for service in range(len(self.inside)):
                for grain, of_grain in windows.items():
                    for window in of_grain:
                        yield columns, service, grain, window

    def _sum(self, columns, service, groups, window):
        found = np.zeros(self.cells.shape, dtype=np.int8)
        found[np.ix_(columns, self.inside[service], groups, range(*window))] = 1
        return found.ravel()

    def attacked(self) -> tuple[Attack, dict[tuple, np.ndarray]]:
        """Return the attacker, and the few people that are to be found out."""
        attack, few = Attack(self.cells.size), {}
        flat, groups = self.cells.ravel(), range(self.cells.shape[2])
        for columns, service, grain, window in self._places():
            everyone = self._sum(columns, service, groups, window)
            attack.learns(everyone, float(everyone @ flat))
            for group in groups:
                one = self._sum(columns, service, [group], window)
                count = int(one @ flat)
                if not self.hidden[grain][service, group]:
                    assert not 0 < count <= K, "few people are shown"
                    attack.learns(one, float(count))
                elif 0 < count <= K:
                    few[(*columns, service, group, grain, window)] = one
        return attack, few


@examples(60)
@given(st.integers(0, 10**6))
def test_no_few_people_follow_from_all_that_is_shown(seed):
    """Of several measures, of a hospital and its wards, of months, quarters and years."""
    attack, few = RandomTables(seed).attacked()
    assert attack.recovers(few) == []


@pytest.mark.parametrize("seed", [125, 178, 296, 344, 522])
def test_zero_that_is_shown_elsewhere_covers_for_nobody(seed):
    """Found by trying: whoever knows that the others had nobody all year has the ward's few of a month."""
    attack, few = RandomTables(seed).attacked()
    for name, one in list(few.items())[:: max(1, len(few) // 25)]:
        low, high = attack.range_of(one)
        assert high - low >= 1, name
