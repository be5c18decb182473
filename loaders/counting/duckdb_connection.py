"""DuckDB as records are read with it: little memory, the rest on disk, nothing fetched from anywhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY = "220MB"
"""Memory that DuckDB may hold; more goes to a temporary folder. Python and its libraries come on top."""


@contextmanager
def opened(zone: str | None = None) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Open a connection whose clock is set to a zone, and a folder that is gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="brightspot-records-") as name:
        folder = Path(name)
        connection = duckdb.connect()
        try:
            for setting, value in {
                "memory_limit": MEMORY,
                "temp_directory": str(folder / "spilled"),
                "threads": str(min(4, os.cpu_count() or 1)),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "TimeZone": zone or "UTC",
            }.items():
                connection.execute(f"SET {setting} = '{value}'")
            yield connection, folder
        finally:
            connection.close()
