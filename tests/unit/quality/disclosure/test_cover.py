"""What was shown before, and what several sums say together: the last word of the gate."""

from __future__ import annotations

from datetime import date

import numpy as np

from catalogue.fields.periods import Frequency, full_range
from quality.disclosure.feasibility.cover import hide_more
from quality.disclosure.feasibility.history import Past, Revision, Told, in_one_line
from quality.disclosure.table import Table
from quality.series.calendar_blocks import Grain, blocks

K = 7
MONTHS = 12
PERIODS = tuple(full_range(date(2024, 1, 1), date(2024, 12, 1), Frequency.MONTHLY))
BLOCKS = blocks(PERIODS, Frequency.MONTHLY, np.ones(MONTHS, dtype=bool))


def table(events):
    """Services × groups × months of events among many people."""
    x = np.array(events, dtype=float)
    counts = {"numerator": x, "denominator": x * 40 + 500}
    counts |= {f"total_{name}": count.sum(axis=1) for name, count in counts.items()}
    return Table(frozenset(range(len(x))), PERIODS, BLOCKS, counts)


def shown_to_november(shape, groups):
    """The groups of service 0 that were shown by month after load 1, before load 2 brought December."""
    is_open = np.zeros(shape, dtype=bool)
    is_open[0, list(groups)] = True
    first = {(s, day): 1 + (day.month == MONTHS) for s in range(shape[0]) for day in PERIODS}
    return Past([Told(1, date(2024, 7, 1), dict.fromkeys(Grain, is_open))], (), first)


def hide(events, children, past=None, **hidden):
    """Hide more than these (service, group), by grain."""
    of_it = table(events)
    shape = of_it.counts["numerator"].shape[:2]
    masks = {grain: np.zeros(shape, dtype=bool) for grain in (Grain.YEAR, Grain.QUARTER, Grain.PERIOD)}
    for grain, cells in hidden.items():
        for cell in cells:
            masks[Grain(grain)][cell] = True
    hide_more(in_one_line([of_it], [past or Past()]), masks, children, K)
    return {grain.value: set(map(tuple, np.argwhere(mask).tolist())) for grain, mask in masks.items()}


def months(count, last=None):
    return [float(count)] * (MONTHS - 1) + [float(count if last is None else last)]


def test_year_less_the_months_that_were_shown_is_not_shown():
    """A group shown to November and hidden from December on, and the one that covers for it."""
    events = [[months(30), months(25), months(20), months(15, last=3)]]
    before = shown_to_november((1, 4), range(4))
    found = hide(events, {}, before, period=[(0, 2), (0, 3)])
    assert found == {"period": {(0, 2), (0, 3)}, "quarter": {(0, 2), (0, 3)}, "year": {(0, 2), (0, 3)}}


def test_nothing_more_is_hidden_where_nothing_was_shown_before():
    events = [[months(30), months(25), months(20), months(15, last=3)]]
    found = hide(events, {}, period=[(0, 2), (0, 3)])
    assert found == {"period": {(0, 2), (0, 3)}, "quarter": set(), "year": set()}


def test_hidden_group_is_not_what_the_wards_add_up_to():
    """The hospital hides a year of six and its cover; its two wards show both."""
    few, cover = [1.0, 0, 0] * 2 + [0.0] * 5 + [4.0], months(9)
    wards = np.array([[months(30), cover, few], [months(20), cover, months(0)]])
    events = np.concatenate([wards.sum(axis=0, keepdims=True), wards])
    every = [(s, g) for s in range(3) for g in range(3)]
    found = hide(events, {0: [1, 2]}, period=every, quarter=every, year=[(0, 1), (0, 2)])
    assert {(1, 1), (1, 2)} <= found["year"] or {(2, 1), (2, 2)} <= found["year"]


def test_small_month_that_follows_from_a_quarter_hides_the_quarter():
    """Two groups are hidden by month; one quarter of one of them holds a single event, which a total of one
    tells to the month, as the other group had none."""
    few = [0.0, 3, 0] + [0.0] * 9
    events = [[months(30), months(0), few]]
    found = hide(events, {}, period=[(0, 1), (0, 2)], quarter=[(0, 2)], year=[])
    assert (0, 2) in found["quarter"]
    assert found["year"] or (0, 1) in found["quarter"]


def test_year_that_was_revised_tells_nothing_of_what_was_hidden_before():
    """A group of 14 in December was shown by year after load 1 and is three after load 2, beside one that is
    hidden as well: all others of the month are known, before and after."""
    events = [[months(30), months(40), months(15, last=3), months(1)]]
    is_open = {grain: np.array([[True, True, True, False]]) for grain in Grain}
    is_open[Grain.PERIOD] = np.array([[True, True, False, False]])
    first = {(0, day): 1 for day in PERIODS}
    revised = [Revision(2, 0, 2, PERIODS[-1], 14.0, 14 * 40 + 500)]
    past = Past([Told(1, PERIODS[9], is_open)], revised, first)
    found = hide(events, {}, past, period=[(0, 2), (0, 3)], quarter=[(0, 3)], year=[(0, 3)])
    assert (0, 2) in found["year"]


def test_same_year_may_be_told_again_where_nothing_was_revised():
    events = [[months(30), months(40), months(15), months(3)]]
    is_open = {grain: np.array([[True, True, *[grain is not Grain.PERIOD] * 2]]) for grain in Grain}
    past = Past([Told(1, PERIODS[9], is_open)], (), {(0, day): 1 for day in PERIODS})
    with_it = hide(events, {}, past, period=[(0, 2), (0, 3)])
    assert with_it == hide(events, {}, period=[(0, 2), (0, 3)])
    assert not with_it["year"]


def few_of_many(first_month):
    """A year of eight, one of whom came in January, when so many others did, too; then of dozens a month."""
    others = [*first_month, 0, 0] + [30.0] * 9, [*first_month, 0, 0] + [20.0] * 9
    return [[*others, [1.0, 0, 0, 4, 0, 0, 3, 0, 0, 0, 0, 0]]]


def test_year_is_not_told_where_the_year_after_it_would_tell_too_much():
    """In April January to March leave the year: seven stay, which a reader would know to within six."""
    every = [(0, 0), (0, 1), (0, 2)]
    found = hide(few_of_many([2.0]), {}, period=every, quarter=every)
    assert (0, 2) in found["year"]
    assert not hide(few_of_many([3.0]), {}, period=every, quarter=every)["year"]


def test_year_is_not_told_where_one_correction_would_tell_too_much():
    """Nine in a year of three a month: two months are corrected to nobody, seven stay, known to within six.
    Of ten three would have to be taken back, known to within nine."""
    every = [(0, 0), (0, 1), (0, 2)]

    def hidden_years(people):
        events = [[months(1), months(1), [1.0] * people + [0.0] * (MONTHS - people)]]
        return hide(events, {}, period=every, quarter=every)["year"]

    assert (0, 2) in hidden_years(8)
    assert (0, 2) in hidden_years(9)
    assert not hidden_years(10)
