"""Equity: cases made with PHEindicatormethods, statsmodels and scipy, and the disclosure properties.

What is out of scope so far counts as skipped, by name: standardised rates, funnels, quantiles, the measures
of WHO HEAT, transformed slope indices, tables of two ways.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import stats
from quality.disclosure.suppression import is_small
from stats.equity.inequality import MINIMUM_RANKED_GROUPS, representation_ratio, slope_index
from stats.multiplicity import adjusted, discoveries
from tests.builders import series_mask

Row = dict[str, Any]


def read_cases(folder: Path) -> list[Row]:
    """Files hold many cases each; disclosure cases carry no measure of their own."""
    cases: list[Row] = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        cases += [{"measure": "disclosure", **case} for case in content.get("cases", [])]
    return cases


def skips(case: Row) -> str:
    measure = case["measure"]
    if measure == "disclosure":
        kind = case["table"]["kind"]
        plain = kind == "one_way" and "subtotals" not in case["table"]
        return "" if plain else f"a {kind} table, or one with subtotals"
    if measure not in ANSWERS:
        return f"{measure} is not built yet"
    return (
        "needs a simulation-free interval on a transformed scale" if measure.endswith("transformed") else ""
    )


def answer(case: Row) -> Row:
    return ANSWERS[case["measure"]](case)


def mismatches(case: Row, got: Row) -> list[str]:
    if case["measure"] == "disclosure":
        return _broken_properties(case, got)
    expected = case.get("recommended", {}).copy() if case.get("package_error") else case.get("expected", {})
    expected.pop("rule", None)
    tolerance = case.get("tolerance", {})
    return [
        f"{name}: expected {wanted!r}, got {got[name]!r}"
        for name, wanted in expected.items()
        if name in got and not _same(wanted, got[name], tolerance, name, expected)
    ]


def _same(wanted: Any, ours: Any, tolerance: Row, name: str, expected: Row) -> bool:
    if isinstance(wanted, list):
        ours = ours if isinstance(ours, list) else [ours]
        return len(wanted) == len(ours) and all(
            _same(w, o, tolerance, name, expected) for w, o in zip(wanted, ours, strict=True)
        )
    if wanted is None or isinstance(wanted, str):
        return ours is None or wanted == ours
    if ours is None or isinstance(wanted, bool):
        return wanted == ours
    room = tolerance.get("abs", 0.0) + tolerance.get("rel", 1e-9) * abs(wanted)
    if "simulated_ci_abs_fraction_of_width" in tolerance and ("lower" in name or "upper" in name):
        pair = name.replace("lower", "?").replace("upper", "?")
        low, high = expected[pair.replace("?", "lower")][0], expected[pair.replace("?", "upper")][0]
        share = tolerance["simulated_ci_abs_fraction_of_width"]["99.8" if "99_8" in name else "95"]
        room = max(room, share * (high - low))
    return math.isclose(wanted, ours, rel_tol=0, abs_tol=room)


# -- answers --------------------------------------------------------------------------------------


def _columns(case: Row, *names: str) -> list[np.ndarray]:
    columns = [case["inputs"][name] for name in names]
    return [np.array([np.nan if v is None else v for v in _listed(column)], float) for column in columns]


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _plain(values: np.ndarray) -> list[float | None]:
    return [None if not np.isfinite(v) else float(v) for v in np.atleast_1d(values)]


def _levels(case: Row) -> list[tuple[str, float]]:
    """(ending of the field names, confidence)."""
    given = case["options"]["confidence"]
    if isinstance(given, list):
        return [("95_0cl", 0.95), ("99_8cl", 0.998)]
    return [("cl", given)]


def _share_or_rate(interval: Callable[..., Any]) -> Callable[[Row], Row]:
    def answer(case: Row) -> Row:
        top, bottom = _columns(case, "numerator", "denominator")
        if case["options"].get("aggregate_by_group"):
            groups = sorted(set(case["inputs"]["group"]))
            inside = [np.array([g == group for g in case["inputs"]["group"]]) for group in groups]
            top, bottom = (np.array([part[i].sum() for i in inside]) for part in (top, bottom))
        per = case["options"]["multiplier"]
        got: Row = {"value": _plain(per * stats.ratio(top, bottom))}
        for ending, level in _levels(case):
            low, high = interval(top, bottom, level)
            got[f"lower{ending}"], got[f"upper{ending}"] = _plain(per * low), _plain(per * high)
        return got

    return answer


def _difference(case: Row) -> Row:
    parts = [
        float(column[0])
        for column in _columns(
            case, "group_numerator", "group_denominator", "reference_numerator", "reference_denominator"
        )
    ]
    x1, n1, x2, n2 = parts
    low, high = stats.newcombe_difference(*parts)
    return {"difference": x1 / n1 - x2 / n2, "newcombe": [float(low), float(high)]}


def _fdr(case: Row) -> Row:
    (p,) = _columns(case, "p_values")
    q = case["options"]["q"]
    return {
        "reject_bh": discoveries(p, q).tolist(),
        "adjusted_bh": adjusted(p).tolist(),
        "reject_by": (adjusted(p, dependent=True) <= q).tolist(),
        "adjusted_by": adjusted(p, dependent=True).tolist(),
    }


def _representation(case: Row) -> Row:
    users, population = _columns(case, "users", "population")
    ratio, low, high = representation_ratio(users, float(users.sum()), population)
    return {"ratio": ratio.tolist(), "lower": low.tolist(), "upper": high.tolist()}


def _slope(case: Row) -> Row:
    """Their multiplier scales the slope; a negative one also turns the ratio round."""
    inputs, per = case["inputs"], case["options"]["multiplier"]
    value, population = _columns(case, "value", "population")
    if "se" in inputs:
        (error,) = _columns(case, "se")
    else:
        low, high = _columns(case, "lower_cl", "upper_cl")
        error = (high - low) / (2 * 1.959963984540054)
    if value.size < MINIMUM_RANKED_GROUPS or not (population > 0).all():
        assert not slope_index(value, population, error).is_known
        return {}
    got: Row = {}
    for ending, level in _levels(case):
        index = slope_index(value, population, error, level)
        limits = sorted((per * index.slope_lower, per * index.slope_upper))
        ratios = [index.ratio, index.ratio_lower, index.ratio_upper]
        if per < 0:
            ratios = [1 / index.ratio, 1 / index.ratio_upper, 1 / index.ratio_lower]
        ending = ending if ending != "cl" else "95_0cl"
        got |= {"sii": [per * index.slope], "rii": [ratios[0]], "intercept": [index.intercept]}
        got |= {f"sii_lower{ending}": [limits[0]], f"sii_upper{ending}": [limits[1]]}
        got |= {f"rii_lower{ending}": [ratios[1]], f"rii_upper{ending}": [ratios[2]]}
        exact = f"analytic_sii_lower{ending.removesuffix('cl')}"
        got |= {exact: [limits[0]], exact.replace("lower", "upper"): [limits[1]]}
    return got


def _hidden(case: Row) -> Row:
    """Counts as their cases have them, without denominators."""
    counts = np.array(case["table"]["values"], dtype=float)[:, np.newaxis]
    nobody = np.full(counts.shape, np.nan)
    mask = series_mask(counts, nobody, counts.sum(axis=0), nobody.sum(axis=0), case["rule"]["hide_counts_to"])
    return {"hidden": [label for label, h in zip(case["table"]["labels"], mask[:, 0], strict=True) if h]}


def _broken_properties(case: Row, got: Row) -> list[str]:
    labels, hidden = case["table"]["labels"], set(got["hidden"])
    values = dict(zip(labels, case["table"]["values"], strict=True))
    rule = case["rule"]
    broken = [f"P1: {name} is shown" for name in case["must_hide"] if name not in hidden]
    left = sum(values[name] for name in hidden)
    width = left if len(hidden) > 1 else 0
    if case["must_hide"] and width < rule["min_feasible_range_width"]:
        broken.append(f"P2: hidden counts are known to within {width}")
    few = {name for name, value in values.items() if is_small(np.array(value), rule["hide_counts_to"])}
    allowed = 2 * max(len(case["example_minimal_solution"]["hidden"]), len(few))
    if len(hidden) > allowed:
        broken.append(f"P5: {len(hidden)} hidden where {allowed} would do")
    return broken


ANSWERS: dict[str, Callable[[Row], Row]] = {
    "proportion_wilson": _share_or_rate(stats.wilson),
    "crude_rate_byar_exact": _share_or_rate(stats.byar),
    "difference_of_proportions": _difference,
    "fdr_bh": _fdr,
    "representation_ratio": _representation,
    "sii_rii_value": _slope,
    "sii_rii_proportion": _slope,
    "sii_rii_rate": _slope,
    "disclosure": _hidden,
}
