"""Words of the groups over time, side by side."""

from __future__ import annotations

from components.words import chart_sentence, say
from components.words.equity.equity_numbers import everyone, group
from quality.equity.panels import GroupSeries
from quality.equity.view import EquityView
from quality.series.calendar_blocks import Grain

NOBODY = "No group is large enough to be shown over time."
NOT_OVER_TIME = "Not shown over time, to protect small numbers."
ONLY_YEAR = "12 months: {value}."
NUMBERS = "The groups in numbers"
BY_QUARTER = "by quarter, as single periods are hidden to protect small numbers"


def caption(view: EquityView) -> str:
    """Say what all the small charts share."""
    charted = [one for one in view.each_group if one.result]
    if not charted:
        return NOBODY
    text = (
        "All charts have the same vertical scale. Each is judged by itself: of many, some show a change by "
    )
    text += "chance alone"
    if view.everyone is not None:
        text += f"; the dotted line is {everyone(view.everyone, view)} in the latest 12 months"
    quarterly = [one.label for one in charted if one.grain is Grain.QUARTER]
    if quarterly and len(quarterly) < len(charted):
        text += f". {say.listed(quarterly)}: {BY_QUARTER}"
    elif quarterly:
        text += f". All {BY_QUARTER}"
    return f"{text}."


def sentence(one: GroupSeries, view: EquityView) -> str:
    """Say of a group what the chart of any series says; of one without a chart, why."""
    if one.result is not None:
        return chart_sentence.sentence(one.result.status, one.result.indicator)
    row = next(row for row in view.rows if row.code == one.code and row.is_unknown == one.is_unknown)
    if row.value is None:
        return NOT_OVER_TIME
    return f"{NOT_OVER_TIME} {ONLY_YEAR.format(value=say.value_with_unit(row.value, view.indicator))}"


def alt(one: GroupSeries, view: EquityView) -> str:
    return f"{group(one.label, view)}. {sentence(one, view)}"
