"""Signals about a group of people: what its equity page or its own chart shows, or what people tell.

Most differences that those pages call are nobody's matter: over many of them false alarms would add up. So a
group has a signal from when a person raises it until somebody closes it. Every number in its evidence has
passed the disclosure gate, and it is shown only as long as the gate shows the group.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.evidence import Evidence
from quality.equity.build_view import equity_view
from quality.equity.view import EquityView, GroupRow, Verdict
from quality.lifecycle.evidence import Signals, evidence_for
from quality.lifecycle.signal_life import SignalName, Standing, Thread
from quality.lifecycle.team_acts import may_read_groups
from quality.provenance.history import is_over
from quality.reference.ids import data_version, read_ids
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey
from quality.signals.read import read_series

DIFFERENCE = "group difference"
"""The equity page calls a difference from everybody else beyond chance."""
TOLD = "told"
"""People told of it; the numbers alone need not show it."""
_CALLED = {Verdict.HIGHER: 1, Verdict.LOWER: -1}
_CANNOT_TELL = (Verdict.TOO_FEW, Verdict.NOT_COMPARED)


def groups_now(
    session: Session, catalogue: Catalogue, service: str, threads: Mapping[SignalName, Thread], today: date
) -> Signals:
    """Return what the signals about groups show now that people raised at a team. Whoever may not see groups
    is told no more than that one is open."""
    of_groups = [thread for name, thread in threads.items() if name.category and thread.acts]
    if of_groups and not may_read_groups(session, service):
        return {one.name: one.evidence.without_numbers for one in of_groups if one.closing is None}
    found = {}
    for thread in of_groups:
        if evidence := _still(session, catalogue, service, thread, today):
            found[thread.name] = evidence
    return found


def _still(
    session: Session, catalogue: Catalogue, service: str, thread: Thread, today: date
) -> Evidence | None:
    """Return what a signal shows now. Where the numbers cannot tell, or people told of it, it stays until
    somebody closes it; None: it is over."""
    shown = group_evidence(session, catalogue, service, thread.name, today)
    if shown is not None or thread.closing is not None:
        return shown
    judged = _judged(session, catalogue, service, thread.name)
    stays = TOLD in thread.rules or thread.name.category not in judged
    return thread.evidence.without_numbers if stays else None


def group_evidence(
    session: Session, catalogue: Catalogue, service: str, name: SignalName, today: date
) -> Evidence | None:
    """Return what the equity page calls of a group, else what is unusual on its own chart."""
    called = _judged(session, catalogue, service, name).get(name.category)
    return called or _on_its_chart(session, catalogue, service, name, today)


def told_now(session: Session, catalogue: Catalogue, service: str, name: SignalName, today: date) -> Evidence:
    """Return what stands where people tell of a group whose numbers show nothing unusual."""
    dimension = name.category.partition(":")[0]
    view = equity_view(session, catalogue, name.indicator, dimension=dimension, service=service)
    row = next((row for row in view.known if category_of(view, row) == name.category), None)
    since = view.year_from or today
    if row is None or view.year_from is None:
        return Evidence(TOLD, 0, since, today)
    load = data_version(session)[0]
    return _evidence(view, row, TOLD, 0, since, today, view.indicator.fingerprint, load)


def called_on(session: Session, view: EquityView) -> Signals:
    """Return the groups that an equity page calls different, as signals that may be raised."""
    called = _called(view, view.indicator.fingerprint, data_version(session)[0])
    return {SignalName(view.indicator_code, group): shown for group, shown in called.items() if shown}


def evidence_shown(view: EquityView, signals: Mapping[SignalName, Standing]) -> dict[int, Evidence]:
    """Return the numbers of groups that stood before people when they acted, by the number of the act that
    had them first: of those groups alone that the page shows now."""
    shown = {category_of(view, row) for row in view.known if not row.is_hidden}
    found: dict[int, Evidence] = {}
    for name, one in signals.items():
        if one.thread is None or name.indicator != view.indicator_code or name.category not in shown:
            continue
        before = None
        for act in one.thread.acts:
            stood = Evidence.read(act.content["evidence"]) if "evidence" in act.content else None
            is_of_page = stood is not None and stood.rule in (DIFFERENCE, TOLD)
            if stood is not None and is_of_page and stood.value is not None and stood != before:
                found[act.id] = before = stood
    return found


def _judged(
    session: Session, catalogue: Catalogue, service: str, name: SignalName
) -> Mapping[str, Evidence | None]:
    """Return what the equity page says of each group that it can judge; None: nothing beyond chance."""
    dimension, indicator = name.category.partition(":")[0], catalogue.indicators.get(name.indicator)
    if indicator is None or dimension not in indicator.dimensions or dimension not in catalogue.dimensions:
        return {}
    version = data_version(session)

    def judge() -> Mapping[str, Evidence | None]:
        view = equity_view(session, catalogue, name.indicator, dimension=dimension, service=service)
        return _called(view, indicator.fingerprint, version[0])

    return _kept.get(session, (version, catalogue.fingerprint), (service, name.indicator, dimension), judge)


_kept: VersionedCache[tuple[str, str, str], Mapping[str, Evidence | None]] = VersionedCache(most=512)
"""By service, indicator and dimension, alike for everybody: a page takes some milliseconds to judge."""


def _called(view: EquityView, definition: str, load: int) -> dict[str, Evidence | None]:
    return {
        category_of(view, row): _evidence(view, row, DIFFERENCE, _CALLED[row.verdict], definition=definition,
                                          load=load) if row.verdict in _CALLED else None
        for row in view.known
        if not row.is_hidden and row.verdict not in _CANNOT_TELL
    }  # fmt: skip


def _evidence(
    view: EquityView,
    row: GroupRow,
    rule: str,
    direction: int,
    since: date | None = None,
    period: date | None = None,
    definition: str = "",
    load: int = 0,
) -> Evidence:
    assert view.year_from is not None
    assert view.year_to is not None
    return Evidence(
        rule=rule,
        direction=direction,
        since=since or view.year_from,
        period=period or view.year_to,
        variation=row.judged.value if direction else "",
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        centre=row.rest,
        gap_lower=row.gap_lower,
        gap_upper=row.gap_upper,
        definition=definition,
        load=load,
    )


def category_of(view: EquityView, row: GroupRow) -> str:
    return f"{view.dimension_code}:{row.code}"


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
