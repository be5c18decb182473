"""Parts of the indicator page: how it stands, why a signal is one, how the measure is defined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from catalogue.models import Indicator
from catalogue.sources import SourceBase
from components.charts import old_icons as icons
from components.page.blocks import fold, number, table, told
from components.page.shell import link
from components.theme import css_class
from components.words import chart_sentence, say
from components.words import indicator as words
from components.words.caveats import chance_sentences, neighbours_sentence, one_in
from quality.alternatives.rule_set_comparison import RuleSetResult
from quality.alternatives.seasonality import Seasonality
from quality.signals.chart_type import chart_name
from quality.signals.false_alarms import false_alarms
from quality.signals.results import SeriesResult, Status, Variation
from stats import explain


def standing(status: Status, indicator: Indicator) -> html.Div:
    """Show the latest value and both icons, side by side."""
    latest = html.P(
        [
            html.Strong(say.value(status.value, indicator), className="standing__number"),
            html.Span(_behind(status, indicator), className="standing__behind"),
        ],
        className=f"standing__value {css_class(status.variation)}",
    )
    aim = chart_sentence.aim(status, indicator)
    if plan := chart_sentence.plan_words(status, indicator):
        aim = f"{aim}; {plan}"
    marks = [*icons.both(status, indicator), html.Span(aim, className="tile__target")]
    return html.Div([latest, html.Div(marks, className="icons icons--large")], className="standing")


def _behind(status: Status, indicator: Indicator) -> list[Any]:
    unit = "" if indicator.unit.strip() in ("", "%") else indicator.unit
    counted = say.counted(status.numerator, status.denominator, indicator)
    period = say.period(status.period, indicator.frequency)
    return [html.Span(text) for text in (unit, counted, period) if text]


def why(result: SeriesResult, opinions: Sequence[RuleSetResult], found: Seasonality) -> html.Details:
    """Explain the rule, points used, how often chance does that, and what other rule sets would say."""
    status = result.status
    is_special = status.variation.is_special
    return fold(
        words.WHY if is_special else words.WHY_NOT,
        html.P(words.cause(status)),
        *_because(result),
        _by_chance(result, found),
        html.P(words.OTHER_RULES),
        _opinion_table(opinions),
        html.P(words.CAUTION, className="note"),
        open=is_special,
    )


def _because(result: SeriesResult) -> list[Any]:
    status, indicator = result.status, result.indicator
    rules = indicator.rules
    if status.rule is None:
        return [html.P(words.no_rule(rules.rules))]
    check = next(check for check in rules.checks if check.rule is status.rule)
    return [
        html.P([html.Strong(f"{chart_sentence.rule_name(status.rule)}. "), explain(check)]),
        html.P(words.points_used(status, indicator)),
    ]


def _by_chance(result: SeriesResult, found: Seasonality) -> html.P | None:
    """Say how often a chart like this one cries wolf; nothing where nothing is judged."""
    if result.status.variation is Variation.TOO_FEW:
        return None
    often = chance_sentences(false_alarms(result), result.indicator.frequency)
    caveat = neighbours_sentence(found, result)
    return html.P([often, " ", caveat, " " if caveat else "", link(words.HOW_KNOWN, href="/methods#chance")])


def _opinion_table(opinions: Sequence[RuleSetResult]) -> html.Table:
    rows = [
        html.Tr(
            [
                html.Th(
                    [o.rule_set, html.Span(words.USED_HERE, className="counted") if o.is_ours else ""],
                    scope="row",
                ),
                told(chart_sentence.variation_label(o.variation, o.direction), css_class(o.variation)),
                told(chart_sentence.rule_name(o.rule) if o.rule else words.NO_RULE),
                number(one_in(o.chance)),
            ]
        )
        for o in opinions
    ]
    heads = zip(words.RULE_HEADS, (None, None, None, "number"), strict=True)
    return table(heads, rows, "table--compact")


def definition(
    indicator: Indicator, code: str, sources: Mapping[str, SourceBase], result: SeriesResult | None
) -> html.Dl:
    """List everything a reader needs to trust the number: in words, with names and dates."""
    entries: list[tuple[str, Any]] = [
        (words.WHY_IT_MATTERS, indicator.why_it_matters),
        ("Numerator", indicator.numerator),
        ("Denominator", indicator.denominator or _no_denominator(indicator)),
        ("Unit", indicator.unit),
        (words.DIRECTION, chart_sentence.direction_words(indicator.improvement)),
        ("Reported", words.reported(indicator)),
        ("Source", ", ".join(_source(name, sources) for name in indicator.sources)),
    ]
    if result is not None:
        entries.append(("Chart", f"{chart_name(result.status.chart)}: {result.chart_reason}"))
        entries.append(("Rules", result.status.rule_set))
        if limits := indicator.limits.words(result.status.chart):
            entries.append(("Limits", "; ".join(limits)))
    entries += [
        ("Owner", indicator.owner),
        (words.WRITTEN_BY, indicator.authored_by),
        (words.CHECKED_BY, indicator.checked_by),
        (words.REVIEW_BY, say.day(indicator.review_by)),
        ("Version", f"{code} {indicator.fingerprint}"),
    ]
    parts = [part for term, text in entries for part in (html.Dt(term), html.Dd(text))]
    return html.Dl(parts, className="definition")


def _no_denominator(indicator: Indicator) -> str:
    return words.NO_DENOMINATOR_RARE if indicator.is_rare_event else words.NO_DENOMINATOR


def _source(name: str, sources: Mapping[str, SourceBase]) -> str:
    source = sources.get(name)
    return source.title or name if source else name
