"""Gaps: two groups, many groups, many tests, as statsmodels and scipy have them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import stats
from stats.equity.association import Association, homogeneity, linear_trend
from stats.equity.inequality import representation_ratio
from stats.equity.score_intervals import miettinen_nurminen, rate_difference_score, rate_ratio_score
from stats.intervals import normal_quantile
from stats.multiplicity import adjusted, discoveries
from tests.conformance.equity_fields import Deviation, Row, columns, only_level, plain


def _pair(case: Row) -> list[float]:
    names = "group_numerator", "group_denominator", "reference_numerator", "reference_denominator"
    return [float(column[0]) for column in columns(case, *names)]


def _difference(case: Row) -> Row:
    x1, n1, x2, n2 = _pair(case)
    level = only_level(case)
    return {
        "difference": plain(stats.ratio(x1, n1) - stats.ratio(x2, n2))[0],
        "newcombe": plain(stats.newcombe_difference(x1, n1, x2, n2, level)),
        "miettinen_nurminen": plain(miettinen_nurminen(x1, n1, x2, n2, level)),
    }


def _ratio(case: Row) -> Row:
    """Without an event in the group the logarithm has no limits; a ratio is still never below zero."""
    x1, n1, x2, n2 = _pair(case)
    ratio = plain(stats.ratio(stats.ratio(x1, n1), stats.ratio(x2, n2)))[0]
    low, high = stats.risk_ratio(x1, n1, x2, n2, only_level(case))
    return {"ratio": ratio, "lower": 0.0 if ratio == 0 else plain(low)[0], "upper": plain(high)[0]}


def _rates(case: Row) -> Row:
    x1, e1, x2, e2 = _pair(case)
    level = only_level(case)
    return {
        "ratio": plain(stats.ratio(stats.ratio(x1, e1), stats.ratio(x2, e2)))[0],
        "ratio_ci": plain(rate_ratio_score(x1, e1, x2, e2, level)),
        "difference": plain(stats.ratio(x1, e1) - stats.ratio(x2, e2))[0],
        "difference_ci": plain(rate_difference_score(x1, e1, x2, e2, level)),
    }


def _homogeneity(case: Row) -> Row:
    found = homogeneity(*columns(case, "numerator", "denominator"))
    return {"statistic": _number(found.statistic), "df": found.df, "p_value": _p(found)}


def _trend(case: Row) -> Row:
    found = linear_trend(*columns(case, "numerator", "denominator"), case["options"].get("scores"))
    return {"z": _number(found.statistic), "p_value": _p(found)}


def _number(value: float) -> float | None:
    return plain(value)[0]


def _p(found: Association) -> float | None:
    return _number(found.p)


def _fdr(case: Row) -> Row:
    (p,) = columns(case, "p_values")
    q = case["options"]["q"]
    return {
        "reject_bh": discoveries(p, q).tolist(),
        "adjusted_bh": plain(adjusted(p)),
        "reject_by": (np.nan_to_num(adjusted(p, dependent=True), nan=1.0) <= q).tolist(),
        "adjusted_by": plain(adjusted(p, dependent=True)),
    }


def _representation(case: Row) -> Row:
    users, population = columns(case, "users", "population")
    level = only_level(case)
    ratio, low, high = representation_ratio(users, float(users.sum()), population, level)
    return {"ratio": plain(ratio), "lower": plain(low), "upper": plain(high)}


ANSWERS: dict[str, Callable[[Row], Row]] = {
    "difference_of_proportions": _difference,
    "ratio_of_proportions": _ratio,
    "rate_ratio_difference": _rates,
    "homogeneity_chi2": _homogeneity,
    "linear_trend": _trend,
    "fdr_bh": _fdr,
    "representation_ratio": _representation,
}


def _statsmodels_difference(case: Row, got: Row) -> Row:
    """The score interval with the slip of `score_test_proportions_2indep`: x₂ d where the cubic has n₂ d."""
    x1, n1, x2, n2 = _pair(case)
    z = normal_quantile(only_level(case))

    def away(d: float) -> float:
        people, events = n1 + n2, x1 + x2
        square = ((n1 + 2 * n2) * d - people - events) / (3 * people)
        linear = ((x2 * d - people - 2 * x2) * d + events) / (3 * people)
        turned = square**3 - 1.5 * square * linear + x2 * d * (1 - d) / (2 * people)
        with np.errstate(invalid="ignore"):  # no such shares: NaN, outside of any interval
            size = np.sign(turned) * np.sqrt(square**2 - linear)
            p2 = 2 * size * np.cos((np.pi + np.arccos(turned / size**3)) / 3) - square
            variance = ((p2 + d) * (1 - p2 - d) / n1 + p2 * (1 - p2) / n2) * people / (people - 1)
            return float((x1 / n1 - x2 / n2 - d) / np.sqrt(variance))

    limits = []
    for sign, start in ((1, got["newcombe"][0]), (-1, got["newcombe"][1])):
        inside, outside = got["difference"], got["difference"] + 2 * (start - got["difference"])
        for _ in range(60):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if sign * away(middle) < z else (inside, middle)
        limits.append((inside + outside) / 2)
    return {"miettinen_nurminen": limits}


DEVIATIONS = {
    "difference_of_proportions": Deviation(
        "statsmodels 0.15.0 misses the likeliest shares under a difference (x₂ d stands where n₂ d belongs); "
        "ours give the limits of Newcombe 1998, table II, method 6",
        ("miettinen_nurminen",),
        _statsmodels_difference,
    )
}
