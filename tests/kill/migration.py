"""Kill a migration at each of its statements: the tables are then as they were, or brought up to date.

    python -m tests.kill.migration URL FILE.sql [STEP]     URL of an empty database; every STEP-th statement

The databases are made beside the one that is named. Ends with 1 and says which, where anything is other
than it should be.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import MetaData, create_engine, event, make_url, select

from data.database import connect, migrate, newest_version, rebuilding, upgrade, version
from tests.kill.places import Place, on_postgresql, on_sqlite

Rows = dict[str, list[str]]


def fill(url: str, file: Path) -> None:
    """The tables of the version that the file is named by, and its rows."""
    engine = connect(url)
    with rebuilding(engine) as connection:
        upgrade(connection, file.stem)
        for statement in file.read_text(encoding="utf-8").splitlines():
            connection.exec_driver_sql(statement.replace("%", "%%"))
    engine.dispose()


def rows(url: str, like: Rows | None = None) -> tuple[str | None, Rows]:
    """Version, and every row of every table; only those columns that are in `like` too."""

    engine = connect(url)
    found = MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        held = {}
        for table in found.sorted_tables:
            names = [
                name
                for name in [column.name for column in table.columns]
                if like is None or f"{table.name}.{name}" in like
            ]
            for name in names:
                query = select(table.c[name]).order_by(*table.primary_key)
                held[f"{table.name}.{name}"] = [repr(value) for value in connection.scalars(query)]
        current = version(connection)
    engine.dispose()
    return current, held


def kept(before: Rows, after: Rows) -> list[str]:
    """Columns whose rows are not what they were. What is derived is made anew after a migration; so is the
    chain of acts, by one that checks it first."""
    own = ("signal.", "series_status.", "alembic_version.", "act.previous_hash", "act.hash")
    return [name for name, values in before.items() if not name.startswith(own) and after.get(name) != values]


def killed_at(url: str, number: int) -> bool:
    """Migrate in a child that kills itself before its n-th statement. Gives whether it came that far."""
    child = os.fork()
    if not child:
        engine = connect(url)
        left = [number]

        @event.listens_for(engine, "before_cursor_execute")
        def count(*_anything: object) -> None:
            left[0] -= 1
            if left[0] <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        migrate(engine)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def kill_all(place: Place, file: Path, step: int) -> tuple[int, list[str]]:
    prepared = place.fresh(None)
    fill(prepared, file)
    old, before = rows(prepared)
    problems, number, kills = [], 1, 0
    while True:
        url = place.fresh(prepared)
        was_killed = killed_at(url, number)
        current, there = rows(url)
        if was_killed and not (current == old and there == before) and current != newest_version():
            problems.append(f"{file.stem}, statement {number}: half there")
        migrate_again(url)
        current, there = rows(url, like=before)
        if current != newest_version() or kept(before, there):
            problems.append(f"{file.stem}, statement {number}: {current}, {kept(before, there)}")
        place.drop(url)
        if not was_killed:
            return kills, problems
        kills += 1
        number += step


def migrate_again(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    engine.dispose()


def main() -> int:
    url, file, step = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    if make_url(url).get_backend_name() == "sqlite":
        place = on_sqlite(Path(str(make_url(url).database)).parent)
    else:
        place = on_postgresql(create_engine(url, isolation_level="AUTOCOMMIT"))
    kills, problems = kill_all(place, file, step)
    print(f"{kills} kills, {len(problems)} problems", *problems, sep="\n")
    return 1 if problems or not kills else 0


if __name__ == "__main__":
    raise SystemExit(main())
