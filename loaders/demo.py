"""The demo: a health board that does not exist, loaded like anybody's files."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, delete, true
from sqlalchemy.orm import Session

import data.demo
from catalogue.models import Catalogue
from data.database import migrate, transaction
from data.lock import only_loader
from data.models import EVERYONE, Base, Category, Fact
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
        with transaction(engine) as session:
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
        proposed = ProposedAct(entry.kind, entry.service, said, entry.indicator)
        who = {"by": entry.actor, "role": entry.role}
        with transaction(engine) as session:
            act = perform(session, catalogue, proposed, **who, at=entry.at, today=entry.at.date())
        done |= {entry.id: act.id} if entry.id else {}
