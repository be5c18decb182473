"""Do what `python -m quality.retention` was told."""

from __future__ import annotations

import argparse
from collections import Counter

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import is_empty, migrate, transaction
from errors import BrightspotError
from quality.people.sessions import utc_now
from quality.retention.purge import Removal, due_for_removal, purge
from settings import Settings

ROLE = "command line"


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    if is_empty(engine):
        raise BrightspotError("There is nothing in this database yet: nothing is kept.")
    migrate(engine)
    catalogue, now = load_catalogue(settings.catalogue), utc_now()
    today = settings.today or now.date()
    if chosen.command == "list":
        with Session(engine) as session:
            _show(due_for_removal(session, catalogue, today, chosen.keep), "was kept long enough")
        return 0
    if today > now.date():
        raise BrightspotError(f"Nothing is removed as if it were {today}: that day has not come.")
    if not chosen.by.strip() or not chosen.why.strip():
        raise BrightspotError("Say who removes it, and why: neither may be empty.")
    with transaction(engine) as session:
        who = {"by": chosen.by.strip(), "role": ROLE, "reason": chosen.why.strip(), "at": now}
        removal = purge(session, catalogue, today, **who, at_least=chosen.keep)
    _show(removal, "removed")
    return 0


def _show(removal: Removal, done: str) -> None:
    if removal.is_empty:
        print(f"Nothing {done}.")
        return
    for service, team in sorted(removal.acts.items()):
        acts = team.all
        kinds = Counter(act.kind for act in acts)
        years = sorted({act.at.year for act in acts})
        when = f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
        parts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        print(f"{service or 'everywhere'}: {len(acts)} acts of {when} {done}: {parts}")
    for name, count in removal.others.items():
        if count:
            print(f"{count} {name} {done}")
