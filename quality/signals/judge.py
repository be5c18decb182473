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
from catalogue.formula import Improvement
from catalogue.models import Indicator
from quality.acts.aims import with_aims
from quality.acts.in_force import UNDECIDED, Decisions
from quality.series.matrix import SeriesMatrix
from quality.signals.chart_type import choose_chart, draw_lines
from quality.signals.results import Variation
from quality.signals.trajectory import planned
from stats import ASSURANCE_CODES, Assurance, Chart, Detection, Phases, RuleSet
from stats.arrays import Bools, Floats, Ints

VARIATIONS = tuple(Variation)
"""The meaning of the small numbers in `Judged.variation`."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Every series of a matrix, judged. (S, P) unless said otherwise."""

    indicator: Indicator
    matrix: SeriesMatrix
    chart: Chart
    detection: Detection
    judged: Bools
    """Known, mature and not left out by a person: may set limits, may be part of a signal."""
    variation: NDArray[np.int8]
    """Index into VARIATIONS."""
    target: Floats
    """The target in force at each period, NaN without one: what people set for a service, else the
    catalogue's."""
    plan: Floats
    """The trajectory at each period, NaN where there is none."""
    assurance: Sequence[Assurance]
    """(S,)"""
    latest: Ints
    """(S,) column of the latest judged point, −1 when there is none."""
    points: Ints
    """(S,) judged points."""
    improvement: Improvement
    rule_set: str
    counted_per: float
    """By which what the numerator counts becomes the value; NaN where it counts nothing."""
    is_proportion: bool


def judge(
    matrix: SeriesMatrix,
    indicator: Indicator,
    *,
    decisions: Decisions = UNDECIDED,
    kind: str | None = None,
) -> Judged:
    """Draw limits, apply rules and hold against targets: every series at once.

    decisions: what people decided about these series: where new limits start, what sets them, ghosts, aims
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
    rules = indicator.rules
    short = points < rules.points_for_icons
    found = stats.detect(
        chart, rules, judged=judged, prefer=preferred_direction(rules, indicator.improvement)
    )
    detection = _forget_short(found, short)
    latest = _latest(judged)
    usual = np.array([indicator.target_at(period) for period in matrix.periods], dtype=np.float64)
    target = with_aims(usual, decisions.targets, shape[0])
    return Judged(
        indicator=indicator,
        matrix=matrix,
        chart=chart,
        detection=detection,
        judged=judged,
        variation=_variation(detection.winner_direction, short, indicator.improvement),
        target=target,
        plan=with_aims(planned(matrix.periods, indicator), decisions.plans, shape[0]),
        assurance=_assurance(chart, target, latest, short, indicator),
        latest=latest,
        points=points,
        improvement=indicator.improvement,
        rule_set=f"{rules.name} {rules.version}",
        counted_per=counted_per(indicator),
        is_proportion=indicator.is_proportion,
    )


def counted_per(indicator: Indicator) -> float:
    """Return the factor between what the numerator counts and the value; NaN where it counts no people or
    things. The numerator of a mean is a sum of days or of scores; what lies between rare events is time."""
    is_count = indicator.is_proportion or indicator.per != 1 or indicator.is_count or indicator.has_expected
    return indicator.per if is_count and not indicator.is_rare_event else float("nan")


def _is_known(matrix: SeriesMatrix) -> Bools:
    known = ~np.isnan(matrix.numerator)
    # Nobody at risk means nothing to judge: the value of such a period is missing, not zero.
    return known & (np.isnan(matrix.denominator) | (matrix.denominator > 0))


def _latest(judged: Bools) -> Ints:
    last = judged.shape[1] - 1 - np.argmax(judged[:, ::-1], axis=1)
    return np.where(judged.any(axis=1), last, -1)


def preferred_direction(rules: RuleSet, improvement: Improvement) -> int:
    """Return the direction that names a point which rules of both directions mark; 0: the rules' order
    decides."""
    return {"order": 0, "improvement": 1, "concern": -1}[rules.when_both] * improvement.sign


def _forget_short(detection: Detection, short: Bools) -> Detection:
    """Drop detections on series with fewer points than their rules want: shown with what limits they have,
    not judged."""
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


def _variation(direction: NDArray[np.int8], short: Bools, improvement: Improvement) -> NDArray[np.int8]:
    good = direction * (improvement.sign or 1)
    high, low = (3, 4) if improvement is Improvement.NEUTRAL else (1, 2)
    return np.select([short[:, None], good > 0, good < 0], [5, high, low], 0).astype(np.int8)


def _assurance(
    chart: Chart,
    target: Floats,
    latest: Ints,
    short: Bools,
    indicator: Indicator,
) -> list[Assurance]:
    """Return (S,) by the target in force at each series' latest judged point, and the limits of its phase."""
    at, rules = np.maximum(latest, 0), indicator.rules
    unsaid = (latest < 0) | short
    if not rules.judges_provisional:
        unsaid |= chart.is_provisional[np.arange(latest.size), at]
    wanted = np.where(unsaid, np.nan, target[np.arange(latest.size), at])
    sign = np.full(latest.size, indicator.improvement.sign)
    codes = stats.assure(chart, wanted, sign, at=at, equality=rules.equality)
    return [ASSURANCE_CODES[code] for code in codes.tolist()]
