"""One engine per process, one session per piece of work; SQLite and PostgreSQL set up the way we need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, inspect, make_url
from sqlalchemy.orm import Session

from data.models import Base

MIGRATIONS = Path(__file__).parent / "migrations"


def connect(url: str) -> Engine:
    """Engine for a database URL. A SQLite file's folder is made if it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # WAL lets readers go on while a load writes; NORMAL is safe with it (a crash loses no commit
    # that was followed by a checkpoint, and never corrupts).
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def migrate(engine: Engine) -> None:
    """Bring the database to the newest version of the tables, from whichever it has."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")


def is_empty(engine: Engine) -> bool:
    """Whether the tables are not there yet."""
    return not inspect(engine).has_table(Base.metadata.tables["load"].name)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end, or leaves no trace."""
    with Session(engine) as session, session.begin():
        yield session
