"""Response times: how long a signal waited for the first act, and an escalation for its reply. By month, on
control charts as any measure has them, for services and tiers, never for a person.

Whoever still waits is not left out: a month in which somebody does counts them with their days so far, and is
not complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency, full_range, holding
from catalogue.models import Catalogue, Indicator
from quality.lifecycle.signal_life import Escalation
from quality.outcomes.raised import Raised, raised
from quality.outcomes.response_measures import FIRST_ACT, IN_TIME, REPLY
from quality.outcomes.tally import Share
from quality.reference.ids import Ids, read_all_ids, read_ids
from quality.reference.service_tree import Service, ServiceTree
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.judge import judge
from quality.signals.results import SeriesResult
from quality.signals.statuses import build_result

AS_FAR_AS = timedelta(days=3 * 365)
"""Before today: three years of months make a chart."""
DAY = timedelta(days=1)


class _Wait(NamedTuple):
    """One that waited, or waits. `amount`: days; where it is asked whether it was in time, 1 or 0, NaN while
    nobody knows."""

    since: date
    amount: float
    is_over: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Those that wait now, and the days of the longest."""

    count: int
    longest: int


@dataclass(frozen=True, slots=True, eq=False)
class Timed:
    """One measure of response, judged."""

    result: SeriesResult | None
    """None: there is nothing to chart."""
    waiting: Waiting

    @property
    def points(self) -> int:
        """Return the months that have a value."""
        return 0 if self.result is None else int((~np.isnan(self.result.values)).sum())


@dataclass(frozen=True, slots=True)
class TierTimes:
    """The escalations to one tier. `tier`: a level of services, or a committee."""

    tier: str
    sent: int
    answered: int
    median_days: float | None
    in_time: Share
    """Of those whose reply came or is overdue."""
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    first_act: Timed
    missed: int
    """Signals that were over before anybody acted: they are in no chart."""
    reply: Timed
    in_time: Timed
    tiers: tuple[TierTimes, ...]
    """From the nearest to the highest, those that were asked."""
    since: date


def response_times(
    session: Session,
    catalogue: Catalogue,
    services: Sequence[Service],
    today: date,
    *,
    name: str,
    tier: str = "",
) -> ResponseTimes:
    """Return the response times of what was raised and sent in some services.

    name: of all of them together
    tier: only what was sent to this one
    """
    since = (today - AS_FAR_AS).replace(day=1)
    found = raised(session, catalogue, services, since, today, today)
    by_tier: dict[str, list[Escalation]] = {}
    tree = read_all_ids(session).services  # whom one asks stands above what one may see
    for history in found.histories.values():
        for one in history.escalations.values():
            if one.act.at.date() >= since:
                by_tier.setdefault(tier_of(one, catalogue, tree), []).append(one)
    sent = [one for level, asked in by_tier.items() if tier in ("", level) for one in asked]
    waited, missed = _first_acts(found.signals, today)
    of = _Judge(read_ids(session), services, name, today)
    order = [level for level in reversed(catalogue.organisation.levels) if level in by_tier]
    return ResponseTimes(
        first_act=of.timed(FIRST_ACT, waited),
        missed=missed,
        reply=of.timed(REPLY, [_reply(one, today) for one in sent]),
        in_time=of.timed(IN_TIME, [_in_time(one, today) for one in sent]),
        tiers=tuple(_tier(level, by_tier[level], today) for level in [*order, *(by_tier.keys() - {*order})]),
        since=since,
    )


def tier_of(one: Escalation, catalogue: Catalogue, tree: ServiceTree) -> str:
    """Return the level of the service that was asked, or the committee."""
    if one.tier in catalogue.organisation.levels:
        return one.tier
    return tree[one.to].level if one.to in tree else one.tier


def _first_acts(signals: Iterable[Raised], today: date) -> tuple[list[_Wait], int]:
    """Return how long each signal waited for an act about it, and how many were over before."""
    waits, missed = [], 0
    for one in signals:
        acts = one.thread.acts if one.thread else []
        if one.known is None:  # it is not known since when
            continue
        if acts:
            waits.append(_Wait(one.known, (acts[0].at.date() - one.known) / DAY, is_over=True))
        elif one.is_over:
            missed += 1
        else:
            waits.append(_Wait(one.known, (today - one.known) / DAY, is_over=False))
    return waits, missed


def _reply(one: Escalation, today: date) -> _Wait:
    sent = one.act.at
    if one.reply is not None:
        return _Wait(sent.date(), (one.reply.at - sent) / DAY, is_over=True)
    return _Wait(sent.date(), (today - sent.date()) / DAY, is_over=False)


def _in_time(one: Escalation, today: date) -> _Wait:
    """Tell if a reply came in time; one that is overdue did not, whether or not it comes."""
    if one.reply is None and not one.is_overdue(today):
        return _Wait(one.act.at.date(), np.nan, is_over=False)
    in_time = one.reply is not None and one.reply.at.date() <= one.reply_by
    return _Wait(one.act.at.date(), float(in_time), is_over=True)


def _tier(level: str, sent: Sequence[Escalation], today: date) -> TierTimes:
    replies, judged = [_reply(one, today) for one in sent], [_in_time(one, today) for one in sent]
    over = [one for one in judged if one.is_over]
    days = [one.amount for one in replies if one.is_over]
    return TierTimes(
        tier=level,
        sent=len(sent),
        answered=len(days),
        median_days=median(days) if days else None,
        in_time=Share(sum(one.amount == 1 for one in over), len(over)),
        waiting=_waiting(replies, today),
    )


def _waiting(waits: Iterable[_Wait], today: date) -> Waiting:
    days = [(today - one.since).days for one in waits if not one.is_over]
    return Waiting(len(days), max(days, default=0))


@dataclass(frozen=True, slots=True)
class _Judge:
    """From single waits to a judged series of months."""

    known: Ids
    services: Sequence[Service]
    name: str
    today: date

    def timed(self, measure: Indicator, waits: Sequence[_Wait]) -> Timed:
        waiting = _waiting(waits, self.today)
        if not waits or not self.services:
            return Timed(None, waiting)
        judged = judge(_by_month(waits, self.today), measure)
        result = build_result(judged, SeriesKey("", self.services[0].code), measure, self.known)
        lowest = result.status.lower
        # Nobody waits less than no time, which the formula of the limits does not know.
        status = replace(result.status, lower=None if lowest is None else max(lowest, 0.0))
        lower = np.maximum(result.lower, 0.0)
        return Timed(replace(result, service_name=self.name, lower=lower, status=status), waiting)


def _by_month(waits: Sequence[_Wait], today: date) -> SeriesMatrix:
    """Sum waits up by the month in which they began. This month is not complete, nor is one of which somebody
    still waits."""
    this = holding(today, Frequency.MONTHLY)
    months = tuple(
        full_range(min(holding(one.since, Frequency.MONTHLY) for one in waits), this, Frequency.MONTHLY)
    )
    amounts, counts = np.zeros((1, len(months))), np.zeros((1, len(months)))
    goes_on = np.array([[month == this for month in months]])
    for one in waits:
        column = months.index(holding(one.since, Frequency.MONTHLY))
        goes_on[0, column] |= not one.is_over
        if not np.isnan(one.amount):
            amounts[0, column] += one.amount
            counts[0, column] += 1
    none = np.zeros(1, dtype=np.int64)
    is_any = counts > 0
    return SeriesMatrix(
        service=none,
        category=none,
        periods=months,
        numerator=np.where(is_any, amounts, np.nan),
        denominator=np.where(is_any, counts, np.nan),
        is_immature=goes_on & is_any,
    )
