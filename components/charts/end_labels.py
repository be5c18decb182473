"""Words at the right end of a chart instead of a legend: what each line is, and the latest value.

Labels that would lie on each other are moved apart just far enough; the latest value stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from catalogue.fields.periods import Frequency
from components.charts.layout import Figure, note
from components.charts.marks import Mark, ink
from components.charts.scale import Extent
from components.theme import Palette
from components.words import chart_sentence, say
from components.words import charts as words
from components.words.figure_text import strong, without_tags
from quality.signals.results import SeriesResult

LONGEST = 25
"""Letters for which there is room at the side."""
ROOM = 0.072
"""Height of one label as a share of the chart: 20 px of some 290, a chart on a phone."""


@dataclass(frozen=True, slots=True)
class Label:
    """`short` is used where there is little room at the side."""

    at: float
    text: str
    short: str
    colour: str
    is_fixed: bool = False

    @property
    def has_room(self) -> bool:
        return len(without_tags(self.text)) <= LONGEST


def end_labels(result: SeriesResult, marks: Sequence[Mark], palette: Palette) -> list[Label]:
    """Label latest value, target, plan, centre line and limits, as they stand at the last period."""
    indicator = result.indicator
    found = [_latest(result, marks, palette)]
    target = _last(result.target)
    if target is not None:
        aim = chart_sentence.target_words(target, indicator)
        short = words.TARGET.format(amount=say.value(target, indicator))
        found.append(Label(target, words.TARGET.format(amount=aim), short, palette.target))
    if not np.isnan(result.plan[-1:]).any() and result.plan.size:
        text = words.PLAN.format(amount=say.value(float(result.plan[-1]), indicator))
        found.append(Label(float(result.plan[-1]), text, text, palette.target))
    for name, values in zip(words.LINES, (result.centre, result.upper, result.lower), strict=True):
        level = _last(values)
        if level is not None and not (name != words.CENTRE_LINE and result.status.is_constant):
            amount = say.value(level, indicator)
            found.append(Label(level, f"{name} {amount}", words.short_line(name, amount), palette.muted))
    return [label for label in found if label is not None]


def _latest(result: SeriesResult, marks: Sequence[Mark], palette: Palette) -> Label | None:
    known = [i for i, mark in enumerate(marks) if mark is not Mark.MISSING]
    if not known:
        return None
    judged = [i for i in known if marks[i] is not Mark.IMMATURE]
    at = (judged or known)[-1]
    amount = say.value(float(result.values[at]), result.indicator)
    when = say.period(result.periods[at], result.indicator.frequency)
    is_day = result.indicator.is_rare_event or result.indicator.frequency is Frequency.DAILY
    if result.indicator.frequency is Frequency.WEEKLY:  # a whole date has no room; the axis says the year
        when = when.rpartition(" ")[0]
    tone = ink(marks[at], palette)
    text = words.amount_in(amount, when, is_day=is_day)
    return Label(float(result.values[at]), text, strong(amount), tone, is_fixed=at == known[-1])


def _last(values: np.ndarray) -> float | None:
    known = values[~np.isnan(values)]
    return float(known[-1]) if known.size else None


def spread(labels: Sequence[Label], reach: Extent, gap: float = ROOM) -> list[float]:
    """Return heights for the labels, in the chart's unit, none closer than a share of its height to the next.

    >>> [round(y, 2) for y in spread([Label(5, "", "", ""), Label(5, "", "", "")], Extent(0, 10))]
    [4.64, 5.36]
    """
    room = gap * (reach.high - reach.low)
    order = sorted(range(len(labels)), key=lambda i: (labels[i].at, not labels[i].is_fixed))
    heights = [labels[i].at for i in order]
    weight = [50.0 if labels[i].is_fixed else 1.0 for i in order]
    for _ in range(60):
        moved = False
        for low, high in pairwise(range(len(order))):
            lap = room - (heights[high] - heights[low])
            if lap <= room * 1e-3:
                continue
            moved = True
            share = weight[high] / (weight[low] + weight[high])
            heights[low] -= lap * share
            heights[high] += lap * (1 - share)
        if not moved:
            break
    placed = dict(zip(order, heights, strict=True))
    return [placed[i] for i in range(len(labels))]


def end_notes(labels: Sequence[Label], reach: Extent, *, short: bool = False) -> list[Figure]:
    """Write the labels at the right end of a large chart."""
    return [
        note(label.short if short or not label.has_room else label.text, 1, height, label.colour)
        | {"xshift": 6}
        for label, height in zip(labels, spread(labels, reach), strict=True)
    ]
