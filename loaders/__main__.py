"""Load data from the command line.

    python -m loaders sketch FILE                 write a first catalogue entry for an unknown file
    python -m loaders check [SOURCE …]            show what a load would do; writes nothing
    python -m loaders run [SOURCE …] [--check]    load the catalogue's sources (all, or those named)
    python -m loaders watch [--every 10m]         load files as they come, put bad ones aside
    python -m loaders undo LOAD [LOAD …]          take back what loads stored
    python -m loaders backup FILE                 everything into one file, while everybody goes on working
    python -m loaders restore FILE                make an empty database what a backup says
    python -m loaders verify                      check that everything is whole; only reads
    python -m loaders setup                       make or migrate the database, and nothing else

Exit codes: 0 all is well (single rows may have been refused: see the table), 2 a mistake in the command
or the settings, 3 a mistake in the catalogue, 4 a file , an undoing or a backup was refused whole, 5 the
database cannot be used, 6 `verify` found something.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from data.database import migrate
from data.database_errors import open_database, plain_database_errors
from data.lock import WAIT
from errors import BrightspotError, LoadRefusedError
from loaders.commands import backup as keep_command
from loaders.commands import report, sketch
from loaders.commands import undo as undo_command
from loaders.commands import watch as watch_command
from loaders.job import LoadReport
from loaders.run.load import run
from loaders.run.plan import data_folder, plan
from settings import Settings, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        engine = open_database(chosen.database or settings.database)
        try:
            return _do(chosen, settings, engine)
        finally:
            engine.dispose()
    except BrightspotError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nStopped. What was finished stays; the file at hand was undone.", file=sys.stderr)
        return 130


def _do(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    if chosen.command == "setup":
        with plain_database_errors():
            migrate(engine)
        print("The database is ready.")
        return 0
    commands = {"check": _check, "run": _run, "undo": undo_command.run, "watch": watch_command.run}
    commands["sketch"] = sketch.run
    commands |= dict.fromkeys(keep_command.COMMANDS, keep_command.run)
    return commands[chosen.command](chosen, settings, engine)


def _run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    catalogue = load_catalogue(chosen.catalogue or settings.catalogue)
    folder = data_folder(chosen, settings)
    with _bar() as bar:
        task = bar.add_task("", total=None)
        reports = run(
            engine,
            catalogue,
            chosen.sources or None,
            folder=folder,
            as_at=chosen.as_at or settings.today,
            check=chosen.check,
            wait=chosen.wait,
            progress=lambda what, done, total: bar.update(
                task, description=what, completed=done, total=total
            ),
        )
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)  # a log file has no edge
    report.show(console, reports, is_check=chosen.check)
    return _exit_code(reports)


def _check(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    from loaders.preview import build as preview  # what only this command needs
    from loaders.preview import text as preview_text

    catalogue = load_catalogue(chosen.catalogue or settings.catalogue)
    folder = data_folder(chosen, settings)
    steps = plan(catalogue, chosen.sources or None, folder)
    with _bar() as bar, plain_database_errors():
        task = bar.add_task("", total=None)
        found = preview.make(
            engine,
            catalogue,
            steps,
            folder=folder,
            as_at=chosen.as_at or settings.today or datetime.now(UTC).date(),
            rows=chosen.rows,
            progress=lambda what, done, total: bar.update(
                task, description=what, completed=done, total=total
            ),
        )
    if chosen.json:
        print(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        console = Console()
        preview_text.show(console if console.is_terminal else Console(width=preview_text.WIDTH), found)
    return LoadRefusedError.exit_code if found.is_refused else 0


def _bar() -> Progress:
    # To stderr, and gone when done: what is kept of a run is its table.
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _exit_code(reports: Sequence[LoadReport]) -> int:
    return LoadRefusedError.exit_code if any(r.is_refused for r in reports) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m loaders",
        description=(__doc__ or "").splitlines()[0],
        epilog=(__doc__ or "").partition("Exit codes")[1] + (__doc__ or "").partition("Exit codes")[2],
    )
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser("run", help="load the catalogue's sources: all, or those named")
    see = commands.add_parser("check", help="show what a load would read, refuse and change; writes nothing")
    see.add_argument("--rows", type=int, default=5, help="first rows shown of each file (default: 5)")
    see.add_argument("--json", action="store_true", help="all of it as JSON, for other programs")
    load.add_argument("--check", action="store_true", help="do everything, but write nothing")
    load.add_argument(
        "--wait",
        type=float,
        default=WAIT,
        metavar="SECONDS",
        help=f"how long to wait for another program that loads (default: {WAIT:g})",
    )
    watch = watch_command.add_parser(commands)
    for command in (load, see):
        command.add_argument("sources", nargs="*", metavar="SOURCE", help="code of a source in the catalogue")
    for command in (load, see, watch):
        command.add_argument("--catalogue", type=Path, help="a YAML file or a folder of them")
        command.add_argument("--data", type=Path, help="the folder that sources' file names start from")
        command.add_argument(
            "--as-at",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day the data stands at (default: today)",
        )
    setup = commands.add_parser("setup", help="make or migrate the database, and nothing else")
    drawn = sketch.add_parser(commands)
    undo = undo_command.add_parser(commands)
    undo.add_argument("--catalogue", type=Path, help="a YAML file or a folder of them")
    for command in (load, see, drawn, watch, setup, undo, *keep_command.add_parsers(commands)):
        command.add_argument("--database", metavar="URL", help="SQLAlchemy URL of the database")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
