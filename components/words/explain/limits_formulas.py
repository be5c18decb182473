"""Explanations of control limits: one formula for each type of chart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from components.words import say
from components.words.explain.explanation import Kind, Worked, exact, per_so_many
from quality.series_made import SeriesMade
from quality.signals.limits_made import LimitsMade

PLACES = 6
Parts = Callable[[SeriesMade, LimitsMade], str]

MONTGOMERY = "Montgomery, Introduction to Statistical Quality Control"
ENDS = " Limits end where the measure does."


def _kind(charts: str, words: str, formula: str, source: str, parts: Parts) -> Kind:
    """Explain the limits of these charts; elsewhere, and where a chart has none, nothing."""

    def worked(made: SeriesMade) -> Worked | None:
        limits, result = made.limits, made.result
        if limits is None or result.status.chart not in charts.split() or result.status.is_constant:
            return None
        low, high = result.lower[limits.at], result.upper[limits.at]
        if np.isnan(low) or np.isnan(high):
            return None
        return Worked(parts(made, limits), say.between(low, high, made.series.indicator))

    return Kind("Control limits", words, formula, source, worked)


def _steps(made: SeriesMade, limits: LimitsMade) -> str:
    per = made.series.indicator.per
    centre, step = made.result.centre[limits.at], per * (limits.step or 0.0)
    kind, constant = made.result.status.chart, made.series.indicator.limits.constant
    times = "3 ÷ 1.128" if kind == "i" or constant != "2.66" else "2.66"
    return f"{exact(centre, PLACES)} ± {times} × {exact(step, PLACES)}"


def _pooled(letter: str) -> Parts:
    def parts(made: SeriesMade, limits: LimitsMade) -> str:
        n = made.result.denominator[limits.at]
        between = f", σz = {exact(limits.between, PLACES)}" if limits.between is not None else ""
        times = per_so_many(made.series.indicator)
        ratio = f"{letter} = {exact(limits.x)} ÷ {exact(limits.n)}"
        return f"{ratio}, n = {exact(n)}{between}{f', all{times}' if times else ''}"

    return parts


def _count(made: SeriesMade, limits: LimitsMade) -> str:
    total = exact(sum(limits.values), PLACES)
    return f"c = {total} ÷ {len(limits.values)}{per_so_many(made.series.indicator)}"


def _sizes(made: SeriesMade, limits: LimitsMade) -> str:
    per, at = made.series.indicator.per, limits.at
    step, n = exact(per * (limits.step or 0.0), PLACES), exact(made.result.denominator[at])
    return f"{exact(made.result.centre[at], PLACES)} ± 3 × {step} ÷ √{n}"


def _gaps(made: SeriesMade, limits: LimitsMade) -> str:
    return f"m = {exact(sum(limits.values), PLACES)} ÷ {len(limits.values)}"


def _times(made: SeriesMade, limits: LimitsMade) -> str:
    centre = made.result.centre[limits.at] ** (1 / 3.6)
    return f"({exact(centre, PLACES)} ± 3 × {exact(limits.step or 0.0, PLACES)} ÷ 1.128)^3.6"


SCREENED = (
    " Steps of 3.267 times their mean or more are left out of it, once, unless the definition says otherwise."
)
LANEY = "Laney 2002, Quality Engineering 14: 531"
CHANCE = "How far chance moves a {what} of this size: wider, the smaller n."
WIDENED = " σz: how much more periods vary than chance alone would make them."
LIMITS_KINDS = (
    _kind(
        "xmr i",
        f"How far neighbours usually lie apart, to both sides of the centre line.{SCREENED}",
        "centre ± 2.66 × mean step between neighbours; where the definition says so, 3 ÷ 1.128 for 2.66",
        "Wheeler, Understanding Variation; Making Data Count (NHS England)",
        _steps,
    ),
    _kind(
        "p",
        f"{CHANCE.format(what='share')}{ENDS}",
        "p ± 3 × √(p(1 − p) ÷ n){per}",
        f"{MONTGOMERY}, section 7.2",
        _pooled("p"),
    ),
    _kind(
        "pp",
        f"{CHANCE.format(what='share')}{WIDENED}{ENDS}",
        "p ± 3 × σz × √(p(1 − p) ÷ n){per}",
        LANEY,
        _pooled("p"),
    ),
    _kind(
        "u",
        f"{CHANCE.format(what='rate')}{ENDS}",
        "u ± 3 × √(u ÷ n){per}",
        f"{MONTGOMERY}, section 7.3",
        _pooled("u"),
    ),
    _kind(
        "up",
        f"{CHANCE.format(what='rate')}{WIDENED}{ENDS}",
        "u ± 3 × σz × √(u ÷ n){per}",
        LANEY,
        _pooled("u"),
    ),
    _kind(
        "c",
        f"How far chance moves a count.{ENDS}",
        "c ± 3 × √c",
        f"{MONTGOMERY}, section 7.3",
        _count,
    ),
    _kind(
        "ip",
        "How far neighbours usually lie apart, allowing for how many measurements each rests on.",
        "centre ± 3 × mean step ÷ √n; each step is divided by what chance makes of the sizes",
        "Taylor 2017, Normalized individuals chart; qicharts2",
        _sizes,
    ),
    _kind(
        "g",
        f"How far chance moves what lies between two events. m: their mean.{ENDS}",
        "m ± 3 × √(m(m + 1))",
        "Benneyan 2001, Health Care Manag Sci 4: 305; Provost & Murray 2011",
        _gaps,
    ),
    _kind(
        "t",
        f"How far neighbours usually lie apart, of the roots of the times, turned back.{ENDS}{SCREENED}",
        "(mean root ± 3 × mean step of roots ÷ 1.128)^3.6",
        "Nelson 1994, J. Quality Technology 26: 239",
        _times,
    ),
)
