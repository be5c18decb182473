"""How fast are charts and rules? python -m bench.stats

Times are processor time, the best of several; ratios say more than seconds. `numpy floor` is the
bare arithmetic of the same chart without phases, gaps, screening or rules: what nobody can beat by
much. `plain` is the readable implementation the tests compare with, on a few series, scaled up.
"""

import tracemalloc
from functools import partial

import numpy as np

import stats
from bench.measuring import best
from stats import ChartOptions, Phases
from tests.plain.charts import plain_chart
from tests.plain.rules import plain_fired
from tests.plain.surveillance import plain_cusum, plain_ewma

SERIES, PERIODS = 12_000, 120
LANEY_PERIODS = 60
PLAIN_SERIES = 20
TABLE_SERIES = 3_000
MEMORY_SERIES = (1_000, 4_000, 16_000)
SEED = 20_261_121
# Charts of single values: no denominator.
SINGLE = {"run", "xmr", "i", "mr", "c", "g", "t"}


def main() -> None:
    rng = np.random.default_rng(SEED)
    values = _with_gaps(rng.normal(50, 5, (SERIES, PERIODS)), rng)
    starts = {row: [PERIODS // 2] for row in range(0, SERIES, 3)}
    excluded = np.zeros(values.shape, dtype=bool)
    excluded[::50, 30] = True
    layouts = {
        "one phase": Phases.single(values.shape),
        "a third in two phases": Phases.build(values.shape, starts=starts),
        "and excluded points": Phases.build(values.shape, starts=starts, excluded=excluded),
    }
    floor = best(lambda: _bare_xmr(values))
    print(f"XmR and the plotthedots rules, {SERIES:,} series × {PERIODS} periods")
    print(f"  {'numpy floor':24} {floor:6.3f} s")
    for name, phases in layouts.items():
        draw = best(lambda phases=phases: stats.control_chart("xmr", values, phases=phases))
        chart = stats.control_chart("xmr", values, phases=phases)
        detect = best(lambda chart=chart: stats.detect(chart))
        _report(name, draw + detect, floor, SERIES, f"lines {draw:.3f} + rules {detect:.3f}")
    few = Phases.build((PLAIN_SERIES, PERIODS), starts={0: [PERIODS // 2]})
    plain = best(lambda: _plain(values[:PLAIN_SERIES], few), 2) * SERIES / PLAIN_SERIES
    _report("plain", plain, floor, SERIES, "")

    people = rng.integers(2_000, 4_000, (SERIES, LANEY_PERIODS)).astype(float)
    events = _with_gaps(rng.binomial(people.astype(int), 0.2).astype(float), rng)
    floor = best(lambda: _bare_laney(events, people))
    print(f"P′ lines, {SERIES:,} series × {LANEY_PERIODS} periods")
    print(f"  {'numpy floor':24} {floor:6.3f} s")
    phases = Phases.build(events.shape, starts={row: [LANEY_PERIODS // 2] for row in range(0, SERIES, 3)})
    took = best(lambda: stats.control_chart("pp", events, people, phases=phases))
    _report("a third in two phases", took, floor, SERIES, "")

    _surveillance(values, rng)


def _surveillance(values: np.ndarray, rng: np.random.Generator) -> None:
    """Along the periods one by one: ours all series at once, the plain way one number at a time."""
    expected = rng.uniform(2, 8, values.shape)
    observed = np.where(np.isnan(values), np.nan, rng.poisson(expected))
    for name, all_at_once, one_by_one in (
        (
            "EWMA",
            lambda: stats.ewma(values, centre=50.0, sigma=5.0),
            lambda: [plain_ewma(row, 0.2, 2.962, 50.0) for row in values[:PLAIN_SERIES].tolist()],
        ),
        (
            "CUSUM, both sides",
            lambda: stats.cusum(observed, expected),
            lambda: [
                plain_cusum(o, e, None, ratio)
                for o, e in zip(
                    observed[:PLAIN_SERIES].tolist(), expected[:PLAIN_SERIES].tolist(), strict=True
                )
                for ratio in (2.0, 0.5)
            ],
        ),
    ):
        print(f"{name}, {SERIES:,} series × {PERIODS} periods")
        floor = best(lambda: np.cumsum(values, axis=1))
        print(f"  {'numpy running sum':24} {floor:6.3f} s")
        _report("ours", best(all_at_once), floor, SERIES, "")
        _report("plain", best(one_by_one, 2) * SERIES / PLAIN_SERIES, floor, SERIES, "")
    _every_chart_and_rule_set(rng)
    _memory(rng)


def _every_chart_and_rule_set(rng: np.random.Generator) -> None:
    """Thousand series of 120 points a second: lines alone, then the rules of each set alone."""
    print(f"thousand series/s, {TABLE_SERIES:,} × {PERIODS}, gaps, a third in two phases")
    print(f"  {'':6}{'lines':>9}", *(f"{name[:10]:>11}" for name in stats.RULE_SETS))
    people = rng.integers(40, 400, (TABLE_SERIES, PERIODS)).astype(float)
    events = _with_gaps(rng.binomial(people.astype(int), 0.2).astype(float) + 1.0, rng)
    spread = rng.uniform(1.0, 5.0, people.shape)
    starts = {row: [PERIODS // 2] for row in range(0, TABLE_SERIES, 3)}
    phases = Phases.build(events.shape, starts=starts)
    for kind in stats.CHARTS:
        parts = (kind, events, people if kind not in SINGLE else None)
        draw = partial(stats.control_chart, *parts, phases=phases, spread=spread)
        chart = draw()
        rates = [best(draw, 3)]
        rates += [best(lambda c=chart, r=r: stats.detect(c, r), 3) for r in stats.RULE_SETS]
        lines, *rules = (TABLE_SERIES / 1000 / took for took in rates)
        print(f"  {kind:6}{lines:9,.0f}", *(f"{rate:11,.0f}" for rate in rules), flush=True)


def _memory(rng: np.random.Generator) -> None:
    """The most that chart and rules hold at once, their results included: it should grow as the points do."""
    print(f"memory at its peak, XmR and the plotthedots rules, {PERIODS} periods")
    first = None
    for series in MEMORY_SERIES:
        values = _with_gaps(rng.normal(50, 5, (series, PERIODS)), rng)
        tracemalloc.start()
        stats.detect(stats.control_chart("xmr", values))
        peak = tracemalloc.get_traced_memory()[1] / values.size
        tracemalloc.stop()
        first = first or peak
        print(f"  {series:7,} series {peak:7.1f} bytes a point  {peak / first:5.2f} × the smallest")


def _with_gaps(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One value in fifty missing, and every seventh series starting late."""
    values[rng.random(values.shape) < 0.02] = np.nan
    values[::7, :10] = np.nan
    return values


def _bare_xmr(values: np.ndarray) -> tuple[np.ndarray, ...]:
    centre = values.mean(axis=1, keepdims=True)
    spread = 2.66 * np.abs(np.diff(values, axis=1)).mean(axis=1, keepdims=True)
    lower, upper = centre - spread, centre + spread
    return lower, upper, values > upper, values < lower, values > centre


def _bare_laney(events: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, ...]:
    shares = events / people
    centre = events.sum(axis=1, keepdims=True) / people.sum(axis=1, keepdims=True)
    sigma = np.sqrt(centre * (1 - centre) / people)
    z = (shares - centre) / sigma
    wide = sigma * (np.abs(np.diff(z, axis=1)).mean(axis=1, keepdims=True) / 1.128)
    return centre - 3 * wide, centre + 3 * wide


def _plain(values: np.ndarray, phases: Phases) -> None:
    options = ChartOptions()
    plain_chart("xmr", values, None, phases, options)
    chart = stats.control_chart("xmr", values, phases=phases)
    for check in stats.RULE_SETS["plotthedots"].checks:
        plain_fired(chart, check, phases.included)


def _report(name: str, seconds: float, floor: float, series: int, detail: str) -> None:
    speed = f"{series / seconds:9,.0f} series/s  {seconds / floor:7.1f} × floor"
    print(f"  {name:24} {seconds:6.3f} s  {speed}  {detail}")


if __name__ == "__main__":
    main()
