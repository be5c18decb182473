"""What was worked out from the demo is true of every copy of it: a copy need not work it out again.

Values are kept by the version of the data, so that whatever is loaded into a copy, or done there, is
worked out anew.
"""

from __future__ import annotations

import gc
from functools import cache

from sqlalchemy import Engine

from quality.reference.versioned_cache import VersionedCache


@cache
def _caches() -> list[VersionedCache]:
    return [one for one in gc.get_objects() if isinstance(one, VersionedCache)]


def forget(engine: Engine) -> None:
    """Drop everything that is kept for a database, as where a test changes how it is worked out."""
    for one in _caches():
        one._by_engine.pop(engine, None)


def share(made: Engine, copy: Engine) -> None:
    """Hand everything that is kept for a database to a copy of it."""
    for one in _caches():
        if made in one._by_engine:
            one._by_engine[copy] = one._by_engine[made].copy()
