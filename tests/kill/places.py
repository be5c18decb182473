"""Databases to kill loads and migrations in, made anew for every kill."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text


@dataclass(frozen=True, eq=False)
class Place:
    """Maker of databases: `fresh` gives the address of a new one, empty or a copy of a prepared one."""

    name: str
    fresh: Callable[[str | None], str]
    drop: Callable[[str], None]


def on_sqlite(folder: Path) -> Place:
    def fresh(prepared: str | None) -> str:
        file = folder / f"{uuid.uuid4().hex}.db"
        if prepared:
            shutil.copy(str(make_url(prepared).database), file)
        return f"sqlite:///{file}"

    def drop(url: str) -> None:
        for file in folder.glob(f"{Path(str(make_url(url).database)).name}*"):
            file.unlink()

    return Place("SQLite", fresh, drop)


def on_postgresql(server: Engine) -> Place:
    def fresh(prepared: str | None) -> str:
        name = f"kill_{uuid.uuid4().hex}"
        template = f" TEMPLATE {make_url(prepared).database}" if prepared else ""
        admin(server, f"CREATE DATABASE {name}{template}")
        if prepared:
            # A copied counter is written ahead only after a checkpoint: else a crash of the server would set
            # it back, which is a matter of copied databases and not of loads.
            admin(server, "CHECKPOINT")
        return server.url.set(database=name).render_as_string(hide_password=False)

    def drop(url: str) -> None:
        admin(server, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    return Place("PostgreSQL", fresh, drop)


def admin(server: Engine, statement: str) -> None:
    # No pool: children are forked from here, and the server may have been killed.
    engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
