"""Kill a load at any moment of its life, and see whether anything is lost, doubled or half there.

    python -m tests.kill 100           100 kills on SQLite, 100 on PostgreSQL, a tenth of that of the server
    python -m tests.kill 100 loader    only those of the program that loads; `server`: only those

A program that has imported everything forks a child for each load, so that a life is the load and nothing
else; the moments are spread evenly over it, from the first table to the last judgement. After each kill:

- the database opens, and holds exactly what it held between two files of a load that nobody disturbed;
- loaded again, it holds exactly what an undisturbed load leaves, judgements included.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from catalogue.reading.read import load_catalogue
from data.database import connect
from data.database_errors import DatabaseError
from loaders.run.load import run
from loaders.shapes import shapes
from tests.contents import Contents, contents
from tests.kill.files import CATALOGUE, TODAY, write_after, write_before
from tests.kill.places import Place, on_postgresql, on_sqlite
from tests.servers import postgres as servers

SCENES = ("into an empty database", "over what is there")


@dataclass(eq=False)
class Tally:
    """What came of the kills."""

    kills: int = 0
    too_late: int = 0
    moments: list[float] = field(default_factory=list)  # parts of a life
    stages: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        tenths = Counter(min(int(moment * 10), 9) for moment in self.moments)
        spread = " ".join(f"{tenths[tenth]}" for tenth in range(10))
        stages = ", ".join(f"{stage} {count}" for stage, count in self.stages.most_common())
        return (
            f"{self.kills} kills ({self.too_late} found it finished), {len(self.problems)} problems\n"
            f"  by tenths of a life: {spread}\n  by what it was at: {stages}"
        )


class Scene:
    """Files to load, what an undisturbed load makes of them, and how long it takes."""

    def __init__(self, place: Place, folder: Path, name: str) -> None:
        self.place, self.name = place, name
        self.files = folder / "files"
        self.files.mkdir(exist_ok=True)
        file = folder / "catalogue.yaml"
        file.write_text(CATALOGUE, encoding="utf-8")
        self.catalogue = load_catalogue(file)
        self.prepared: str | None = None
        write_before(self.files)
        if name == SCENES[1]:
            self.prepared = place.fresh(None)
            assert self.in_child(self.prepared)[0] == 0
            of(self.prepared)  # whoever closes it last puts everything into the one file that is copied
            write_after(self.files)
        self.between = self._watched()
        lives = []
        for _ in range(3):
            url = place.fresh(self.prepared)
            code, seconds, _ = self.in_child(url)
            assert code == 0
            lives.append(seconds)
            self.final = of(url)
            place.drop(url)
        self.life = statistics.median(lives)

    def _watched(self) -> list[Contents | None]:
        """What is there between two files, seen by a second connection. Derived tables may be behind."""
        seen: list[Contents | None] = [None]
        url = self.place.fresh(self.prepared)
        code, _, _ = self.in_child(url, lambda: seen.append(of(url, derived=False)))
        assert code == 0
        seen += [of(url, derived=False), _only_tables(self.place)]
        if self.prepared:
            seen.append(of(self.prepared, derived=False))
        self.place.drop(url)
        return seen

    def in_child(
        self, url: str, look: Callable[[], None] | None = None, kill: Callable[[int], object] | None = None
    ) -> tuple[int, float, str]:
        """Load in a child: its exit code (negative: the signal), its seconds, and what it was at last. With
        `look` it waits before each file to be looked at; `kill` gets its number once it has begun."""
        told, ask = os.pipe()
        answer, go = os.pipe()
        started = time.perf_counter()
        child = os.fork()
        if not child:
            self._live(url, ask, answer if look else None)
        os.close(ask)
        os.close(answer)
        if kill is not None:
            kill(child)
        stage = "begin"
        with os.fdopen(told) as lines:
            for line in lines:
                stage = line.strip()
                if look is not None:
                    look()
                    os.write(go, b".")
        os.close(go)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return code, time.perf_counter() - started, stage

    def _live(self, url: str, ask: int, answer: int | None) -> None:
        def say(what: str, _done: int, _total: int) -> None:
            os.write(ask, f"{what.partition(':')[0]}\n".encode())
            if answer is not None:
                os.read(answer, 1)

        try:
            engine = connect(url)
            run(engine, self.catalogue, folder=self.files, as_at=TODAY, progress=say, wait=600)
            os._exit(0)
        except DatabaseError as error:
            os._exit(error.exit_code)
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
            os._exit(70)

    def disturbed(self, moment: float, kill: Callable[[int, str], None], tally: Tally) -> None:
        """One load, killed at a part of its life, looked at, and done again."""
        url = self.place.fresh(self.prepared)

        def at_the_moment(child: int) -> None:
            time.sleep(moment * self.life)
            kill(child, url)

        code, _, stage = self.in_child(url, kill=at_the_moment)
        tally.kills += 1
        tally.too_late += code == 0
        tally.moments.append(moment)
        tally.stages[stage] += 1
        where = f"{self.place.name}, {self.name}, at {moment:.3f} of its life ({stage}, code {code})"
        if code not in {0, -signal.SIGKILL, DatabaseError.exit_code}:
            tally.problems.append(f"{where}: it ended by itself")
        there = of(url, derived=False)
        if there not in self.between:
            tally.problems.append(f"{where}: something is half there: {self._nearest(there)}")
        again = self.in_child(url)[0]
        if again != 0:
            tally.problems.append(f"{where}: the next load ended with {again}")
        elif of(url) != self.final:
            tally.problems.append(f"{where}: loaded again, it is not what it should be")
        self.place.drop(url)

    def _nearest(self, there: Contents | None) -> str:
        """What is other than in the state that is most alike."""
        found = []
        for state in self.between:
            if state is None or there is None:
                continue
            other = {
                name: (sorted(set(rows) - set(state[name]))[:2], sorted(set(state[name]) - set(rows))[:2])
                for name, rows in there.items()
                if rows != state[name]
            }
            found.append((len(other), str(other)))
        return min(found, default=(0, "nothing"))[1]


def of(url: str, *, derived: bool = True) -> Contents | None:
    engine = connect(url)
    try:
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        return contents(engine, derived=derived)
    finally:
        engine.dispose()


def _only_tables(place: Place) -> Contents | None:
    from data.database import migrate

    url = place.fresh(None)
    engine = connect(url)
    migrate(engine)
    engine.dispose()
    try:
        return of(url, derived=False)
    finally:
        place.drop(url)


def kill_loader(child: int, _url: str) -> None:
    os.kill(child, signal.SIGKILL)


def moments(count: int, chance: random.Random) -> list[float]:
    """Evenly spread, each by chance within its part, a little past the end."""
    return [1.03 * (number + chance.random()) / count for number in range(count)]


def many(
    place: Place, folder: Path, count: int, kill: Callable[[int, str], None] = kill_loader, seed: int = 1
) -> Tally:
    """`count` kills, half of them into an empty database and half over what is there."""
    shapes()  # imported before the first child is born
    tally, chance = Tally(), random.Random(seed)
    for number, name in enumerate(SCENES):
        part = folder / str(number)
        part.mkdir()
        scene = Scene(place, part, name)
        for moment in moments(count // 2, chance):
            scene.disturbed(moment, kill, tally)
    return tally


# -- the server ------------------------------------------------------------------------------------


def kill_backend(_child: int, url: str) -> None:
    """The process of the server that works for the load: the server then restarts all the others too."""
    engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT")
    query = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND application_name = ''"
    )
    with engine.connect() as connection:
        working = list(connection.scalars(text(query)))
    engine.dispose()
    for process in working:
        os.kill(process, signal.SIGKILL)
    _until_gone(working)
    _until_it_answers(url)


def kill_server(own: Any) -> Callable[[int, str], None]:
    """All processes of a server of one's own at once, as a power cut would, and start it again."""
    import psutil

    def kill(_child: int, url: str) -> None:
        head = psutil.Process(own.get_pid())
        for process in [head, *head.children(recursive=True)]:
            process.kill()
        psutil.wait_procs([head], timeout=servers.PATIENCE)
        # A server that was killed has to find its way back first.
        servers.until_it_runs(own.ensure_postgres_running)
        _until_it_answers(url)

    return kill


