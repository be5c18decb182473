"""Common parts of measurements of a running server: an organisation of many series, gunicorn as a team runs
it, what it holds in memory, and beside it the smallest Dash application."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

import yaml

from bench.measuring import MONTHS, entries, rates, write_files
from data.database import connect
from loaders.run.load import run
from settings import ROOT

PATIENCE = 120.0
LEVELS = ("organisation", "ward")
VIEWER = {"X-Forwarded-User": "bench", "X-Forwarded-Groups": "bench"}
"""Headers by which a proxy says who asks. Without them every address leads to the page to sign in at."""
PROXY = {"BRIGHTSPOT_USER_HEADER": "X-Forwarded-User", "BRIGHTSPOT_PROXIES": "127.0.0.1"}

BARE = """
import pandas
from dash import Dash, html
app = Dash(__name__)
app.layout = html.Div("Hello")
server = app.server
"""
"""Beside it: the smallest application of the same libraries, on the same gunicorn."""


@dataclass(frozen=True)
class Organisation:
    """Where a made-up organisation is stored, and how to serve it."""

    folder: Path
    indicators: int
    services: int

    @property
    def settings(self) -> dict[str, str]:
        return {
            "BRIGHTSPOT_CATALOGUE": str(self.folder / "indicators.yaml"),
            "BRIGHTSPOT_DATA": str(self.folder),
            "BRIGHTSPOT_DATABASE": f"sqlite:///{self.folder}/bench.db",
            **PROXY,
        }

    @property
    def addresses(self) -> list[str]:
        """Every page there is."""
        wards = [f"W{i:05}" for i in range(self.services)]
        indicators = [f"/indicator/i{i}?service=" for i in range(self.indicators)]
        pages = ["/huddle/", "/board?service=", "/data?service=", *indicators]
        return ["/", "/board", "/methods", *(page + ward for page in pages for ward in ("ALL", *wards))]


def organisation(folder: Path, indicators: int, services: int, months: int = MONTHS) -> Organisation:
    """Make one: so many rates of so many wards, loaded as anybody would load them."""
    tree = [("ALL", "organisation", ""), *((f"W{i:05}", "ward", "ALL") for i in range(services))]
    write_files(folder, tree, indicators, months)
    people = {"people": {"bench": {"quality lead": "everywhere"}}}
    text = yaml.safe_dump(entries(indicators, LEVELS) | people, sort_keys=False)
    (folder / "indicators.yaml").write_text(text, encoding="utf-8")
    engine = connect(f"sqlite:///{folder}/bench.db")
    run(engine, rates(indicators, LEVELS), None, folder=folder)
    engine.dispose()
    return Organisation(folder, indicators, services)


@dataclass
class Server:
    """A server that runs, and the seconds of processor until it answered: a clock says little where other
    things run too."""

    process: subprocess.Popen[bytes]
    port: int
    boot: float = 0.0

    def get(self, address: str) -> tuple[int, bytes]:
        """The status and the body, packed as a browser takes it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", address, headers={"Accept-Encoding": "gzip", **VIEWER})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def _children(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def worked(self) -> float:
        """Seconds of processor that the parent and its workers took so far."""
        return sum(_worked(pid) for pid in (self.process.pid, *self._children()))

    def memory(self) -> tuple[float, list[float]]:
        """Megabytes of the parent and of each worker: what is shared is counted once, in equal parts."""
        return _megabytes(self.process.pid), [_megabytes(child) for child in self._children()]


def _megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _worked(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(target: str, settings: dict[str, str], options: Sequence[str] = ()) -> Iterator[Server]:
    """Serve with two workers, until left."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = ["--log-level", "error", "--access-logfile", "/dev/null", "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, *quiet, target]
    # Modules are compiled and kept, as they are for everybody from the second start on.
    compiled = {"PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | compiled | settings)
    try:
        server = Server(process, port)
        until_it_answers(server)
        server.boot = server.worked()
        while len(server.memory()[1]) < 2:
            time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait()


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """Serve the smallest application there is."""
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    (folder / "none.py").touch()
    config = ("--config", str(folder / "none.py"), "--pythonpath", str(folder), "--no-control-socket")
    with gunicorn("bare:server", {}, (*config, "--workers", "2", "--threads", "4", "--preload")) as server:
        yield server


def until_it_answers(server: Server) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            server.get("/")
            return
        except OSError:
            assert time.monotonic() < end, "the server does not answer"
            assert server.process.poll() is None, "the server ended"
            time.sleep(0.01)
