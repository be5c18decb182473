"""Files of one source that come after the one being loaded, and were loaded before: what they revised stays.

    first run     March 3   →  March revised 4      4, and that it was 3
    second run    March 3: left at 4, because `March revised` is still there and says so

Without this each run would take the old number back and the new one in again: two revisions that nobody made.
"""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np

from data.write import conflicts as rivals
from data.write.conflicts import OwnLoad
from data.write.observations import Values
from loaders.job import Work


def left_to_later(work: Work, code: str, values: Values) -> tuple[Values, int]:
    """Those of an indicator's values that no later file contradicts, and how many others there are."""
    loads = _loads_of_later_files(work)
    if not loads or not len(values):
        return values, 0
    held = rivals.held(work.session, work.indicator_ids[code], values, loads)
    still = {
        number: _is_as_loaded(work, loads[number])
        for number in np.unique(held.load_id[held.differs]).tolist()
    }
    is_left = held.differs & np.array(
        [still.get(number, False) for number in held.load_id.tolist()], dtype=bool
    )
    for name, count in sorted(Counter(loads[n].file_name for n in held.load_id[is_left].tolist()).items()):
        what = "1 value" if count == 1 else f"{count:,} values"
        work.notes.append(f"{what} of {work.catalogue.measured[code].label} left as {name} gives them")
    stays = np.ones(len(values), dtype=bool)
    stays[held.position[is_left]] = False
    return values.take(np.flatnonzero(stays)), int(is_left.sum())


def _loads_of_later_files(work: Work) -> dict[int, OwnLoad]:
    """Those that came before this run: asked once for all files of a source."""
    own = work.file.name
    if own not in work.all_files or own == work.all_files[-1]:
        return {}
    key = ("loads before this run", work.code)
    if key not in work.shared:
        work.shared[key] = rivals.loads_of_files(work.session, work.code)
    later = set(work.all_files[work.all_files.index(own) + 1 :])
    return {number: load for number, load in work.shared[key].items() if load.file_name in later}


def _is_as_loaded(work: Work, load: OwnLoad) -> bool:
    """Whether that file still says what it said: a changed one speaks for itself when its turn comes."""
    folder = work.file.path.parents[work.file.name.count("/")]
    try:
        with (folder / load.file_name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == load.file_hash
    except OSError:
        return False
