"""`python -m loaders watch`: its arguments, and what it ends with."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from errors import LoadRefusedError
from loaders.run.plan import data_folder
from loaders.watch.watcher import Watcher, until_told
from settings import Settings


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    load_catalogue(settings.catalogue)  # what is wrong with it now is told now
    watcher = Watcher(
        engine,
        lambda: load_catalogue(settings.catalogue),
        data_folder(settings),
        every=chosen.every,
        settle=chosen.settle,
        today=lambda: settings.today or datetime.now(UTC).date(),
    )
    if not chosen.once:
        until_told(watcher)
        return 0
    watcher.round()
    return LoadRefusedError.exit_code if watcher.refused else 0
