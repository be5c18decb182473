"""Looking back: a session that reads as of an earlier load, and the catalogue as it was then.

    with deployment_as_of(here, "12") as (session, then, past):     after load 12; or "2026-03-03": at the end
        read_series(session, then.catalogue, key)                   of that day; or "12.36": at act 36,
                                                                    after load 12. What the page showed

Numbers, services, populations, events and what people had decided are those of that moment. An indicator is
described as it was then, down to its targets and rule set. Today's are the names of groups, the rule sets'
own contents, the rules of disclosure, and the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import orjson
from pydantic import ValidationError
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Indicator
from data.database import snapshot
from data.models import EVERYONE, IndicatorKey, IndicatorVersion, Load
from data.read.as_of import Then, after_load, as_it_stood, at_act, at_end_of, looking_back
from data.read.observations import revisions
from errors import NotFoundError
from quality.deployment import Deployment
from quality.reference.ids import read_ids
from quality.reference.scope import EVERYTHING, Scope, reading_for
from quality.series.matrix import is_published
from quality.signals.results import SeriesResult

TO_COME = "{day} is still to come: only a day that was can be looked back to."
NO_LOOKING_BACK = (
    "Numbers that everybody may read are shown as they are now: what a later load changed would tell of few "
    "people. Leave `as_of` out of the address."
)


def find_moment(session: Session, asked: str) -> Then:
    """Return the moment that an address asks for: the number of a load, that and the number of an act, or a
    day. NotFoundError says what is
    wrong with it."""
    if asked.isascii() and asked.isdigit():
        then = after_load(session, int(asked)) if len(asked) < 10 else None
        if then is None:
            raise NotFoundError(f"There is no load {asked}. The page Data lists what was loaded.")
        return then
    load, is_act, act = asked.partition(".")
    if is_act and asked.isascii() and load.isdigit() and act.isdigit():
        then = at_act(session, int(load), int(act)) if max(len(load), len(act)) < 10 else None
        if then is None:
            raise NotFoundError(f"There is no load {load} with an act {act}.")
        return then
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise NotFoundError(
            f"What is looked back to is the number of a load (12) or a day (2026-03-03), not {asked[:40]!r}."
        ) from None
    if day > _latest(session):
        raise NotFoundError(TO_COME.format(day=_said(day)))
    then = at_end_of(session, day)
    if then is None:
        first = session.scalar(select(func.min(Load.finished_at)))
        since = f"the first load was on {_said(first.date())}" if first else "nothing was loaded yet"
        raise NotFoundError(f"On {_said(day)} there was nothing to show: {since}.")
    return then


def _latest(session: Session) -> date:
    """Return today, or the day of the newest load if its clock was ahead of this one."""
    newest = session.scalar(select(func.max(Load.finished_at)))
    today = datetime.now(UTC).date()
    return max(today, newest.date()) if newest else today


def look_back(session: Session, asked: str) -> Then:
    """Make all that the session reads from here on as of the moment that an address asks for."""
    then = find_moment(session, asked)
    session.info.update(looking_back(then))
    return then


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@contextmanager
def session_as_of(
    engine: Engine, catalogue: Catalogue, asked: str, scope: Scope = EVERYTHING
) -> Iterator[tuple[Session, Catalogue, Then]]:
    """Open a session that looks back; yield it with the catalogue as it was then, and the moment."""
    if catalogue.disclosure.is_public:
        raise NotFoundError(NO_LOOKING_BACK)
    with snapshot(engine, **reading_for(scope)) as session:
        then = find_moment(session, asked)
        past = catalogue_as_of(session, catalogue, then.until)
        session.info.update(looking_back(then, catalogue=past, catalogue_now=catalogue))
        yield session, past, then


@contextmanager
def at_end_of_day(session: Session, catalogue: Catalogue, day: date, today: date) -> Iterator[Catalogue]:
    """Let a session read what stood at the end of a day, for as long as this lasts; yield the catalogue of
    then. Where nothing had been loaded by then, no value is known. Today is read as it is.

    day: not after today
    """
    if day >= today:
        yield catalogue
        return
    until = datetime.combine(day + timedelta(days=1), time.min)
    newest = session.scalar(select(func.max(Load.id))) or 0
    then = at_end_of(session, day) or Then(0, until, named=newest)
    past = catalogue_as_of(session, catalogue, then.until)
    with as_it_stood(session, then, catalogue=past, catalogue_now=catalogue):
        yield past


def catalogue_as_of(session: Session, catalogue: Catalogue, until: datetime) -> Catalogue:
    """Return the catalogue, each of its indicators as it was described at a moment. One whose earlier
    description this program can no longer read, or that was not kept yet, is described as today."""
    newest = (
        select(func.max(IndicatorVersion.id))
        .where(IndicatorVersion.first_used <= until)
        .group_by(IndicatorVersion.indicator_id)
    )
    query = (
        select(IndicatorKey.code, IndicatorVersion.content)
        .join(IndicatorKey, IndicatorKey.id == IndicatorVersion.indicator_id)
        .where(IndicatorVersion.id.in_(newest))
    )
    changed = {}
    for code, content in session.execute(query):
        today = catalogue.indicators.get(code)
        then = _read(content, today) if today is not None else None
        if then is not None and then != today:
            changed[code] = then
    if not changed:
        return catalogue
    past = catalogue.model_copy(update={"indicators": {**catalogue.indicators, **changed}})
    # Kept answers are told apart by the first.
    for derived in ("fingerprint", "measured", "counted_together"):
        past.__dict__.pop(derived, None)
    return past


def _read(content: str, today: Indicator) -> Indicator | None:
    try:
        then = Indicator.model_validate(orjson.loads(content))
        then._own_sets = today._own_sets
        then.rules  # noqa: B018  # a rule set that is gone
    except (ValidationError, KeyError):
        return None
    return then


@dataclass(frozen=True, slots=True)
class Past:
    """The moment that a page shows when it looks back."""

    asked: str
    """As in the address."""
    load: int
    on: date
    """The day the load was done, or the day that was asked for."""


@contextmanager
def deployment_as_of(here: Deployment, asked: str) -> Iterator[tuple[Session, Deployment, Past]]:
    """Open a session that looks back; yield it with the deployment as it was: its catalogue, and the day it
    was."""
    with session_as_of(here.engine, here.catalogue, asked, here.scope) as (session, catalogue, then):
        day = session.scalar(select(Load.as_at).where(Load.id == then.load))
        on = then.until.date() if asked.isdigit() else then.until.date() - timedelta(days=1)
        if then.acted is not None:
            on = day = then.acted.date()
        settings = here.settings.model_copy(update={"today": day})
        yield session, replace(here, catalogue=catalogue, settings=settings), Past(asked, then.load, on)


def changed_since(then: SeriesResult, now: SeriesResult | None) -> int:
    """Count the values of a series that have changed, or gone, since: as they are shown."""
    if now is None:
        return len(then.periods)
    held = {period: i for i, period in enumerate(now.periods)}
    return sum(
        period not in held or not np.array_equal(_counts(then, i), _counts(now, held[period]), equal_nan=True)
        for i, period in enumerate(then.periods)
    )


def _counts(of: SeriesResult, i: int) -> tuple[float, float]:
    return of.numerator[i], of.denominator[i]


@dataclass(frozen=True, slots=True)
class EarlierValue:
    """A value that a later load changed."""

    value: float
    """In the indicator's unit; NaN where it was missing."""
    load: int
    """The load that changed it, and the day of it."""
    on: date


