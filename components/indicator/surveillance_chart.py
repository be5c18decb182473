"""Pictures of small lasting changes: EWMA, CUSUM and VLAD, with what each line is written at its end.

The pictures are the small control chart's (`components.charts.svg_chart`): the same band between limits, the
same shapes for points beyond them. The words are text of the page, so that they grow with the reader's
settings; where there is no room at the side they stand below, from top to bottom.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from dash import html

from components.charts import scale, svg
from components.charts.end_labels import Label, spread
from components.charts.marks import Mark
from components.charts.old_svg_chart import Size, Trace, layers
from components.charts.scale import Extent, Floats
from components.theme import LIGHT
from components.words import charts, say
from components.words import surveillance as words
from quality.surveillance import CusumChart, EwmaChart, Surveillance

SIZE = Size(400, 170, radius=2.6, stroke=1.5)
ROOM = 0.16
"""Height of one label as a share of the picture: 20 px of some 125."""


def smoothed(part: EwmaChart, found: Surveillance, alt: str) -> html.Div:
    trace = _trace(found, part.values, part.signal, part.centre, part.lower, part.upper)
    now, (centre, lower, upper) = _last(part.values), map(_last, (part.centre, part.lower, part.upper))
    indicator = found.indicator
    newest = words.SMOOTHED_LABEL.format(amount=say.value(now, indicator))
    labels = [
        Label(now, newest, "", LIGHT.ink, is_fixed=True),
        Label(upper, f"{charts.UPPER_LIMIT} {say.value(upper, indicator)}", "", LIGHT.muted),
        Label(centre, f"{charts.CENTRE_LINE} {say.value(centre, indicator)}", "", LIGHT.muted),
        Label(lower, f"{charts.LOWER_LIMIT} {say.value(lower, indicator)}", "", LIGHT.muted),
    ]
    return _picture([trace], labels, found, alt)


def accumulated(part: CusumChart, found: Surveillance, alt: str) -> html.Div:
    """Draw more upwards, fewer downwards, each from zero to its own limit."""
    level = np.where(found.is_judged, 0.0, np.nan)
    more, fewer = np.where(part.signal > 0, 1.0, 0.0), np.where(part.signal < 0, -1.0, 0.0)
    up = _trace(found, part.more, more, level, part.fewer_limit, part.more_limit)
    down = _trace(found, part.fewer, fewer)
    labels = [
        Label(_last(part.more_limit), words.LIMIT_MORE, "", LIGHT.muted),
        Label(_last(part.more), f"more: {say.number(_last(part.more))}", "", LIGHT.ink, is_fixed=True),
        Label(_last(part.fewer), f"fewer: {say.number(-_last(part.fewer))}", "", LIGHT.ink, is_fixed=True),
        Label(_last(part.fewer_limit), words.LIMIT_FEWER, "", LIGHT.muted),
    ]
    return _picture([up, down], labels, found, alt)


def saved(part: CusumChart, found: Surveillance, alt: str) -> html.Div:
    level = np.where(found.is_judged, 0.0, np.nan)
    now = _last(part.saved)
    text = f"{say.count(round(abs(now)))} {'fewer' if now >= 0 else 'more'}"
    labels = [
        Label(now, text, "", LIGHT.ink, is_fixed=True),
        Label(0.0, words.AS_EXPECTED, "", LIGHT.muted),
    ]
    return _picture([_trace(found, part.saved, np.zeros_like(part.saved), level)], labels, found, alt)


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


def _last(values: Floats) -> float:
    return float(values[~np.isnan(values)][-1])


def _picture(traces: Sequence[Trace], labels: Sequence[Label], found: Surveillance, alt: str) -> html.Div:
    reach = scale.extent([line for t in traces for line in (t.values, t.lower, t.upper, t.centre)], air=0.04)
    drawn = [part for trace in traces for part in layers(trace, reach, SIZE, LIGHT)]
    picture = svg.image(svg.document(SIZE.width, SIZE.height, *drawn), alt=alt, class_name="lasting__image")
    first, last = (
        say.period(day, found.indicator.frequency) for day in (found.periods[0], found.periods[-1])
    )
    return html.Div(
        [
            html.Div(picture, className="lasting__plot"),
            html.Ul(_placed(labels, reach), className="lasting__labels"),
            html.Div([html.Span(first), html.Span(last)], className="lasting__ends"),
        ],
        className="lasting__picture",
    )


def _placed(labels: Sequence[Label], reach: Extent) -> list[html.Li]:
    """Place the labels from top to bottom, each at the height of its line."""
    heights = spread(labels, reach, ROOM)
    margin = SIZE.radius * 3
    tops = reach.place(np.array(heights), margin, SIZE.height - margin) / SIZE.height
    order = np.argsort(tops, kind="stable")
    return [
        html.Li(
            labels[i].text,
            className="lasting__label lasting__label--now" if labels[i].is_fixed else "lasting__label",
            style={"top": f"{100 * float(tops[i]):.1f}%"},
        )
        for i in order
    ]
