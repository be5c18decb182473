"""Do what `python -m server.messages` was told."""

from __future__ import annotations

import argparse
import signal
from datetime import timedelta

from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from components.words import messages as words
from data.database import is_empty, migrate
from errors import BrightspotError
from quality.deployment import Deployment, demo_day
from quality.messages.queue import newest
from quality.messages.targets import is_on, targets
from quality.reference.ids import read_ids
from server.messages.sender import Sender
from settings import Settings

NOT_SENT = 1


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    if is_empty(engine):
        raise BrightspotError(words.NOTHING_YET)
    migrate(engine)
    catalogue = load_catalogue(settings.catalogue)
    here = Deployment(engine, catalogue, settings, demo_day(engine))
    if chosen.command == "list":
        print("\n".join(_listed(here)))
        return 0
    for line in _notes(here):
        print(line)
    sender = Sender(here)
    if chosen.every is None:
        sender.round()
        return NOT_SENT if sender.failures else 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sender.stop.set())
    sender.watch(timedelta(seconds=chosen.every))
    return 0


def _notes(here: Deployment) -> list[str]:
    """Say what keeps messages from being sent."""
    found = targets(here.catalogue)
    with here.session() as session:
        tree = read_ids(session).services
    notes = [words.off(one) for one in found if not is_on(one, here.settings)]
    notes += [
        words.unknown(code) for code in sorted({one.service for one in found if one.service not in tree})
    ]
    notes += [] if found else [words.NO_TARGETS]
    notes += [words.NO_ADDRESS] if found and not here.settings.address else []
    return list(dict.fromkeys(notes))


def _listed(here: Deployment) -> list[str]:
    lines = [words.target(one) for one in targets(here.catalogue)] + _notes(here)
    with here.session() as session:
        lines += [words.queued(row) for row in newest(session)]
    return lines
