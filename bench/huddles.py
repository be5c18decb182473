"""Huddles of many teams at once: how long everybody waits, and whether anything is lost.

    python -m bench.huddles [SECONDS [HUDDLES]]

Two workers of gunicorn serve a demo, as a team runs it. Each huddle has a page that is open: it looks for
news every 1.5 s and is drawn again when there are some; every twelve seconds or so somebody acts. Prints the
wait by kind of request (aim: 95 of 100 within 150 ms, no error), and checks that every act that was confirmed
is recorded and that the chain of acts is whole.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from http.client import HTTPException
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.serving import gunicorn
from catalogue.reading.read import load_catalogue
from data.database import connect
from data.models import Service
from loaders.demo import make_demo
from quality.acts import ledger
from settings import ROOT
from tests.walks.huddle_client import HuddleClient

LOOK, ACT, AIM = 1.5, 12.0, 150.0


class Huddle(threading.Thread):
    """One team, until the time is over."""

    def __init__(self, port: int, number: int, service: str, end: float) -> None:
        super().__init__(daemon=True)
        self._port, self._number, self._service, self._end = port, number, service, end
        self._chance = random.Random(number)
        self.waits: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.kept: list[str] = []

    def run(self) -> None:
        client = HuddleClient(self._port, "quality-lead")
        page, acts, known = f"/huddle/{self._service}", 0, ""
        next_act = time.monotonic() + self._chance.uniform(0, ACT)
        while time.monotonic() < self._end:
            known, before = self._timed("look", client.get, f"{page}/newest"), known
            if known != before:
                self._timed("page", client.get, page)
            if time.monotonic() > next_act:
                acts, next_act = acts + 1, time.monotonic() + self._chance.uniform(0.5, 1.5) * ACT
                text = f"huddle {self._number}, note {acts}"
                if self._timed("act", lambda text=text: (client.note(self._service, text), text)):
                    self.kept.append(text)
            time.sleep(LOOK)
        client.close()

    def _timed(self, what: str, ask, *about: str) -> str:
        began = time.perf_counter()
        try:
            status, text = ask(*about)
        except (OSError, HTTPException) as error:
            self.errors[repr(error)] += 1
            return ""
        self.waits[what].append(1000 * (time.perf_counter() - began))
        if status not in (200, 303):
            self.errors[f"{what} {status}"] += 1
            return ""
        return text


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{name}/demo.db"
        settings = {"BRIGHTSPOT_DATABASE": url, "BRIGHTSPOT_DATA": f"{name}/files"}
        engine = connect(url)
        make_demo(engine, load_catalogue(ROOT / "indicators.yaml"), Path(name, "files"))
        with Session(engine) as session:
            teams = session.scalars(select(Service.code).where(Service.closed.is_(None))).all()
        with gunicorn("app:server", settings) as server:
            end = time.monotonic() + seconds
            huddles = [Huddle(server.port, n, teams[n % len(teams)], end) for n in range(count)]
            for huddle in huddles:
                huddle.start()
            for huddle in huddles:
                huddle.join()
            worked = server.worked() - server.boot
        with Session(engine) as session:
            recorded = {act.content["text"] for act in ledger.acts(session, "note")}
            broken = ledger.verify(session)
        engine.dispose()
    return _report(huddles, worked, seconds, recorded, broken)


def _report(
    huddles: list[Huddle], worked: float, seconds: float, recorded: set[str], broken: list[int]
) -> int:
    errors = sum((huddle.errors for huddle in huddles), Counter[str]())
    lost = [text for huddle in huddles for text in huddle.kept if text not in recorded]
    print(f"{len(huddles)} huddles, {seconds:.0f} s, {len({h._service for h in huddles})} teams")
    every: list[float] = []
    for what in ("look", "page", "act"):
        waits = [wait for huddle in huddles for wait in huddle.waits[what]]
        every += waits
        _line(what, waits)
    _line("all", every)
    print(f"  processor: {100 * worked / seconds:.0f} % of one")
    print(f"  errors: {dict(errors) or 'none'}; confirmed acts lost: {len(lost)}; chain broken at: {broken}")
    is_well = not errors and not lost and not broken and float(np.percentile(every, 95)) <= AIM
    return 0 if is_well else 1


def _line(what: str, waits: list[float]) -> None:
    if waits:
        half, most, last = np.percentile(waits, [50, 95, 100])
        print(
            f"  {what:<5}{len(waits):6d}   median {half:6.1f} ms   95 of 100 within {most:6.1f}   {last:6.0f}"
        )


if __name__ == "__main__":
    raise SystemExit(main())
