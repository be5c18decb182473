"""`python -m loaders watch`: its arguments, and what it ends with."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from command_line import add_options
from errors import LoadRefusedError
from loaders.run.plan import data_folder
from loaders.watch.watcher import Watcher, until_told
from settings import Settings


def add_arguments(parser: argparse.ArgumentParser, _name: str) -> None:
    parser.add_argument(
        "--every", type=_span, default="10m", metavar="SPAN", help="how often to look: 30s, 10m (default), 2h"
    )
    parser.add_argument(
        "--settle", type=_span, default="2s", metavar="SPAN", help="how long a file must stay as it is"
    )
    parser.add_argument(
        "--once", action="store_true", help="look once; `--every` then says how often you mean to"
    )
    add_options(parser, "catalogue", "data", "as-at")


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


def _span(text: str) -> timedelta:
    """Read `10m`: a number of seconds, minutes, hours or days."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"expected a span of time such as 30s, 10m, 2h or 1d, not {text!r}")
    unit = {"": "seconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: float(found[1])})
