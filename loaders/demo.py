"""The demo: a health board that does not exist, loaded like anybody's files.

python -m loaders demo
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import data.demo
from data.database import migrate, transaction
from data.models import Fact
from loaders.load import run
from quality import records
from quality.catalogue import Catalogue
from quality.results import SeriesKey
from quality.signals import refresh_if_redefined
from sqlalchemy import Engine

Progress = Callable[[str, int, int], None]
"""What is being done, how many steps are behind, how many there are."""


def make_demo(engine: Engine, catalogue: Catalogue, folder: Path, progress: Progress | None = None) -> None:
    """Write the demo's files, load them, and record what its people did. The database must be empty."""
    migrate(engine)
    data.demo.write(folder)
    _record_acts(engine)
    run(engine, catalogue, None, folder=folder, as_at=data.demo.TODAY, progress=progress)
    with transaction(engine) as session:
        session.merge(Fact(name="demo_day", value=data.demo.TODAY.isoformat()))
        refresh_if_redefined(session, catalogue)


def _record_acts(engine: Engine) -> None:
    """The acts come before the loads, so that the first judgement already knows the new limits."""
    with transaction(engine) as session:
        for entry in sorted([*data.demo.REPHASES, *data.demo.ANNOTATIONS], key=lambda act: act.period):
            who = {
                "key": SeriesKey(entry.indicator, entry.service),
                "by": entry.actor,
                "role": entry.role,
                "at": datetime.combine(entry.period, time(9)),
            }
            if entry in data.demo.REPHASES:
                records.rephase(session, first_period=entry.period, reason=entry.text, **who)
            else:
                records.annotate(session, period=entry.period, text=entry.text, **who)
