"""The preview of a load, before it does anything: `make` rehearses it in a copy and tells what it saw.

files ─ rehearsal (a copy of the database, thrown away) ─ Preview ─┬─ text ─┬─ `loaders check`
                                                                   │        └─ /data?preview=1
                                                                   └─ JSON     `--json`
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from loaders.job import LoadReport, LoadTrace, SeriesId
from loaders.preview import effects, facts
from loaders.preview.mapping import mapped
from loaders.preview.names import PreviewNames
from loaders.preview.problem_groups import groups
from loaders.preview.rows import first_rows
from loaders.run.load import Progress, each, rehearsal
from loaders.run.load_record import with_waiting
from loaders.run.plan import Step
from quality.provenance.preview import FilePreview, Preview

FIRST_ROWS = 5


def make(
    engine: Engine,
    catalogue: Catalogue,
    steps: Sequence[Step],
    *,
    folder: Path,
    as_at: date,
    rows: int = FIRST_ROWS,
    hides_groups: bool = False,
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Preview:
    """Rehearse these steps and write nothing; an engine whose database is not there yet is one without data.

    rows: how many first rows of each file are shown as understood.
    stop: asked between two files; those that were not looked at are told.
    hides_groups: for a page, where everybody may look: no number about a group of people is told.
    """
    files: list[FilePreview] = []
    reports: list[LoadReport] = []
    touched: set[SeriesId] = set()
    with rehearsal(engine, catalogue, steps, folder, as_at) as (session, attempt, waiting):
        for step in each(steps, progress, stop):
            trace = LoadTrace(rows_wanted=max(rows, 1))
            reports.append(attempt(step, trace))
            touched |= trace.touched
            files.append(_seen(session, catalogue, trace, reports[-1], hides_groups=hides_groups))
        turned = effects.turned(session, catalogue, touched)
    told = with_waiting(reports, waiting)
    files = [replace(file, notes=tuple(report.notes)) for file, report in zip(files, told, strict=True)]
    left = len(steps) - len(files)
    not_read = f"{left:,} files were not looked at: it took too long." if left else ""
    return Preview(as_at, tuple(files), turned, hides_groups, not_read)


def _seen(
    session: Session, catalogue: Catalogue, trace: LoadTrace, report: LoadReport, *, hides_groups: bool
) -> FilePreview:
    """Tell all that can be told of a file, as far as its reading came."""
    names, job = PreviewNames.read(session, catalogue, hides_groups=hides_groups), trace.job
    return FilePreview(
        source=report.source,
        file=report.file,
        is_refused=report.is_refused,
        facts=tuple(facts.facts(job)) if job else (),
        mapping=tuple(mapped(job, names)) if job else (),
        unused=facts.unused(job) if job else (),
        first=tuple(first_rows(trace, job, names)) if job else (),
        read=report.read,
        dropped=report.dropped,
        rejected=report.rejected,
        left_out=tuple(facts.left_out(job)) if job else (),
        missing=tuple(facts.missing(job)) if job else (),
        problems=groups(report.problems),
        notes=tuple(report.notes),
        effects=None if report.is_refused else effects.effects(session, trace, report, names),
    )
