"""Values kept between requests, by the version of the data they were made from.

The version is compared at every look-up, so nothing has to be thrown away when something is loaded: what
belongs to an older version is made again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class VersionedCache(Generic[K, V]):
    """The `most` values asked for last, of each database. Safe between threads; two that ask at once for
    what is not there both make it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._by_engine: WeakKeyDictionary[Engine, OrderedDict[K, tuple[Hashable, V]]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, session: Session, version: Hashable, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key at a version, made if it is not there."""
        engine = session.get_bind()
        assert isinstance(engine, Engine)
        with self._lock:
            values = self._by_engine.setdefault(engine, OrderedDict())
            found = values.get(key)
            if found is not None and found[0] == version:
                values.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            values[key] = (version, made)
            values.move_to_end(key)
            while len(values) > self.most:
                values.popitem(last=False)
        return made