def earlier_values(session: Session, result: SeriesResult) -> dict[date, tuple[EarlierValue, ...]]:
    """Return, by period, what everyone's values were before loads changed them, the latest first. Of groups
    nothing is said: what was hidden then is not known to be fit to be shown."""
    ids = read_ids(session).series_ids(result.key)
    if ids is None or ids[2] != EVERYONE or result.indicator.is_rare_event or is_published(session):
        return {}
    found: dict[date, tuple[EarlierValue, ...]] = {}
    after: dict[date, tuple[float | None, float | None]] = {
        period: (_or_none(result.numerator[i]), _or_none(result.denominator[i]))
        for i, period in enumerate(result.periods)
    }
    for row in revisions(session, ids[0], ids[1]):
        numbers = (row.numerator, row.denominator)
        if after.get(row.period_start) not in (None, numbers):
            was = EarlierValue(_value(*numbers, result), row.superseded_by, row.finished_at.date())
            found[row.period_start] = (*found.get(row.period_start, ()), was)
        after[row.period_start] = numbers
    return found


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _value(numerator: float | None, denominator: float | None, result: SeriesResult) -> float:
    if numerator is None:
        return float("nan")
    if np.isnan(result.denominator).all() and denominator is None:
        return numerator
    return numerator / denominator * result.indicator.per if denominator else float("nan")
