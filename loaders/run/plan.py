"""The plan of a run: the files of its sources, in the order they need each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.findings import one_of
from catalogue.models import Catalogue
from catalogue.sources import RecordsSource, Source
from errors import LoadRefusedError, NotFoundError, SettingsError
from loaders import queries
from loaders.parse import files
from loaders.shapes import shapes
from settings import Settings


@dataclass(frozen=True, slots=True)
class Step:
    """One file of one source, or its query; without a `path`, `error` says why there is no file."""

    source: str
    name: str
    path: Path | None
    error: LoadRefusedError | None = None
    lists: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    """Of records: all files of the source, which are one list, and by name of a join the files joined."""
    all_files: Sequence[str] = ()  # of other shapes: the names of all files of the source, the oldest first

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return every file that is read."""
        listed = [path for paths in self.lists.values() for path in paths]
        return tuple(dict.fromkeys(listed or ([self.path] if self.path else [])))


def data_folder(settings: Settings) -> Path:
    """Return the folder that sources' file names start from."""
    if not settings.data.is_dir():
        raise SettingsError(f"There is no folder {settings.data}. Name the folder of your files with --data.")
    return settings.data


def plan(catalogue: Catalogue, wanted: Sequence[str] | None, folder: Path) -> list[Step]:
    """Return the files of these sources (of all when None): services, populations, measurements."""
    for code in wanted or ():
        if code not in catalogue.sources:
            expected = one_of(catalogue.sources, code)
            raise NotFoundError(f"There is no source with the code {code!r}; expected {expected}.")
    chosen = [code for code in catalogue.sources if wanted is None or code in wanted]
    chosen.sort(key=lambda code: _rank(catalogue.sources[code]))
    return [step for code in chosen for step in _of_source(code, catalogue.sources[code], folder)]


def _rank(source: Source) -> tuple[int, bool, bool]:
    """Rank the sources. Among services, those come last that only fill in what the others left out, and after
    them those that only say what became of them."""
    adds = getattr(source, "adds", "")
    return shapes()[source.shape].RANK, adds == "successors", adds == "unknown"


def _of_source(code: str, source: Source, folder: Path) -> list[Step]:
    try:
        if source.file is None:
            joined = _joined(source, folder) if isinstance(source, RecordsSource) else {}
            return [Step(code, queries.name_of(source.database or ""), None, lists=joined)]
        if isinstance(source, RecordsSource):
            # One step for all files of a source of records: a month may stand in two of them.
            found = {"": tuple(files.find(folder, source.pattern)), **_joined(source, folder)}
            first, *others = found[""]
            name = source.pattern if others else files.name_below(first, folder)
            return [Step(code, name, first, lists=found)]
        paths = files.find(folder, source.pattern)
        names = tuple(files.name_below(path, folder) for path in paths)
        return [Step(code, name, path, all_files=names) for name, path in zip(names, paths, strict=True)]
    except LoadRefusedError as error:
        return [Step(code, source.file or queries.name_of(source.database or ""), None, error)]


def _joined(source: RecordsSource, folder: Path) -> dict[str, tuple[Path, ...]]:
    return {name: tuple(files.find(folder, join.file)) for name, join in source.join.items()}
