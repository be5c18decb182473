"""A file that was refused whole is put aside, with its reasons in words beside it.

    incoming/falls.csv  →  incoming/quarantine/2026-11-22 041530 falls.csv
                           incoming/quarantine/2026-11-22 041530 falls.csv.report.txt

Nothing is ever overwritten, and whatever happens in between, the file is in the one place or the other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from loaders.job import LoadReport
from loaders.parse.files import QUARANTINE, hash_of
from loaders.preview.problem_groups import groups


def put_aside(path: Path, refused_hash: str, reports: Sequence[LoadReport], as_at: object) -> Path | None:
    """Move the file that was refused. None if another one stands in its place by now: that one is left for
    the next round. Raises OSError where the folder cannot be written to."""
    folder = path.parent / QUARANTINE
    folder.mkdir(exist_ok=True)
    target = _reserved(folder, path.name)
    try:
        os.replace(path, target)  # at once, over our own empty reservation
    except OSError:
        target.unlink(missing_ok=True)
        raise
    if hash_of(target) != refused_hash:  # a corrected file came between reading and moving
        return _back(target, path)
    words = "\n".join(_report(path.name, reports, as_at))
    target.with_name(f"{target.name}.report.txt").write_text(words, encoding="utf-8")
    return target


def _reserved(folder: Path, name: str) -> Path:
    """Take a name that nobody has, by an empty file."""
    stamp = f"{datetime.now(UTC):%Y-%m-%d %H%M%S}"
    for number in range(1, 1000):
        again = f" ({number})" if number > 1 else ""
        target = folder / f"{stamp}{again} {name}"
        try:
            target.open("x").close()
        except FileExistsError:
            continue
        return target
    raise FileExistsError(f"{stamp} {name}")


def _back(target: Path, path: Path) -> None:
    """Put a file back. Where a newer one stands at its place, it stays in quarantine: nothing is lost."""
    try:
        os.link(target, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not path.exists():
            os.replace(target, path)
        return
    target.unlink()


def _report(name: str, reports: Sequence[LoadReport], as_at: object) -> Iterator[str]:
    """Say what is wrong, and what to do. Rows and columns are named; no cell is repeated."""
    yield f"{name} was refused on {datetime.now(UTC):%d %B %Y at %H:%M} UTC; nothing of it was loaded."
    for report in reports:
        yield ""
        yield f"As source `{report.source}`, with data as at {as_at}:"
        if report.read:
            yield f"  {report.read:,} rows read, {report.dropped:,} left out, {report.rejected:,} refused"
        yield from (f"  - {group.words(repeats_cells=False)}" for group in groups(report.problems))
        yield from (f"  - {note}" for note in report.notes)
    yield ""
    yield "Put the corrected file where this one stood, under the same name: it is picked up again. If the"
    yield "catalogue was wrong and not the file, mend it and move this file back."
