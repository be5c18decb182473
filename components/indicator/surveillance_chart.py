"""Small lasting changes as pictures and numbers: EWMA, CUSUM and VLAD, with what each line is written at its
end.

The pictures are the small control chart's (`components.charts.svg_chart`): the same band between limits, the
same shapes for points beyond them. The words are text of the page, so that they grow with the reader's
settings; where there is no room at the side they stand below, from top to bottom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from components.charts import scale
from components.charts.data_table import NumberTable, number_table
from components.charts.drawing import Drawing
from components.charts.end_labels import Label, spread
from components.charts.marks import Mark
from components.charts.scale import Floats
from components.charts.svg_chart import Size, Trace, layers
from components.theme import css_class
from components.words import charts, say
from components.words.series import surveillance as words
from quality.seasonal_counts import SeasonalChart
from quality.surveillance import CusumChart, EwmaChart, Surveillance

SIZE = Size(400, 170, radius=2.6, stroke=1.5)
ROOM = 0.16
"""Height of one label as a share of the picture: 20 px of some 125."""


@dataclass(frozen=True, slots=True)
class Figure:
    title: str
    drawing: Drawing
    labels: list[tuple[str, str, bool]]
    """Text, height in percent from the top, and if it is the newest value; from top to bottom."""
    alt: str
    note: str


def figures(found: Surveillance) -> Iterator[Figure]:
    if part := found.accumulated:
        alt, note = words.accumulated_sentence(part, found), words.accumulated_tuning(part, found)
        yield Figure(words.BUILT_UP.format(found=found), *_accumulated(part, found), alt, note)
        alt = words.saved_sentence(part, found)
        yield Figure(words.EXPECTED_MINUS_OBSERVED.format(found=found), *_saved(part, found), alt, alt)
    if smooth := found.smoothed:
        alt, note = words.smoothed_sentence(smooth, found), words.smoothed_tuning(smooth, found)
        yield Figure(words.LEVEL, *_smoothed(smooth, found), alt, note)
    if season := found.seasonal:
        alt, note = words.seasonal_sentence(season, found), words.seasonal_tuning(season, found)
        yield Figure(words.FOR_THE_SEASON, *_seasonal(season, found), alt, note)


_Picture = tuple[Drawing, list[tuple[str, str, bool]]]


def _smoothed(part: EwmaChart, found: Surveillance) -> _Picture:
    trace = _trace(found, part.values, part.signal, part.centre, part.lower, part.upper)
    now, indicator = _last(part.values), found.indicator
    labels = [_label(now, words.SMOOTHED_LABEL.format(amount=say.value(now, indicator)), is_now=True)]
    for name, level in zip(charts.LINES, map(_last, (part.centre, part.upper, part.lower)), strict=True):
        labels.append(_label(level, f"{name} {say.value(level, indicator)}"))
    return _picture([trace], labels)


def _accumulated(part: CusumChart, found: Surveillance) -> _Picture:
    """Draw more upwards, fewer downwards, each from zero to its own limit."""
    level = np.where(found.is_judged, 0.0, np.nan)
    more, fewer = np.where(part.signal > 0, 1.0, 0.0), np.where(part.signal < 0, -1.0, 0.0)
    up = _trace(found, part.more, more, level, part.fewer_limit, part.more_limit)
    down = _trace(found, part.fewer, fewer)
    labels = [
        _label(_last(part.more_limit), words.LIMIT_MORE),
        _label(_last(part.more), words.MORE.format(amount=say.number(_last(part.more))), is_now=True),
        _label(_last(part.fewer), words.FEWER.format(amount=say.number(-_last(part.fewer))), is_now=True),
        _label(_last(part.fewer_limit), words.LIMIT_FEWER),
    ]
    return _picture([up, down], labels)


def _saved(part: CusumChart, found: Surveillance) -> _Picture:
    level, now = np.where(found.is_judged, 0.0, np.nan), _last(part.saved)
    labels = [_label(now, words.saved_label(now), is_now=True), _label(0.0, words.AS_EXPECTED)]
    return _picture([_trace(found, part.saved, np.zeros_like(part.saved), level)], labels)


def _seasonal(part: SeasonalChart, found: Surveillance) -> _Picture:
    """Draw counts, what the season leads to expect, and its bounds where there are any."""
    trace = _trace(found, part.counts, part.signal, part.expected, part.lower, part.upper)
    labels = [_label(_last(part.counts), say.count(_last(part.counts)), is_now=True)]
    for name, line in (
        (words.UPPER_BOUND, part.upper),
        (words.AS_EXPECTED, part.expected),
        (words.LOWER_BOUND, part.lower),
    ):
        labels.append(_label(_last(line), f"{name} {say.count(round(_last(line)))}"))
    return _picture([trace], labels)


def _trace(found: Surveillance, values: Floats, signal: Floats, *lines: Floats) -> Trace:
    """Trace values, with centre, lower and upper line as far as there are any."""
    nothing = np.full_like(values, np.nan)
    centre, lower, upper = [*lines, nothing, nothing, nothing][:3]
    return Trace(values, centre, lower, upper, nothing, found.phase, _beyond(found, values, signal))


def _beyond(found: Surveillance, values: Floats, signal: Floats) -> tuple[Mark, ...]:
    """Mark points beyond a limit, in the shape of what that means; of the others only the newest is drawn."""
    newest = int(np.flatnonzero(~np.isnan(values))[-1])
    return tuple(
        Mark(found.variation(direction).value)
        if direction and not np.isnan(direction)
        else Mark.COMMON_CAUSE
        if i == newest
        else Mark.MISSING
        for i, direction in enumerate(signal.tolist())
    )


def _label(at: float, text: str, *, is_now: bool = False) -> Label:
    return Label(at, text, "", "", is_fixed=is_now)


def _last(values: Floats) -> float:
    return float(values[~np.isnan(values)][-1])


def _picture(traces: Sequence[Trace], labels: Sequence[Label]) -> _Picture:
    """Draw the traces, and place each label at the height of its line."""
    reach = scale.extent([line for t in traces for line in (t.values, t.lower, t.upper, t.centre)], air=0.04)
    margin = SIZE.radius * 3
    tops = reach.place(np.array(spread(labels, reach, ROOM)), margin, SIZE.height - margin) / SIZE.height
    placed = [
        (labels[i].text, f"{100 * float(tops[i]):.1f}", labels[i].is_fixed)
        for i in np.argsort(tops, kind="stable")
    ]
    return layers(traces, reach, SIZE), placed


# -- the numbers ----------------------------------------------------------------------------------


def table(found: Surveillance) -> NumberTable:
    at = np.flatnonzero(found.is_judged).tolist()
    columns = {name: [texts[i] for i in at] for name, texts in _columns(found).items()}
    periods = (say.period(found.periods[i], found.indicator.frequency) for i in at)
    return number_table(charts.PERIOD, periods, columns, (_told(found, i) for i in at))


def _columns(found: Surveillance) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    if part := found.accumulated:
        columns |= {
            "Observed": [say.count(v) for v in found.numerator],
            "Expected": [say.number(v) for v in found.denominator],
            "More": [say.number(v, 2) for v in part.more],
            "Limit": [say.number(v, 2) for v in part.more_limit],
            "Fewer": [say.number(-v, 2) for v in part.fewer],
            words.FEWER_LIMIT: [say.number(-v, 2) for v in part.fewer_limit],
            words.FEWER_SO_FAR: [say.number(v) for v in part.saved],
        }
    if smooth := found.smoothed:
        limits = zip(smooth.lower, smooth.upper, strict=True)
        columns |= {
            "Smoothed": [say.value(v, found.indicator) for v in smooth.values],
            "Limits": [say.between(low, high, found.indicator) for low, high in limits],
        }
    if season := found.seasonal:
        bounds = zip(season.lower, season.upper, strict=True)
        columns |= {
            words.COUNTED: [say.count(v) for v in season.counts],
            words.SEASONAL_EXPECTED: [say.number(v) for v in season.expected],
            words.SEASONAL_BOUNDS: [words.bounds(low, high) for low, high in bounds],
        }
    return columns


def _told(found: Surveillance, i: int) -> tuple[str, str]:
    texts, direction = [], 0.0
    if found.accumulated and (way := found.accumulated.signal[i]):
        direction = way
        texts.append(words.more_or_fewer(way))
    if found.smoothed and not np.isnan(way := found.smoothed.signal[i]) and way:
        direction = direction or way
        texts.append(words.beyond_limits(way))
    if found.seasonal and not np.isnan(way := found.seasonal.signal[i]) and way:
        direction = direction or way
        texts.append(words.for_the_season(way))
    return "; ".join(texts) or words.WITHIN, css_class(found.variation(direction)) if direction else ""
