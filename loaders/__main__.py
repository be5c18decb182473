"""Load data from the command line.

Exit codes: 0 all is well (single rows may have been refused: see the table), 2 a mistake in the command
or the settings, 3 a mistake in the catalogue, 4 a file, an undoing or a backup was refused whole, 5 the
database cannot be used, 6 `verify` found something.
"""

from __future__ import annotations

from collections.abc import Sequence

import command_line
from loaders.commands.arguments import add_arguments

COMMANDS = {
    "sketch": ("loaders.commands.sketch", "look at a file and write a first catalogue entry for it"),
    "check": ("loaders.commands.check", "show what a load would read, refuse and change; writes nothing"),
    "run": ("loaders.commands.run", "load the catalogue's sources: all, or those named"),
    "watch": ("loaders.commands.watch", "load files as they come, put bad ones aside"),
    "undo": ("loaders.commands.undo", "take back what loads stored; what is taken back is kept"),
    "backup": ("loaders.commands.database", "write everything into one file, while everybody goes on"),
    "restore": (
        "loaders.commands.database",
        "make an empty database what a backup says, whole or not at all",
    ),
    "verify": ("loaders.commands.database", "check that everything is whole; only reads"),
    "setup": ("loaders.commands.database", "make or migrate the database, and nothing else"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    return command_line.main("python -m loaders", __doc__ or "", COMMANDS, add_arguments, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
