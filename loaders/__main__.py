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
or the settings, 3 a mistake in the catalogue, 4 a file, an undoing or a backup was refused whole, 5 the
database cannot be used, 6 `verify` found something.
"""

from __future__ import annotations

from collections.abc import Sequence

import command_line

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
    return command_line.main("python -m loaders", __doc__ or "", COMMANDS, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
