"""Run sources: services, then populations, then measurements; each file in one transaction.

    find ─ read ─ check ─ store ─ roll up ─ record the load          (one transaction per file)
                                             … and at the end judge the series that changed

A file that cannot be used is recorded as refused, with its problems, and the next one is tried. Loading
a file twice changes nothing; a changed value is a revision.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.identifiers import masked
from catalogue.models import Catalogue
from catalogue.sources import RecordsSource, Source
from data.database import begin_writing, migrate, transaction
from data.database_errors import plain_database_errors
from data.lock import WAIT, only_loader
from data.read.service_names import keep_names, known_services
from data.write.conflicts import PastLoad, loads_of
from errors import LoadRefusedError
from loaders import queries
from loaders.counting import query_rows
from loaders.job import CatalogueIds, LoadJob, LoadReport, LoadTrace, SeriesId
from loaders.keys.catalogue_ids import prepare
from loaders.log import LoadLog
from loaders.parse import files, large_files
from loaders.problems import Problems
from loaders.rollup.roll_up import roll_up
from loaders.rollup.waiting import Waiting
from loaders.run import load_record
from loaders.run.database_copy import copied
from loaders.run.plan import Step, plan
from loaders.shapes import shapes
from quality.signals import refresh

Progress = Callable[[str, int, int], None]
"""The step, its number and the number of steps."""

logger = logging.getLogger(__name__)  # counts and names of files only: no cell of a file is ever logged


@dataclass(frozen=True, eq=False)
class _State:
    """Stays the same over all files of one run."""

    ids: CatalogueIds
    folder: Path
    as_at: date
    touched: set[SeriesId] = field(default_factory=set)
    period_formats: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    waiting: Waiting = field(default_factory=Waiting)
    own_loads: dict[str, Mapping[int, PastLoad]] = field(default_factory=dict)
    """By source, what was loaded of its files before this run."""

    def later_loads(self, session: Session, step: Step) -> Mapping[int, PastLoad]:
        """Return those of the files that come after this one."""
        if step.name not in step.all_files or step.name == step.all_files[-1]:
            return {}
        if step.source not in self.own_loads:
            self.own_loads[step.source] = loads_of(session, [step.source])
        later = set(step.all_files[step.all_files.index(step.name) + 1 :])
        return {n: load for n, load in self.own_loads[step.source].items() if load.file_name in later}


def run(
    engine: Engine,
    catalogue: Catalogue,
    sources: list[str] | None = None,
    *,
    folder: Path,
    as_at: date | None = None,
    check: bool = False,
    progress: Progress | None = None,
    wait: float = WAIT,
    steps: Sequence[Step] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[LoadReport]:
    """Load these sources (all of them when None) from the files in `folder`.

    as_at: the day the data stands at; later periods are refused, and what is immature is measured from
           here. Today when None.
    check: do everything, then undo it: nothing is written.
    wait:  seconds for another program that loads to be done; then a DatabaseError says who it is.
    steps: some files only, instead of all of these sources, in their order.
    stop:  asked between two files whether to end there; what was loaded is judged all the same.
    """
    day = as_at or datetime.now(UTC).date()
    steps = plan(catalogue, sources, folder) if steps is None else steps
    say = progress or (lambda what, done, total: None)
    with plain_database_errors():
        if check:
            with rehearsal(engine, catalogue, steps, folder, day) as (_, attempt, waiting):
                reports = [attempt(step, LoadTrace()) for step in each(steps, say)]
                return load_record.with_waiting(reports, waiting)
        with only_loader(engine, "loaders run", wait=wait, say=lambda who: say(who, 0, len(steps))) as held:
            migrate(engine)
            with transaction(engine) as session:
                was_current = refresh.is_up_to_date(session, catalogue)
                state = _State(prepare(session, catalogue), folder, day)
            reports = []
            for step in each(steps, say, stop):
                held.check()
                reports.append(_load(engine, state, step))
            say("judging what changed", len(steps), len(steps))
            held.check()
            with transaction(engine) as session:
                load_record.keep_waiting(session, state.waiting)
                refresh.bring_up_to_date(session, catalogue, state.touched if was_current else None)
            return load_record.with_waiting(reports, state.waiting)


def _load(engine: Engine, state: _State, step: Step) -> LoadReport:
    started = time.perf_counter()
    try:
        with Session(engine) as session:  # reading takes long, and holds up nobody who writes
            report, touched = _attempt(session, state, step, LoadTrace())
            session.commit()
        state.touched.update(touched)  # only now: a file that was undone has touched nothing
    except LoadRefusedError as error:
        with transaction(engine) as session:
            report = load_record.keep_refusal(session, step, error, state.as_at)
    said = f"{report.read:,} rows read, {report.new:,} values new, {report.revised:,} revised"
    said += f", {report.rejected:,} rows refused" * bool(report.rejected)
    level = logging.WARNING if report.is_refused or report.rejected else logging.INFO
    logger.log(level, "%s, %s: %s; %s", report.source, masked(report.file), report.status, said)
    return replace(report, seconds=time.perf_counter() - started)


def _attempt(
    session: Session, state: _State, step: Step, trace: LoadTrace
) -> tuple[LoadReport, frozenset[SeriesId]]:
    """Read, check and store one file in the session's transaction; refuse before anything is written."""
    job = trace.job = _job(session, state, step)
    log = new_log(job, state.period_formats.setdefault(step.source, {}))
    job.file.reading.rows_wanted = trace.rows_wanted
    found = trace.found = read(job, log)
    begin_writing(session)
    load_id = trace.load_id = load_record.begin(session, job.code, job.file.name, job.file.hash, job.as_at)
    keep_names(session, log.names_met, load_id)
    outcome = shapes()[job.source.shape].store(session, job, log, found, load_id)
    rolled_up, notes = roll_up(session, job.ids, outcome, load_id, state.waiting)
    log.notes.extend(notes)
    trace.touched = outcome.touched | rolled_up
    report = load_record.report_on(job, log, outcome, load_id)
    load_record.write(session, load_id, report)
    return report, trace.touched


