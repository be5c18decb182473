"""Whoever calculates what is put in gets the centre line, the limits and the chances that a chart shows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from scipy.special import stdtr

from components.words import say
from components.words.explain import pattern_made, series_made
from components.words.explain.explanation import Explanation, explain
from components.words.series.why_here import amount
from quality.board.board import board
from quality.deployment import Deployment
from quality.indicator_view import Asked
from quality.reference.ids import decisions_on, read_ids
from quality.series_made import SeriesMade, expected_made
from quality.series_made import series_made as numbers_made
from quality.signals.judge import judge
from quality.signals.limits_made import limits_made
from quality.signals.read import matrix_of, read_statuses
from quality.signals.statuses import build_result
from stats.arrays import TOLERANCE
from tests.unit.components.words.explain.test_made import all_near, calculated, near, numbers

PUT_ANYWHERE = ("xmr", "i", "run")
"""Charts that any number can be put on."""


def kinds_for(made: SeriesMade) -> tuple[str, ...]:
    indicator = made.series.indicator
    if indicator.is_rare_event:
        return (indicator.chart,)
    if indicator.is_proportion:
        return (*PUT_ANYWHERE, "p", "pp", "ip")
    if any(formula.denominator for formula in indicator.data):
        return (*PUT_ANYWHERE, "u", "up", "ip")
    return (*PUT_ANYWHERE, "c")


def drawn_as(demo: Deployment, made: SeriesMade) -> Iterator[SeriesMade]:
    """Draw the same numbers on every chart that they can be put on."""
    key, indicator = made.series.key, made.series.indicator
    with demo.session() as session:
        known = read_ids(session)
        ids = known.series_ids(key)
        assert ids is not None
        matrix = matrix_of(session, demo.catalogue, indicator, key, ids)
        assert matrix is not None
        decided = decisions_on(matrix, key.indicator, indicator, known)
        for kind in kinds_for(made):
            result = build_result(
                judge(matrix, indicator, decisions=decided, kind=kind), key, indicator, known
            )
            yield replace(made, series=replace(made.series, result=result), limits=limits_made(result))


def check_limits(made: SeriesMade, put_in: str, result: str) -> None:
    """Calculate the limits by the formula of the chart."""
    status, per = made.result.status, made.series.indicator.per
    given = numbers(put_in.partition(", all")[0])
    match status.chart:
        case "xmr" | "i":
            centre, *times, step = given
            factor = times[0] / times[1] if len(times) == 2 else times[0]
            ends = [centre - factor * step, centre + factor * step]
        case "p" | "pp" | "u" | "up":
            x, total, n, *between = given
            p = x / total
            sigma = math.sqrt((p * (1 - p) if status.chart in ("p", "pp") else p) / n) * math.prod(between)
            ends = [p - 3 * sigma, p + 3 * sigma]
            most = 1 if status.chart in ("p", "pp") else math.inf
            ends = [per * min(max(end, 0), most) for end in ends]
        case "ip":
            centre, three, step, n = given
            ends = [centre - three * step / math.sqrt(n), centre + three * step / math.sqrt(n)]
        case "c":
            c = calculated(put_in.partition(" × ")[0].removeprefix("c = "))
            ends = [per * max(0.0, c - 3 * math.sqrt(c)), per * (c + 3 * math.sqrt(c))]
        case "g":
            m = calculated(put_in.removeprefix("m = "))
            ends = [max(0.0, m - 3 * math.sqrt(m * (m + 1))), m + 3 * math.sqrt(m * (m + 1))]
        case "t":
            m, three, step, d2, power = given
            ends = [max(0.0, end) ** power for end in (m - three * step / d2, m + three * step / d2)]
    assert all_near(result, ends), (status.key, status.chart, put_in, result, ends)


def check(made: SeriesMade, explained: Explanation) -> None:
    kind, worked = explained
    put_in = worked.put_in.partition(";")[0]
    match kind.name:
        case "Latest value" | "Centre line" if "^" in put_in:
            root, power = put_in.split("^")
            assert near(worked.result, calculated(root) ** float(power)), explained
        case "Latest value" | "Centre line":
            assert near(worked.result, calculated(put_in)), (made.result.status.key, explained)
        case "Control limits":
            check_limits(made, put_in, worked.result)
        case "Target":
            check_target(made, numbers(put_in), worked.result)
        case "Chance of such a change":
            moved, error, freedom = map(float, re.findall(r"-?\d[\d.e+-]*", put_in.replace("−", "-")))
            p = 2 * float(stdtr(freedom, -abs(moved / error)))
            assert say.chance(made.reasons.chance) == worked.result
            assert p == pytest.approx(made.reasons.chance, rel=0.02, abs=1e-12), explained
        case "Number of charts looked at":
            p, largest = float(put_in.removeprefix("p = ")), made.family.largest
            assert (worked.result != pattern_made.NOT) == (p <= largest * 1.001)
            left, limit = worked.put_in.rpartition(": ")[2].split(" ≤ ")
            assert calculated(left) <= float(limit) * 1.001
        case "More or fewer than usual":
            assert amount(calculated(put_in)) in worked.result
        case "Signals by chance":
            assert worked.result.startswith("1 in ")
        case _:
            raise AssertionError(kind.name)


def check_target(made: SeriesMade, given: list[float], result: str) -> None:
    if made.result.status.is_constant:
        assert result in ("Will pass", "Will fail")
        return
    low, high, target = given
    way = made.series.indicator.improvement.sign
    good, bad = (low, high) if way > 0 else (-high, -low)
    reach = 0.51 * 10 ** -(made.series.indicator.decimals + 2) + TOLERANCE
    wanted = {"Will pass": good > way * target - reach, "Will fail": bad < way * target + reach}
    assert wanted.get(result, bad >= way * target - reach >= good - 2 * reach), (made.result.status, given)


def services_of_each_measure(demo: Deployment) -> dict[str, list[str]]:
    with demo.session() as session:
        found: dict[str, list[str]] = {}
        for status in read_statuses(session):
            if not demo.catalogue.indicators[status.key.indicator].harm_by_day:
                found.setdefault(status.key.indicator, []).append(status.key.service)
    return found


def test_what_is_put_in_gives_what_a_chart_of_any_kind_shows(demo):
    seen, charts = Counter(), Counter()
    for code, (largest, *others) in services_of_each_measure(demo).items():
        one, other = (
            numbers_made(demo, Asked(code, service)) for service in (largest, [largest, *others][-1])
        )
        for made in (one, *drawn_as(demo, other)):
            for explained in series_made.explanations(made):
                check(made, explained)
                seen[explained[0].name] += 1
                charts[made.result.status.chart] += explained[0].name == "Control limits"
    assert set(seen) == {kind.name for kind in series_made.SERIES_KINDS}
    assert {kind for kind, count in charts.items() if count} >= {"xmr", "i", "p", "pp", "u", "up", "ip", "c"}


def test_signals_that_chance_would_give_are_the_number_on_the_board(demo):
    with demo.session() as session:
        of = board(session, demo.catalogue, service="glenmore", today=demo.today)
        ((_, worked),) = explain(pattern_made.EXPECTED_KINDS, expected_made(session, demo.catalogue, of))
    assert near(worked.result, calculated(worked.put_in.partition(";")[0]))
    assert near(worked.result, of.funnel.expected)
    assert worked.put_in.startswith(f"{of.funnel.looked_at} ×")
