"""Files of one source that come after the one being loaded, and were loaded before: what they revised stays.

    first run     March 3   →  March revised 4      4, and that it was 3
    second run    March 3: left at 4, because `March revised` is still there and says so

Without this each run would take the old number back and the new one in again: two revisions that nobody made.
"""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np
from sqlalchemy.orm import Session

from data.write import conflicts as rivals
from data.write.conflicts import OwnLoad
from data.write.observations import Values
from loaders.job import LoadJob
from loaders.log import LoadLog
from loaders.problems import many


def superseded_by_later_files(
    session: Session, job: LoadJob, log: LoadLog, code: str, values: Values
) -> tuple[Values, int]:
    """Return those of an indicator's values that no later file contradicts, and how many others there are."""
    loads = job.later_loads
    if not loads or not len(values):
        return values, 0
    held = rivals.held(session, job.ids.indicator_ids[code], values, loads)
    still = {
        number: _is_as_loaded(job, loads[number]) for number in np.unique(held.load_id[held.differs]).tolist()
    }
    is_left = held.differs & np.array(
        [still.get(number, False) for number in held.load_id.tolist()], dtype=bool
    )
    for name, count in sorted(Counter(loads[n].file_name for n in held.load_id[is_left].tolist()).items()):
        log.notes.append(
            f"{many(count, 'value')} of {job.catalogue.measured[code].label} left as {name} gives them"
        )
    stays = np.ones(len(values), dtype=bool)
    stays[held.position[is_left]] = False
    return values.take(np.flatnonzero(stays)), int(is_left.sum())


def _is_as_loaded(job: LoadJob, load: OwnLoad) -> bool:
    """Return whether that file still says what it said: a changed one speaks for itself when its turn
    comes."""
    folder = job.file.path.parents[job.file.name.count("/")]
    try:
        with (folder / load.file_name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == load.file_hash
    except OSError:
        return False
