"""Rows handed to a thread that writes them: on SQLite a load may hold the one writer's place for a while, and
nobody who reads a page waits for that."""

from __future__ import annotations

import atexit
import logging
import os
import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data.database import transaction

log = logging.getLogger(__name__)
T = TypeVar("T")
AT_ONCE = 500
AGAIN = 5.0
"""Seconds until rows that the database did not take are offered to it again."""
MOST = 100_000
"""Rows that a process holds for a database that is away."""


class WrittenLater(Generic[T]):
    """Rows on their way into the database. Each process, also one that was forked, writes its own."""

    def __init__(self, engine: Engine, write: Callable[[Session, list[T]], None], name: str) -> None:
        self._engine, self._into, self._name = engine, write, name
        self._begin()
        atexit.register(self._end)

    def _begin(self) -> None:
        self._pid, self._thread = os.getpid(), Thread(target=self._write_all, daemon=True, name=self._name)
        self._waiting: deque[T] = deque()
        # Two locks: whoever adds a row waits for nobody who writes some.
        self._starting, self._writing, self._some = Lock(), Lock(), Event()

    def add(self, row: T) -> None:
        if self._pid != os.getpid():  # what the parent held is the parent's
            self._begin()
        if len(self._waiting) >= MOST:
            self._leave_out([row])
            return
        self._waiting.append(row)
        with self._starting:
            if not self._thread.ident:
                self._thread.start()
        self._some.set()

    def flush(self) -> bool:
        """Write what waits, and wait for what is being written. Tell if all of it was: what the database
        could not take just now waits on."""
        with self._writing:
            while self._waiting:
                rows = [self._waiting.popleft() for _ in range(min(len(self._waiting), AT_ONCE))]
                if not self._write(rows):
                    self._waiting.extendleft(reversed(rows))
                    return False
        return True

    def _write_all(self) -> None:
        while True:
            self._some.wait()
            self._some.clear()
            if not self.flush():
                time.sleep(AGAIN)
                self._some.set()

    def _end(self) -> None:
        if not self.flush():
            self._leave_out([*self._waiting])

    def _write(self, rows: list[T]) -> bool:
        """Write some rows. Tell if they are done with: not while the database is away or another writes."""
        try:
            with transaction(self._engine) as session:
                self._into(session, rows)
        except OperationalError:
            log.warning("%d rows of the %s wait for the database.", len(rows), self._name)
            return False
        except Exception:
            if len(rows) == 1:
                self._leave_out(rows, is_known=False)
            else:  # one that no database takes keeps no other from it
                left = [row for row in rows if not self._write([row])]
                self._waiting.extendleft(reversed(left))
        return True

    def _leave_out(self, rows: list[T], *, is_known: bool = True) -> None:
        # Nobody can be asked to do anything about it now; at least it stands in the log.
        log.error("Could not be written to the %s: %s", self._name, rows, exc_info=not is_known)
