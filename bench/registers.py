"""Pages of registers at 200 services, 5,000 tests of change and 20,000 actions: milliseconds on the server.

    python -m bench.registers [TESTS [ACTIONS]]

An organisation is invented and its acts are written as forms would write them, in a database in a folder that
is thrown away. Each page is asked for by a test client: first after the start, then after one more act
somewhere, then again with nothing new and no kept page. Prints time and the part of it that the processor
worked, which another load of the machine does not change. The aim is 300 ms a page.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import count
from pathlib import Path

from sqlalchemy.orm import Session

from data.database import connect, migrate
from quality.acts import ledger
from quality.deployment import Deployment
from quality.series.key import SeriesKey
from settings import Settings
from tests.warehouse import Warehouse, make_catalogue

HOSPITALS, WARDS = 10, 19
TODAY = datetime.combine(date(2026, 11, 20), clock(9))
CALM = [10, 12, 9, 11, 10, 13, 9, 11, 12, 10, 9, 12] * 3
LEVELS = {"board": 30, "hospital": 5, "ward": 1}
CATALOGUE = make_catalogue({"falls": {}, "ulcers": {}}, organisation={"name": "NHS", "levels": LEVELS})
AIM = 300


def invent(engine, tests: int, actions: int) -> None:
    """Make services, a year of a measure in each, and acts."""
    warehouse = Warehouse(engine, CATALOGUE)
    warehouse.service("board", level="board")
    wards = []
    for hospital in range(HOSPITALS):
        warehouse.service(f"h{hospital}", level="hospital", parent="board")
        for ward in range(WARDS):
            wards.append(f"h{hospital}w{ward}")
            warehouse.service(wards[-1], level="ward", parent=f"h{hospital}")
            warehouse.series("falls", wards[-1], CALM)
    with Session(engine) as session, session.begin():
        numbers = [_test(session, wards[n % len(wards)], n, tests) for n in range(tests)]
        for n in range(actions):
            at = TODAY - timedelta(days=700 * (actions - n) / actions)
            said = {"text": f"Action {n} about the bays", "owner": f"Owner {n % 300}", "measure": "falls"}
            said["due"] = (at + timedelta(days=30)).date().isoformat()
            service, of = wards[n % len(wards)], numbers[n % tests] if n % 2 else None
            number = _append(session, "action.agree", service, at, said, of)
            if n % 10 < 7:
                done = {"effect": "too_early", "evidence": "It is in place"}
                _append(session, "action.finish", service, at + timedelta(20), done, number)


def _test(session: Session, service: str, n: int, tests: int) -> int:
    at = TODAY - timedelta(days=900 * (tests - n) / tests)
    said = {
        "title": f"Test {n} of visits",
        "aim": "Fewer falls",
        "measure": "falls",
        "lead": f"Lead {n % 200}",
    }
    number = _append(session, "test_of_change.apply", service, at, said | {"research": "no"})
    steps = (("screen", {"research": "no"}), ("approve", {}), ("start", {"begun": at.date().isoformat()}))
    for step, more in steps[: 1 + n % 4]:
        _append(session, f"test_of_change.{step}", service, at + timedelta(5), more, number, "Morven")
    return number


def _append(session, kind, service, at, said, of=None, by="Shona") -> int:
    return ledger.append(session, kind, said, of, key=SeriesKey("", service), by=by, role="lead", at=at)


def main() -> int:
    tests, actions = (int(text) for text in (*sys.argv[1:3], *("5000", "20000")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/d.db")
        migrate(engine)
        began = time.perf_counter()
        invent(engine, tests, actions)
        took = time.perf_counter() - began
        print(f"{tests:,} tests of change and {actions:,} actions written in {took:.0f} s")
        settings = Settings(
            database=f"sqlite:///{folder}/d.db", data=Path(folder), today=TODAY.date(), _env_file=None
        )
        slowest = _measure(Deployment(engine, CATALOGUE, settings))
    return 1 if slowest > AIM else 0


def _measure(here: Deployment) -> float:
    from app import make_app

    client = make_app(here).server.test_client()
    odd = count()
    record = 1 + 3 * 200
    pages = (
        "/improvement", "/improvement?service=h3", "/improvement?words=visits&state=running",
        "/improvement?late=1", "/actions", "/actions?state=all&words=bays", "/actions?service=h3&late=here",
        f"/record/{record}", f"/record/{record}/report", "/indicator/falls?service=h0w1",
        "/balance", "/balance?service=h3",
        "/learning", "/learning?service=h3", "/experience", "/registers/kept",
        *(f"/registers/{name}" for name in ("round", "measures", "burden", "training")),
    )  # fmt: skip
    slowest = 0.0
    print(f"{'page':45}{'first':>8}{'after an act':>14}{'again':>8}{'processor':>15}")
    for page in pages:
        address = f"{page}{'&' if '?' in page else '?'}try="
        times = [_timed(client, f"{address}{next(odd)}")]
        with Session(here.engine) as session, session.begin():
            said = {"text": "One more", "owner": "A", "due": "2026-12-01"}
            _append(session, "action.agree", "h0w1", TODAY, said)
        times += [_timed(client, f"{address}{next(odd)}") for _ in range(2)]
        slowest = max(slowest, times[1][1], times[2][1])
        first, after, again = (one[0] for one in times)
        print(
            f"{page:45}{first:8.0f}{after:14.0f}{again:8.0f}{times[0][1]:7.0f}/{times[1][1]:3.0f}/{times[2][1]:3.0f}"
        )
    return slowest


def _timed(client, address: str) -> tuple[float, float]:
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


if __name__ == "__main__":
    raise SystemExit(main())
