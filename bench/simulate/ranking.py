"""Count the first cards that are real: series ranked by their evidence, beside the order of their flags.

    python -m bench.simulate.ranking [--runs 40] [--points 36] [--lasts 8] [--size 1] [--first-run 0]

5,000 steady series of 36 points in each run, of which 2 % are shifted up or down by one of their own sigmas
for the last eight points; sigmas differ between series by a fifth. They are one measure that is not about
harm, judged and put in order as the product does it: `quality.signals`, `quality.ranking`. Cards are those
that the usual rules mark and those in which something built up, in the product's order; flags are those that
rules mark in the order of the list of series; series are all 5,000 by their evidence alone.
Also the funnel of numbers: how many cards chance makes, as expected and in truth (the same series before any
is shifted), and how many survive a false discovery rate of one in ten. The seed is fixed: the same numbers
come out again. Aim of the mean over cards: 13 of 20 where neighbours are independent, 8 at an autocorrelation
of 0.3; expected signals within 20 % of the truth. Ends with 1 where one of them is missed.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product

import numpy as np
from scipy.special import ndtr

from catalogue.fields.periods import Frequency, full_range, step
from catalogue.models import Catalogue
from quality.ranking.own_past import with_own_past
from quality.ranking.reasons import reasons_for
from quality.ranking.wall import Wall, make_wall
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.false_alarms import is_judged
from quality.signals.judge import judge
from quality.signals.results import Status
from quality.signals.together.find import shown_statuses
from stats.arrays import Bools, Floats
from stats.rules.simulate import remembering
from stats.rules.steady import steady

SEED = 20261129
SERIES, SHIFTED, UNLIKE = 5_000, 0.02, 0.2
FIRST, RULES = 20, "plotthedots"
BEGIN, LEVEL = date(2020, 1, 1), 100.0
MEASURE = {
    "title": "Waits",
    "why_it_matters": "People wait.",
    "numerator": "Days waited",
    "data": [{"source": "simulated", "numerator": "days"}],
    "unit": "days",
    "chart": "xmr",
    "improvement": "decrease",
    "domain": "timely",
    "rule_set": RULES,
    **dict.fromkeys(("owner", "authored_by", "checked_by"), "Nobody"),
    "review_by": "2030-01-01",
}
"""One that is not about harm: a point of safety beyond its limits would come first whatever the evidence."""
SOURCE = {"shape": "tidy", "file": "-", "period": {"column": "month"}, "service": "ward"}
AIMS = {0.0: 13, 0.1: None, 0.2: None, 0.3: 8, 0.4: None, 0.5: None}


@dataclass(frozen=True, slots=True)
class Change:
    """Lengths of the series, and what happens to a few of them: for how many points, by how many sigmas."""

    points: int = 36
    lasts: int = 8
    size: float = 1.0


USUAL = Change()


@dataclass(frozen=True, slots=True)
class Run:
    """Counts of one organisation of 5,000 series."""

    cards: int
    series: int
    by_flags: int
    signals: int
    expected: float
    by_chance: int
    surviving: int
    surviving_real: int
    found: float


def simulated(phi: float, number: int, change: Change = USUAL) -> tuple[Floats, Floats, Bools]:
    """Return (the series with nothing happening, the series, which of them are shifted)."""
    random = np.random.default_rng([SEED, int(phi * 100), number])
    steady = remembering(random.normal(size=(SERIES, change.points)), phi)
    is_real = np.zeros(SERIES, dtype=np.bool_)
    is_real[random.choice(SERIES, int(SHIFTED * SERIES), replace=False)] = True
    moved = steady.copy()
    moved[is_real, -change.lasts :] += change.size * random.choice([-1.0, 1.0], (int(is_real.sum()), 1))
    sigma = np.exp(UNLIKE * random.normal(size=(SERIES, 1)))
    return steady * sigma, moved * sigma, is_real


@cache
def catalogue(kind: str = "xmr") -> Catalogue:
    """Return a catalogue of the one measure, on a chart of single values, shares or rates."""
    counted = {"data": [{"source": "simulated", "numerator": "events", "denominator": "people"}]}
    changes = {
        "xmr": {},
        "p": counted | {"is_proportion": True, "unit": "%"},
        "u": counted | {"per": 1000},
    }
    return Catalogue.model_validate(
        {
            "organisation": {"name": "Simulated"},
            "sources": {"simulated": SOURCE},
            "indicators": {"waits": MEASURE | {"chart": kind} | changes[kind]},
        }
    )


def on_wall(
    numerator: Floats, denominator: Floats | None = None, kind: str = "xmr"
) -> tuple[list[Status], Wall]:
    """Return each series' status as every page shows it, and the wall they stand on."""
    series, points = numerator.shape
    months = full_range(BEGIN, step(BEGIN, Frequency.MONTHLY, points - 1), Frequency.MONTHLY)
    matrix = SeriesMatrix(
        service=np.arange(series),
        category=np.zeros(series, dtype=np.int64),
        periods=tuple(months),
        numerator=numerator,
        denominator=np.full(numerator.shape, np.nan) if denominator is None else denominator,
        is_immature=np.zeros(numerator.shape, dtype=np.bool_),
    )
    keys = [SeriesKey("waits", str(number)) for number in range(series)]
    statuses = shown_statuses(judge(matrix, catalogue(kind).indicators["waits"]), keys)
    rows = (
        ("waits", s.key.service, s.moved, s.spread, s.alike, s.past, s.chart, s.points, is_judged(s))
        for s in statuses
    )
    wall = make_wall(rows, catalogue(kind), {})
    return [with_own_past(one, wall) for one in statuses], wall


