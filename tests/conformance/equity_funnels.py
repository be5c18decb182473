"""Funnel plots as PHEindicatormethods (exact) and FunnelPlotR (overdispersed) have them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

import stats
from stats.equity import funnel, overdispersion
from stats.equity.overdispersion import PROPORTION, RATIO_LOG, RATIO_OF_COUNTS, RATIO_ROOT, Spread
from stats.intervals import normal_quantile
from tests.conformance.equity_fields import Deviation, Row, columns, plain

TIERS = (("95", 0.95), ("998", 0.998))
WORDS = {
    -2: "Low (0.001)",
    -1: "Low (0.025)",
    0: "Not significant",
    1: "High (0.025)",
    2: "High (0.001)",
}
EXPOSURE = {"rate_crude", "rate_dsr"}


def _kind(case: Row) -> str:
    return case["measure"].removeprefix("funnel_limits_").removeprefix("funnel_significance_")


def _units(case: Row) -> tuple[np.ndarray, np.ndarray, float]:
    """Events, people or exposure or expected numbers, and the average per one of those."""
    x, n = columns(case, "numerator", "denominator")
    if _kind(case) == "ratio":
        return x, n, 1.0
    if _kind(case) != "rate_dsr":
        known = np.isfinite(x) & (n > 0)
        return x, n, float(stats.ratio(x[known].sum(), n[known].sum()))
    per = case["options"]["multiplier"]
    (rate,) = columns(case, "rate")
    shown = x >= 10  # a directly standardised rate of fewer events is not judged
    average = funnel.directly_standardised_average(x[shown], rate[shown]) / per
    return np.where(shown, x, np.nan), stats.ratio(x * per, rate), average


def _significance(case: Row) -> Row:
    x, n, average = _units(case)
    if _kind(case) != "proportion":
        flags = funnel.ratio_flags(x, n, average)
        judged = zip(flags, np.isnan(x), strict=True)
        return {"significance": [None if is_unknown else WORDS[int(f)] for f, is_unknown in judged]}
    flags = funnel.proportion_flags(x, n, average)
    got: Row = {"significance": [WORDS[int(f)] for f in flags], "average": plain(average)}
    for name, level in TIERS:
        low, high = funnel.proportion_limits(average, n, level)
        got |= {f"lower_{name}": plain(low), f"upper_{name}": plain(high)}
    return got


def _curves(case: Row) -> Row:
    _, n, average = _units(case)
    per, kind = case["options"]["multiplier"], _kind(case)
    name = {"proportion": "Population", "ratio": "Observed_events"}.get(kind, "Events")
    places = _places(case, name, n, average)
    got: Row = {name: plain(places)}
    if kind != "ratio":
        got["baseline"] = [average * per] * places.size
    for ending, level in (("2s", 0.95), ("3s", 0.998)):
        if kind == "proportion":
            low, high = funnel.proportion_limits(average, places, level)
            low, high = np.maximum(per * low, 0.0), np.minimum(per * high, per)
        else:
            few, many = funnel.count_limits(places, level)
            low, high = per * places / many, per * places / few
            if kind == "ratio":
                got |= {f"lower_{ending}_exp_events": plain(many), f"upper_{ending}_exp_events": plain(few)}
            else:
                years = case["options"].get("years_of_data", 1)
                endings = f"_population_{years}_year{'' if years == 1 else 's'}"
                got[f"lower_{ending}{endings}"] = plain(many / average)
                got[f"upper_{ending}{endings}"] = plain(few / average)
                low, high = low * average, high * average
        got |= {f"lower_{ending}_limit": plain(low), f"upper_{ending}_limit": plain(high)}
    return got


def _places(case: Row, name: str, n: np.ndarray, average: float) -> np.ndarray:
    """The package's own x positions: where curves are drawn is its choice, and no statistic."""
    theirs = case.get("expected", {}).get(name)
    if theirs:
        return np.array(theirs, float)
    last = np.nanmax(n) * 1.05 * (average if _kind(case) in EXPOSURE else 1)
    return funnel.curve_positions(1, int(last)).astype(float)


def _scale(case: Row) -> str:
    options = case["options"]
    if options["data_type"] == "SR":
        return RATIO_ROOT if options.get("sr_method") == "CQC" else RATIO_LOG
    return {"PR": PROPORTION, "RC": RATIO_OF_COUNTS}[options["data_type"]]


def _spread(case: Row) -> tuple[np.ndarray, np.ndarray, Spread]:
    options = case["options"]
    x, n = columns(case, "numerator", "denominator")
    if options.get("expected_rounded_2dp"):
        n = np.round(n, 2)
    leave_out = _scale(case) == RATIO_LOG
    found = overdispersion.spread(x, n, scale=_scale(case), trimmed=options["trim_by"], leave_out=leave_out)
    return x, n, found


