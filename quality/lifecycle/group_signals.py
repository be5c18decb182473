"""Signals about groups of people: what an equity page finds, a group's own chart shows, or people tell.

A group that fares worse by more than chance, and a gradient to the disadvantage of its first end, are signals
by themselves: false discoveries are controlled over each service's page. Everything else becomes one when a
person raises it. Every number in its evidence has passed the disclosure gate, and it is shown only as long as
the gate shows the group.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.evidence import Evidence
from quality.equity.build_view import brief_view, equity_view
from quality.equity.page_tests import page_tests
from quality.equity.view import EquityView
from quality.lifecycle.evidence import Signals, evidence_for
from quality.lifecycle.group_evidence import (
    DIFFERENCE,
    GRADIENT,
    RECORDING,
    TOLD,
    called,
    category_of,
    group_evidence_of,
    judged,
    of_recording,
)
from quality.lifecycle.recording_signals import poorly_recorded
from quality.lifecycle.signal_life import SignalName, Standing, Thread
from quality.lifecycle.team_acts import may_read_groups
from quality.provenance.history import is_over
from quality.reference.ids import data_version, read_ids
from quality.reference.scope import Scope
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey
from quality.signals.read import read_series, read_statuses
from quality.signals.results import Variation


def groups_now(
    session: Session, catalogue: Catalogue, service: str, threads: Mapping[SignalName, Thread], today: date
) -> Signals:
    """Return what the signals about groups show now: those that the numbers raise, and those that people
    raised at a team. Whoever may not see groups is told no more than that somebody began one."""
    of_groups = [thread for name, thread in threads.items() if name.category and thread.acts]
    if not may_read_groups(session, service):
        return {one.name: one.evidence.without_numbers for one in of_groups if one.closing is None}
    found = {**found_now(session, catalogue, service, today)}
    for thread in of_groups:
        if evidence := _still(session, catalogue, service, thread, today):
            found[thread.name] = evidence
    return said_once(found, threads)


def said_once(now: Signals, threads: Mapping[SignalName, Thread]) -> Signals:
    """Return signals without the gradients that nobody acted on and that a group shows too with which people
    already deal: what they did about the group is about the same finding."""
    acted = {name for name, thread in threads.items() if thread.acts}
    dealt_with = {
        (name.indicator, name.category.partition(":")[0], shown.direction)
        for name, shown in now.items()
        if name in acted and shown.rule == DIFFERENCE and shown.variation == Variation.CONCERN
        if shown.continues(threads[name].evidence)
    }
    return {
        name: shown
        for name, shown in now.items()
        if name in acted or (name.indicator, name.category, shown.direction) not in dealt_with
    }


def found_now(
    session: Session, catalogue: Catalogue, service: str, today: date
) -> Mapping[SignalName, Evidence]:
    """Return what the equity page of a service calls worse, of measures that still come. What a service
    inside it raises by the same measure and dimension is left to that one, which stands nearest to those
    who can act."""
    version, known = data_version(session), read_ids(session)
    place = known.services[service]
    tests = page_tests(session, catalogue)
    charts, recorded = tests.found.get(place.id, ()), [*poorly_recorded(session, catalogue, place, tests)]
    if not charts and not recorded:
        return {}

    def find() -> Mapping[SignalName, Evidence]:
        codes = {code for code, _ in [*charts, *recorded]}
        coming = _coming(session, catalogue, service, codes, today)
        inside = {
            (name.indicator, name.category.partition(":")[0])
            for one in known.services.below(service)
            if one.code != service
            for name, shown in found_now(session, catalogue, one.code, today).items()
            if shown.rule not in RECORDING
        }
        found: dict[SignalName, Evidence] = {}
        for chart in charts:
            if chart[0] in coming and chart not in inside:
                view = brief_view(session, catalogue, chart, place)
                found |= {
                    SignalName(chart[0], category): shown
                    for category, shown in called(view, version[0]).items()
                    if shown.variation == Variation.CONCERN and shown.rule not in RECORDING
                }
        return found | {
            SignalName(chart[0], category): shown
            for chart in recorded
            if chart[0] in coming
            for category, shown in of_recording(
                brief_view(session, catalogue, chart, place), version[0]
            ).items()
            if shown is not None
        }

    return _found.get(session, (version, catalogue.fingerprint, today), (known.scope, service), find)


def group_signals_at(session: Session, catalogue: Catalogue, service: str, today: date) -> int:
    """Count what the numbers alone raise about groups at a service; none for whoever may not see them."""
    return len(found_now(session, catalogue, service, today)) if may_read_groups(session, service) else 0


_found: VersionedCache[tuple[Scope, str], Mapping[SignalName, Evidence]] = VersionedCache(most=2048)


def _coming(
    session: Session, catalogue: Catalogue, service: str, indicators: Collection[str], today: date
) -> set[str]:
    place = read_ids(session).services[service]
    statuses = read_statuses(session, services=[service], indicators=indicators)
    return {
        one.key.indicator
        for one in statuses
        if not is_over(one, catalogue.indicators[one.key.indicator], place, today)
    }


def _still(
    session: Session, catalogue: Catalogue, service: str, thread: Thread, today: date
) -> Evidence | None:
    """Return what a signal shows now. Where the numbers cannot tell, or people told of it, it stays until
    somebody closes it; None: it is over."""
    shown = group_evidence(session, catalogue, service, thread.name, today)
    if shown is not None or thread.closing is not None:
        return shown
    of_page = _judged(session, catalogue, service, thread.name)
    stays = TOLD in thread.rules or thread.name.category not in of_page
    return thread.evidence.without_numbers if stays else None


def group_evidence(
    session: Session, catalogue: Catalogue, service: str, name: SignalName, today: date
) -> Evidence | None:
    """Return what the equity page calls of a group, else what is unusual on its own chart."""
    shown = _judged(session, catalogue, service, name).get(name.category)
    dimension, _, code = name.category.partition(":")
    known = catalogue.dimensions.get(dimension)
    if known is not None and code in {one.code for one in known.categories if one.is_unknown}:
        return shown
    return shown or _on_its_chart(session, catalogue, service, name, today)


def told_now(session: Session, catalogue: Catalogue, service: str, name: SignalName, today: date) -> Evidence:
    """Return what stands where people tell of a group whose numbers show nothing unusual."""
    dimension = name.category.partition(":")[0]
    view = equity_view(session, catalogue, name.indicator, dimension=dimension, service=service)
    row = next((row for row in view.known if category_of(view, row) == name.category), None)
    since = view.year_from or today
    if row is None or view.year_from is None:
        return Evidence(TOLD, 0, since, today)
    load = data_version(session)[0]
    return group_evidence_of(view, row, TOLD, 0, since, today, view.indicator.fingerprint, load)


def called_on(session: Session, view: EquityView) -> Signals:
    """Return the groups that an equity page calls different, as signals that may be raised."""
    found = called(view, data_version(session)[0])
    return {SignalName(view.indicator_code, category): shown for category, shown in found.items()}


def evidence_shown(view: EquityView, signals: Mapping[SignalName, Standing]) -> dict[int, Evidence]:
    """Return the numbers of groups that stood before people when they acted, by the number of the act that
    had them first: of those groups alone that the page shows now."""
    shown = {category_of(view, row) for row in view.rows if not row.is_hidden}
    shown |= {view.dimension_code} if view.is_ranked else set()
    found: dict[int, Evidence] = {}
    for name, one in signals.items():
        if one.thread is None or name.indicator != view.indicator_code or name.category not in shown:
            continue
        before = None
        for act in one.thread.acts:
            stood = Evidence.read(act.content["evidence"]) if "evidence" in act.content else None
            is_of_page = stood is not None and stood.rule in (DIFFERENCE, GRADIENT, TOLD, *RECORDING)
            if stood is not None and is_of_page and stood.value is not None and stood != before:
                found[act.id] = before = stood
    return found


def _judged(
    session: Session, catalogue: Catalogue, service: str, name: SignalName
) -> Mapping[str, Evidence | None]:
    """Return what the equity page says of each group that it can judge; None: nothing beyond chance."""
    dimension, indicator = name.category.partition(":")[0], catalogue.indicators.get(name.indicator)
    if indicator is None or dimension not in catalogue.compared_by(indicator):
        return {}
    version = data_version(session)

    def judge() -> Mapping[str, Evidence | None]:
        view = equity_view(session, catalogue, name.indicator, dimension=dimension, service=service)
        return judged(view, version[0])

    return _kept.get(session, (version, catalogue.fingerprint), (service, name.indicator, dimension), judge)


_kept: VersionedCache[tuple[str, str, str], Mapping[str, Evidence | None]] = VersionedCache(most=512)
"""By service, indicator and dimension, alike for everybody: a page takes some milliseconds to judge."""


def _on_its_chart(
    session: Session, catalogue: Catalogue, service: str, name: SignalName, today: date
) -> Evidence | None:
    known, indicator = read_ids(session), catalogue.indicators.get(name.indicator)
    if indicator is None or name.category not in known.category_ids:
        return None
    result = read_series(session, catalogue, SeriesKey(name.indicator, service, name.category))
    if result is None or is_over(result.status, indicator, known.services[service], today):
        return None
    return evidence_for(result.status, indicator.fingerprint, data_version(session)[0])
