"""Files of one source that come after the one being loaded, and were loaded before: what they revised stays.

    first run     March 3   →  March revised 4      4, and that it was 3
    second run    March 3: left at 4, because `March revised` is still there and says so

Without this each run would take the old number back and the new one in again: two revisions that nobody made.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from sqlalchemy.orm import Session

from data.write import conflicts as rivals
from data.write.conflicts import PastLoad
from data.write.observations import Values
from loaders.job import LoadJob
from loaders.log import LoadLog
from loaders.parse.files import hash_of
from loaders.problems import many


def superseded_by_later_files(
    session: Session, job: LoadJob, log: LoadLog, code: str, values: Values
) -> tuple[Values, int]:
    """Return those of an indicator's values that no later file contradicts, and how many others there are."""
    loads = job.later_loads
    if not loads or not len(values):
        return values, 0
    held = rivals.held(session, job.ids.indicator_ids[code], values, loads)
    still = [n for n in np.unique(held.load_id[held.differs]).tolist() if _is_as_loaded(job, loads[n])]
    is_left = held.differs & np.isin(held.load_id, still)
    for name, count in sorted(Counter(loads[n].file_name for n in held.load_id[is_left].tolist()).items()):
        log.notes.append(
            f"{many(count, 'value')} of {job.catalogue.measured[code].label} left as {name} gives them"
        )
    stay = np.setdiff1d(np.arange(len(values)), held.position[is_left])
    return values.take(stay), int(is_left.sum())


def _is_as_loaded(job: LoadJob, load: PastLoad) -> bool:
    """Tell whether that file still says what it said: a changed one speaks for itself in its turn."""
    folder = job.file.path.parents[job.file.name.count("/")]
    return hash_of(folder / load.file_name) == load.file_hash
