"""Explanations of the numbers of a chart: its latest value, centre line, control limits and target."""

from __future__ import annotations

from components.words import chart_sentence, say
from components.words.as_of import stood
from components.words.explain.explanation import (
    Explanation,
    Kind,
    Worked,
    exact,
    explain,
    per_so_many,
    quotient,
)
from components.words.explain.limits_formulas import LIMITS_KINDS
from components.words.explain.pattern_made import PATTERN_KINDS
from quality.series_made import SeriesMade
from stats.charts.t import POWER

ASKED = "chart"
PLACES = 6
POOLED, MEANS = ("p", "pp", "u", "up", "ip"), ("xmr", "i", "c")
NO_SUCH = "This page explains the numbers of a `chart`. The address gives {asked!r}."
NOTHING = (
    "No number of this chart is explained: nothing is judged, or it is another view than the one in force."
)


def _latest(made: SeriesMade) -> tuple[float, float | None] | None:
    """Return numerator and denominator of the latest judged point; of what has none, None for it."""
    status, indicator = made.result.status, made.series.indicator
    if status.value is None or status.numerator is None:
        return None
    has_denominator = bool(say.counted(status.numerator, status.denominator, indicator))
    return status.numerator, status.denominator if has_denominator else None


def _value(made: SeriesMade) -> str:
    return say.value_with_unit(made.result.status.value, made.series.indicator)


def _divided(made: SeriesMade) -> Worked | None:
    latest = _latest(made)
    if latest is None or latest[1] is None or made.series.indicator.is_rare_event:
        return None
    return Worked(quotient(latest[0], latest[1], made.series.indicator), _value(made))


def _single(made: SeriesMade) -> Worked | None:
    latest = _latest(made)
    if latest is None or latest[1] is not None or made.series.indicator.is_rare_event:
        return None
    return Worked(f"{exact(latest[0], PLACES)}{per_so_many(made.series.indicator)}", _value(made))


def _between_events(made: SeriesMade) -> Worked | None:
    latest = _latest(made)
    if latest is None or not made.series.indicator.is_rare_event:
        return None
    return Worked(exact(latest[0], PLACES), _value(made))


def _stretch(made: SeriesMade) -> str:
    """Say which points set the lines: `36 points, Jan 2024 to Dec 2026`."""
    limits, frequency = made.limits, made.series.indicator.frequency
    assert limits is not None
    points = say.plural(len(limits.values), "point")
    return f"{points}, {say.period(limits.first, frequency)} to {say.period(limits.last, frequency)}"


def _centre(made: SeriesMade, put_in: str) -> Worked | None:
    at = made.limits.at if made.limits else -1
    result = say.value_with_unit(made.result.centre[at], made.series.indicator)
    return Worked(f"{put_in}; {_stretch(made)}", result)


def _pooled(made: SeriesMade) -> Worked | None:
    limits = made.limits
    if limits is None or made.result.status.chart not in POOLED:
        return None
    return _centre(made, quotient(limits.x, limits.n, made.series.indicator))


def _mean(made: SeriesMade) -> Worked | None:
    limits = made.limits
    if limits is None or limits.is_median or made.result.status.chart not in MEANS:
        return None
    total = exact(sum(limits.values), PLACES)
    return _centre(made, f"{total} ÷ {len(limits.values)}{per_so_many(made.series.indicator)}")


def _median(made: SeriesMade) -> Worked | None:
    limits = made.limits
    if limits is None or not limits.is_median:
        return None
    ordered, half = sorted(limits.values), len(limits.values) // 2
    middle = ordered[half : half + 1] if len(ordered) % 2 else ordered[half - 1 : half + 1]
    written = " + ".join(exact(value, PLACES) for value in middle)
    put_in = f"({written}) ÷ 2" if len(middle) == 2 else written
    return _centre(made, f"{put_in}{per_so_many(made.series.indicator)}")