def read(job: LoadJob, log: LoadLog) -> Any:
    """Read and check one file: no database is asked. A file without a single good row is refused."""
    found = shapes()[job.source.shape].read(job, log)
    if not found and (len(log.problems.rows) or log.problems.further):
        raise load_record.AllRejectedError(job.file.name, log)
    return found


def _job(session: Session, state: _State, step: Step) -> LoadJob:
    if step.error is not None:
        raise step.error
    source = state.ids.catalogue.sources[step.source]
    file = opened(step, source, state.folder)
    services, later = known_services(session), state.later_loads(session, step)
    return LoadJob(state.ids, services, step.source, source, file, state.as_at, later)


def new_log(job: LoadJob, period_formats: dict[str, frozenset[str]]) -> LoadLog:
    is_about_groups = bool(getattr(job.source, "breakdown", None) or getattr(job.source, "breakdowns", None))
    is_about_groups |= job.catalogue.disclosure.is_public
    problems = Problems(is_about_groups=is_about_groups, sheets=job.file.sheets)
    return LoadLog(problems, period_formats=period_formats)


def opened(step: Step, source: Source, folder: Path) -> files.File:
    if isinstance(source, RecordsSource):
        asked = None
        if source.query is not None:
            asked = query_rows.read(source.query, source.database or "", source.columns_asked)
        return large_files.glance(step.lists, step.name, folder, asked)
    if step.path is not None:
        return files.read(step.path, folder, source.inside)
    return queries.read(source.query or "", source.database or "")


@contextmanager
def rehearsal(
    engine: Engine, catalogue: Catalogue, steps: Sequence[Step], folder: Path, as_at: date
) -> Iterator[tuple[Session, Callable[[Step, LoadTrace], LoadReport], Waiting]]:
    """Load into a copy that is thrown away: the database itself is only read, and never locked. Gives the
    copy, what loads one of these steps into it, and what is told at the end."""
    with copied(engine, catalogue, [step.source for step in steps]) as copy, Session(copy) as session:
        begin_writing(session)
        state = _State(prepare(session, catalogue), folder, as_at)

        def attempt(step: Step, trace: LoadTrace) -> LoadReport:
            try:
                return _attempt(session, state, step, trace)[0]
            except LoadRefusedError as error:
                return load_record.refused_report(step, error)

        yield session, attempt, state.waiting
        session.rollback()


def each(
    steps: Sequence[Step], say: Progress | None, stop: Callable[[], bool] = lambda: False
) -> Iterator[Step]:
    """Give the steps one by one until told to stop, and say which one is at hand."""
    for number, step in enumerate(steps):
        if stop():
            break
        if say is not None:
            say(f"{step.source}: {step.name}", number, len(steps))
        yield step
