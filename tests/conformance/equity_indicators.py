"""Indicators as PHEindicatormethods has them: shares, rates, means, quantiles, slopes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import stats
from stats.equity.inequality import relative_ranks, slope_index
from stats.equity.quantile_groups import quantile_groups
from stats.equity.slope_transformed import transformed_slope_index
from stats.equity.standardise import Standardised, direct_rate, indirect_ratio, repeated_events
from stats.intervals import mean_interval, normal_quantile
from tests.conformance.equity_fields import (
    Row,
    by_band,
    columns,
    in_groups,
    levels,
    listed,
    numbers,
    plain,
    tier,
)


def _share_or_rate(interval: Callable[..., Any]) -> Callable[[Row], Row]:
    def answer(case: Row) -> Row:
        top, bottom = columns(case, "numerator", "denominator")
        got: Row = {}
        if case["options"].get("aggregate_by_group"):
            groups, inside = in_groups(case, "numerator", "denominator")
            top, bottom = (np.array([rows[i].sum() for rows in inside]) for i in (0, 1))
            got["group"] = groups
        per = case["options"]["multiplier"]
        value = stats.ratio(top, bottom)
        got |= {"numerator": plain(top), "denominator": plain(bottom), "value": plain(per * value)}
        for ending, level in levels(case):
            low, high = interval(top, bottom, level)
            got[f"lower{ending}"], got[f"upper{ending}"] = plain(per * low), plain(per * high)
        got["reason"] = [
            "zero denominator" if n == 0 else "a number is missing" if np.isnan(v) else ""
            for v, n in zip(value, bottom, strict=True)
        ]
        return got

    return answer


def _mean(case: Row) -> Row:
    groups, inside = in_groups(case, "values")
    most = max(rows[0].size for rows in inside)
    table = np.full((len(groups), most), np.nan)
    for row, (values,) in zip(table, inside, strict=True):
        row[: values.size] = values
    count = (~np.isnan(table)).sum(axis=1)
    got: Row = {"group": groups, "value_sum": plain(np.nansum(table, axis=1)), "value_count": plain(count)}
    for ending, level in levels(case):
        mean, low, high = mean_interval(table, level)
        got |= {"value": plain(mean), f"lower{ending}": plain(low), f"upper{ending}": plain(high)}
    got["stdev"] = [
        float(np.nanstd(row, ddof=1)) if k > 1 else None for row, k in zip(table, count, strict=True)
    ]
    return got


def _direct(case: Row) -> Row:
    """The package's tables leave a count blank where nothing happened; ours ask for a zero."""
    inputs, per = case["inputs"], case["options"]["multiplier"]
    bands = list(dict.fromkeys(inputs["ageband"]))
    groups = sorted(set(inputs["group"]))
    shape = len(groups), len(bands)
    events, variance = np.zeros(shape), np.zeros(shape)
    people, standard = np.full(shape, np.nan), np.full(shape[1], np.nan)
    rows = zip(inputs["group"], inputs["ageband"], inputs["pop"], inputs["stdpop"], strict=True)
    for i, (group, band, pop, share) in enumerate(rows):
        cell = groups.index(group), bands.index(band)
        if "freq" in inputs:
            count, square = repeated_events([inputs["people"][i] or 0], [inputs["freq"][i]])
        else:
            count = square = inputs["count"][i] or 0
        events[cell] += count
        variance[cell] += square
        people[cell], standard[cell[1]] = numbers(pop)[0], share
    got: Row = {
        "group": groups,
        "total_count": plain(events.sum(axis=1)),
        "total_pop": plain(people.sum(axis=1)),
    }
    for ending, level in levels(case):
        fewest = case["options"].get("min_events", 10)
        found = direct_rate(events, people, standard, level, variance=variance, fewest_events=fewest)
        got |= _standardised(found, ending, per)
    return got


def _indirect(case: Row) -> Row:
    groups, (events, people, *references) = by_band(case, "count", "pop", "ref_count", "ref_pop")
    reference = [table[0] for table in references]
    is_rate = case["measure"].endswith("rate")
    ref_rate = reference[0].sum() / reference[1].sum() * case["options"].get("multiplier", 1)
    per = ref_rate if is_rate else case["options"].get("refvalue", 1)
    got: Row = {"group": groups}
    if is_rate:
        got["ref_rate"] = plain([ref_rate] * len(groups))
    for ending, level in levels(case):
        found = indirect_ratio(np.nan_to_num(events), people, *reference, level)  # blanks as in _direct
        got |= {"observed": plain(found.observed), "expected": plain(found.expected)}
        got |= _standardised(found, ending, per)
    return got


