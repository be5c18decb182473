"""What a load would do, before it does anything: `make` rehearses it in a copy and tells what it saw.

files ─ rehearsal (a copy of the database, thrown away) ─ Preview ─┬─ preview_text  `loaders check`
                                                                   ├─ JSON          `--json`
                                                                   └─ components    /data?preview=1
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from loaders.job import LoadReport, LoadTrace, SeriesId
from loaders.preview import effects as preview_effects
from loaders.preview import problem_groups
from loaders.preview import rows as preview_rows
from loaders.preview.names import read_names
from loaders.run.load import Progress, rehearse
from loaders.run.plan import Step
from quality.provenance.preview import FilePreview, Preview

FIRST_ROWS = 5


@dataclass
class _Looking:
    """Gathers what each file of a rehearsal shows."""

    catalogue: Catalogue
    rows: int
    hides_groups: bool
    files: list[FilePreview] = field(default_factory=list)
    turned: preview_effects.Turns = field(default_factory=preview_effects.Turns)

    def after(self, session: Session, step: Step, trace: LoadTrace, report: LoadReport) -> None:
        names = read_names(session, self.catalogue, hides_groups=self.hides_groups)
        source = self.catalogue.sources[step.source]
        seen = preview_rows.see(trace, names, self.rows) if trace.work is not None else preview_rows.NOTHING
        effects = None
        if not report.is_refused and trace.load_id is not None:
            effects = preview_effects.effects(session, trace, report, names)
        self.files.append(
            FilePreview(
                source=step.source,
                title=source.title or step.source,
                file=report.file,
                is_refused=report.is_refused,
                facts=seen.facts,
                mapping=seen.mapping,
                unused=seen.unused,
                first=seen.first,
                read=report.read,
                dropped=report.dropped,
                rejected=report.rejected,
                left_out=seen.left_out,
                missing=seen.missing,
                problems=problem_groups.groups(report.problems),
                notes=tuple(report.notes),
                effects=effects,
            )
        )

    def at_end(self, session: Session, touched: frozenset[SeriesId]) -> None:
        self.turned = preview_effects.turned(session, self.catalogue, touched)


def make(
    engine: Engine,
    catalogue: Catalogue,
    steps: Sequence[Step],
    *,
    folder: Path,
    as_at: date,
    rows: int = FIRST_ROWS,
    hides_groups: bool = False,
    not_read: str = "",
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Preview:
    """Rehearse these steps. Writes nothing; an engine whose database is not there yet is one without data.

    rows: how many first rows of each file are shown as understood.
    stop: asked between two files; those that were not looked at are told.
    hides_groups: for a page, where everybody may look: no number about a group of people is told.
    """
    looking = _Looking(catalogue, max(rows, 1), hides_groups)
    rehearse(
        engine,
        catalogue,
        steps,
        folder=folder,
        as_at=as_at,
        progress=progress,
        rows_wanted=max(rows, 1),
        after=looking.after,
        at_end=looking.at_end,
        stop=stop,
    )
    left = len(steps) - len(looking.files)
    if left and not not_read:
        not_read = f"{left:,} files were not looked at: it took too long."
    return Preview(
        as_at=as_at,
        files=tuple(looking.files),
        turned=looking.turned.shown,
        turned_in_all=looking.turned.count,
        has_status=looking.turned.is_known,
        hides_groups=hides_groups,
        not_read=not_read,
    )
