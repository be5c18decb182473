"""Answer the page of one indicator with one question, now and as of an earlier load alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from errors import BrightspotError, NotFoundError
from quality.acts.in_force import NO_DECISIONS, SeriesDecisions
from quality.alternatives.rule_set_comparison import RuleSetResult, compare_rule_sets
from quality.alternatives.seasonality import Seasonality, find_seasonality
from quality.alternatives.suggest import suggest_views, view_as
from quality.as_of import EarlierValue, Past, changed_since, deployment_as_of, earlier_values
from quality.board.inside import SHOWN, Inside, inside
from quality.board.sizes import FEWEST, ServiceSizes, sizes_inside
from quality.change.build_view import can_split, change_view
from quality.change.view import ChangeView
from quality.deployment import Deployment
from quality.lifecycle.agenda import Agenda, agenda_about
from quality.lifecycle.group_signals import group_evidence
from quality.lifecycle.signal_life import SignalName, Standing
from quality.page_context import PageContext, page_context
from quality.provenance.child_sums import ChildSums, child_sums
from quality.provenance.history import as_it_stands, is_over
from quality.provenance.publisher_notes import Note, notes_on
from quality.ranking.own_past import with_own_past
from quality.ranking.wall import read_wall
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.reference.succession import Succession, succession
from quality.registers.cycles import learnt_elsewhere, tests_of, with_cycles
from quality.registers.record import Record
from quality.series.key import SeriesKey
from quality.signals.alternative_view import AlternativeView
from quality.signals.measure_type import measure_type
from quality.signals.read import find_indicator, read_series, read_statuses
from quality.signals.results import SeriesResult, Status
from quality.surveillance import Surveillance, surveillance

ONE_WAY = "An address can look back (`as_of`) or show an alternative view (`look`), not both."


@dataclass(frozen=True, slots=True)
class Asked:
    """Ask for a series by the codes of an address: `view` names an alternative, `as_of` a load or a day."""

    indicator: str
    service: str = ""
    group: str = ""
    view: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesView:
    """One series, in force or in the alternative view that was asked for."""

    key: SeriesKey
    catalogue: Catalogue
    context: PageContext
    result: SeriesResult | None
    """None: there is no data."""
    child_sums: ChildSums | None
    past: Past | None
    """The moment that is looked back at."""
    is_over: bool = False
    """The service closed, or nothing has come for years: what is shown is history."""
    decided: SeriesDecisions = NO_DECISIONS
    """All that people decided about it."""

    @property
    def indicator(self) -> Indicator:
        return self.catalogue.indicators[self.key.indicator]

    @property
    def is_in_force(self) -> bool:
        """Neither of an earlier load, nor in another way, nor history: only such a chart is acted upon."""
        is_now = self.past is None and not self.is_over
        return is_now and self.result is not None and self.result.view is None


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorView:
    """A series and what stands round it."""

    series: SeriesView
    inside: Inside
    """The same indicator in the services just below."""
    notes: tuple[Note, ...]
    earlier: Mapping[date, tuple[EarlierValue, ...]]
    changed: int | None = None
    """Looking back: values that are others now; None where that is not counted."""
    has_sums: bool = False
    """Looking back: the page of now tells what the services inside add up to."""
    # Only of now:
    measures: Mapping[str, Status] = field(default_factory=dict)
    """Every indicator of this service, by its code."""
    succession: Succession | None = None
    agenda: Agenda | None = None
    """Of its team."""
    change: ChangeView | None = None
    """The reasons for its change, where that was asked for; None of one group."""
    sizes: ServiceSizes | None = None
    """Services inside against their size, where that was asked for."""
    tests: tuple[Record, ...] = ()
    """Tests of change that should move it here, the newest first."""
    learnt: tuple[Record, ...] = ()
    """Tests of change that moved it elsewhere, where it shows a concern here."""
    sees_groups: bool = False
    """Whoever asks may see numbers about groups of this service."""
    measured_in: tuple[Service, ...] = ()
    """Services above that have data, where this one has none; the nearest first."""

    # What follows from the series alone is worked out where a page shows it.

    @property
    def standing(self) -> Standing | None:
        """Return where the signal stands; None where there is none, and nobody began anything."""
        key = self.series.key
        return self.agenda.signals.get(SignalName(key.indicator, key.category)) if self.agenda else None

    @property
    def can_split(self) -> bool:
        """Tell if there is anything to split a change by."""
        series = self.series
        is_split = bool(self.inside.total or (self.sees_groups and series.indicator.dimensions))
        return is_split and not series.key.category and can_split(series.indicator)

    @property
    def has_sizes(self) -> bool:
        """Tell if services inside may be held against their size: as they stand now, and chance is known."""
        series = self.series
        is_now = series.past is None and series.is_in_force and not series.key.category
        return is_now and self.inside.total >= FEWEST and measure_type(series.indicator).has_chance

    @property
    def rule_sets(self) -> list[RuleSetResult]:
        return compare_rule_sets(self.series.result) if self.series.result else []

    @property
    def seasonality(self) -> Seasonality | None:
        return find_seasonality(self.series.result) if self.series.result else None

    @property
    def suggested(self) -> tuple[AlternativeView, ...]:
        result = self.series.result
        return suggest_views(result) if result and self.series.is_in_force else ()

    @property
    def surveillance(self) -> Surveillance | None:
        result = self.series.result
        return surveillance(result) if result and self.series.is_in_force else None


def series_view(here: Deployment, asked: Asked) -> SeriesView:
    """Return the series that an address names; of the whole organisation when it names no service.

    Raises NotFoundError or BrightspotError for an address that names what is not there.
    """
    with opened(here, asked) as (session, there, past):
        return series_of(session, there, asked, past)


def indicator_view(
    here: Deployment, asked: Asked, *, rest: bool = False, why: bool = False, sizes: bool = False
) -> IndicatorView:
    """Return everything that the page of a series shows; with the `rest` of the services inside in place of
    the first of them; with what a change is made of (`why`); with services against their size (`sizes`).
    Raises as `series_view` does."""
    with opened(here, asked) as (session, there, past):
        series = series_of(session, there, asked, past)
        key, result, tree = series.key, series.result, series.context.tree
        is_now = past is None
        skip, most = (SHOWN, None) if rest else (0, SHOWN)
        view = IndicatorView(
            series=series,
            inside=inside(
                session,
                there.catalogue,
                tree[key.service],
                key.indicator,
                series.context.today,
                skip=skip,
                most=most,
            ),
            notes=tuple(notes_on(session, there.catalogue, indicator=key.indicator, service=key.service)),
            earlier=earlier_values(session, result) if result and not result.view else {},
            measures=_measures(session, series) if is_now else {},
            agenda=_agenda(session, series) if is_now and series.is_in_force else None,
            succession=succession(session, there.catalogue, tree, key.service, key.indicator)
            if is_now
            else None,
            change=change_view(session, there.catalogue, key.indicator, tree[key.service])
            if why and not key.category
            else None,
            sizes=_sizes(session, series) if sizes and is_now and not key.category else None,
            tests=tests_of(session, there.catalogue, key) if is_now else (),
            learnt=learnt_elsewhere(session, there.catalogue, result) if is_now and result else (),
            sees_groups=read_ids(session).may_see_groups(key.service),
            measured_in=() if result else _measured_above(session, tree, key),
        )
    if is_now or result is None:
        return view
    changed, has_sums = _since(here, key, result)
    return replace(view, changed=changed, has_sums=has_sums)


def _sizes(session: Session, series: SeriesView) -> ServiceSizes | None:
    key, context = series.key, series.context
    found = sizes_inside(session, series.catalogue, context.tree[key.service], [key.indicator], context.today)
    return found.get(key.indicator)


def _agenda(session: Session, series: SeriesView) -> Agenda:
    key, today = series.key, series.context.today
    of = (session, series.catalogue, key.service)
    if key.category:
        name = SignalName(key.indicator, key.category)
        shown = group_evidence(*of, name, today)
        return agenda_about(*of, (), today, {name: shown} if shown else {})
    is_signal = series.result is not None and not series.indicator.harm_by_day
    return agenda_about(*of, [series.result.status] if series.result and is_signal else [], today)


def _measures(session: Session, series: SeriesView) -> dict[str, Status]:
    measures = {s.key.indicator: s for s in read_statuses(session, services=[series.key.service])}
    if series.result is not None and not series.key.category:
        measures[series.key.indicator] = series.result.status
    return measures


def _measured_above(session: Session, tree: ServiceTree, key: SeriesKey) -> tuple[Service, ...]:
    above = tree.path(key.service)[-2::-1]
    found = read_statuses(session, services=[s.code for s in above], indicators=[key.indicator])
    measured = {status.key.service for status in found}
    return tuple(service for service in above if service.code in measured)


@contextmanager
def opened(here: Deployment, asked: Asked) -> Iterator[tuple[Session, Deployment, Past | None]]:
    """Open a session of now, or one that looks back with the deployment as it was."""
    if not asked.as_of:
        with here.session() as session:
            yield session, here, None
        return
    with deployment_as_of(here, asked.as_of) as (session, there, past):
        _refuse_both(asked)
        yield session, there, past


def _refuse_both(asked: Asked) -> None:
    if asked.view:
        raise BrightspotError(ONE_WAY)


def _place(session: Session, here: Deployment, asked: Asked) -> tuple[PageContext, SeriesKey]:
    find_indicator(here.catalogue, asked.indicator)
    context = page_context(session, here, asked.service, or_top=True, of=asked.indicator)
    assert context.service is not None
    return context, SeriesKey(asked.indicator, context.service.code, asked.group)


def series_of(session: Session, here: Deployment, asked: Asked, past: Past | None) -> SeriesView:
    context, key = _place(session, here, asked)
    if asked.view:
        result = view_as(session, here.catalogue, key, asked.view)
    else:
        result = read_series(session, here.catalogue, key)
    sums = child_sums(session, result) if result else None
    if result is None or context.service is None:
        return SeriesView(key, here.catalogue, context, result, sums, past)
    stands = result.status, result.indicator, context.service, context.today
    over = is_over(*stands)
    status = as_it_stands(*stands)
    if not (result.view or key.category):
        status = with_own_past(status, read_wall(session, here.catalogue, context.today))
    shown = with_cycles(session, here.catalogue, replace(result, status=status))
    decided = read_ids(session).decisions.get(key, NO_DECISIONS)
    return SeriesView(key, here.catalogue, context, shown, sums, past, over, decided)


def _since(here: Deployment, key: SeriesKey, then: SeriesResult) -> tuple[int | None, bool]:
    """Count the values that are others now, and tell if the page of now has sums of the services inside."""
    with here.session() as session:
        try:
            now = read_series(session, here.catalogue, key)
        except NotFoundError:  # the service was taken back since
            now = None
        has_sums = now is not None and child_sums(session, now) is not None
    return None if then.indicator.is_rare_event else changed_since(then, now), has_sums