def _standardised(found: Standardised, ending: str, per: float) -> Row:
    return {
        "value": plain(per * found.value),
        f"lower{ending}": plain(per * found.lower),
        f"upper{ending}": plain(per * found.upper),
        "reason": list(found.reason),
    }


def _quantile(case: Row) -> Row:
    options = case["options"]
    (value,) = columns(case, "value")
    area = np.array(case["inputs"].get("group", ["all"] * value.size))
    found = np.full(value.shape, np.nan)
    for name in np.unique(area):
        inside = area == name
        found[inside] = quantile_groups(
            value[inside], options["nquantiles"], highest_first=options.get("invert", True)
        )
    return {"quantile": plain(found)}


def _slope(case: Row) -> Row:
    """Their multiplier scales the slope; a negative one also turns the ratio round."""
    inputs, per = case["inputs"], case["options"]["multiplier"]
    value, population = columns(case, "value", "population")
    got: Row = {}
    for level in listed(case["options"]["confidence"]):
        index = _fitted(case, value, population, level)
        if not index.is_known:
            return {"sii": [None], "rii": [None], "reason": _no_slope(population)}
        limits = sorted((per * index.slope_lower, per * index.slope_upper))
        ratios = [index.ratio, index.ratio_lower, index.ratio_upper]
        if per < 0:
            ratios = [1 / index.ratio, 1 / index.ratio_upper, 1 / index.ratio_lower]
        # The package multiplies the fitted value at rank 0 only after it transformed it back.
        start = index.intercept * (per if case["options"].get("transform") else 1)
        got |= {"sii": [per * index.slope], "rii": plain(ratios[0]), "intercept": [start]}
        for ending in (tier(level), f"{tier(level)}cl"):
            got |= {f"sii_lower{ending}": plain(limits[0]), f"sii_upper{ending}": plain(limits[1])}
            got |= {f"rii_lower{ending}": plain(ratios[1]), f"rii_upper{ending}": plain(ratios[2])}
        got |= {
            f"analytic_sii_lower{tier(level)}": plain(limits[0]),
            f"analytic_sii_upper{tier(level)}": plain(limits[1]),
        }
    ranked = np.argsort(numbers(inputs["quantile"])) if "quantile" in inputs else np.arange(population.size)
    ranks = np.empty(population.size)
    ranks[ranked] = relative_ranks(population[ranked])
    return got | {"relative_rank": plain(ranks)}


def _fitted(case: Row, value: np.ndarray, population: np.ndarray, level: float) -> Any:
    inputs = case["inputs"]
    order = np.argsort(numbers(inputs["quantile"])) if "quantile" in inputs else np.arange(value.size)
    value, population = value[order], population[order]
    if "se" in inputs:
        (error,) = columns(case, "se")
        return slope_index(value, population, error[order], level)
    low, high = (column[order] for column in columns(case, "lower_cl", "upper_cl"))
    if case["options"].get("transform"):
        scale = "logit" if case["options"]["value_type"] == 2 else "log"
        return transformed_slope_index(value, population, low, high, level, scale=scale)
    return slope_index(value, population, (high - low) / (2 * normal_quantile(0.95)), level)


def _no_slope(population: np.ndarray) -> str:
    if not (population > 0).all():
        return "a group has a zero, negative or missing population"
    return "a slope wants at least five groups with a value"


ANSWERS: dict[str, Callable[[Row], Row]] = {
    "proportion_wilson": _share_or_rate(stats.wilson),
    "crude_rate_byar_exact": _share_or_rate(stats.byar),
    "mean_t": _mean,
    "directly_standardised_rate_dobson": _direct,
    "directly_standardised_rate_nonindependent": _direct,
    "indirectly_standardised_ratio": _indirect,
    "indirectly_standardised_rate": _indirect,
    "quantile_group_assignment": _quantile,
    "sii_rii_value": _slope,
    "sii_rii_rate": _slope,
    "sii_rii_proportion": _slope,
    "sii_rii_rate_transformed": _slope,
    "sii_rii_proportion_transformed": _slope,
}
