"""Look into the data folder on a schedule, load what came, put aside what cannot be used.

    look ─ settled? ─ new or changed? ─ load (the usual transaction) ─┬─ done      stays where it is
      ▲                                                               └─ refused   quarantine/, with a report
      └────────────── sleep; told to stop: ends between two files ◀──────────────────────┘

One line of log per event, of names and counts. What the database refuses (busy, gone, full) is waited out
with growing pauses.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.identifiers import masked
from catalogue.models import Catalogue
from data.database import migrate, transaction
from data.database_errors import DatabaseError, plain_database_errors
from data.lock import only_loader
from errors import CatalogueError
from loaders.job import LoadReport
from loaders.run.load import run
from loaders.run.plan import Step, plan
from loaders.watch import quarantine
from loaders.watch.inbox import Inbox, remember_entries
from quality.provenance.watcher import remember_look

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
"""Between tries while the database cannot be used; doubled each time."""
PASSES = 3  # within one round: services that came may make refused rows known


def logger() -> Any:
    processors = [
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.LogfmtRenderer(key_order=["at", "event"]),
    ]
    return structlog.wrap_logger(structlog.PrintLogger(sys.stdout), processors=processors)


@dataclass
class Watcher:
    """One folder, one database. `read_catalogue` is asked before every round: entries get mended."""

    engine: Engine
    read_catalogue: Callable[[], Catalogue]
    folder: Path
    every: timedelta
    settle: timedelta = timedelta(seconds=2)
    today: Callable[[], date] = lambda: datetime.now(UTC).date()
    wait: float = 60.0
    log: Any = field(default_factory=logger)
    stop: threading.Event = field(default_factory=threading.Event)
    inbox: Inbox = field(default_factory=Inbox)
    refused: int = 0  # files refused so far
    is_prepared: bool = False

    def watch(self) -> None:
        """Look again and again, until told to stop."""
        self.log.info("watching", every=_said(self.every))
        pause = FIRST_PAUSE
        while not self.stop.is_set():
            wait = self.every
            try:
                self.round()
                pause = FIRST_PAUSE
            except DatabaseError as error:
                self.log.error("database cannot be used", why=str(error), again_in=_said(pause))
                pause, wait = min(2 * pause, LONGEST_PAUSE), pause
            except CatalogueError as error:
                count = len(error.problems)
                self.log.error("catalogue cannot be used", problems=count, again_in=_said(wait))
            except Exception as error:  # a bug of ours must not end the watch unseen
                self.log.error("round failed", kind=type(error).__name__, again_in=_said(wait))
            self.stop.wait(wait.total_seconds())
        self.log.info("stopped")

    def round(self) -> None:
        """Look once: everything that is there and settled is loaded or put aside."""
        catalogue = self.read_catalogue()
        with plain_database_errors():
            self._prepare()
            there = [step for step in plan(catalogue, None, self.folder) if step.path is not None]
            steps, unfinished = self.inbox.settled(there, self.settle, self.stop.wait)
            if unfinished:
                self.log.info("still being written", files=unfinished)
            for number in range(PASSES):
                with Session(self.engine) as session:
                    wanted = self.inbox.wanted(session, catalogue, steps, is_first=number == 0)
                if not wanted or self.stop.is_set():
                    break
                self._load(catalogue, wanted, steps)
            with transaction(self.engine) as session:
                if not self.stop.is_set():
                    remember_entries(session, catalogue)
                remember_look(session, self.every)

    def _prepare(self) -> None:
        if not self.is_prepared:
            with only_loader(self.engine, "loaders watch", wait=self.wait):
                migrate(self.engine)
            self.is_prepared = True

    def _load(self, catalogue: Catalogue, wanted: Sequence[Step], steps: Sequence[Step]) -> None:
        hashes = {step.path: self.inbox.hash(step.path) for step in wanted if step.path is not None}
        try:
            reports = self._run(catalogue, wanted)
        except DatabaseError:
            raise
        except Exception:
            reports = [report for step in wanted for report in self._alone(catalogue, step)]
        done = {(report.source, report.file): report for report in reports}
        for report in reports:
            self._tell(report)
        for path in dict.fromkeys(step.path for step in wanted):
            if path is not None:
                self._put_aside(path, hashes[path], [s for s in steps if s.path == path], done)

    def _run(self, catalogue: Catalogue, steps: Sequence[Step]) -> list[LoadReport]:
        return run(
            self.engine,
            catalogue,
            folder=self.folder,
            as_at=self.today(),
            steps=steps,
            stop=self.stop.is_set,
            wait=self.wait,
        )

    def _alone(self, catalogue: Catalogue, step: Step) -> list[LoadReport]:
        """Load one file of a run that broke: the others must not suffer for it."""
        if self.stop.is_set():
            return []
        try:
            return self._run(catalogue, [step])
        except DatabaseError:
            raise
        except Exception as error:
            self.inbox.give_up(step)
            self.log.error(
                "file failed", source=step.source, file=masked(step.name), kind=type(error).__name__
            )
            return []

    def _tell(self, report: LoadReport) -> None:
        if report.is_refused:
            self.refused += 1
            self.log.warning(
                "refused", source=report.source, file=masked(report.file), problems=len(report.problems)
            )
            return
        counts = {name: getattr(report, name) for name in ("read", "new", "revised", "unchanged", "rejected")}
        self.log.info("loaded", source=report.source, file=masked(report.file), **counts)

    def _put_aside(
        self, path: Path, refused_hash: str, readers: Sequence[Step], done: dict[tuple[str, str], LoadReport]
    ) -> None:
        """Put aside only a file that every source of it refused: what one can use stays for it."""
        reports = [done.get((step.source, step.name)) for step in readers]
        refused = [report for report in reports if report is not None and report.is_refused]
        if not refused:
            return
        name = readers[0].name
        is_alone = all(len(step.paths) < 2 for step in readers)  # which of several is at fault is not known
        if len(refused) == len(readers) and is_alone:
            try:
                target = quarantine.put_aside(path, refused_hash, refused, self.today())
            except OSError as error:
                self.log.error(
                    "cannot be put aside", file=masked(name), why=error.strerror or type(error).__name__
                )
            else:
                now = {"now": target.name} if target is not None else {}
                self.log.info("put aside" if now else "replaced meanwhile", file=masked(name), **now)
                return
        for step in readers:
            if done.get((step.source, step.name)) in refused:
                self.inbox.give_up(step)


def until_told(watcher: Watcher) -> None:
    """Watch until SIGTERM or SIGINT, which end it between two files; a second SIGINT ends it at once."""

    def end(number: int, _frame: object) -> None:
        watcher.log.info("told to stop", signal=signal.Signals(number).name)
        watcher.stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    watcher.watch()


def _said(span: timedelta) -> str:
    return f"{span.total_seconds():g}s"
