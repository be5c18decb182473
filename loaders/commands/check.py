"""`python -m loaders check [SOURCE …]`: tell what a load would do; writes nothing."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

import orjson
from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from errors import LoadRefusedError
from loaders.commands.report import console
from loaders.commands.run import bar
from loaders.preview import build, text
from loaders.run.plan import data_folder, plan
from settings import Settings


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    catalogue, folder = load_catalogue(settings.catalogue), data_folder(settings)
    steps = plan(catalogue, chosen.sources or None, folder)
    today = settings.today or datetime.now(UTC).date()
    with bar() as progress:
        found = build.make(
            engine, catalogue, steps, folder=folder, as_at=today, rows=chosen.rows, progress=progress
        )
    if chosen.json:
        print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        text.show(console(width=text.WIDTH), found)
    return LoadRefusedError.exit_code if found.is_refused else 0
