"""One indicator of one service by the groups of one dimension: everything that its equity page shows.

Numbers come from `ProtectedCounts.released`, words of tests from `quality.equity.page_tests`.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from errors import NotFoundError
from quality.disclosure.not_known import without_value
from quality.disclosure.protected_counts import GroupTree, group_tree
from quality.disclosure.residents import Residents, additive_sources, residents
from quality.equity.comparison import Comparison, compare_groups, finite
from quality.equity.crossed import crossed_of
from quality.equity.detectable import detectable_of
from quality.equity.gap import find_gap
from quality.equity.group_rows import group_rows
from quality.equity.not_stated import in_no_group, not_stated
from quality.equity.page_tests import Chart, page_tests
from quality.equity.parts.each_group import each_group
from quality.equity.parts.elsewhere import shown_elsewhere
from quality.equity.parts.years import spread_over_years
from quality.equity.recorded import recorded
from quality.equity.slope import find_slope
from quality.equity.trend import FEWEST_TIMES, gap_trends
from quality.equity.view import EquityView, State
from quality.reference.ids import read_all_ids, read_ids
from quality.reference.service_tree import Service
from quality.series.calendar_blocks import Grain
from quality.series.key import SeriesKey
from quality.signals.read import find_indicator

FEWEST_GROUPS = 2
"""Groups with people that must be shown before the page speaks of a difference between groups, where others
are hidden."""


def equity_view(
    session: Session,
    catalogue: Catalogue,
    indicator_code: str,
    *,
    dimension: str = "",
    service: str = "",
    group: str = "",
    part: str = "",
) -> EquityView:
    """Return the view of one indicator.

    dimension, service: its first dimension and the top service where none is given
    group: code of the group whose gap is followed over time, where the dimension has no order.
    part: what is read alone and shown only where it is asked for.
    Raises NotFoundError for what is not there.
    """
    dimension = dimension_of(catalogue, indicator_code, dimension)
    known = read_ids(session)
    service = service or (known.services.roots[0].code if known.services.roots else "")
    known.check_groups(service)
    tree = group_tree(session, catalogue, indicator_code, dimension)
    place = known.services[service]
    view = _empty(catalogue, indicator_code, dimension, place)
    case = _compared(session, catalogue, tree, view, place)
    if isinstance(case, Comparison) and tree is not None:
        if group and group not in [g.code for g in case.counts.groups]:
            raise NotFoundError(f"There is no group {group!r} in {view.dimension.title}.")
        # Those above who live there, too: what is said of a service does not depend on who reads it.
        people = residents(
            session, read_all_ids(session), place, case.counts.groups, additive_sources(catalogue)
        )
        tests = page_tests(session, catalogue).count_of(place.id)
        absolute, relative = gap_trends(case, group)
        filled = _filled(view, case, people, group, tests)
        view = replace(
            filled,
            tests=tests,
            detectable=detectable_of(filled.gap, case, filled.rows, tests),
            trend=absolute,
            relative_trend=relative,
            crossed=crossed_of(session, catalogue, case, (indicator_code, dimension), place, group),
            elsewhere=shown_elsewhere(
                session, catalogue, case, indicator_code, known.services.path(view.service)
            ),
            each_group=each_group(session, catalogue, case, indicator_code, service)
            if part == "groups"
            else (),
            spread=spread_over_years(case) if part == "years" else None,
            recorded=recorded(case, SeriesKey(indicator_code, service), known)
            if part == "recorded"
            else None,
        )
    elif isinstance(case, State):
        view = replace(view, state=case)
    return replace(
        view,
        without_value=without_value(session, indicator_code, service, dimension),
        measured_in=tuple(known.services.by_id[number].code for number in tree.rows) if tree else (),
    )


def brief_view(
    session: Session, catalogue: Catalogue, chart: Chart, place: Service, *, with_residents: bool = False
) -> EquityView:
    """Return the view of one indicator, dimension and service as far as a line of a list needs it: without
    the gap over time, and without the population unless it is asked for."""
    view = _empty(catalogue, *chart, place)
    case = _compared(session, catalogue, group_tree(session, catalogue, *chart), view, place)
    if isinstance(case, State):
        return replace(view, state=case)
    people = None
    if with_residents:
        known, additive = read_all_ids(session), additive_sources(catalogue)
        people = residents(session, known, place, case.counts.groups, additive)
    return _filled(view, case, people)


def _empty(catalogue: Catalogue, indicator: str, dimension: str, place: Service) -> EquityView:
    return EquityView(
        state=State.NO_DATA,
        indicator_code=indicator,
        indicator=catalogue.indicators[indicator],
        dimension_code=dimension,
        dimension=catalogue.dimensions[dimension],
        service=place.code,
        service_name=place.name,
    )


def _compared(
    session: Session, catalogue: Catalogue, tree: GroupTree | None, view: EquityView, place: Service
) -> Comparison | State:
    """Return what is compared, or the reason for nothing."""
    counts = tree.of(place.id) if tree else None
    if counts is None:
        return State.NO_DATA
    if not counts.blocks.years:
        return State.SHORT
    signals = page_tests(session, catalogue).of(place.id, view.indicator_code, view.dimension_code)
    return compare_groups(counts, view.indicator, view.dimension, signals)


def dimension_of(catalogue: Catalogue, indicator: str, dimension: str = "") -> str:
    """Return the dimension that is asked for, or else the indicator's first. NotFoundError: there is none."""
    found = find_indicator(catalogue, indicator)
    known = catalogue.compared_by(found)
    dimension = dimension or next(iter(known), "")
    if not dimension:
        how = "To split it, name its `dimensions` in indicators.yaml."
        raise NotFoundError(f"{found.title} is not split by group. {how}")
    if dimension not in catalogue.dimensions or catalogue.dimensions[dimension].crosses:
        split = f" {found.title} is split by: {', '.join(known)}." if known else ""
        raise NotFoundError(f"There is no dimension {dimension!r}.{split}")
    return dimension


