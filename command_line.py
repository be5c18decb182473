"""The frame of the commands: a table makes the parser, options replace settings, errors end in plain
words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from errors import BrightspotError

Table = Mapping[str, tuple[str, str]]
"""Command → the module that has its `run(chosen, settings, engine)`, and what it does in a few words."""

AddArguments = Callable[[argparse.ArgumentParser, str], None]
"""Adds what a command may be told, by its name."""

OPTIONS: Mapping[str, dict[str, Any]] = {
    "catalogue": {"type": Path, "help": "a YAML file or a folder of them"},
    "data": {"type": Path, "help": "the folder that sources' file names start from"},
    "as-at": {
        "type": date.fromisoformat,
        "dest": "today",
        "metavar": "YYYY-MM-DD",
        "help": "the day the data stands at (default: today)",
    },
    "database": {"metavar": "URL", "help": "SQLAlchemy URL of the database"},
}
"""Options that take the place of the settings of the same name."""


def main(
    program: str, doc: str, table: Table, add: AddArguments, arguments: Sequence[str] | None = None
) -> int:
    """Run the command that the arguments name, and return its exit code. Its module is imported once the
    arguments make sense: nobody waits for it who asks for `--help`."""
    chosen = _parse(program, doc, table, add, sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(chosen, table[chosen.command][0])
    except BrightspotError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nStopped. What was finished stays; what was at hand was undone.", file=sys.stderr)
        return 130


def add_options(parser: argparse.ArgumentParser, *names: str) -> None:
    for name in names:
        parser.add_argument(f"--{name}", **OPTIONS[name])


def _parse(
    program: str, doc: str, table: Table, add: AddArguments, arguments: Sequence[str]
) -> argparse.Namespace:
    head, mark, codes = doc.partition("Exit codes")
    parser = argparse.ArgumentParser(prog=program, description=head.splitlines()[0], epilog=mark + codes)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, words) in table.items():
        command = commands.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}.")
        if name in arguments[:1]:
            add(command, name)
            add_options(command, "database")
    return parser.parse_args(arguments)


def _run(chosen: argparse.Namespace, module: str) -> int:
    from data.database_errors import open_database, plain_database_errors
    from settings import read_settings

    names = ("catalogue", "data", "today", "database")
    given = {name: value for name in names if (value := getattr(chosen, name, None)) is not None}
    settings = read_settings().model_copy(update=given)
    engine = open_database(settings.database)
    try:
        with plain_database_errors():
            code: int = import_module(module).run(chosen, settings, engine)
            return code
    finally:
        engine.dispose()
