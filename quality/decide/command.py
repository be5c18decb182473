"""Do what `python -m quality.decide` was told."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.identifiers import scan
from catalogue.models import Catalogue
from catalogue.reading.read import load_catalogue
from data.database import is_empty, transaction
from errors import DecisionError, NotFoundError, Problem
from quality.acts.decision import Decision, DecisionKind
from quality.acts.in_force import SeriesDecisions
from quality.decide import decide, wording
from quality.decide.checks import DecisionRequest, Person
from quality.deployment import demo_day
from quality.reference.ids import read_ids
from quality.series.key import SeriesKey
from quality.signals.read import find_indicator, read_series
from settings import Settings

KINDS = {
    "rephase": DecisionKind.REPHASE,
    "fix-baseline": DecisionKind.BASELINE,
    "exclude": DecisionKind.EXCLUSION,
    "annotate": DecisionKind.ANNOTATION,
    "set-target": DecisionKind.TARGET,
    "set-trajectory": DecisionKind.TRAJECTORY,
}


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    catalogue = load_catalogue(settings.catalogue)
    if is_empty(engine):
        raise NotFoundError("There is nothing in this database yet: load data first.")
    if chosen.command == "list":
        _list(chosen, engine, catalogue)
    else:
        _decide(chosen, engine, catalogue, settings)
    return 0


def _decide(chosen: argparse.Namespace, engine: Engine, catalogue: Catalogue, settings: Settings) -> None:
    person = Person(chosen.by, chosen.role)
    now = datetime.now(UTC).replace(tzinfo=None)
    with transaction(engine) as session:
        if chosen.command == "withdraw":
            act = chosen.number or _number(session, chosen)
            key, done = decide.withdraw(
                session, catalogue, act, chosen.reason, person, at=now, sure=_sure(chosen, catalogue)
            )
        else:
            key = _key(chosen)
            request = DecisionRequest(
                KINDS[chosen.command],
                key,
                chosen.period,
                chosen.reason,
                chosen.first_period,
                chosen.value,
                chosen.start_value,
                _sure(chosen, catalogue),
            )
            today = settings.today or demo_day(engine) or now.date()
            done = decide.decide(session, catalogue, request, person, at=now, today=today)
    frequency = catalogue.indicators[key.indicator].frequency
    print(f"Recorded as number {done.act}: {_line(done, frequency)}")
    with Session(engine) as session:
        if note := _provisional(session, catalogue, key, done):
            print(note)


def _sure(chosen: argparse.Namespace, catalogue: Catalogue) -> str:
    """Return the tokens of all that a reason holds, where who decides says that it is no patient's."""
    marks = scan(chosen.reason, numbers=catalogue.organisation.hospital_numbers)
    return " ".join(mark.token for mark in marks) if chosen.is_no_patients else ""


def _number(session: Session, chosen: argparse.Namespace) -> int:
    """Return the number of the act that is meant by its kind and period."""
    missing = [name for name in ("indicator", "service", "kind", "period") if not getattr(chosen, name)]
    problems = [Problem(name, "it is not said", "this, or the decision's --number") for name in missing]
    try:
        period = date.fromisoformat(chosen.period) if chosen.period else None
    except ValueError:
        problems.append(Problem("period", "it cannot be read", "such as 2026-04-01", repr(chosen.period)))
        period = None
    if problems or period is None:
        raise DecisionError(problems)
    return decide.number_of(session, _key(chosen), KINDS[chosen.kind], period)


def _provisional(session: Session, catalogue: Catalogue, key: SeriesKey, done: Decision) -> str:
    if done.kind not in (DecisionKind.REPHASE, DecisionKind.BASELINE):
        return ""
    result = read_series(session, catalogue, key)
    few = [phase for phase in result.phases if phase.is_provisional] if result else []
    meant = [p for p in few if done in (p.rephase, p.baseline and p.baseline.decision)]
    return "The new limits are called provisional: they rest on few points so far." if meant else ""


def _list(chosen: argparse.Namespace, engine: Engine, catalogue: Catalogue) -> None:
    key = _key(chosen)
    indicator = find_indicator(catalogue, key.indicator)
    with Session(engine) as session:
        known = read_ids(session)
        known.series_ids(key)  # says so when there is no such service or group
        decided = known.decisions.get(key, SeriesDecisions())
        service = known.services[key.service].name
    group = f", {key.category}" if key.category else ""
    print(f"{indicator.title}, {service}{group}")
    if not decided.acts:
        print("Nothing was decided about this series.")
    for act in decided.acts:
        print(f"{act.act:>6}  {_line(act, indicator.frequency)}")
        if not act.withdrawn and not decided.holds(act):
            print("        a later decision replaced it")


def _line(act: Decision, frequency: Frequency) -> str:
    back = wording.withdrawn(act)
    line = f"{wording.what(act, frequency)} ({wording.who(act)})"
    return f"{line}\n        {back}" if back else line


def _key(chosen: argparse.Namespace) -> SeriesKey:
    return SeriesKey(chosen.indicator, chosen.service, chosen.group)
