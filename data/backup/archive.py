"""Everything a database holds in one compressed file that both databases read: a backup, and the way from one
to the other.

    backup.zip
    ├── tables/service.txt, tables/observation.txt, …     every table's rows (data/backup/rows.py)
    └── manifest.json      version of the tables, columns, rows and sha256 of each, last hash of the acts

It is written from one snapshot while everybody goes on working, and restored in one transaction.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import orjson
from sqlalchemy import Connection, Engine, MetaData, Table, inspect, select

from data.backup.rows import fill, lines, set_counter
from data.database import known_versions, rebuilding, snapshot, upgrade, version
from data.models import Base
from errors import BrightspotError

FORMAT = "brightspot archive 1"
MANIFEST = "manifest.json"
_PIECE = 1 << 20
_LEVEL = 4  # of compression: half the time of the usual 6, a few per cent larger
_OWN = {"alembic_version"}


class ArchiveError(BrightspotError):
    """An archive that cannot be used, or a database that it must not go into: why, in plain words."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One table of an archive."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    format: str
    made_at: str
    tables_version: str
    last_act: str | None
    """The hash of the newest act: what people did is whole if the chain ends in it."""
    parts: list[Part]

    @property
    def rows(self) -> dict[str, int]:
        return {part.name: part.rows for part in self.parts}


# -- writing ---------------------------------------------------------------------------------------


def back_up(engine: Engine, file: Path) -> Manifest:
    """Write everything into a new file, for its owner's eyes only; whole, or not at all."""
    if file.exists():
        raise ArchiveError(f"{file.name} is there already, and a backup overwrites none: give another name.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with snapshot(engine) as session, unfinished.open("wb") as raw:
            os.chmod(unfinished, 0o600)
            manifest = _write(session.connection(), raw)
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _write(connection: Connection, raw: IO[bytes]) -> Manifest:
    current = version(connection)
    if current is None:
        raise ArchiveError("There is nothing in this database yet: nothing to back up.")
    parts = []
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for table in _tables(connection):
            digest, rows = hashlib.sha256(), 0
            with archive.open(_inside(table.name), "w", force_zip64=True) as out:
                for text, count in lines(connection, table):
                    out.write(text)
                    digest.update(text)
                    rows += count
            parts.append(Part(table.name, [c.name for c in table.columns], rows, digest.hexdigest()))
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(FORMAT, made_at, current, _last_act(connection), parts)
        archive.writestr(MANIFEST, orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
    return manifest


def _tables(connection: Connection) -> list[Table]:
    """Return our tables as they are there, each after those it refers to. Others' tables are left alone."""
    there = set(inspect(connection).get_table_names())
    found = MetaData()
    found.reflect(connection, only=sorted(there & set(Base.metadata.tables)))
    return found.sorted_tables


def _last_act(connection: Connection) -> str | None:
    act = Base.metadata.tables["act"].c
    return connection.scalar(select(act.hash).order_by(act.id.desc()).limit(1))


def _inside(table: str) -> str:
    return f"tables/{table}.txt"


# -- reading ---------------------------------------------------------------------------------------


def read_manifest(file: Path) -> Manifest:
    """Return what an archive holds, once all of it was found whole; ArchiveError names the damage."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, file.name)
            for part in manifest.parts:
                digest, rows = hashlib.sha256(), 0
                for piece in _pieces(archive, part):
                    digest.update(piece)
                    rows += piece.count(b"\n")
                if (rows, digest.hexdigest()) != (part.rows, part.sha256):
                    raise ArchiveError(
                        f"{file.name} is damaged: table {part.name} is not what was written into it "
                        f"({rows:,} rows, and there were {part.rows:,}). Take an older backup."
                    )
    except zipfile.BadZipFile as error:
        if not zipfile.is_zipfile(file):
            raise ArchiveError(
                f"{file.name} is not a backup, or was cut off: its end is missing. Take an older backup, or "
                "copy it again from where it was made."
            ) from None
        raise ArchiveError(f"{file.name} is damaged: {error}. Take an older backup.") from None
    except (zlib.error, EOFError, NotImplementedError) as error:
        raise ArchiveError(f"{file.name} is damaged: {error}. Take an older backup.") from None
    return manifest


def _manifest(archive: zipfile.ZipFile, name: str) -> Manifest:
    try:
        content = orjson.loads(archive.read(MANIFEST))
        parts = [Part(**part) for part in content.pop("parts")]
        manifest = Manifest(**content, parts=parts)
    except (KeyError, TypeError, ValueError):
        raise ArchiveError(
            f"{name} is no backup of Brightspot: it has no manifest that can be read."
        ) from None
    if manifest.format != FORMAT or manifest.tables_version not in known_versions():
        raise ArchiveError(
            f"{name} was made by a newer Brightspot (its tables have version {manifest.tables_version}): use "
            "that one."
        )
    missing = [part.name for part in manifest.parts if _inside(part.name) not in archive.namelist()]
    if missing:
        raise ArchiveError(f"{name} is damaged: table {missing[0]} is missing. Take an older backup.")
    return manifest


def _pieces(archive: zipfile.ZipFile, part: Part) -> Iterator[bytes]:
    with archive.open(_inside(part.name)) as source:
        while piece := source.read(_PIECE):
            yield piece


# -- restoring -------------------------------------------------------------------------------------


def holds_anything(engine: Engine) -> bool:
    """Say whether anything was ever loaded into the database, or done in it."""
    with snapshot(engine) as session:
        there = set(inspect(session.connection()).get_table_names())
        return any(
            session.execute(select(Base.metadata.tables[name].c.id).limit(1)).first() is not None
            for name in ("load", "act", "service", "indicator")
            if name in there
        )


def restore(engine: Engine, file: Path) -> Manifest:
    """Make the database what the archive says, in one transaction, and bring its tables up to date. Whatever
    was in it is gone: the caller asks first, and holds the lock."""
    manifest = read_manifest(file)
    with rebuilding(engine) as connection, zipfile.ZipFile(file) as archive:
        _remove_tables(connection)
        upgrade(connection, manifest.tables_version)
        tables = {table.name: table for table in _tables(connection)}
        for table in reversed(list(tables.values())):
            connection.execute(table.delete())  # migrations fill a few
        for part in manifest.parts:
            table = tables[part.name]
            if set(part.columns) != set(table.columns.keys()):
                raise ArchiveError(f"The columns of table {part.name} are not those of its version.")
            fill(connection, table, part.columns, _pieces(archive, part))
            set_counter(connection, table)
        if _last_act(connection) != manifest.last_act:
            raise ArchiveError(f"{file.name} is damaged: what people did does not end as it should.")
        upgrade(connection)
    return manifest


def _remove_tables(connection: Connection) -> None:
    there = set(inspect(connection).get_table_names())
    old = MetaData()
    old.reflect(connection, only=sorted(there & (set(Base.metadata.tables) | _OWN)))
    old.drop_all(connection)
