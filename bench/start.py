"""How long a start takes: to the first answer of a server, and to the help of a command.

    python -m bench.start

Seconds of processor until gunicorn, as `gunicorn.conf.py` sets it, answers with a page, on an organisation
that is loaded already: the best of three, beside the smallest Dash application with pandas. Then `--help` of
commands beside a bare `python -c pass`. Modules are compiled, as for everybody from the second start on.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measuring import best
from bench.serving import bare, gunicorn, organisation
from settings import ROOT

TIMES = 3
COMMANDS = ("loaders", "loaders check", "loaders run", "catalogue", "catalogue check", "quality.decide list")


def children() -> float:
    """Seconds of processor of the programs that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def helped(command: str) -> None:
    module, *rest = command.split()
    told = [sys.executable, "-m", module, *rest, "--help"]
    subprocess.run(told, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)


def show(what: str, seconds: float, least: float) -> None:
    print(f"{what:<44}{seconds:>6.2f} s{seconds / least:>7.1f}×", flush=True)


def boots(folder: Path) -> tuple[float, float]:
    """The seconds of Brightspot, and of the smallest application."""
    place = organisation(folder, 2, 5)
    ours, least = [], []
    for _ in range(TIMES):  # in turns, so that whatever else the machine does falls on both
        with bare(folder) as server:
            least.append(server.boot)
        with gunicorn("app:server", place.settings, ("--config", "gunicorn.conf.py")) as server:
            ours.append(server.boot)
    return min(ours), min(least)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        ours, least = boots(Path(name))
    show("the smallest Dash application answers", least, least)
    show("Brightspot answers", ours, least)
    nothing = best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), TIMES, children)
    show("python -c pass", nothing, nothing)
    for command in COMMANDS:
        show(f"python -m {command} --help", best(lambda told=command: helped(told), TIMES, children), nothing)


if __name__ == "__main__":
    main()
