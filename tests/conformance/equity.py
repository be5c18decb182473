"""Equity: cases made with published packages, and the disclosure properties.

Every number of a case is answered. Where a package is wrong, `DEVIATIONS` says so by measure and field, and
makes its numbers out of ours. What is out of scope so far counts as skipped, by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.conformance import equity_disclosure, equity_funnels, equity_gaps, equity_heat, equity_indicators
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
    return "" if measure in ANSWERS else f"{measure} is not built yet"


def answer(case: Row) -> Row:
    return ANSWERS[case["measure"]](case)


def mismatches(case: Row, got: Row) -> list[str]:
    if case["measure"] == "disclosure":
        return equity_disclosure.broken_properties(case, got)
    return differences(case, got, DEVIATIONS.get(case["measure"]))


def remark(case: Row, got: Row) -> str:
    """Why an answer is not the package's, in the fields where it is not."""
    deviation = DEVIATIONS.get(case["measure"])
    fields = [line.partition(":")[0] for line in differences(case, got)] if deviation else []
    return f"differs on purpose in {', '.join(fields)}: {deviation.reason}" if deviation and fields else ""


# -- answers --------------------------------------------------------------------------------------


ANSWERS: dict[str, Callable[[Row], Row]] = {
    **equity_indicators.ANSWERS,
    **equity_gaps.ANSWERS,
    **equity_heat.ANSWERS,
    **equity_funnels.ANSWERS,
    "disclosure": equity_disclosure.answer,
}