def _overdispersed(case: Row) -> Row:
    options = case["options"]
    (given,) = columns(case, "denominator")
    x, n, found = _spread(case)
    asked = bool(options["draw_adjusted"])
    used = asked and found.is_overdispersed
    per = options.get("multiplier", 1)
    got: Row = {
        "phi": plain(found.phi if asked else 0.0),
        "tau2": plain(found.tau2 if asked else 0.0),
        "used_adjusted_limits": [used],
        "ratio": plain(stats.ratio(x, given)),
        "transformed": plain(found.y),
        "z_unadjusted": plain(found.z),
        "z_after_trim": plain(found.trimmed_z),
        "trimmed": [int(t) for t in found.is_trimmed],
    }
    for name, level in TIERS:
        z = _six_decimals(level)
        if options["data_type"] == "SR":
            low, high = overdispersion.exact_ratio_limits(n, level)
        else:
            low, high = found.limits(z, widened=False)
        got |= {f"lower{name}": plain(per * low), f"upper{name}": plain(per * high)}
        low, high = found.limits(z, widened=asked)
        got |= {f"od_lower{name}": plain(per * low), f"od_upper{name}": plain(per * high)}
    return got | {"outlier": _outliers(case, got)}


def _outliers(case: Row, got: Row) -> list[int]:
    """1 where the ratio lies beyond the limits that are in use."""
    per = case["options"].get("multiplier", 1)
    name = "998" if case["options"]["limit_percent"] == 99.8 else "95"
    prefix = "od_" if got["used_adjusted_limits"][0] else ""
    bounds = zip(got["ratio"], got[f"{prefix}lower{name}"], got[f"{prefix}upper{name}"], strict=True)
    return [int(None not in (r, a, b) and not a <= per * r <= b) for r, a, b in bounds]


def _six_decimals(level: float) -> float:
    """FunnelPlotR's normal quantiles have six decimals, its cases nine digits."""
    return round(normal_quantile(level), 6)


ANSWERS: dict[str, Callable[[Row], Row]] = {
    **{f"funnel_significance_{kind}": _significance for kind in ("proportion", "ratio", *EXPOSURE)},
    **{f"funnel_limits_{kind}": _curves for kind in ("proportion", "ratio", *EXPOSURE)},
    **{
        f"funnel_{name}{ending}": _overdispersed
        for name in ("PR", "RC", "SR_SHMI", "SR_CQC")
        for ending in ("", "_od")
    },
}


def _as_package(back: Callable[[Row, np.ndarray], np.ndarray]) -> Callable[[Row, Row], Row]:
    """The package's limits and what lies beyond them, given how it turns the scale back."""

    def theirs(case: Row, got: Row) -> Row:
        _, n, found = _spread(case)
        per = case["options"].get("multiplier", 1)
        widened = got["tau2"][0] if got["used_adjusted_limits"][0] else 0.0
        limits: Row = {}
        for name, level in TIERS:
            for prefix, tau2 in (("", 0.0), ("od_", widened)):
                if not prefix and case["options"]["data_type"] == "SR":
                    continue
                error = 1 / (2 * np.sqrt(n))
                reach = _six_decimals(level) * np.sqrt(error**2 + tau2)
                for side, sign in (("lower", -1), ("upper", 1)):
                    field = f"{prefix}{side}{name}"
                    raw = found.target + sign * reach
                    limits[field] = plain(per * back(case | {"field": field, "per": per}, raw))
        return limits | {"outlier": _outliers(case, got | limits)}

    return theirs


def _folded(case: Row, raw: np.ndarray) -> np.ndarray:
    """sin² of an angle that left its range, or the end of the range: whichever the package printed."""
    theirs = np.array(case["expected"][case["field"]], float) / case["per"]
    ours, folded = np.sin(np.clip(raw, 0, np.pi / 2)) ** 2, np.sin(raw) ** 2
    outside = (raw < 0) | (raw > np.pi / 2)
    is_end = np.isin(theirs, (0.0, 1.0))
    return np.where(outside, np.where(is_end, theirs, folded), ours)


_LIMITS = tuple(f"{p}{side}{name}" for p in ("", "od_") for side in ("lower", "upper") for name, _ in TIERS)

_ROOTS = Deviation(
    "FunnelPlotR compares ratios with limits of their square roots, 1 ± z √(s² + τ²), not squared",
    (*_LIMITS, "outlier"),
    _as_package(lambda _, raw: raw),
)
_COUNTS = Deviation(
    "FunnelPlotR's limits take 1/(2√n) for the standard error of ln(x/n), its z scores that of both counts",
    (*_LIMITS, "outlier"),
    _as_package(lambda _, raw: np.exp(raw)),
)
_ARCSINE = Deviation(
    "FunnelPlotR turns angles below 0 or above π/2 back by sin², which comes back from 0 or 1",
    (*_LIMITS, "outlier"),
    _as_package(_folded),
)
DEVIATIONS = {
    f"funnel_{name}{ending}": deviation
    for name, deviation in (("SR_CQC", _ROOTS), ("RC", _COUNTS), ("PR", _ARCSINE))
    for ending in ("", "_od")
}
