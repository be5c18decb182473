"""Texts of how completely groups are recorded, over time."""

from __future__ import annotations

from components.words import chart_sentence, say
from components.words.equity import equity_unknown
from quality.equity.view import EquityView
from quality.signals.results import SeriesResult

NOT_OVER_TIME = "The number with unknown group is not shown over time, to protect small numbers."
NUMBERS = "Recorded, in numbers"


def subject(view: EquityView) -> str:
    return f"{view.dimension.title} recorded, {say.inside(view.indicator.title)}, {view.service_name}"


def sentence(result: SeriesResult) -> str:
    return chart_sentence.sentence(result.status, result.indicator)


def alt(view: EquityView) -> str:
    return f"{subject(view)}. {sentence(view.recorded) if view.recorded else NOT_OVER_TIME}"


def nothing(view: EquityView) -> str:
    return NOT_OVER_TIME if view.not_stated is not None else equity_unknown.not_stated(view)