def _until_gone(processes: list[int]) -> None:
    """Until the server has noticed: from then on it lets nobody in before all is well again."""
    import psutil

    end = time.monotonic() + servers.PATIENCE
    while any(psutil.pid_exists(process) for process in processes) and time.monotonic() < end:
        time.sleep(0.05)


def _until_it_answers(url: str) -> None:
    from sqlalchemy.exc import OperationalError

    end = time.monotonic() + servers.PATIENCE
    while time.monotonic() < end:
        engine = create_engine(url)
        try:
            with engine.connect():
                return
        except OperationalError:
            time.sleep(0.1)
        finally:
            engine.dispose()


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    victim = sys.argv[2] if len(sys.argv) > 2 else ""
    failed = 0
    with tempfile.TemporaryDirectory() as name, servers.postgres() as (own, server):
        folder = Path(name)
        works = [
            ("kill -9 of the loader, SQLite", on_sqlite(folder), kill_loader, count),
            ("kill -9 of the loader, PostgreSQL", on_postgresql(server), kill_loader, count),
            ("kill -9 of the server's process", on_postgresql(server), kill_backend, max(count // 10, 2)),
            ("kill -9 of the whole server", on_postgresql(server), kill_server(own), max(count // 10, 2)),
        ]
        for number, (title, place, kill, times) in enumerate(work for work in works if victim in work[0]):
            part = folder / f"work{number}"
            part.mkdir()
            started = time.perf_counter()
            tally = many(place, part, times, kill)
            print(f"{title}: {tally}\n  {time.perf_counter() - started:.0f} s", flush=True)
            print("".join(f"  ! {problem}\n" for problem in tally.problems), end="", flush=True)
            failed += len(tally.problems)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
