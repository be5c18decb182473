"""The record kept, and told, of each file: the counts, and every row that was refused with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from catalogue.expressions import parse_sum
from catalogue.identifiers import masked
from data.models import Load
from data.write.loads import Counts, begin_load, finish_load
from errors import LoadRefusedError
from loaders.job import LoadJob, LoadReport, Outcome
from loaders.log import LoadLog
from loaders.observations import build as measure
from loaders.parse import files
from loaders.problems import RowProblem, refusal, shortened
from loaders.rollup.waiting import Waiting
from loaders.run.plan import Step
from loaders.values import qualifiers

KEPT_OF_REFUSED = 1000
"""Rows kept of a file that was refused whole: with a million of them, the first say what is wrong."""


class AllRejectedError(LoadRefusedError):
    """Every row was refused: most likely the file, or its entry in the catalogue, is not what it seems."""

    def __init__(self, file: str, log: LoadLog) -> None:
        count = len(log.problems.rows) + log.problems.further
        left = log.counts["read"] - log.counts["dropped"]
        others = "; the others say nothing that is asked" if count < left else ""
        what = f"has no row that can be used: {'' if others else 'all '}{count:,} were refused{others}"
        super().__init__(refusal(file, what).problems)
        self.rows = count
        self.row_problems: Sequence[RowProblem] = log.problems.distinct(KEPT_OF_REFUSED)
        more = len(log.problems) - KEPT_OF_REFUSED
        note = [f"the first {KEPT_OF_REFUSED:,} problems are kept, {more:,} more are not"] if more > 0 else []
        self.counts = {name: log.counts[name] for name in ("read", "dropped")}
        self.notes = tuple(map(masked, (*log.notes, *note)))


def begin(session: Session, source: str, file_name: str, file_hash: str, as_at: date) -> int:
    """Return the row of this load, so that what is stored can refer to it."""
    return begin_load(
        session, source=source, file_name=file_name, file_hash=file_hash, as_at=as_at, now=_now()
    )


def report_on(job: LoadJob, log: LoadLog, outcome: Outcome, load_id: int | None = None) -> LoadReport:
    """Return the report of a file that was loaded."""
    return LoadReport(
        source=job.code,
        file=job.file.name,
        status="done",
        rejected=len(log.problems.rows) + log.problems.further,
        new=outcome.stored.new,
        revised=outcome.stored.revised,
        unchanged=outcome.stored.unchanged,
        problems=tuple(log.problems.distinct()),
        notes=tuple(map(masked, (*log.notes, *_counted(job), *qualifiers.notes(log)))),
        data_from=outcome.data_from,
        data_to=outcome.data_to,
        load_id=load_id,
        **log.counts,
    )


def _counted(job: LoadJob) -> Iterator[str]:
    """Say what stands above the columns that are named by counting; ask about a number and a denominator
    of different blocks."""
    above = {name: texts for name, texts in job.file.reading.counted.items() if texts}
    if above:
        said = (
            f"`{name}` stands below “{shortened(' / '.join(texts), 120)}”" for name, texts in above.items()
        )
        yield f"columns that are named by counting: {'; '.join(said)}"
    for _, indicator, formula in measure.formulas(job) if above else ():
        texts = (formula.numerator, formula.denominator or "")
        blocks = [{above[c][0] for c in parse_sum(t).columns if c in above} for t in texts if t]
        if len(blocks) == 2 and all(blocks) and blocks[0] != blocks[1]:
            words = "stand below different headings: is that meant?"
            yield f"numerator and denominator of {indicator.label} {words}"


def refused_report(step: Step, error: LoadRefusedError) -> LoadReport:
    """Return the report of a file that was refused whole."""
    whole = tuple(
        RowProblem(None, None, p.expected, f"{p.what}: {p.found}" if p.found else p.what)
        for p in error.problems
    )
    report = LoadReport(step.source, step.name, "refused", problems=whole)
    if isinstance(error, AllRejectedError):
        told = (*whole, *error.row_problems)
        report = replace(report, rejected=error.rows, problems=told, notes=error.notes, **error.counts)
    return report


def keep_refusal(session: Session, step: Step, error: LoadRefusedError, as_at: date) -> LoadReport:
    report = refused_report(step, error)
    digest = files.hash_of(step.path) if step.path else ""
    write(session, begin(session, step.source, step.name, digest, as_at), report)
    return report


def write(session: Session, load_id: int, report: LoadReport) -> None:
    fields = {
        "rows_read": report.read,
        "rows_dropped": report.dropped,
        "rows_rejected": report.rejected,
        "values_new": report.new,
        "values_revised": report.revised,
        "values_unchanged": report.unchanged,
        "values_missing": report.missing,
        "data_from": report.data_from,
        "data_to": report.data_to,
        "notes": "\n".join(" ".join(note.split()) for note in report.notes) or None,
    }
    problems = [
        {"row": p.row, "column": p.column, "expected": p.expected, "found": p.found} for p in report.problems
    ]
    finish_load(session, load_id, Counts(report.status, _now(), fields), problems)


def with_waiting(reports: Sequence[LoadReport], waiting: Waiting) -> list[LoadReport]:
    """Return the reports of a run with what is told at its end."""
    notes = waiting.notes()
    return [replace(r, notes=(*r.notes, *map(masked, notes.get(r.load_id or 0, ())))) for r in reports]


def keep_waiting(session: Session, waiting: Waiting) -> None:
    """Keep what is told at the end of a run with the loads it is told of."""
    for load_id, notes in waiting.notes().items():
        if load := session.get(Load, load_id):
            load.notes = "\n".join(filter(None, (load.notes, *map(masked, notes))))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
