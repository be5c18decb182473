"""The demo: a health board that does not exist, loaded like anybody's files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, delete, select, true, update
from sqlalchemy.orm import Session

import data.demo
from catalogue.models import Catalogue
from data.database import migrate, transaction
from data.lock import only_loader
from data.models import EVERYONE, Base, Category, Fact, IndicatorVersion, Load
from quality.acts import ledger
from quality.series.key import SeriesKey

if TYPE_CHECKING:
    from loaders.run.load import Progress


def make_demo(engine: Engine, catalogue: Catalogue, folder: Path, progress: Progress | None = None) -> None:
    """Write the demo's files, load them, and record what its people did, in an empty database or one
    where this was begun and cut off."""
    from loaders.run.load import run  # not by a server that only asks whether there is anything to make

    with only_loader(engine, "making the demo"):
        migrate(engine)
        _start_afresh(engine)
        data.demo.write(folder)
        _record_acts(engine)
        run(engine, catalogue, None, folder=folder, as_at=data.demo.TODAY, progress=progress)
        _act(engine, catalogue)
        _act_in_the_year_before(engine, catalogue)
        _meet(engine, catalogue)
        _register(engine, catalogue)
        with transaction(engine) as session:
            _set_clock_back(session)
            session.merge(Fact(name="demo_day", value=data.demo.TODAY.isoformat()))
            session.merge(Fact(name=STATE, value="made"))


STATE = "demo"  # fact that says `making` until the demo is `made`


def is_half_made(engine: Engine) -> bool:
    """Return whether somebody stopped the program while it made the demo."""
    with Session(engine) as session:
        fact = session.get(Fact, STATE)
        return fact is not None and fact.value == "making"


def _start_afresh(engine: Engine) -> None:
    with transaction(engine) as session:
        if is_half_made(engine):
            for table in reversed(Base.metadata.sorted_tables):
                everyone = Category.id != EVERYONE if table is Category.__table__ else true()
                session.execute(delete(table).where(everyone))
        session.merge(Fact(name=STATE, value="making"))


def _set_clock_back(session: Session) -> None:
    """Let the files have come on the morning of the demo's day, one after the other: no page may show a day
    that has not come there."""
    morning = datetime.combine(data.demo.TODAY, time(6))
    for load in session.scalars(select(Load)):
        load.started_at, load.finished_at = (morning + timedelta(seconds=load.id + end) for end in (-1, 0))
    session.execute(update(IndicatorVersion).values(first_used=morning))


def _record_acts(engine: Engine) -> None:
    """Record the acts before the loads, so that the first judgement already knows the new limits."""
    with transaction(engine) as session:
        for entry in sorted(data.demo.ACTS, key=lambda act: act.period):
            # What is known only when a month is over is decided in the next.
            days = 40 if entry.kind in ("baseline", "exclusion") else 0
            ledger.append(
                session,
                entry.kind,
                entry.period,
                entry.text,
                key=SeriesKey(entry.indicator, entry.service),
                by=entry.actor,
                role=entry.role,
                at=datetime.combine(entry.period + timedelta(days), time(9)),
            )


def _act(engine: Engine, catalogue: Catalogue) -> None:
    """Let the teams do what they did, about the signals that the loads have shown."""
    from quality.lifecycle.perform import ProposedAct, perform

    done: dict[str, int] = {}
    for entry in data.demo.TEAM_ACTS:
        said = {name: str(value) for name, value in entry.said.items()}
        said |= {"of": str(done[entry.of])} if entry.of else {}
        proposed = ProposedAct(entry.kind, entry.service, said, entry.indicator, group=entry.group)
        who = {"by": entry.actor, "role": entry.role}
        with transaction(engine) as session:
            act = perform(session, catalogue, proposed, **who, at=entry.at, today=entry.at.date())
        done |= {entry.id: act.id} if entry.id else {}


SECRETARY = {"by": "Morven Grant", "role": "quality lead"}


def _meet(engine: Engine, catalogue: Catalogue) -> None:
    """Let the forums have met, as far as the catalogue that is loaded names them."""
    from quality.meetings.perform import ProposedRecord, record

    done: dict[str, int] = {}
    with transaction(engine) as session:
        for entry in data.demo.MEETING_ACTS:
            if entry.forum not in catalogue.forums:
                continue
            said = {name: str(value) for name, value in entry.said.items()}
            said |= {"of": str(done[entry.of])} if entry.of else {}
            proposed = ProposedRecord(entry.kind, entry.forum, entry.meeting, said)
            act = record(session, catalogue, proposed, **SECRETARY, at=entry.at, today=entry.at.date())
            done |= {entry.id: act.id} if entry.id else {}


def _register(engine: Engine, catalogue: Catalogue) -> None:
    """Let people have written in the registers."""
    from quality.registers.perform import ProposedStep, take

    done: dict[str, int] = {}
    with transaction(engine) as session:
        for entry in data.demo.REGISTER_ACTS:
            kind, _, step = entry.step.partition(".")
            said = {name: str(value) for name, value in entry.said.items()}
            proposed = ProposedStep(kind, step, entry.service, done.get(entry.of, 0), said)
            by, role = data.demo.PEOPLE[entry.by]
            act = take(session, catalogue, proposed, by=by, role=role, at=entry.at, today=entry.at.date())
            done |= {entry.id: act.id} if entry.id else {}


LEADER = {"by": "Shona Kerr", "role": "charge nurse"}
MANAGER = {"by": "Isla Duncan", "role": "manager"}


def _act_in_the_year_before(engine: Engine, catalogue: Catalogue) -> None:
    """Let other teams have asked and been answered for a year, closed signals that are over, and closed a
    huddle since: what signals led to, and how long one waits, can be read."""
    from quality.lifecycle.perform import ProposedAct, perform
    from quality.lifecycle.tiers import route
    from quality.reference.ids import read_ids

    services = sorted({one.service for one in (*data.demo.PAST_ESCALATIONS, *data.demo.PAST_CLOSINGS)})

    def do(kind: str, service: str, at: datetime, who: Mapping[str, str], **said: object) -> int:
        told = {name: str(value) for name, value in said.items()}
        proposed = ProposedAct(kind, service, told)
        return perform(session, catalogue, proposed, **who, at=at, today=at.date()).id

    with transaction(engine) as session:
        _close(session, catalogue)
        steps = {code: route(catalogue, read_ids(session).services, code)[0] for code in services}
        for one in data.demo.PAST_ESCALATIONS:
            step = steps[one.service]
            due = step.reply_by(one.sent.date())
            sent = do("escalate", one.service, one.sent, LEADER, tier=step.tier, text=one.ask, reply_by=due)
            at = one.sent + timedelta(one.days, hours=5)
            do("reply", one.service, at, MANAGER, of=sent, text=one.answer)
        for code in services:
            do("huddle", code, data.demo.PAST_HUDDLES, LEADER, attendance=5)


def _close(session: Session, catalogue: Catalogue) -> None:
    """Record signals that were owned and closed while they lasted, with the evidence of then."""
    from catalogue.fields.periods import full_range
    from quality.acts.evidence import Evidence
    from quality.signals.read import read_signals
    from stats import Rule

    found = {
        (one.key.service, one.key.indicator, one.rule, one.first_period): one
        for one in read_signals(session, current_only=False)
    }
    for entry in data.demo.PAST_CLOSINGS:
        signal = found[entry.service, entry.indicator, Rule(entry.rule), entry.first_period]
        indicator = catalogue.indicators[entry.indicator]
        evidence = Evidence(
            rule=signal.rule,
            direction=signal.direction,
            since=signal.first_period,
            period=signal.seen_period,
            run=len(full_range(signal.first_period, signal.seen_period, indicator.frequency)),
            variation=signal.variation,
            rule_set=signal.rule_set,
            definition=indicator.fingerprint,
        ).written()
        begun = entry.at - timedelta(14)
        for kind, at, said in (
            ("own", begun, (LEADER["by"], entry.at.date().isoformat())),
            ("close", entry.at, (entry.reason, entry.text)),
        ):
            ledger.append(session, kind, *said, key=signal.key, **LEADER, at=at, evidence=evidence)
