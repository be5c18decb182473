"""Suggest alternative views of a series by its own numbers. They are offered, never applied: what is in
force is changed by a person, with a reason, as a record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

import stats
from catalogue.models import Catalogue, Indicator
from errors import BrightspotError, NotFoundError
from quality.alternatives.seasonality import deseasonalised, find_seasonality
from quality.alternatives.stl import import_stl_ahead
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.signals.alternative_view import (
    AlternativeView,
    EarlierLimits,
    OtherChart,
    SuggestedLimits,
    WithoutSeasons,
)
from quality.signals.measure_type import Kind, measure_type
from quality.signals.read import read_series
from quality.signals.results import SeriesResult
from quality.signals.statuses import build_result
from quality.signals.together.find import as_everyones
from quality.signals.together.levels import NEED_EVENTS, Drawn, find_steps, in_force
from quality.signals.what_if import (
    earlier_limits,
    flagged_since,
    flagged_under_earlier_limits,
    phase_columns,
    rejudged,
)
from stats import ADVICE_REASONS, AdviceReason, Number
from stats.arrays import Bools

CODES = ("suggested-limits", "earlier-limits", "without-seasons", *(f"chart-{kind}" for kind in stats.CHARTS))
"""Codes that an address can ask for by `look` (`AlternativeView.code`), whatever a series suggests today."""


def suggest_views(result: SeriesResult) -> tuple[AlternativeView, ...]:
    """Return what the numbers of a series in force suggest: most series suggest nothing."""
    ways = (suggested_limits, _earlier_limits, _other_chart, _without_seasons)
    return tuple(view for way in ways for view in way(result))


def view_as(session: Session, catalogue: Catalogue, key: SeriesKey, code: str) -> SeriesResult | None:
    """Return the series as the alternative view of this code shows it: judged by the same function, and
    marked as what it is in `SeriesResult.view`."""
    view, result = find_suggested(session, catalogue, key, code)
    if view is None or result is None:
        return None
    points = deseasonalised(result) if isinstance(view, WithoutSeasons) else result
    kind = view.kind if isinstance(view, OtherChart) else None
    judged = (
        earlier_limits(result)
        if isinstance(view, EarlierLimits)
        else rejudged(points, kind=kind, starts=_starts(result, view))
    )
    changes = result.definition_changes
    again = build_result(judged, key, points.indicator, read_ids(session), definition_changes=changes)
    if not isinstance(view, WithoutSeasons) and not key.category:
        again = as_everyones(judged, again)  # as it would be shown if it were in force
    aims = () if isinstance(view, WithoutSeasons) else again.aims
    return replace(again, view=view, aims=aims, chart_reason=_reason(view) or again.chart_reason)


def find_suggested(
    session: Session, catalogue: Catalogue, key: SeriesKey, code: str
) -> tuple[AlternativeView | None, SeriesResult | None]:
    """Return the alternative view that an address asks for, and the series in force; None where there is no
    series. BrightspotError where no series could be looked at so, NotFoundError where this one is not offered
    it."""
    if code not in CODES:
        raise BrightspotError(f"There is no other way to look called {code!r}. There are {', '.join(CODES)}.")
    result = read_series(session, catalogue, key)
    if result is None:
        return None, None
    view = next((view for view in suggest_views(result) if view.code == code), None)
    if view is None or (isinstance(view, OtherChart) and not view.can_be_drawn):
        raise NotFoundError(
            f"This series is not offered the other way to look {code!r}. Newer data may have ended the "
            "offer: the chart in force stands at the same address without `look`."
        )
    return view, result


def _reason(view: AlternativeView) -> str:
    """Say why this chart type is taken, where it is not the indicator's own."""
    if isinstance(view, WithoutSeasons):
        return f"without the {view.pattern} pattern, numerator and denominator no longer say how it varies"
    return "suggested by the numbers, not in force" if isinstance(view, OtherChart) else ""


def _starts(result: SeriesResult, view: AlternativeView) -> list[int]:
    columns = phase_columns(result)
    if isinstance(view, SuggestedLimits):
        return [*columns, result.periods.index(view.first_period)]
    return columns


def suggested_limits(result: SeriesResult) -> Iterator[SuggestedLimits]:
    """Yield the limits that would start where the level seems to have changed, if it does."""
    drawn = Drawn(
        kind=result.status.chart,
        values=result.values[np.newaxis],
        numerator=result.numerator[np.newaxis],
        denominator=result.denominator[np.newaxis],
        centre=result.centre[np.newaxis],
        lower=result.lower[np.newaxis],
        upper=result.upper[np.newaxis],
        in_force=_in_force(result),
    )
    step = find_steps(drawn, result.indicator).get(0)
    if step is not None:
        yield SuggestedLimits(
            first_period=result.periods[step.start],
            points=step.points,
            before=step.before,
            after=step.after,
            sigmas=step.sigmas,
            in_force=flagged_since(result.rule, result.is_judged, step.start),
        )


def _in_force(result: SeriesResult) -> Bools:
    return in_force(result.is_judged[np.newaxis], result.phase[np.newaxis])


def _earlier_limits(result: SeriesResult) -> Iterator[EarlierLimits]:
    if len(result.phases) > 1:
        latest, earlier = result.phases[-1], flagged_under_earlier_limits(result)
        yield EarlierLimits(latest.first_period, latest.reason, latest.actor, earlier)


_BY_CHANCE_ALONE = {"p", "u", "c"}
"""Charts whose limits assume that periods differ by chance alone: the numbers can contradict that."""


def _other_chart(result: SeriesResult) -> Iterator[OtherChart]:
    kind = result.status.chart
    number = _number(result.indicator)
    if kind not in _BY_CHANCE_ALONE or number is Number.VALUE:
        return
    advice = stats.advise(number, result.numerator, result.denominator, judged=_in_force(result))
    suggested, reason = str(advice.kind[0]), ADVICE_REASONS[advice.reason[0]]
    if suggested == kind or reason not in (AdviceReason.OVERDISPERSED, AdviceReason.RARE_EVENTS):
        return
    yield OtherChart(
        kind=suggested,
        instead_of=kind,
        reason=reason,
        expected=float(advice.expected[0]),
        sigma_z=float(advice.sigma_z[0]),
        sigma_z_limit=float(advice.sigma_z_limit[0]),
        can_be_drawn=suggested not in NEED_EVENTS,
    )


def _number(indicator: Indicator) -> Number:
    kind = measure_type(indicator).kind
    if kind is Kind.OTHER:
        return Number.COUNT if indicator.chart == "c" else Number.VALUE
    return Number.PROPORTION if kind is Kind.PROPORTION else Number.RATE


def _without_seasons(result: SeriesResult) -> Iterator[WithoutSeasons]:
    if result.indicator.harm_by_day or result.indicator.is_rare_event:
        return  # events come when they come: their points are no equal steps of a year
    found = find_seasonality(result)
    if found.is_seasonal:
        import_stl_ahead()
        yield WithoutSeasons(result.status.chart, found.pattern, found.peak, found.swing, found.share)
