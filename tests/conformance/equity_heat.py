"""Measures of WHO's HEAT, as healthequal prints them.

Its numbers are on its own terms, and the suite translates ours into them; nothing of this reaches the
product. Errors of PAF, Theil and MLD are those of the plain index beside an estimate times 100 or 1000.
Regressions round people up and events to whole ones, and the logistic one counts people twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import stats
from stats.equity.heat import concentration, spread, two_groups
from stats.equity.heat.measure import Measure, around
from tests.conformance.equity_fields import Row, numbers, only_level, plain

SCALES = (1.0, 100.0, 1000.0, 10_000.0, 100_000.0)


class _Case:
    """The columns of a case in the order of its groups, and its options."""

    def __init__(self, case: Row) -> None:
        inputs, options = case["inputs"], case["options"]
        order = np.argsort(numbers(inputs["order"]), kind="stable") if "order" in inputs else slice(None)
        self.value = numbers(inputs["est"])[order]
        self.people = numbers(inputs["pop"])[order]
        self.error = numbers(inputs["se"])[order] if "se" in inputs else np.full(self.value.shape, np.nan)
        self.level = only_level(case)
        self.ordered = bool(options.get("ordered"))
        self.high_is_good = options.get("favourable_indicator", 1) == 1
        self.options = options
        chosen = np.flatnonzero(numbers(inputs["ref"])[order] == 1) if "ref" in inputs else np.array([])
        self.reference = int(chosen[0]) if chosen.size else None
        highest = np.nanmax(self.value)
        self.scale = options.get("scale") or next((s for s in SCALES if highest <= s), SCALES[-1])


def _print(found: Measure, per: float = 1.0) -> Row:
    """Estimate and limits times `per`; the error as it is."""
    got: Row = {
        "estimate": plain(per * found.estimate),
        "se": plain(found.error),
        "lowerci": plain(per * found.lower),
        "upperci": plain(per * found.upper),
    }
    return got | ({"reason": found.reason} if found.reason else {})


def _extremes(measure: Callable[..., Measure]) -> Callable[[Row], Row]:
    def answer(case: Row) -> Row:
        c = _Case(case)
        way = {"ordered": c.ordered, "high_is_good": c.high_is_good, "reference": c.reference}
        return _print(measure(c.value, c.error, c.level, **way))

    return answer


def _risk(case: Row) -> Row:
    c = _Case(case)
    way = {"ordered": c.ordered, "high_is_good": c.high_is_good, "per": c.scale}
    return _print(two_groups.attributable_risk(c.value, c.people, c.level, **way))


def _fraction(case: Row) -> Row:
    """Limits as the package mixes them, a percentage ± z errors of a share; ours in per cent beside them."""
    c = _Case(case)
    way = {"ordered": c.ordered, "high_is_good": c.high_is_good, "per": c.scale}
    found = two_groups.attributable_fraction(c.value, c.people, c.level, **way)
    got = _print(found, 100.0)
    mixed = around(100 * found.estimate, found.error, c.level)
    got |= {"lowerci_percent": got["lowerci"], "upperci_percent": got["upperci"]}
    return got | {"lowerci": plain(mixed.lower), "upperci": plain(mixed.upper)}


def _concentration(form: str) -> Callable[[Row], Row]:
    def answer(case: Row) -> Row:
        c = _Case(case)
        bounds = c.options.get("lmin", 0.0), c.options.get("lmax", 1.0)
        return _print(concentration.concentration_index(c.value, c.people, c.level, form=form, bounds=bounds))

    return answer


def _gradient(part: str, *, logistic: bool) -> Callable[[Row], Row]:
    def answer(case: Row) -> Row:
        c = _Case(case)
        people = np.ceil(c.people)
        share = c.value / c.scale
        if logistic:
            share = stats.ratio(np.round(share * people), people)
        weight = people**2 if logistic else people
        fitted = concentration.fitted_gradient(share, people, c.level, logistic=logistic, weight=weight)
        return _print(getattr(fitted, part), c.scale if part == "slope" else 1.0)

    return answer


def _spread(measure: Callable[..., Measure], per: float = 1.0, **options: Any) -> Callable[[Row], Row]:
    def answer(case: Row) -> Row:
        c = _Case(case)
        found = measure(c.value, c.people, c.error, c.level, **options)
        got = _print(found, per)
        if per == 1000:
            got["se_delta_x1000"] = plain(per * found.error)
        return got

    return answer


def _drawn(measure: Callable[..., Measure], **options: Any) -> Callable[[Row], Row]:
    """Limits by drawing: no standard error is printed."""

    def answer(case: Row) -> Row:
        c = _Case(case)
        more = {"reference": c.reference} if options.get("against") == "reference" else {}
        if "against" in options:
            more["high_is_good"] = c.high_is_good
        found = measure(c.value, c.people, c.error, c.level, **options, **more)
        return _print(found) | {"se": [None]}

    return answer


def _mean_differences() -> dict[str, Callable[[Row], Row]]:
    return {
        f"mean_diff_from_{against}_{'' if weighted else 'un'}weighted": _drawn(
            spread.mean_difference, against=against, weighted=weighted
        )
        for against in ("best", "reference", "mean")
        for weighted in (True, False)
    }


ANSWERS: dict[str, Callable[[Row], Row]] = {
    "difference": _extremes(two_groups.difference),
    "ratio": _extremes(two_groups.ratio),
    "par": _risk,
    "paf": _fraction,
    "aci": _concentration("absolute"),
    "rci": _concentration("relative"),
    "rci_wagstaff": _concentration("wagstaff"),
    "rci_erreygers": _concentration("erreygers"),
    "sii_linear": _gradient("slope", logistic=False),
    "rii_linear": _gradient("ratio", logistic=False),
    "sii_logit": _gradient("slope", logistic=True),
    "rii_logit": _gradient("ratio", logistic=True),
    "between_group_variance": _spread(spread.between_group_variance),
    "theil": _spread(spread.theil_index, 1000.0),
    "mean_log_deviation": _spread(spread.mean_log_deviation, 1000.0),
    "between_group_sd": _drawn(spread.between_group_deviation),
    "coefficient_of_variation": _drawn(spread.between_group_deviation, relative=True),
    "index_of_disparity_unweighted": _drawn(spread.index_of_disparity, weighted=False),
    # The package draws the groups and holds the mean still.
    "index_of_disparity_weighted": _drawn(spread.index_of_disparity, weighted=True, fixed_mean=True),
    **_mean_differences(),
}
