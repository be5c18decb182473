"""Decide about a chart from the command line, until people can sign in and do it on the page.

    python -m quality.decide rephase       new limits start at --period
    python -m quality.decide fix-baseline  only the points up to --to (from --from) set the limits
    python -m quality.decide exclude       leave the point of --period out of limits and rules
    python -m quality.decide annotate      note what happened in --period
    python -m quality.decide withdraw      take a decision back: by its number, or by its kind and period
    python -m quality.decide list          what was decided about a series, withdrawn decisions included

Exit codes: 0 recorded, 2 a mistake in what was asked or in the settings: nothing was recorded, 3 a mistake in
the catalogue, 5 the database cannot be used.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

import command_line
from catalogue.fields.periods import Frequency
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

COMMANDS = {
    "rephase": "new limits start at a period",
    "fix-baseline": "only some points set the limits; later ones are judged against them",
    "exclude": "a point stays visible, sets no limits and takes part in no rule",
    "annotate": "note what happened in a period",
    "withdraw": "take a decision back",
    "list": "what was decided about a series, withdrawn decisions included",
}
KINDS = {
    "rephase": DecisionKind.REPHASE,
    "fix-baseline": DecisionKind.BASELINE,
    "exclude": DecisionKind.EXCLUSION,
    "annotate": DecisionKind.ANNOTATION,
}


def main(arguments: Sequence[str] | None = None) -> int:
    table = {name: (__name__, words) for name, words in COMMANDS.items()}
    return command_line.main("python -m quality.decide", __doc__ or "", table, arguments)


def add_arguments(command: argparse.ArgumentParser, name: str) -> None:
    is_needed = name != "withdraw"
    command.add_argument("--indicator", required=is_needed, default="", help="code in the catalogue")
    command.add_argument("--service", required=is_needed, default="", help="code of the service")
    command.add_argument("--group", default="", metavar="DIMENSION:CODE", help="a group; else everyone")
    command_line.add_options(command, "catalogue")
    if name != "list":
        _add_what(command, name)


def _add_what(command: argparse.ArgumentParser, name: str) -> None:
    """Ask for all that is decided."""
    day, is_baseline, is_withdrawn = "YYYY-MM-DD", name == "fix-baseline", name == "withdraw"
    period, words = ("--to", "its last period") if is_baseline else ("--period", "first day of the period")
    command.add_argument(
        period, dest="period", metavar=day, required=not is_withdrawn, default="", help=words
    )
    command.set_defaults(first_period="")
    if is_baseline:
        start = "its first period (default: that of its phase)"
        command.add_argument("--from", dest="first_period", metavar=day, default="", help=start)
    if is_withdrawn:
        command.add_argument("--number", type=int, help="of the decision, as `list` gives it")
        command.add_argument("--kind", choices=tuple(KINDS), help="with --period, instead of its number")
    said = ("--reason", "--text") if name == "annotate" else ("--reason",)
    words = "what happened" if name == "annotate" else "why: it will stand beside the chart"
    command.add_argument(*said, dest="reason", required=True, help=words)
    command.add_argument("--by", required=True, metavar="NAME", help="who decides")
    command.add_argument("--role", required=True, help="what they answer for, such as Senior charge nurse")


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
            key, done = decide.withdraw(session, catalogue, act, chosen.reason, person, at=now)
        else:
            key = _key(chosen)
            request = DecisionRequest(
                KINDS[chosen.command], key, chosen.period, chosen.reason, chosen.first_period
            )
            today = settings.today or demo_day(engine) or now.date()
            done = decide.decide(session, catalogue, request, person, at=now, today=today)
    frequency = catalogue.indicators[key.indicator].frequency
    print(f"Recorded as number {done.act}: {_line(done, frequency)}")
    with Session(engine) as session:
        if note := _provisional(session, catalogue, key, done):
            print(note)


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
