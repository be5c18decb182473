"""The board's question: of all we measure, what changed, is it special cause, will we meet the target?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Domain, Indicator
from data.models import EVERYONE, SeriesStatus
from data.models import Service as ServiceRow
from quality.board.board_calls import BoardCall, Mark, board_call, is_concern, marks_of
from quality.board.last_meeting import LastMeeting, last_meeting
from quality.provenance.history import as_it_stands, is_over, still_comes
from quality.ranking.funnel import SignalFunnel, funnel
from quality.ranking.own_past import all_with_own_past
from quality.ranking.reasons import NO_REASONS, Reasons, reasons_for
from quality.ranking.wall import Wall, read_wall
from quality.reference.ids import read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.series.key import SeriesKey
from quality.signals.changes import Change, changes
from quality.signals.false_alarms import is_judged
from quality.signals.read import read_series, read_signals, read_statuses
from quality.signals.results import SeriesResult, Signal, Status, Variation


@dataclass(frozen=True, slots=True)
class Below:
    """The services just below that are open and have data, counted by where they stand."""

    judged: int
    concerns: int
    improvements: int
    received_to: date | None
    """Newest period of the one of them that is furthest behind."""


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    indicator: Indicator
    status: Status | None
    """None: nothing was ever loaded for this service."""
    marks: tuple[Mark, ...]
    call: BoardCall
    below: Below
    changes: tuple[Change, ...]
    is_over: bool
    """True: it shows history, and no call is made about it."""
    reasons: Reasons | None = None
    """All that places its signal among the others; None without one."""

    @property
    def is_measured(self) -> bool:
        return self.status is not None or self.below.judged > 0

    @property
    def is_exception(self) -> bool:
        """Worth a chart and a narrative: a concern, consistently failing, or a change for the worse that many
        periods show together."""
        together = self.status.built_up if self.status else None
        is_worse = together is not None and together.variation is Variation.CONCERN
        return self.call is BoardCall.ALERT or (is_worse and not self.is_over)

    @property
    def place(self) -> tuple[float, ...]:
        """Return what sorts it: concerns first, then what matters first; without a signal, by weight."""
        reasons = self.reasons or NO_REASONS
        return (not is_concern(self.status), *reasons.place, -self.indicator.weight)


@dataclass(frozen=True, slots=True)
class Group:
    domain: Domain
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Board:
    service: Service
    since: date
    today: date
    meeting: LastMeeting | None
    """The meeting that `since` is the day of; None where somebody chose another day."""
    groups: tuple[Group, ...]
    found: int
    """Indicators with special cause at their newest point."""
    built_up: int
    """Others that a change for the worse builds up in: their huddle shows it as a concern."""
    judged: int
    unjudged: int
    """Others with data in which no signal could be found: too few points, or all alike."""
    others: int
    """Measures of this service that are on no board, or on none of this level."""
    late: int
    """Indicators whose newest data is overdue: what they show is as old as that."""
    funnel: SignalFunnel
    """From the indicators looked at to the exceptions; of those judged, how many chance alone would flag."""
    hidden: int
    """Rows that the filters leave out."""
    elsewhere: int
    """Indicators of this level that are not measured here, nor in any service just below."""
    known: tuple[SeriesKey, ...]
    """Series that are looked at, whatever changed."""
    exceptions: list[tuple[Row, SeriesResult]]
    """The whole series of each exception, concerns first, then in the order in which they matter."""

    @property
    def rows(self) -> list[Row]:
        return [row for group in self.groups for row in group.rows]

    def called(self, call: BoardCall) -> list[Row]:
        return [row for row in self.rows if row.call is call and not row.is_over]


def board(
    session: Session,
    catalogue: Catalogue,
    *,
    service: str,
    today: date,
    since: date | None = None,
    domain: Domain | None = None,
    changed_only: bool = False,
) -> Board:
    """Return everything on the board's page for one service."""
    services = read_ids(session).services
    chosen = services[service]
    meeting = None if since else last_meeting(catalogue, services, chosen, today)
    since = meeting.day if meeting else since
    assert since is not None
    asked = _rows(session, catalogue, services, chosen, since, today)
    # A ward does not measure everything, nor one country what another does; at the only top of the tree,
    # what nobody measures is a finding.
    is_top = services.roots == [chosen] and not services.elsewhere
    everything = [row for row in asked if is_top or row.is_measured]
    inside = [row for row in everything if domain is None or row.indicator.domain is domain]
    shown = [row for row in inside if row.changes or not changed_only]
    # Counted before the filter on change: rows chosen because they signalled cannot say how many signals
    # chance would give.
    known = [row.status for row in inside if row.status is not None and not row.is_over]
    by_domain = [Group(one, tuple(row for row in shown if row.indicator.domain is one)) for one in Domain]
    groups = tuple(group for group in by_domain if group.rows)
    exceptions = _exceptions(session, catalogue, service, groups)
    built_up = sum(bool(status.built_up and not status.variation.is_special) for status in known)
    return Board(
        service=chosen,
        since=since,
        today=today,
        meeting=meeting,
        groups=groups,
        found=sum(status.variation.is_special for status in known),
        built_up=built_up,
        judged=sum(is_judged(status) for status in known),
        unjudged=sum(not is_judged(status) for status in known),
        others=_others(session, catalogue, chosen, {row.code for row in asked}, domain, today),
        late=sum(Mark.LATE in row.marks for row in inside),
        funnel=funnel(
            read_wall(session, catalogue, today),
            (status.key for status in known),
            signals=[row.reasons for row in inside if row.reasons],
            built_up=built_up,
            shown=sum(bool(row.reasons) for row, _ in exceptions),
        ),
        hidden=len(everything) - len(shown),
        elsewhere=len(asked) - len(everything),
        known=tuple(status.key for status in known),
        exceptions=exceptions,
    )


