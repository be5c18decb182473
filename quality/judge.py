"""From a matrix of observations to judged series: chart, rules, direction, target. No database here.

Detection (which rule, which direction) is `stats`; judgement (improvement or concern) is made here, once,
by the indicator's direction of improvement. Everything a page shows of a series comes out of this module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import stats
from quality.catalogue import Improvement, Indicator
from quality.results import MINIMUM_POINTS, Variation
from quality.series import Floats, SeriesMatrix
from stats import ASSURANCE_CODES, Assurance, Chart, ChartOptions, Detection, Phases, RuleSet

VARIATIONS = (
    Variation.COMMON_CAUSE,
    Variation.IMPROVEMENT,
    Variation.CONCERN,
    Variation.NEUTRAL_HIGH,
    Variation.NEUTRAL_LOW,
    Variation.TOO_FEW,
)
"""What the small numbers in `Judged.variation` mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Every series of a matrix, judged. (S, P) unless said otherwise."""

    matrix: SeriesMatrix
    chart: Chart
    detection: Detection
    judged: NDArray[np.bool_]
    """Known and mature: may set limits, may be part of a signal."""
    variation: NDArray[np.int8]
    """Index into VARIATIONS."""
    target: Floats
    """(P,) the target in force at each period, NaN without one."""
    assurance: Sequence[Assurance]
    """(S,)"""
    latest: NDArray[np.intp]
    """(S,) column of the latest judged point, −1 when there is none."""
    points: NDArray[np.intp]
    """(S,) judged points."""
    improvement: Improvement
    rule_set: str


@dataclass(frozen=True, slots=True)
class ChartChoice:
    kind: str
    reason: str


def choose_chart(indicator: Indicator) -> ChartChoice:
    """The chart type an indicator asks for, or the usual one for its kind of number."""
    if indicator.chart != "auto":
        return ChartChoice(indicator.chart, "chosen in the indicator's definition")
    has_denominator = any(formula.denominator for formula in indicator.data)
    if indicator.is_proportion:
        return ChartChoice("p", "a proportion: limits follow the denominator of each period")
    if has_denominator:
        return ChartChoice("u", "a rate of events: limits follow the denominator of each period")
    return ChartChoice("xmr", "single values: limits follow the steps between neighbouring periods")


def judge(
    matrix: SeriesMatrix, indicator: Indicator, *, phase_starts: Mapping[int, Sequence[int]] | None = None
) -> Judged:
    """Limits, rules and assurance of every series at once.

    phase_starts: row → columns where a person started new limits.
    """
    kind = choose_chart(indicator).kind
    judged = _is_known(matrix) & ~matrix.is_immature
    shape = (len(matrix.service), len(matrix.periods))
    phases = Phases.build(shape, starts=phase_starts, judged=judged, known=judged)
    chart = _chart(kind, matrix, indicator, phases)
    points = judged.sum(axis=1)
    detection = _forget_short(stats.detect(chart, indicator.rule_set, judged=judged), points)
    latest = _latest(judged)
    target = np.array([_or_nan(indicator.target_at(period)) for period in matrix.periods])
    rule_set = detection.rule_set
    return Judged(
        matrix=matrix,
        chart=chart,
        detection=detection,
        judged=judged,
        variation=_variation(detection.winner_direction, points, indicator.improvement),
        target=target,
        assurance=_assurance(chart, target, latest, judged, indicator, rule_set),
        latest=latest,
        points=points,
        improvement=indicator.improvement,
        rule_set=f"{rule_set.name} {rule_set.version}",
    )


def _is_known(matrix: SeriesMatrix) -> NDArray[np.bool_]:
    known = ~np.isnan(matrix.numerator)
    # Nobody at risk means nothing to judge: the value of such a period is missing, not zero.
    return known & (np.isnan(matrix.denominator) | (matrix.denominator > 0))


def _chart(kind: str, matrix: SeriesMatrix, indicator: Indicator, phases: Phases) -> Chart:
    """The chart, with two kinds of series mended that the published method leaves unusable
    (docs/deviations.md):

    - a series that never moves has no limits in NHSRplotthedots and so no assurance: a ward at 100 % for
      three years would read "hit or miss". It gets limits on its centre;
    - a series that moved once or twice only loses exactly those steps to screening: its limits collapse on
      the mean, and every point lies outside them and on one side. It is drawn around its median, its usual
      value, and without screening.
    """
    has_denominator = any(formula.denominator for formula in indicator.data)
    denominator = matrix.denominator if has_denominator else None
    options = ChartOptions(multiplier=indicator.per)
    chart = stats.control_chart(kind, matrix.numerator, denominator, phases=phases, options=options)
    if kind != "xmr":
        return chart
    collapsed = np.any(~chart.is_constant & (chart.upper <= chart.lower), axis=1, keepdims=True)
    if collapsed.any():
        unscreened = replace(options, screen=False)
        wide = stats.control_chart(kind, matrix.numerator, denominator, phases=phases, options=unscreened)
        median = stats.control_chart("run", matrix.numerator, denominator, phases=phases, options=options)
        chart = _merge(collapsed, _moved(wide, median.centre - wide.centre), chart)
    flat = chart.is_constant & np.isnan(chart.upper) & ~np.isnan(chart.centre)
    return _merge(flat, _limits_on_centre(chart), chart) if flat.any() else chart


def _moved(chart: Chart, by: Floats) -> Chart:
    return replace(
        chart,
        centre=chart.centre + by,
        lower=chart.lower + by,
        upper=chart.upper + by,
        near_lower=chart.near_lower + by,
        near_upper=chart.near_upper + by,
    )


def _limits_on_centre(chart: Chart) -> Chart:
    at = chart.centre
    return replace(chart, lower=at, upper=at, near_lower=at, near_upper=at)


def _merge(where: NDArray[np.bool_], one: Chart, other: Chart) -> Chart:
    return replace(
        other,
        centre=np.where(where, one.centre, other.centre),
        lower=np.where(where, one.lower, other.lower),
        upper=np.where(where, one.upper, other.upper),
        near_lower=np.where(where, one.near_lower, other.near_lower),
        near_upper=np.where(where, one.near_upper, other.near_upper),
    )


def _latest(judged: NDArray[np.bool_]) -> NDArray[np.intp]:
    last = judged.shape[1] - 1 - np.argmax(judged[:, ::-1], axis=1)
    return np.where(judged.any(axis=1), last, -1)


def _forget_short(detection: Detection, points: NDArray[np.intp]) -> Detection:
    """A series with fewer points than the minimum is shown, with what limits it has, and not judged."""
    short = points < MINIMUM_POINTS
    if not short.any():
        return detection
    enough = ~short[:, None]
    return replace(
        detection,
        fired=detection.fired & enough,
        direction=detection.direction * enough,
        winner=np.where(enough, detection.winner, -1).astype(np.int8),
        winner_direction=detection.winner_direction * enough,
    )


def _variation(
    direction: NDArray[np.int8], points: NDArray[np.intp], improvement: Improvement
) -> NDArray[np.int8]:
    good = direction * (improvement.sign or 1)
    high, low = (3, 4) if improvement is Improvement.NEUTRAL else (1, 2)
    short = (points < MINIMUM_POINTS)[:, None]
    return np.select([short, good > 0, good < 0], [5, high, low], 0).astype(np.int8)


def _assurance(
    chart: Chart,
    target: Floats,
    latest: NDArray[np.intp],
    judged: NDArray[np.bool_],
    indicator: Indicator,
    rule_set: RuleSet,
) -> list[Assurance]:
    """(S,) by the target in force at each series' latest judged point, and the limits there."""
    wanted = np.where(latest >= 0, target[np.maximum(latest, 0)], np.nan)
    # An immature or missing period has limits too on some charts, but not ones to be judged by.
    at_judged = replace(chart, upper=np.where(judged, chart.upper, np.nan))
    sign = np.full(latest.size, indicator.improvement.sign)
    codes = stats.assure(at_judged, wanted, sign, equality=rule_set.equality)
    return [ASSURANCE_CODES[code] for code in codes.tolist()]


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value
