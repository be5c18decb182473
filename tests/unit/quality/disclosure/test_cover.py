"""What was shown before, and what several sums say together: the last word of the gate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from catalogue.fields.periods import Frequency, full_range
from quality.disclosure.cover import Measure, hide_more
from quality.disclosure.release_log import nothing_released
from quality.series.calendar_blocks import Grain, blocks

K = 7
MONTHS = 12
BLOCKS = blocks(
    tuple(full_range(date(2024, 1, 1), date(2024, 12, 1), Frequency.MONTHLY)),
    Frequency.MONTHLY,
    np.ones(MONTHS, dtype=bool),
)


def measure(events, *, shown_before=()):
    """Services × groups × months of events among many people; the groups of service 0 that were shown by
    month up to November, after load 1."""
    x = np.array(events, dtype=float)
    people = x * 40 + 500
    nothing = nothing_released(*x.shape[:2], BLOCKS, MONTHS)
    last_open = nothing.last_open.copy()
    last_open[0, list(shown_before)] = 1
    changed = np.where(np.arange(MONTHS) < MONTHS - 1, 1, 2) * np.ones_like(nothing.changed)
    past = replace(nothing, is_known=bool(shown_before), last_open=last_open, changed=changed)
    return Measure(np.stack([people, x, people - x]), BLOCKS, past)


def hide(measured, children, **hidden):
    """Hide more than these (service, group), by grain."""
    shape = measured.groups.shape[1:3]
    masks = {grain: np.zeros(shape, dtype=bool) for grain in (Grain.YEAR, Grain.QUARTER, Grain.PERIOD)}
    for grain, cells in hidden.items():
        for cell in cells:
            masks[Grain(grain)][cell] = True
    hide_more([measured], masks, children, K)
    return {grain.value: set(map(tuple, np.argwhere(mask).tolist())) for grain, mask in masks.items()}


def months(count, last=None):
    return [float(count)] * (MONTHS - 1) + [float(count if last is None else last)]


def test_year_less_the_months_that_were_shown_is_not_shown():
    """A group shown to November and hidden from December on, and the one that covers for it."""
    events = [[months(30), months(25), months(20), months(15, last=3)]]
    before = measure(events, shown_before=range(4))
    found = hide(before, {}, period=[(0, 2), (0, 3)])
    assert found == {"period": {(0, 2), (0, 3)}, "quarter": {(0, 2), (0, 3)}, "year": {(0, 2), (0, 3)}}


def test_nothing_more_is_hidden_where_nothing_was_shown_before():
    events = [[months(30), months(25), months(20), months(15, last=3)]]
    found = hide(measure(events), {}, period=[(0, 2), (0, 3)])
    assert found == {"period": {(0, 2), (0, 3)}, "quarter": set(), "year": set()}


def test_hidden_group_is_not_what_the_wards_add_up_to():
    """The hospital hides a year of six and its cover; its two wards show both."""
    few, cover = [1.0, 0, 0] * 2 + [0.0] * 5 + [4.0], months(9)
    wards = np.array([[months(30), cover, few], [months(20), cover, months(0)]])
    events = np.concatenate([wards.sum(axis=0, keepdims=True), wards])
    every = [(s, g) for s in range(3) for g in range(3)]
    found = hide(measure(events), {0: [1, 2]}, period=every, quarter=every, year=[(0, 1), (0, 2)])
    assert {(1, 1), (1, 2)} <= found["year"] or {(2, 1), (2, 2)} <= found["year"]


def test_small_month_that_follows_from_a_quarter_hides_the_quarter():
    """Two groups are hidden by month; one quarter of one of them holds a single event, which a total of one
    tells to the month, as the other group had none."""
    few = [0.0, 3, 0] + [0.0] * 9
    events = [[months(30), months(0), few]]
    found = hide(measure(events), {}, period=[(0, 1), (0, 2)], quarter=[(0, 2)], year=[])
    assert (0, 2) in found["quarter"]
    assert found["year"] or (0, 1) in found["quarter"]
