"""One mutated file against the real loader and a real database, and what must hold whatever it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect
from data.models import Load, LoadProblem, Observation
from loaders.job import LoadReport
from loaders.run.load import run
from tests.fuzz import mutate
from tests.fuzz.corpus import SAMPLES, SERVICES, Sample, as_csv

TODAY = date(2026, 11, 20)
FRESH_AFTER = 400
"""Loads into one database before the next is made: what was loaded before is part of the trial."""


@dataclass
class Trials:
    """Loads mutated files one after the other into a database that is made anew now and then."""

    folder: Path
    done: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    engine: Engine | None = None

    def __post_init__(self) -> None:
        self.catalogue = load_catalogue(Path(__file__).with_name("catalogue.yaml"))
        (self.folder / "services.csv").write_bytes(as_csv(SERVICES))

    def one(self, seed: int) -> LoadReport:
        """Make, load and check one mutated file; an AssertionError or any other error is a finding."""
        random = Random(seed)
        sample = random.choice(SAMPLES)
        return self.load(sample, mutated(random, sample))

    def load(self, sample: Sample, content: bytes) -> LoadReport:
        (self.folder / sample.file).write_bytes(content)
        engine = self._database()
        [report] = run(engine, self.catalogue, [sample.source], folder=self.folder, as_at=TODAY)
        check(engine, report)
        self.done += 1
        self.ends["refused whole" if report.is_refused else "some rows" if report.rejected else "loaded"] += 1
        for problem in report.problems[:1]:
            self.reasons[
                " ".join(problem.found.split()[:4]) if problem.row is None else problem.expected[:60]
            ] += 1
        return report

    def _database(self) -> Engine:
        if self.engine is None or self.done % FRESH_AFTER == 0:
            if self.engine is not None:
                self.engine.dispose()
            self.engine = connect(f"sqlite:///{self.folder}/fuzz-{self.done}.db")
            run(self.engine, self.catalogue, ["services"], folder=self.folder, as_at=TODAY)
        return self.engine


def mutated(random: Random, sample: Sample) -> bytes:
    """The sample's file after what happened to it: to its cells, to its bytes, or to both."""
    grid = [list(row) for row in sample.grid()]
    if random.random() < 0.7:
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            if grid and grid[0]:
                grid = random.choice(mutate.GRIDS)(random, grid)
    content = sample.packed(grid or [[""]])
    if random.random() < 0.45 and content:
        content = random.choice(mutate.BYTES)(random, content)
    return content


def check(engine: Engine, report: LoadReport) -> None:
    """Whatever the file was: it says why not, its load is on record, and nothing impossible is stored."""
    if report.is_refused:
        assert report.problems, "refused without a reason"
        assert report.new == report.revised == 0
    assert (report.rejected > 0) <= (len(report.problems) > 0), "rows refused without a reason"
    for problem in report.problems:
        assert str(problem).strip(), "a problem without words"
        assert "Traceback" not in str(problem)
        assert len(str(problem)) < 2000, "a whole file in a message"
    with Session(engine) as session:
        newest = session.scalars(select(Load).order_by(Load.id.desc()).limit(1)).one()
        assert (newest.source, newest.status) == (report.source, report.status)
        kept = session.scalar(select(func.count()).where(LoadProblem.load_id == newest.id))
        assert (kept or 0) <= max(len(report.problems), 1)
        stored = select(func.count()).select_from(Observation)
        impossible = (Observation.numerator < 0) | (Observation.denominator < 0)
        assert session.scalar(stored.where(impossible)) == 0
        future = Observation.period_start > TODAY
        assert session.scalar(stored.where(future)) == 0
        orphans = stored.where(Observation.load_id.not_in(select(Load.id).where(Load.status == "done")))
        assert session.scalar(orphans) == 0