def split_indicators(catalogue: Catalogue) -> dict[str, Indicator]:
    """Return the indicators that are split by at least one dimension."""
    return {code: indicator for code, indicator in catalogue.indicators.items() if indicator.dimensions}


def _filled(
    view: EquityView, case: Comparison, people: Residents | None = None, group: str = "", tests: int = 0
) -> EquityView:
    rows = group_rows(case, people, tests)
    total_x, total_n = case.year.total_numerator[-1:], case.year.total_denominator[-1:]
    has_people = people is not None and people.released(case.counts.rule) is not None
    return replace(
        view,
        state=_state(replace(view, rows=rows)),
        year_from=case.counts.periods[case.counts.blocks.year_columns().start],
        year_to=case.counts.blocks.ends[-1],
        # The number of everyone stands on no scale with those of groups.
        everyone=None if case.is_count else finite(case.measure.value(total_x, total_n)[0]),
        total_numerator=None if case.measure.is_published else finite(total_x[0]),
        total_denominator=finite(total_n[0]) if case.has_people else None,
        rows=rows,
        rounded_to=case.counts.rule.round_to,
        gap=find_gap(case, group),
        slope=find_slope(case),
        is_ranked=case.is_ranked,
        reference="" if case.reference is None else case.counts.groups[case.reference].label,
        not_stated=not_stated(case),
        in_no_group=in_no_group(case),
        population_of=people.name if people and has_people else "",
        population_year=people.year if people and has_people else 0,
        is_population_small=people is not None and not has_people,
        has_few_times=case.counts.released(Grain.QUARTER).times < FEWEST_TIMES,
        is_over_time=not case.counts.released(Grain.QUARTER).is_hidden.all(),
    )


def _state(view: EquityView) -> State:
    shown = sum(not row.is_hidden for row in view.peopled)
    return State.SHOWN if shown >= FEWEST_GROUPS or shown == len(view.peopled) else State.TOO_FEW
