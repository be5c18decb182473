"""A change split by parts: it closes, the few that matter are named, the rest of a long list is one line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.change.split import NAMED, Counts, Name, add_rest, split_change
from quality.change.view import NOTHING, Kind, Split, State
from quality.signals.measure_type import measure_type
from tests.effort import examples
from tests.warehouse import make_indicator

SHARE = measure_type(
    make_indicator(
        data=[{"source": "wards", "numerator": "missed", "denominator": "booked"}],
        unit="%", per=100, is_proportion=True, chart="p",
    )
)  # fmt: skip
RATE = measure_type(
    make_indicator(
        data=[{"source": "wards", "numerator": "falls", "denominator": "bed_days"}],
        unit="per 1,000 bed days", per=1000, chart="u",
    )
)  # fmt: skip
COUNT = measure_type(make_indicator(chart="c"))
EMPTY = Split("", "", State.SHOWN)

number = st.integers(0, 300)
part = st.tuples(number, number, number, number).map(lambda t: (min(t[0], t[2]), min(t[1], t[3]), t[2], t[3]))


def named(how_many: int) -> list[Name]:
    return [Name(Kind.SERVICE, f"Ward {i:02}", f"w{i}") for i in range(how_many)]


def split(rows, measure=SHARE, names=None):
    counts = Counts(np.array(rows, dtype=np.float64).T)
    return split_change(EMPTY, names or named(len(rows)), counts, measure)


@given(st.lists(part, min_size=1, max_size=30), st.sampled_from([SHARE, RATE, COUNT]))
@examples(150)
def test_what_the_parts_add_closes_to_the_change_that_is_said(rows, measure):
    found = split(rows, measure)
    if found is None:
        return
    change = found.after.value - found.before.value
    size = max(1.0, abs(found.before.value), abs(found.after.value))
    assert found.total.value == pytest.approx(change, abs=1e-9 * size)
    assert sum(one.effect for one in found.parts) == pytest.approx(change, abs=1e-9 * size)
    assert sum(one.count for one in found.parts) == sum(any(row[-2:] if measure is not COUNT else row[:2])
                                                        for row in rows)  # fmt: skip
    if measure is COUNT:
        assert found.rate == found.mix == NOTHING
        return
    assert found.rate.value + found.mix.value == pytest.approx(change, abs=1e-9 * size)
    for one in found.parts:
        assert one.effect == pytest.approx(one.rate.value + one.mix.value, abs=1e-9 * size)
        for amount in (one.rate, one.mix):
            assert amount.lower <= amount.value + 1e-9
            assert amount.value <= amount.upper + 1e-9
    assert sum(one.before.share for one in found.parts) == pytest.approx(1)
    assert sum(one.after.numerator for one in found.parts) == found.after.numerator


def test_one_ward_that_makes_all_of_it_is_named():
    found = split([(50, 50, 1000, 1000)] * 11 + [(50, 150, 1000, 1000)])
    assert [one.code for one in found.half] == ["w11"]
    assert found.half[0].effect == pytest.approx(found.total.value)
    assert found.rate.value == pytest.approx(found.total.value)
    assert found.mix.value == pytest.approx(0, abs=1e-12)


def test_every_ward_better_and_the_whole_worse():
    """Simpson's case: both wards fall, and more people come to the one where it was high."""
    found = split([(50, 28, 1000, 700), (90, 250, 300, 1000)])
    assert found.total.value > 0
    assert found.rate.value < 0 < found.mix.value
    assert found.is_reversed


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ((0, 30, 0, 400), Name(Kind.SERVICE, "New")),  # it has no value to have changed from
        ((40, 24, 400, 300), Name(Kind.NOT_SHOWN, "")),  # within it one may have risen
        ((40, 24, 400, 300), Name(Kind.REST, "")),
    ],
)
def test_not_every_part_is_said_to_be_better_where_nobody_knows_of_one(more, name):
    found = split([(50, 28, 1000, 700), (90, 250, 300, 1000), more], names=[*named(2), name])
    assert found.total.value > 0
    assert not found.is_reversed


