"""Equity: cases made with published packages, and the disclosure properties.

Every number of a case is answered. Where a package is wrong, `DEVIATIONS` says so by measure and field, and
makes its numbers out of ours. What is out of scope so far counts as skipped, by name: tables of two ways.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from quality.disclosure.suppression import is_small
from tests.builders import series_mask
from tests.conformance import equity_funnels, equity_gaps, equity_heat, equity_indicators
from tests.conformance.equity_fields import Row, differences

DEVIATIONS = {**equity_gaps.DEVIATIONS, **equity_funnels.DEVIATIONS}


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
    return "" if measure in ANSWERS else f"{measure} is not built yet"


def answer(case: Row) -> Row:
    return ANSWERS[case["measure"]](case)


def mismatches(case: Row, got: Row) -> list[str]:
    if case["measure"] == "disclosure":
        return _broken_properties(case, got)
    return differences(case, got, DEVIATIONS.get(case["measure"]))


def remark(case: Row, got: Row) -> str:
    """Why an answer is not the package's, in the fields where it is not."""
    deviation = DEVIATIONS.get(case["measure"])
    fields = [line.partition(":")[0] for line in differences(case, got)] if deviation else []
    return f"differs on purpose in {', '.join(fields)}: {deviation.reason}" if deviation and fields else ""


# -- answers --------------------------------------------------------------------------------------


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
    **equity_indicators.ANSWERS,
    **equity_gaps.ANSWERS,
    **equity_heat.ANSWERS,
    **equity_funnels.ANSWERS,
    "disclosure": _hidden,
}
