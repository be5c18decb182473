"""From a matrix of observations to judged series: chart, rules, direction, target. No database here.

Detection (which rule, which direction) is `stats`; judgement (improvement or concern) is made here, once,
by the indicator's direction of improvement. Everything a page shows of a series comes out of this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

import stats
from quality.catalogue import Improvement, Indicator
from quality.charting import choose_chart, draw_lines
from quality.decisions import UNDECIDED, Decisions
from quality.results import MINIMUM_POINTS, Variation
from quality.series import Floats, SeriesMatrix
from stats import ASSURANCE_CODES, Assurance, Chart, Detection, Phases, RuleSet

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
    """Known, mature and not left out by a person: may set limits, may be part of a signal."""
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


def judge(
    matrix: SeriesMatrix,
    indicator: Indicator,
    *,
    decisions: Decisions = UNDECIDED,
    kind: str | None = None,
) -> Judged:
    """Limits, rules and assurance of every series at once.

    decisions: what people decided about these series: where new limits start, what sets them, ghosts
    kind:      another chart than the indicator's, to see what it would say
    """
    kind = kind or choose_chart(indicator).kind
    judged = _is_known(matrix) & ~matrix.is_immature
    if decisions.excluded is not None:
        judged &= ~decisions.excluded
    shape = (len(matrix.service), len(matrix.periods))
    phases = Phases.build(
        shape,
        starts=decisions.starts,
        excluded=decisions.excluded,
        judged=judged if decisions.baseline is None else judged & decisions.baseline,
    )
    chart = draw_lines(kind, matrix, indicator, phases)
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