def test_what_is_no_more_than_chance_names_nobody():
    found = split([(5, 5, 100, 100)] * 11 + [(5, 8, 100, 100)])
    assert not found.total.is_clear
    assert found.half == ()
    assert not found.is_reversed


def test_many_small_effects_name_nobody():
    found = split([(100, 150, 1000, 1000)] * 12)
    assert found.total.is_clear
    assert found.half == ()


def test_a_ward_whose_own_effect_may_be_chance_is_not_named():
    """The whole changed clearly, and the largest of many uncertain effects are those that chance made."""
    found = split([(5, 6, 100, 100)] * 60 + [(5, 12, 100, 100)] * 12)
    assert found.total.is_clear
    assert found.half == ()


def test_the_rest_of_a_long_list_is_one_line_with_limits_of_its_own():
    rows = [(50, 50 + i, 1000, 1000 + i) for i in range(30)]
    found = split([*rows, (9, 9, 100, 100)], names=[*named(30), Name(Kind.REST, "")])
    assert len(found.parts) == NAMED + 1
    assert [one.kind for one in found.parts[-2:]] == [Kind.OTHERS, Kind.REST]
    others = found.parts[-2]
    assert others.count == 30 - (NAMED - 1)
    assert others.rate.lower < others.rate.value < others.rate.upper
    sizes = [abs(one.effect) for one in found.parts[:-2]]
    assert sizes == sorted(sizes, reverse=True)
    assert found.count == 30


def test_no_line_is_of_one_part_without_its_name():
    found = split([(50, 50 + i, 1000, 1000) for i in range(NAMED + 1)])
    assert {one.kind for one in found.parts} == {Kind.SERVICE}
    assert len(found.parts) == NAMED + 1


@pytest.mark.parametrize(
    ("rows", "measure"),
    [
        ([(0, 0, 0, 0)], SHARE),
        ([(0, 5, 0, 100)], SHARE),
        ([(5, 0, 100, 0)], RATE),
        ([(0, 0, 0, 0)], COUNT),
        ([(np.nan, 5, np.nan, 100)], SHARE),
    ],
)
def test_from_or_to_nothing_there_is_no_change(rows, measure):
    assert split(rows, measure) is None


def test_events_out_of_nobody_are_in_no_sum():
    found = split([(2, 30, 0, 1000), (40, 40, 1000, 1000)], RATE)
    assert found.before.numerator == 40
    assert sum(one.effect for one in found.parts) == pytest.approx(found.total.value)


@pytest.mark.parametrize(
    ("whole", "measure", "rest"),
    [
        ((10, 12, 100, 100), SHARE, []),
        ((10, 12, 100, 110), SHARE, [0, 0, 0, 10]),
        ((14, 12, 110, 110), SHARE, [4, 0, 10, 10]),
        ((9, 12, 100, 100), SHARE, None),  # counted twice inside
        ((14, 12, 102, 100), SHARE, None),  # four events in two people
        ((14, 12, 102, 100), RATE, [4, 0, 2, 0]),
        ((14, 12, 100, 100), RATE, None),  # four events out of nothing
        ((10 + 1e-7, 12, 100 - 1e-6, 100), RATE, []),  # what adding up decimals leaves
    ],
)
def test_what_is_in_no_part_is_one_part_more(whole, measure, rest):
    names, parts = named(1), Counts(np.array([[10.0], [12.0], [100.0], [100.0]]))
    found = add_rest(names, parts, Counts(np.array(whole, dtype=np.float64)), Name(Kind.REST, ""), measure)
    if rest is None:
        assert found is None
        return
    assert found[1].of[:, 1:].T.tolist() == ([rest] if rest else [])
    assert len(found[0]) == found[1].of.shape[1]
