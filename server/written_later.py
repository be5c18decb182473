"""Rows handed to a thread that writes them: on SQLite a load may hold the one writer's place for a while, and
nobody who reads a page waits for that."""

from __future__ import annotations

import atexit
import logging
import os
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.database import transaction

log = logging.getLogger(__name__)
T = TypeVar("T")
AT_ONCE = 500


class WrittenLater(Generic[T]):
    """Rows on their way into the database. Each process, also one that was forked, writes its own."""

    def __init__(self, engine: Engine, write: Callable[[Session, list[T]], None], name: str) -> None:
        self._engine, self._into, self._name = engine, write, name
        self._begin()
        atexit.register(self.flush)

    def _begin(self) -> None:
        self._pid, self._thread = os.getpid(), Thread(target=self._write_all, daemon=True, name=self._name)
        self._waiting: SimpleQueue[T] = SimpleQueue()
        self._lock, self._some = Lock(), Event()

    def add(self, row: T) -> None:
        if self._pid != os.getpid():  # what the parent held is the parent's
            self._begin()
        self._waiting.put(row)
        with self._lock:
            if not self._thread.ident:
                self._thread.start()
        self._some.set()

    def flush(self) -> None:
        """Write what waits, and wait for what is being written."""
        with self._lock:
            while not self._waiting.empty():
                self._write([self._waiting.get() for _ in range(min(self._waiting.qsize(), AT_ONCE))])

    def _write_all(self) -> None:
        while True:
            self._some.wait()
            self._some.clear()
            self.flush()

    def _write(self, rows: list[T]) -> None:
        try:
            with transaction(self._engine) as session:
                self._into(session, rows)
        except Exception:
            # Nobody can be asked to do anything about it now; at least it stands in the log.
            log.exception("Could not be written to the %s: %s", self._name, rows)