def by_chance(kind: str, points: int, phi: float, series: int = 4 * SERIES) -> tuple[float, int]:
    """Return how many cards are expected of so many steady series of a chart, and how many there are."""
    random = np.random.default_rng([SEED, points, int(phi * 100)])
    chance = ndtr(remembering(random.normal(size=(series, points)), phi))
    numerator, denominator, _ = steady(kind, chance, chance)
    statuses, wall = on_wall(numerator, denominator, kind)
    return float(np.nansum(wall.chance)), len(cards(statuses))


def cards(statuses: list[Status]) -> list[int]:
    """Return the rows that are signals."""
    return [row for row, one in enumerate(statuses) if one.variation.is_special or one.built_up]


def run(phi: float, number: int, change: Change = USUAL) -> Run:
    calm, values, is_real = simulated(phi, number, change)
    statuses, wall = on_wall(values + LEVEL)
    measure = catalogue().indicators["waits"]
    at = np.array([wall.row["waits", one.key.service] for one in statuses])
    p, survives = wall.p[at], wall.survives[at]
    flags = np.flatnonzero([one.variation.is_special for one in statuses])
    today = step(BEGIN, Frequency.MONTHLY, change.points)
    places = {row: reasons_for(statuses[row], measure, wall, today=today).place for row in cards(statuses)}
    return Run(
        cards=int(is_real[sorted(places, key=places.__getitem__)[:FIRST]].sum()),
        series=int(is_real[np.argsort(p)[:FIRST]].sum()),
        by_flags=int(is_real[flags[:FIRST]].sum()),
        signals=len(places),
        expected=float(np.nansum(wall.chance)),
        by_chance=len(cards(on_wall(calm + LEVEL)[0])),
        surviving=int(survives.sum()),
        surviving_real=int((survives & is_real).sum()),
        found=wall.alike["waits"],
    )


def show(phi: float, runs: list[Run]) -> bool:
    """Print one line, and return whether the aims are met."""
    mean = {name: float(np.mean([getattr(one, name) for one in runs])) for name in Run.__slots__}
    worst = min(one.series for one in runs)
    ratio, aim = mean["expected"] / mean["by_chance"], AIMS[phi]
    print(
        f"{phi:>5.1f}{mean['found']:>8.3f}{mean['series']:>8.1f}{worst:>7}{aim or '':>5}"
        f"{mean['cards']:>7.1f}{mean['by_flags']:>7.1f}{mean['signals']:>9.0f}{mean['expected']:>10.0f}"
        f"{mean['by_chance']:>10.0f}{ratio:>7.2f}{mean['surviving']:>10.1f}{mean['surviving_real']:>7.1f}",
        flush=True,
    )
    return abs(ratio - 1) <= 0.2 and (aim is None or mean["cards"] >= aim)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--first-run", type=int, default=0)
    parser.add_argument("--points", type=int, default=USUAL.points)
    parser.add_argument("--lasts", type=int, default=USUAL.lasts)
    parser.add_argument("--size", type=float, default=USUAL.size)
    asked = parser.parse_args()
    number, change = asked.runs, Change(asked.points, asked.lasts, asked.size)
    numbers = range(asked.first_run, asked.first_run + number)
    print(f"{number} runs of {SERIES} series: means; real of the first {FIRST}")
    print(
        "  phi   found  series  worst  aim  cards  flags  signals  expected by chance  ratio surviving   real"
    )
    met = [show(phi, [run(phi, i, change) for i in numbers]) for phi in AIMS]
    print("Charts of shares (p) and rates (u): expected ÷ by chance, by phi")
    for kind, length in product(("p", "u"), (24, 36)):
        made = [by_chance(kind, length, phi) for phi in AIMS]
        print(f"{kind}, {length} points", *(f"{expected / truth:.2f}" for expected, truth in made))
        met += [abs(expected / truth - 1) <= 0.2 for expected, truth in made]
    return 0 if all(met) else 1


if __name__ == "__main__":
    raise SystemExit(main())
