"""Explanations of what is said of chance: of a pattern, of a change, and among how many charts."""

from __future__ import annotations

from components.words import say
from components.words.explain.explanation import Kind, Worked, exact
from components.words.series.caveats import one_in
from components.words.series.why_here import SURVIVES, amount
from quality.ranking.wall import RATE
from quality.series_made import ExpectedMade, SeriesMade
from quality.signals.chart_type import chart_name
from quality.signals.results import Evidence
from stats.evidence.recent_change import PAST, RECENT

PLACES = 6
NOT = "Does not survive it"
DIGITS = 4
"""Significant ones of a p-value."""


def _by_chance(made: SeriesMade) -> Worked | None:
    alarms = made.alarms
    if alarms is None or not alarms.chance:
        return None
    points = say.plural(alarms.points, "point")
    return Worked(
        f"{chart_name(alarms.chart)}, {made.result.status.rule_set}, {points}", one_in(alarms.chance)
    )


def _chance(made: SeriesMade) -> Worked | None:
    evident, moved = made.evident, made.result.status.moved
    if made.reasons is None or made.reasons.chance is None or moved is None:
        return None
    put_in = f"{_digits(moved)} ÷ {_digits(moved / evident.z)}, f = {exact(evident.freedom, 1)}"
    return Worked(put_in, say.chance(made.reasons.chance))


def _digits(amount: float) -> str:
    """Write a number with as many digits as are needed to calculate again."""
    return f"{amount:.6g}".replace("-", "−")


def _survives(made: SeriesMade) -> Worked | None:
    reasons, family = made.reasons, made.family
    if reasons is None or reasons.chance is None or family is None or not family.surviving:
        return None
    p, largest = f"{reasons.chance:.{DIGITS}g}", f"{family.largest:.{DIGITS}g}"
    put_in = (
        f"p = {p}; of {family.series:,} series the {family.surviving:,} with p up to {largest} survive: "
        f"{largest} × {family.series:,} ÷ {family.surviving:,} ≤ {RATE:g}"
    )
    return Worked(put_in, say.capital(SURVIVES) if reasons.survives else NOT)


def _size(made: SeriesMade) -> Worked | None:
    reasons = made.reasons
    if reasons is None or reasons.size is None or abs(reasons.size) < 1:
        return None
    together = made.result.status.accumulated
    if together is not None and together.evidence is Evidence.EXPECTED:
        observed, usual = together.after or 0.0, together.before or 0.0
    else:
        recent = made.result.numerator[made.result.is_judged][-RECENT:]
        observed, usual = float(recent.sum()), float(recent.sum()) - reasons.size
    more = "more" if reasons.size > 0 else "fewer"
    return Worked(f"{exact(observed, 1)} − {exact(usual, 1)}", f"about {amount(reasons.size)} {more}")


def _expected(made: ExpectedMade) -> Worked | None:
    if not made.chances:
        return None
    count, total = len(made.chances), sum(made.chances)
    low, high = (exact(chance, PLACES) for chance in (min(made.chances), max(made.chances)))
    put_in = f"{count} × {exact(total / count, PLACES)}; the chances are {low} to {high}"
    return Worked(put_in, exact(total, 2))


PATTERN_KINDS = (
    Kind(
        "Chance of such a change",
        f"The mean of the last {RECENT} points, the newest weighing most, less that of up to {PAST} before "
        "them, divided by its standard error. The error allows for how alike neighbours are in all series "
        "of the measure.",
        "2 × P(t ≤ −|change ÷ error|), Student's t with f degrees of freedom",
        "Exponentially weighted mean (Roberts 1959); variances drawn together (Smyth 2004); docs/evidence.md",
        _chance,
    ),
    Kind(
        "Number of charts looked at",
        f"Of the series that survive, at most {RATE:.0%} may be chance, however many are looked at.",
        f"the largest p that, × series ÷ its rank, is at most {RATE:g}; it and all smaller ones survive",
        "Benjamini & Hochberg 1995, J R Stat Soc B 57: 289",
        _survives,
    ),
    Kind(
        "More or fewer than usual",
        f"What was counted in the last {RECENT} points, less what those before them would give. Where it "
        "builds up against those expected: counted less expected since it began.",
        "observed − usual",
        "",
        _size,
    ),
    Kind(
        "Signals by chance",
        "Steady charts were simulated. This share of them shows a signal at the newest point.",
        "charts marked ÷ charts simulated",
        "Simulation; the tables stand on the page of methods",
        _by_chance,
    ),
)
EXPECTED_ASKED = "chance"
NO_SUCH = "This page explains the number of signals that `chance` would give. The address gives {asked!r}."
EXPECTED = "Signals on the board"
EXPECTED_KINDS = (
    Kind(
        "Signals that chance alone would give",
        "Each chart looked at has a chance that its newest point is marked, or something seems to build up, "
        "though nothing happened: by type, points and rules, and how alike neighbours are. All are added "
        "up.",
        "number of charts × mean chance",
        "Simulation; the tables stand on the page of methods",
        _expected,
    ),
)
