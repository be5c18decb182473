"""The findings of an equity page: the sentence, the groups, and the gap in a few numbers."""

from __future__ import annotations

from typing import Any

from dash import html

from components import address
from components.equity.choosers import choices, here
from components.page.blocks import downloads
from components.theme import css_class
from components.words import equity as words
from components.words import say
from quality.equity.view import EquityView


def hero(view: EquityView, plot: Any) -> html.Figure:
    """Sentence, the groups as a chart that is a table, and what to keep in mind when reading it."""
    sentence = html.P(words.sentence(view), className="chart__sentence")
    href = address.equity(view.indicator_code, view.dimension_code, view.service, file=".csv")
    file = html.A("CSV", href=href, className="button button--quiet")
    below = html.Div(downloads(file), className="hero__below")
    return html.Figure([sentence, plot, below], className="chart hero")


def gap_figures(view: EquityView) -> html.Dl:
    """Show absolute and relative gap together: they may move in opposite directions."""
    gap = view.gap
    assert gap is not None
    ratio = words.ratio_interval(gap.ratio_lower, gap.ratio_upper)
    entries = [
        (words.ABSOLUTE_GAP, words.short_amount(gap.difference, view), _limits(gap, view)),
        (words.RELATIVE_GAP, words.times_as_much(gap.ratio), ratio),
    ]
    if gap.before is not None:
        entries.append((words.YEAR_BEFORE, words.short_amount(gap.before, view), words.CHANGES[gap.change]))
    if slope := view.slope:
        ratio = words.ratio_interval(slope.ratio_lower, slope.ratio_upper)
        entries += [
            (words.SLOPE_INDEX, words.short_amount(slope.slope, view), _limits(slope, view)),
            (words.RELATIVE_INDEX, say.number(slope.ratio, 2), ratio),
        ]
    tone = css_class(gap.judged) if gap.judged.is_special else "is-common"
    return html.Dl(
        [
            html.Div(
                [html.Dt(term), html.Dd(html.Strong(number), className="figures__number"), html.Dd(behind)],
                className=f"figures__one {tone if i == 0 else ''}".strip(),
            )
            for i, (term, number, behind) in enumerate(entries)
        ],
        className="figures",
    )


def followed(view: EquityView) -> Any:
    """Offer any shown group to follow, where a dimension has no order."""
    gap = view.gap
    if gap is None or gap.second != words.EVERYBODY_ELSE:
        return None
    shown = [row for row in view.known if not row.is_hidden]
    if len(shown) < 2:
        return None
    entries = [(row.label, here(view, group=row.code), row.label == gap.first) for row in shown]
    name = {"aria-label": words.FOLLOW}
    return html.Nav(choices("Follow", entries), className="equity-choices no-print", **name)


def _limits(found: Any, view: EquityView) -> str:
    return words.interval_words(words.interval(found.lower, found.upper, view))
