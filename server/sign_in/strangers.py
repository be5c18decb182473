"""Entries of the audit about strangers: no more of them in a minute than anybody could read."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from quality.people.audit import Entry, Kind
from quality.people.personas import VISITOR
from quality.people.sessions import utc_now

A_MINUTE, FROM_ONE = 300, 60
"""Entries about strangers that each process writes in a minute: of all, and of one network address."""


class Strangers:
    """Counts what is audited of those whom nobody knows, the demo's visitor among them, as they may send what
    they like and would fill the audit. Of more than that in a minute only the number is kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._minute, self._left_out = 0.0, 0
        self._written: Counter[str] = Counter()

    def keep(self, entry: Entry) -> list[Entry]:
        """Return what is to be written: the entry, unless there were too many, and how many were left out."""
        if entry.person_id not in ("", VISITOR.id):
            return [entry]
        with self._lock:
            kept = self._next_minute() if self._clock() - self._minute >= 60 else []
            is_full = self._written.total() >= A_MINUTE or self._written[entry.sent_from] >= FROM_ONE
            self._left_out += is_full
            self._written[entry.sent_from] += not is_full
            return kept if is_full else [*kept, entry]

    def _next_minute(self) -> list[Entry]:
        left_out, self._left_out, self._minute = self._left_out, 0, self._clock()
        self._written.clear()
        return [Entry(Kind.SUPPRESSED, "", about=f"{left_out:,}", at=utc_now())] if left_out else []
