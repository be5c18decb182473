"""How often a steady chart looks as if something had happened, in words."""

from __future__ import annotations

from components import format as say
from quality.catalogue import RARE_EVENT_CHARTS
from quality.chance import FalseAlarms
from quality.charting import chart_name
from quality.periods import NOUN, Frequency


def chance_sentences(alarms: FalseAlarms, frequency: Frequency) -> str:
    """For "why is this a signal?": one look at a chart like this one, and looking every time.

    Of steady charts like this one (XmR chart, 36 months) about 1 in 60 shows a signal at its newest point.
    Looked at every month, with settled limits, one comes about every 70 months by chance alone.
    """
    noun = "event" if alarms.chart in RARE_EVENT_CHARTS else NOUN[frequency]
    like = f"({chart_name(alarms.chart)}, {say.plural(alarms.points, noun)})"
    if alarms.chance == 0:
        return f"Nothing is said of a chart like this one {like} yet: its limits have too few points."
    often = one_in(alarms.chance)
    words = f"Of steady charts like this one {like} about {often} shows a signal at its newest point."
    if alarms.between is None:
        return words
    apart = f"one comes about every {alarms.between:,.0f} {noun}s by chance alone"
    return f"{words} Looked at every {noun}, with settled limits, {apart}."


def one_in(chance: float) -> str:
    """`1 in 60`: no more exact than is known.

    >>> [one_in(chance) for chance in (0.0435, 0.0168, 0.0045, 0.0)]
    ['1 in 23', '1 in 60', '1 in 220', 'none']
    """
    if chance == 0:
        return "none"
    looks = 1 / chance
    step = 1 if looks < 30 else 5 if looks < 100 else 10
    return f"1 in {step * round(looks / step):,}"
