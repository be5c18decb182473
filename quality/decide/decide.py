"""Decide about a chart: check what a person wants, write it down, and judge the series again, all in the
caller's transaction. Nothing is ever deleted: what no longer holds is withdrawn, with a reason.

    python -m quality.decide --help                 the command for people with access to the server
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from errors import DecisionError, Problem
from quality.acts import ledger
from quality.acts.decision import Decision, DecisionKind
from quality.acts.in_force import NO_DECISIONS, SeriesDecisions
from quality.decide.checks import Person, Wish, objections, unsaid
from quality.reference.ids import Ids, read_ids_afresh
from quality.series.key import SeriesKey
from quality.signals.refresh import refresh


def decide(
    session: Session, catalogue: Catalogue, wish: Wish, person: Person, *, at: datetime, today: date
) -> Decision:
    """Record a decision and judge its series again. DecisionError names everything that stands in the way."""
    known = read_ids_afresh(session)
    problems = objections(session, catalogue, known, wish, person, today)
    if problems:
        raise DecisionError(problems)
    return _record(session, catalogue, wish, person, at)


def withdraw(
    session: Session, catalogue: Catalogue, act: int, reason: str, person: Person, *, at: datetime
) -> tuple[SeriesKey, Decision]:
    """Take an earlier act back: from now on it does not hold. It stays in the record, with both reasons."""
    problems = [*unsaid(reason, person)]
    known = read_ids_afresh(session)
    found = _find_act(known, act)
    if found is None:
        problems.append(Problem("act", f"there is no decision with the number {act}", "a number from `list`"))
    elif gone := found[1].withdrawn:
        problems.append(Problem("act", f"number {act} was taken back on {gone.on} by {gone.actor} already"))
    if problems or found is None:
        raise DecisionError(problems)
    key = found[0]
    ledger.withdraw(
        session,
        key=key,
        act=act,
        reason=reason.strip(),
        by=person.name.strip(),
        role=person.role.strip(),
        at=at,
    )
    return key, _judged_again(session, catalogue, key, act)


def number_of(session: Session, key: SeriesKey, kind: DecisionKind, period: date) -> int:
    """The number of the act of a kind and period that holds now, to take it back by."""
    held = history(session, key)
    found = [act for act in held.surviving if act.kind is kind and act.period == period]
    if kind is DecisionKind.ANNOTATION and len(found) > 1:
        numbers = ", ".join(str(act.act) for act in found)
        raise DecisionError([Problem("act", f"there are {len(found)} of {period}", f"one of {numbers}")])
    if not found:
        word, there_is = WORDS[kind], [str(act.period) for act in held.surviving if act.kind is kind]
        expected = "one of " + ", ".join(there_is) if there_is else f"a series with {word}"
        raise DecisionError([Problem("period", f"there is no {word} of {period} here", expected)])
    return found[-1].act


WORDS = {
    DecisionKind.REPHASE: "recalculation of limits",
    DecisionKind.BASELINE: "fixed baseline",
    DecisionKind.EXCLUSION: "point left out",
    DecisionKind.ANNOTATION: "note",
}


def history(session: Session, key: SeriesKey) -> SeriesDecisions:
    """Everything decided about a series, withdrawn acts included."""
    return read_ids_afresh(session).decisions.get(key, NO_DECISIONS)


# -- writing down -----------------------------------------------------------------------------------


def _record(session: Session, catalogue: Catalogue, wish: Wish, person: Person, at: datetime) -> Decision:
    period, text = date.fromisoformat(wish.period), wish.text.strip()
    first = date.fromisoformat(wish.first_period) if wish.first_period else None
    by, role, key = person.name.strip(), person.role.strip(), wish.key
    match wish.kind:
        case DecisionKind.REPHASE:
            act = ledger.rephase(session, key=key, first_period=period, reason=text, by=by, role=role, at=at)
        case DecisionKind.EXCLUSION:
            act = ledger.exclude(session, key=key, period=period, reason=text, by=by, role=role, at=at)
        case DecisionKind.ANNOTATION:
            act = ledger.annotate(session, key=key, period=period, text=text, by=by, role=role, at=at)
        case DecisionKind.BASELINE:
            act = ledger.fix_baseline(
                session, key=key, first_period=first, last_period=period, reason=text, by=by, role=role, at=at
            )
    return _judged_again(session, catalogue, key, act)


def _judged_again(session: Session, catalogue: Catalogue, key: SeriesKey, act: int) -> Decision:
    """Groups are judged when they are asked for, behind the disclosure gate: nothing of theirs is stored."""
    known = read_ids_afresh(session)
    ids = known.series_ids(key)
    refresh(session, catalogue, [ids] if ids else [])
    found = _find_act(known, act)
    assert found is not None, "it was written down a moment ago"
    return found[1]


def _find_act(known: Ids, act: int) -> tuple[SeriesKey, Decision] | None:
    for key, decided in known.decisions.items():
        for decision in decided.acts:
            if decision.act == act:
                return key, decision
    return None
