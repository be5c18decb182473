"""A data folder, a catalogue and a database for tests of loading.

ward = Folder(tmp_path, engine)
ward.write("falls.csv", "month,ward,falls,bed_days\\n2026-01-01,W1,3,540\\n")
report = ward.load("falls")
ward.values("falls")  →  {("W1", "", "2026-01"): (3.0, 540.0)}
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.reading.read import load_catalogue
from data.models import (
    Category,
    IndicatorKey,
    Load,
    LoadProblem,
    Observation,
    ObservationRevision,
    Population,
    Service,
)
from loaders.job import LoadReport
from loaders.run.load import run
from tests import databases
from tests.servers import postgres as servers

TODAY = date(2026, 11, 20)

CATALOGUE = """
organisation: {name: Northfield, levels: [board, hospital, ward]}
defaults:
  why_it_matters: It matters.
  numerator: What is counted
  denominator: Out of what
  improvement: decrease
  domain: safe
  owner: A
  authored_by: A
  checked_by: B
  review_by: 2099-01-01
dimensions:
  sex:
    title: Sex
    categories:
      - {code: F, label: Women, aliases: Female}
      - {code: M, label: Men}
      - {code: X, label: Not stated, is_unknown: true, aliases: ""}
sources:
  tree: {shape: services, file: services.csv, code: code, name: name, level: level, parent: parent}
  falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}
  by_sex:
    shape: tidy
    file: by_sex.csv
    period: {column: month}
    service: ward
    breakdown: {dimension: sex, column: sex, everyone: sum of groups}
  people:
    shape: population
    file: people.csv
    service: code
    year: year
    count: people
    breakdown: {dimension: sex, column: sex}
indicators:
  falls:
    title: Falls
    data: {source: falls, numerator: falls, denominator: bed_days}
    unit: per 1,000 bed days
    per: 1000
    chart: u
  answered:
    title: Answered in time
    data: {source: by_sex, numerator: answered, denominator: received}
    unit: "%"
    per: 100
    is_proportion: true
    dimensions: sex
"""
SERVICES = """\
code,name,level,parent
B,Northfield,board,
H1,North,hospital,B
H2,South,hospital,B
W1,Ward 1,ward,H1
W2,Ward 2,ward,H1
W3,Ward 3,ward,H2
"""
HEADER = "month,ward,falls,bed_days\n"

Key = tuple[str, str, str]  # service, category, month


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Engine]:
    """A PostgreSQL server for all tests of this process."""
    with servers.postgres(servers.FAST) as (_, engine):
        yield engine


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLite database with its tables."""
    with databases.on_sqlite(tmp_path / "test.db") as engine:
        yield engine


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database with its tables: SQLite, then a real PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_engine")
        return
    with databases.on_postgresql(request.getfixturevalue("postgres_server")) as engine:
        yield engine


class Files:
    """A folder of files as a hospital would send them, and the catalogue that describes them."""

    def __init__(self, path: Path, catalogue: str) -> None:
        self.path = path / "files"
        self.path.mkdir()
        self.describe(catalogue)

    def describe(self, catalogue: str, *changes: tuple[str, str]) -> Catalogue:
        for old, new in changes:
            assert old in catalogue
            catalogue = catalogue.replace(old, new, 1)
        file = self.path.parent / "catalogue.yaml"
        file.write_text(catalogue, encoding="utf-8")
        self.catalogue = load_catalogue(file)
        return self.catalogue

    def write(self, name: str, content: str | bytes) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def load(self, source: str, *, as_at: date = TODAY) -> LoadReport:
        raise NotImplementedError

    def falls(self, *rows: str, as_at: date = TODAY) -> LoadReport:
        self.write("falls.csv", HEADER + "".join(f"{row}\n" for row in rows))
        return self.load("falls", as_at=as_at)

    def by_sex(self, *rows: str) -> LoadReport:
        self.write("by_sex.csv", "month,ward,sex,answered,received\n" + "".join(f"{row}\n" for row in rows))
        return self.load("by_sex")


class Folder(Files):
    """Such files, and what came of loading them."""

    def __init__(
        self, path: Path, engine: Engine, catalogue: str = CATALOGUE, services: str = SERVICES
    ) -> None:
        super().__init__(path, catalogue)
        self.engine = engine
        if services:
            self.write("services.csv", services)
            self.load("tree")

    def load(self, source: str, *, as_at: date = TODAY, check: bool = False) -> LoadReport:
        return run(self.engine, self.catalogue, [source], folder=self.path, as_at=as_at, check=check)[0]

    # -- what is in the database -----------------------------------------------------------------

    def _table(self, table: type, indicator: str, **where: object) -> list[Any]:
        query = (
            select(table, Service.code, Category.code)
            .join(Service, table.service_id == Service.id)
            .join(Category, table.category_id == Category.id)
            .join(IndicatorKey, table.indicator_id == IndicatorKey.id)
            .where(IndicatorKey.code == indicator)
            .filter_by(**where)
        )
        with Session(self.engine) as session:
            return list(session.execute(query).all())

    def values(self, indicator: str, *, origin: str | None = "loaded") -> dict[Key, tuple[Any, Any]]:
        return {
            (service, category, f"{row.period_start:%Y-%m}"): (row.numerator, row.denominator)
            for row, service, category in self._table(Observation, indicator)
            if origin in {None, row.origin}
        }

    def immature(self, indicator: str) -> set[Key]:
        return {
            (service, category, f"{row.period_start:%Y-%m}")
            for row, service, category in self._table(Observation, indicator)
            if row.is_immature
        }

    def qualifiers(self, indicator: str, *, origin: str = "loaded") -> dict[Key, str]:
        """Of the values of which something is said."""
        return {
            (service, category, f"{row.period_start:%Y-%m}"): row.qualifier
            for row, service, category in self._table(Observation, indicator)
            if row.qualifier and row.origin == origin
        }

    def revisions(self, indicator: str, *, origin: str = "loaded") -> list[tuple[Key, tuple[Any, Any]]]:
        return [
            ((service, category, f"{row.period_start:%Y-%m}"), (row.numerator, row.denominator))
            for row, service, category in self._table(ObservationRevision, indicator)
            if row.origin == origin
        ]

    def everything(self) -> dict[str, list[Any]]:
        """All that was stored, but not the records of loads themselves."""
        tables = (Observation, ObservationRevision, Service, Category, Population)
        with self.engine.connect() as connection:
            return {
                table.__tablename__: sorted(map(tuple, connection.execute(select(table.__table__))), key=repr)
                for table in tables
            }

    def loads(self) -> list[Load]:
        with Session(self.engine) as session:
            return list(session.scalars(select(Load).order_by(Load.id)))

    def problems(self) -> list[LoadProblem]:
        """Those of the newest load."""
        newest = self.loads()[-1].id
        query = select(LoadProblem).where(LoadProblem.load_id == newest).order_by(LoadProblem.id)
        with Session(self.engine) as session:
            return list(session.scalars(query))
