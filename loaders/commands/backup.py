"""`python -m loaders backup`, `restore`, `verify`: keep what was loaded and decided, and know it is whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from data.backup.archive import ArchiveError, Manifest, back_up, holds_anything, restore
from data.database import is_empty
from data.database_errors import DatabaseError, plain_database_errors
from data.lock import WAIT, only_loader
from errors import BrightspotError
from loaders.run.verify import lines, verify
from settings import Settings

COMMANDS = ("backup", "restore", "verify")
NOT_WHOLE = 6
"""Exit code of `verify` when it found anything."""


class RefusedArchiveError(BrightspotError):
    """A backup that cannot be written or used as asked."""

    exit_code = 4


def add_parsers(commands: Any) -> list[argparse.ArgumentParser]:
    """The commands' own arguments."""
    backup = commands.add_parser(
        "backup",
        help="write everything into one file, while everybody goes on working",
        description="The file holds everything, groups and people's decisions included: keep it as safe as "
        "the database. It can be restored into SQLite and PostgreSQL.",
    )
    backup.add_argument("file", type=Path, metavar="FILE", help="a new file, or a folder to make one in")
    restoring = commands.add_parser(
        "restore",
        help="make an empty database what a backup says, whole or not at all",
        description="Backups of earlier versions are brought up to date.",
    )
    restoring.add_argument("file", type=Path, metavar="FILE", help="a backup")
    restoring.add_argument(
        "--replace",
        action="store_true",
        help="also where there is something: that is backed up first, beside FILE",
    )
    checking = commands.add_parser("verify", help="check that everything is whole; only reads")
    checking.add_argument("--catalogue", type=Path, help="a YAML file or a folder of them")
    return [backup, restoring, checking]


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    with plain_database_errors(), _plain_archive_errors():
        if chosen.command == "backup":
            return _backup(chosen, engine)
        if chosen.command == "restore":
            return _restore(chosen, engine)
        return _verify(chosen, settings, engine)


@contextmanager
def _plain_archive_errors() -> Iterator[None]:
    try:
        yield
    except ArchiveError as error:
        raise RefusedArchiveError(f"{error} Nothing was changed.") from None
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else "the backup"
        raise DatabaseError(
            f"{name} could not be read or written ({error.strerror}). Nothing was changed, and no unfinished "
            "backup is left. Make room or give the right to, and run this again."
        ) from None


def _backup(chosen: argparse.Namespace, engine: Engine) -> int:
    file: Path = _named(chosen.file, "brightspot") if chosen.file.is_dir() else chosen.file
    manifest = back_up(engine, file)
    print(f"{file}: {_told(manifest)}.")
    return 0


def _restore(chosen: argparse.Namespace, engine: Engine) -> int:
    chosen.file.stat()  # whether it is there at all, before anything else is said
    with only_loader(engine, "loaders restore", wait=WAIT, say=print):
        if not is_empty(engine) and holds_anything(engine):
            if not chosen.replace:
                raise ArchiveError(
                    "There is something in this database already. Restore into an empty one, or say "
                    "--replace: what is there is then backed up first, beside the file."
                )
            before = _named(chosen.file.parent, "before-restore")
            back_up(engine, before)
            print(f"What was there is kept in {before}.")
        manifest = restore(engine, chosen.file)
    print(f"Restored as it was at {manifest.made_at}: {_told(manifest)}.")
    return 0


def _verify(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    catalogue = load_catalogue(chosen.catalogue or settings.catalogue)
    if is_empty(engine):
        raise DatabaseError("There is nothing in this database yet: nothing to verify.")
    wrong = 0
    for finding in verify(engine, catalogue):
        print("\n".join(lines(finding)), flush=True)
        wrong += not finding.is_well
    if wrong:
        print(
            f"\n{wrong} of these {'is' if wrong == 1 else 'are'} wrong. Keep a copy as it is, and restore "
            "the newest backup that verifies; docs/how-to/back-up-and-restore.md says how."
        )
        return NOT_WHOLE
    print("\nEverything is whole.")
    return 0


def _named(folder: Path, stem: str) -> Path:
    return folder / f"{stem}-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.zip"


def _told(manifest: Manifest) -> str:
    rows = manifest.rows
    values = rows.get("observation", 0) + rows.get("event", 0)
    return (
        f"{values:,} values of {rows.get('service', 0):,} services, {rows.get('load', 0):,} loads, "
        f"{rows.get('act', 0):,} decisions; {sum(rows.values()):,} rows in all"
    )
