"""The files of a folder to be loaded now: new ones, changed ones, and those that may go better now.

What was loaded is known from the records of loads alone, so nothing is forgotten with the watcher's end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.models import Fact, Load
from loaders.parse.files import hash_of
from loaders.parse.large_files import together
from loaders.run.plan import Step

Signature = tuple[int, int, int, int]  # size, time of change, of its place, and which file it is

READ_BY = "watched_catalogue"
"""Name of the fact that says by which entry of the catalogue each source's files were last read."""


@dataclass
class Inbox:
    """Looks at files; remembers only what spares it work."""

    hashes: dict[Path, tuple[Signature, str]] = field(default_factory=dict)
    given_up: dict[tuple[str, Path], Signature] = field(default_factory=dict)
    """Files that could neither be loaded nor put aside: not tried again before they change."""

    calm: dict[Path, Signature] = field(default_factory=dict)
    """The files of this round, as they stood when they were settled: another one in their place, or none, is
    for the next round."""

    def settled(
        self, steps: Sequence[Step], settle: timedelta, pause: Callable[[float], object]
    ) -> tuple[list[Step], int]:
        """Return the steps whose files did not change between two looks, and how many are being written."""
        first = {path: signature(path) for step in steps for path in step.paths}
        fresh = {path for path, seen in first.items() if seen is not None and not self._knows(path, seen)}
        if fresh:
            pause(settle.total_seconds())
        calm = {path for path, seen in first.items() if path not in fresh or seen == signature(path)}
        self.calm = {path: seen for path, seen in first.items() if path in calm and seen is not None}
        ready = [step for step in steps if step.paths and calm.issuperset(step.paths)]
        return ready, len(first) - len(calm)

    def _knows(self, path: Path, seen: Signature) -> bool:
        return path in self.hashes and self.hashes[path][0] == seen

    def hash(self, path: Path) -> str:
        seen = signature(path)
        if seen is None:
            return ""
        if not self._knows(path, seen):
            self.hashes[path] = (seen, hash_of(path))
        return self.hashes[path][1]

    def give_up(self, step: Step) -> None:
        if step.path is not None and (seen := signature(step.path)) is not None:
            self.given_up[step.source, step.path] = seen

    def wanted(
        self, session: Session, catalogue: Catalogue, steps: Iterable[Step], *, is_first: bool = True
    ) -> list[Step]:
        """Return the steps to be loaded now.

        new or changed        its content is not that of the newest load under its name
        refused before        and it stands there (again): somebody moved it back
        rows were refused     and services, or populations, became known since
        read otherwise        its entry in the catalogue changed (asked in the first pass of a round)
        """
        newest = _newest_loads(session)
        known_since = _services_changed(session, catalogue)
        read_by = _read_by(session)
        found = []
        for step in steps:
            given_up = self.given_up.get((step.source, step.path)) if step.path else None
            if step.path is None or (given_up is not None and given_up == signature(step.path)):
                continue
            if any(signature(path) != self.calm.get(path) for path in step.paths):
                continue
            last = newest.get((step.source, step.name[-255:]))
            entry = fingerprint(catalogue, step.source)
            if (
                last is None
                or last.file_hash != self._hash(step)
                or last.status == "refused"
                or (last.rows_rejected and known_since > last.id)
                or (is_first and read_by.get(step.source, entry) != entry)
            ):
                found.append(step)
        return found

    def _hash(self, step: Step) -> str:
        """Hash as a load records it: of one file its own, of several files one for all of them."""
        hashes = {key: [self.hash(path) for path in paths] for key, paths in step.lists.items()}
        return together(hashes) if hashes else self.hash(step.paths[0])


def signature(path: Path) -> Signature | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _newest_loads(session: Session) -> dict[tuple[str, str], Load]:
    """Return loads by source and name of file. One that was undone counts: it is not wanted again."""
    newest = select(func.max(Load.id)).where(Load.undoes.is_(None)).group_by(Load.source, Load.file_name)
    rows = session.scalars(select(Load).where(Load.id.in_(newest)))
    return {(row.source, row.file_name): row for row in rows}


def _services_changed(session: Session, catalogue: Catalogue) -> int:
    """Return the newest load that made a service or a number of people known."""
    codes = [c for c, source in catalogue.sources.items() if source.shape in ("services", "population")]
    query = select(func.max(Load.id)).where(
        Load.source.in_(codes), Load.status == "done", Load.values_new + Load.values_revised > 0
    )
    return session.scalar(query) or 0


def fingerprint(catalogue: Catalogue, code: str) -> str:
    """Sum up all in the catalogue that decides how the files of a source are read."""
    said = [
        catalogue.sources[code].model_dump(mode="json", exclude={"title", "due"}),
        [i.fingerprint for i in catalogue.measured.values() if code in i.sources],
        {name: d.model_dump(mode="json") for name, d in catalogue.dimensions.items()},
        catalogue.model_dump(mode="json", include={"missing", "marks"}),
    ]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _read_by(session: Session) -> dict[str, str]:
    fact = session.get(Fact, READ_BY)
    return dict(orjson.loads(fact.value)) if fact is not None else {}


def remember_entries(session: Session, catalogue: Catalogue) -> None:
    """Note the entries after a round in which nothing was left over."""
    said = {code: fingerprint(catalogue, code) for code in catalogue.sources}
    session.merge(Fact(name=READ_BY, value=orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()))