def _roots(made: SeriesMade) -> Worked | None:
    limits = made.limits
    if limits is None or made.result.status.chart != "t":
        return None
    total = exact(sum(value ** (1 / POWER) for value in limits.values), PLACES)
    return _centre(made, f"({total} ÷ {len(limits.values)})^{POWER}")


def _target(made: SeriesMade) -> Worked | None:
    status, indicator = made.result.status, made.series.indicator
    if status.assurance not in chart_sentence.JUDGED or status.target is None or status.is_constant:
        return None
    low, high = (exact(limit or 0.0, indicator.decimals + 2) for limit in (status.lower, status.upper))
    put_in = f"limits {low} to {high}, target {chart_sentence.target_words(status.target, indicator)}"
    return Worked(put_in, chart_sentence.assurance_label(status.assurance))


def _flat_target(made: SeriesMade) -> Worked | None:
    status, indicator = made.result.status, made.series.indicator
    if status.assurance not in chart_sentence.JUDGED or status.target is None or not status.is_constant:
        return None
    put_in = f"{_value(made)}, target {chart_sentence.target_words(status.target, indicator)}"
    return Worked(put_in, chart_sentence.assurance_label(status.assurance))


MONTGOMERY = "Montgomery, Introduction to Statistical Quality Control"
MDC = "Making Data Count (NHS England); the same limits as NHSRplotthedots"
VALUE_KINDS = (
    Kind("Latest value", "What was counted, divided by out of how many.", "x ÷ n{per}", "", _divided),
    Kind("Latest value", "The number as it came.", "x{per}", "", _single),
    Kind(
        "Latest value",
        "What lies between the latest judged event and the one before it.",
        "from one event to the next",
        "",
        _between_events,
    ),
    Kind(
        "Centre line",
        "All that was counted, divided by all that it is out of, over the points that set the limits.",
        "Σx ÷ Σn{per}",
        f"{MONTGOMERY}, chapter 7",
        _pooled,
    ),
    Kind(
        "Centre line",
        "The mean of the points that set the limits.",
        "Σ values ÷ number of points{per}",
        f"{MONTGOMERY}, section 6.4",
        _mean,
    ),
    Kind(
        "Centre line",
        "The middle value of the points that set the limits: half lie above it, half below.",
        "median{per}; of an even number of points the mean of the two in the middle",
        "Perla, Provost & Murray 2011, BMJ Qual Saf 20: 46",
        _median,
    ),
    Kind(
        "Centre line",
        "Times between events are skewed. The mean is taken of a root of them, and turned back.",
        f"(Σ d^(1/{POWER}) ÷ number of points)^{POWER}",
        "Nelson 1994, J. Quality Technology 26: 239",
        _roots,
    ),
)
TARGET_KINDS = (
    Kind(
        "Target",
        "The limits say where values lie while nothing changes. On the good side of the target all of them "
        "will pass, on the other side they will fail, and between the target is hit or missed by chance.",
        "both limits on its good side: will pass; both on its other side: will fail; else hit or miss",
        MDC,
        _target,
    ),
    Kind(
        "Target",
        "Every point is the same, so it meets the target always or never.",
        "value against target",
        "docs/deviations.md",
        _flat_target,
    ),
)
SERIES_KINDS = (*VALUE_KINDS, *LIMITS_KINDS, *TARGET_KINDS, *PATTERN_KINDS)


def explanations(made: SeriesMade) -> list[Explanation]:
    """Explain every number of a chart that is in force."""
    series = made.series
    if series.result is None or series.result.view is not None:
        return []
    return explain(SERIES_KINDS, made)


def subject(made: SeriesMade) -> str:
    group = f", {made.result.category_label}" if made.series.key.category and made.series.result else ""
    return f"{made.series.indicator.title}{group}"


def place(made: SeriesMade) -> str:
    """Say whose numbers these are, and of when where the page looks back."""
    series = made.series
    service = series.context.service.name if series.context.service else ""
    period = say.period(series.result.status.period, series.indicator.frequency) if series.result else ""
    return ", ".join(filter(None, (service, period, stood(series.past) if series.past else "")))
