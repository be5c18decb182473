"""`python -m loaders backup`, `restore`, `verify`, `setup`: the database as a whole."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from data.backup.archive import ArchiveError, Manifest, back_up, holds_anything, restore
from data.database import is_empty, migrate
from data.database_errors import DatabaseError
from data.lock import WAIT, only_loader
from loaders.run.verify import lines, verify
from settings import Settings

NOT_WHOLE = 6  # exit code of `verify` when it found anything


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    commands = {"backup": _backup, "restore": _restore, "verify": _verify, "setup": _set_up}
    return commands[chosen.command](chosen, settings, engine)


@contextmanager
def _plain_archive_errors() -> Iterator[None]:
    try:
        yield
    except ArchiveError as error:
        raise ArchiveError(f"{error} Nothing was changed.") from None
    except OSError as error:
        name = Path(str(error.filename)).name if error.filename else "the backup"
        raise DatabaseError(
            f"{name} could not be read or written ({error.strerror}). Nothing was changed, and no unfinished "
            "backup is left. Make room or give the right to, and run this again."
        ) from None


@_plain_archive_errors()
def _backup(chosen: argparse.Namespace, _settings: Settings, engine: Engine) -> int:
    file: Path = _named(chosen.file, "brightspot") if chosen.file.is_dir() else chosen.file
    manifest = back_up(engine, file)
    print(f"{file}: {_told(manifest)}.")
    return 0


@_plain_archive_errors()
def _restore(chosen: argparse.Namespace, _settings: Settings, engine: Engine) -> int:
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
    catalogue = load_catalogue(settings.catalogue)
    if is_empty(engine):
        raise DatabaseError("There is nothing in this database yet: nothing to verify.")
    wrong = 0
    for finding in verify(engine, catalogue, dict(chosen.known)):
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


def _set_up(_chosen: argparse.Namespace, _settings: Settings, engine: Engine) -> int:
    migrate(engine)
    print("The database is ready.")
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