def _exceptions(
    session: Session, catalogue: Catalogue, service: str, groups: Iterable[Group]
) -> list[tuple[Row, SeriesResult]]:
    rows = [row for group in groups for row in group.rows if row.is_exception]
    rows.sort(key=lambda row: row.place)
    found = [(row, read_series(session, catalogue, SeriesKey(row.code, service))) for row in rows]
    return [(row, replace(series, status=row.status)) for row, series in found if series and row.status]


def _rows(
    session: Session,
    catalogue: Catalogue,
    services: ServiceTree,
    chosen: Service,
    since: date,
    today: date,
) -> list[Row]:
    wanted = {
        code: indicator
        for code, indicator in catalogue.indicators.items()
        if indicator.on_board and (not indicator.levels or chosen.level in indicator.levels)
    }
    stored = read_statuses(session, services=[chosen.code], indicators=list(wanted))
    over = {s.key.indicator for s in stored if is_over(s, wanted[s.key.indicator], chosen, today)}
    wall = read_wall(session, catalogue, today)
    own = all_with_own_past(stored, wall)
    inside, found = _below(session, catalogue, chosen, today), defaultdict[str, list[Signal]](list)
    for signal in read_signals(session, services=[chosen.code], current_only=False):
        if not signal.key.category:
            found[signal.key.indicator].append(signal)
    rows = []
    for code, indicator in wanted.items():
        status, below = own.get(code), inside.get(code, NOTHING_BELOW)
        row = Row(
            code=code,
            indicator=indicator,
            status=status and as_it_stands(status, indicator, chosen, today),
            marks=tuple(marks_of(status, indicator, today, below.received_to, is_over=code in over)),
            call=BoardCall.NONE if code in over else board_call(status),
            below=below,
            changes=tuple(changes(_standing(found[code], status), indicator, since)),
            is_over=code in over,
            reasons=None if status is None or code in over else reasons_of(status, indicator, wall, today),
        )
        rows.append(row)
    return rows


def reasons_of(status: Status, indicator: Indicator, wall: Wall, today: date) -> Reasons | None:
    """Return the reasons of the signal that a status shows, also of one that builds up; None without one."""
    if not status.variation.is_special and status.built_up is None:
        return None
    return reasons_for(status, indicator, wall, today=today)


def _others(
    session: Session,
    catalogue: Catalogue,
    chosen: Service,
    rows: set[str],
    domain: Domain | None,
    today: date,
) -> int:
    stored = read_statuses(session, services=[chosen.code])
    others = ((s, catalogue.indicators.get(s.key.indicator)) for s in stored if s.key.indicator not in rows)
    return sum(
        indicator is not None
        and not indicator.harm_by_day
        and domain in (None, indicator.domain)
        and not is_over(status, indicator, chosen, today)
        for status, indicator in others
    )


def _standing(found: Iterable[Signal], status: Status | None) -> list[Signal]:
    """Leave out the episodes of an improvement that is none: those of the same points that ended before it,
    too."""
    if status is None or status.accumulated is None or status.variation.is_special or status.since is None:
        return [*found]
    return [one for one in found if one.last_period < status.since]


NOTHING_BELOW = Below(0, 0, 0, None)


def _below(session: Session, catalogue: Catalogue, chosen: Service, today: date) -> dict[str, Below]:
    """Count by indicator where the open services just below stand."""
    ids = read_ids(session).indicator_ids
    codes = {number: code for code, number in ids.items()}
    found = defaultdict[str, dict[str, Any]](dict)
    query = _BELOW.where(still_comes(catalogue, ids, today))
    for row in session.execute(query, {"parent": chosen.id, "today": today}):
        found[codes[row.indicator_id]][row.variation] = row
    return {code: _counted(rows) for code, rows in found.items()}


_BELOW = (
    select(
        SeriesStatus.indicator_id,
        SeriesStatus.variation,
        func.count().label("count"),
        func.min(SeriesStatus.received_to).label("received_to"),
    )
    .join(ServiceRow, ServiceRow.id == SeriesStatus.service_id)
    .where(
        ServiceRow.parent_id == bindparam("parent"),
        ServiceRow.opened.is_(None) | (ServiceRow.opened <= bindparam("today")),
        ServiceRow.closed.is_(None) | (ServiceRow.closed >= bindparam("today")),
        SeriesStatus.category_id == EVERYONE,
    )
    .group_by(SeriesStatus.indicator_id, SeriesStatus.variation)
)


def _counted(rows: Mapping[str, Any]) -> Below:
    count = {variation: row.count for variation, row in rows.items() if variation != Variation.TOO_FEW}
    days = [row.received_to for row in rows.values() if row.received_to]
    concerns, improvements = count.get(Variation.CONCERN, 0), count.get(Variation.IMPROVEMENT, 0)
    return Below(sum(count.values()), concerns, improvements, min(days, default=None))
