"""A database to which a month of numbers came after the other, and what people did about them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from catalogue.fields.periods import Frequency, step
from data.database import snapshot, transaction
from data.models import Load, Observation
from quality.lifecycle.perform import ProposedAct, perform
from quality.outcomes.raised import raised
from quality.outcomes.view import outcomes
from quality.reference.ids import read_ids
from quality.signals.refresh import refresh
from tests.warehouse import Warehouse, make_catalogue

TODAY = date(2026, 11, 20)
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 2
FIRST = date(2024, 10, 1)
"""The series end in October 2026."""
CATALOGUE = make_catalogue(
    {"falls": {}, "ulcers": {}},
    organisation={"name": "NHS", "levels": {"board": 30, "hospital": 5, "service": 2}},
)
BEGUN = date(2025, 10, 20)
"""The day of the first load."""
YEAR = (date(2025, 11, 21), TODAY)


class Months:
    """A database to which a month came after the other, each with a load of its own."""

    def __init__(self, engine):
        self.engine = engine
        self.warehouse = Warehouse(engine, CATALOGUE)
        self.warehouse.service("board", level="board")
        self.warehouse.service("hospital", name="General Hospital", level="hospital", parent="board")

        with transaction(engine) as session:
            session.execute(update(Load).values(as_at=BEGUN))

    def ward(self, code, numbers):
        """A ward whose newest months came month by month, on the fifth of the next; the first twelve at
        once."""
        self.warehouse.service(code, parent="hospital")
        self.come(code, numbers[:12], 0)
        for place in range(12, len(numbers)):
            self.come(code, numbers[place : place + 1], place)

    def come(self, code, numbers, place):
        month = step(FIRST, Frequency.MONTHLY, place)
        ids = self.warehouse.series("falls", code, numbers, first=month)
        with transaction(self.engine) as session:
            load = self._load(session, (month + timedelta(days=32)).replace(day=5)) if place else 1
            of_series = (Observation.service_id == ids[1], Observation.period_start >= month)
            session.execute(update(Observation).where(*of_series).values(load_id=load))

    def _load(self, session, day):
        found = session.scalar(select(Load.id).where(Load.as_at == day))
        if found:
            return found
        at = datetime.combine(day, datetime.min.time())
        load = Load(source="wards", file_name="wards.csv", file_hash="0" * 64, status="done", as_at=day)
        load.started_at = load.finished_at = at
        session.add(load)
        session.flush()
        return load.id

    def judge(self):
        with transaction(self.engine) as session:
            refresh(session, CATALOGUE)

    def do(self, kind, service, day=TODAY, indicator="falls", **said):
        proposed = ProposedAct(kind, service, {name: str(value) for name, value in said.items()}, indicator)
        at = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
        with transaction(self.engine) as session:
            return perform(session, CATALOGUE, proposed, by="Ailsa", role="", at=at, today=day)

    def raised(self, since=YEAR[0], until=YEAR[1]):
        with snapshot(self.engine) as session:
            services = [*read_ids(session).services.by_code.values()]
            return raised(session, CATALOGUE, services, since, until, TODAY)

    def counted(self, **asked):
        with snapshot(self.engine) as session:
            services = [*read_ids(session).services.by_code.values()]
            return outcomes(session, CATALOGUE, services, *YEAR, TODAY, **asked)


def high(place, count=25):
    """A calm series with one point far too high."""
    return [40 if at == place else CALM[at % len(CALM)] for at in range(count)]
