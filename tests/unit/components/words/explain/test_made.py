"""Whoever calculates what an explanation puts in gets the number that the page shows."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections import Counter

import numpy as np
import pytest
from scipy.stats import chi2

import stats
from components.words.equity import equity_numbers
from components.words.explain import made
from components.words.explain.explanation import Explanation
from errors import NotFoundError
from quality.equity.build_view import equity_view
from quality.equity.view import EquityView
from stats.equity.detectable import detectable_gap
from stats.equity.inequality import rate_difference, slope_index
from tests.organisations.generated_equity import generated, seeds

NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?")
SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def numbers(text: str) -> list[float]:
    return [float(found.replace(",", "").replace("−", "-")) for found in NUMBER.findall(text)]


def places(text: str) -> int:
    found = NUMBER.search(text)
    assert found, text
    return len(found[0].partition(".")[2])


def calculated(text: str) -> float:
    """Calculate what a reader would type into a calculator."""
    plain = text.replace(",", "").replace("÷", "/").replace("×", "*").replace("−", "-")

    def of(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return SUMS[type(node.op)](of(node.left), of(node.right))
        assert isinstance(node, ast.Constant)
        return node.value

    return of(ast.parse(plain, mode="eval").body)


def near(shown: str, value: float) -> bool:
    """Tell if a number is what is shown, as far as its digits go."""
    return math.isclose(numbers(shown)[0], value, abs_tol=0.5001 * 10 ** -places(shown))


def all_near(shown: str, values: list[float]) -> bool:
    found = numbers(shown)
    return len(found) == len(values) and all(
        math.isclose(a, b, abs_tol=0.5001 * 10 ** -places(shown)) for a, b in zip(found, values, strict=True)
    )


ARITHMETIC = {
    "Value", "Share", "Share of the population", "Everybody else", "Difference", "Absolute gap",
    "Relative gap", "A year before", "Latest gap", "Latest ratio", "Everyone", "Not stated", "Per head",
    "Of 100 counted", "Counted against residents", "In no group", "Reference",
}  # fmt: skip
IN_WORDS = {"Verdict", "Widened or narrowed", "Likely", "Centre line"}
"""No calculation for a reader: a test, a mean over what is likely, a mean of a whole table."""


def asked(view: EquityView) -> list[str]:
    return [*(f"group:{row.code}" for row in view.rows), "gap", "trend", "ratio", "unknown"]


def check(view: EquityView, explained: Explanation) -> None:
    kind, worked = explained
    per, put_in, name = view.indicator.per, worked.put_in, kind.name
    if name in IN_WORDS:
        return
    if name in ARITHMETIC:
        assert near(worked.result, calculated(put_in)), explained
        return
    given = numbers(re.sub(r"[xn][₁₂]|z =", "", put_in).partition(", all")[0])
    if name == "95% interval":
        x, n, _ = given
        low, high = (
            stats.wilson(x, n)
            if "Wilson" in kind.source
            else stats.byar(x, n)
            if "Byar" in kind.source
            else (chi2.ppf(0.025, 2 * x) / 2 / n if x else 0.0, chi2.ppf(0.975, 2 * x + 2) / 2 / n)
        )
        assert all_near(worked.result, [per * float(low), per * float(high)]), explained
    elif name == "95% interval of the absolute gap":
        counts = given[:4]
        limits = stats.newcombe_difference(*counts) if "Newcombe" in kind.source else rate_difference(*counts)
        assert all_near(worked.result, [per * float(limit) for limit in limits]), explained
    elif name == "95% interval of the relative gap":
        x1, n1, x2, n2, z = given
        spread = 1 / x1 + 1 / x2 - (1 / n1 + 1 / n2 if "n₁" in kind.formula else 0)
        reach, ratio = math.exp(z * math.sqrt(spread)), x1 / n1 / (x2 / n2)
        assert all_near(worked.result, [ratio / reach, ratio * reach]), explained
    elif name == "If all of them belonged to one side":
        assert all_near(worked.result, [calculated(one) for one in put_in.split("; ")]), explained
    elif name == "If every group were known":
        low, high = map(calculated, put_in.split(" to "))
        assert all_near(worked.result, [low, high]), explained
    elif name == "Limits of the latest gap":
        centre, reach, error = numbers(put_in.replace("±", " "))
        assert all_near(worked.result, [centre - reach * error, centre + reach * error]), explained
    elif name == "Limits of the latest ratio":
        centre, reach, error = numbers(re.sub(r"e\^|[±()]", " ", put_in))
        ends = [math.exp(centre - reach * error), math.exp(centre + reach * error)]
        assert all_near(worked.result, ends), explained
    elif name == "Would most likely show":
        check_detectable(view, put_in, worked.result)
    else:
        check_slope(view, name, put_in, worked.result)


def check_detectable(view: EquityView, put_in: str, result: str) -> None:
    parts = dict(one.split(" = ", 1) for one in re.split(r", (?=\S+ = )", put_in.partition(" (chance")[0]))
    n1, n2, p, s = (calculated(parts[name]) for name in ("n₁", "n₂", "p", "s"))
    is_rate = not view.indicator.is_proportion
    level = 1 - 0.05 / view.tests
    found = view.indicator.per * float(detectable_gap(p, n1, n2, sigma=s, is_rate=is_rate, level=level))
    assert near(result, max(found, view.indicator.minimum_gap)), (put_in, result)


def check_slope(view: EquityView, name: str, put_in: str, result: str) -> None:
    counts = np.array([numbers(one.partition(": ")[2]) for one in put_in.split("; ")])
    x, n = counts.T
    low, high = stats.wilson(x, n) if view.indicator.is_proportion else stats.byar(x, n)
    found = slope_index(view.indicator.per * x / n, n, view.indicator.per * (high - low) / (2 * 1.959964))
    assert name in ("Slope index of inequality", "Relative index of inequality", "Slope a year before")
    assert near(result, 1 / found.ratio if name.startswith("Relative") else -found.slope), (put_in, result)


@pytest.mark.sampled
def test_what_is_put_in_gives_the_number_that_is_shown():
    seen = Counter()
    for seed in seeds():
        for view in generated(seed)[1]:
            for part in asked(view):
                for explained in made.explanations(view, part):
                    check(view, explained)
                    seen[explained[0].name] += 1
    assert set(seen) >= ARITHMETIC | IN_WORDS | {"Slope index of inequality", "If every group were known"}


@pytest.mark.sampled
def test_every_number_of_a_row_is_explained_and_of_a_hidden_one_none():
    for seed in seeds():
        for view in generated(seed)[1]:
            for row in view.rows:
                explained = {
                    kind.name: worked for kind, worked in made.explanations(view, f"group:{row.code}")
                }
                assert bool(explained) != (row.is_hidden or row.numerator is None)
                assert ("Value" in explained) == (row.value is not None)
                assert ("95% interval" in explained) == (row.lower is not None)
                assert ("Share" in explained) == (row.share is not None)
                assert ("Difference" in explained) == (row.rest is not None and row.value is not None)
                assert ("Likely" in explained) == bool(equity_numbers.likely(row, view))
                assert ("Would most likely show" in explained) == bool(equity_numbers.detectable(row, view))


def test_what_a_page_has_no_part_for_is_said():
    view = generated(0)[1][0]
    with pytest.raises(NotFoundError, match=r"explains gap, .*The address gives 'group:99'"):
        made.place_of(view, "group:99")
    with pytest.raises(NotFoundError, match="gives 'slope'"):
        made.place_of(view, "slope")


def test_what_is_put_in_gives_the_number_with_groups_made_alike(demo):
    with demo.session() as session:
        view = equity_view(
            session, demo.catalogue, "did_not_attend", dimension="deprivation", service="glenmore"
        )
    for row in view.known:
        (worked,) = [
            w for kind, w in made.explanations(view, f"group:{row.code}") if kind.name.startswith("Allowing")
        ]
        assert near(worked.result, calculated(worked.put_in))
        assert calculated(worked.put_in) == pytest.approx(view.crossed.of(row.code).value[0])
    gap = {kind.name: worked for kind, worked in made.explanations(view, "gap")}
    assert near(
        gap["Gap allowing for the other"].result, calculated(gap["Gap allowing for the other"].put_in)
    )
    a, a_low, a_high, b, b_low, b_high = numbers(gap["95% interval of that gap"].put_in)
    limits = a - b - math.hypot(a - a_low, b_high - b), a - b + math.hypot(a_high - a, b - b_low)
    assert all_near(gap["95% interval of that gap"].result, limits)
