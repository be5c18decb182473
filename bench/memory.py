"""How much memory two workers take: after the start, after every page there is, and while they go on.

    python -m bench.memory [--indicators 60] [--services 200] [--minutes 1] [--pages N]

Gunicorn as `gunicorn.conf.py` sets it, on an organisation loaded for it. Every page is asked for once (or N
of them, chosen by chance), then pages here and there for so many minutes, four at a time. Megabytes are
proportional (PSS): what processes share is counted once. The ratio is to the smallest Dash application with
pandas on the same server.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.serving import Server, bare, gunicorn, organisation

AT_ONCE = 4


def show(what: str, server: Server, least: float) -> None:
    parent, workers = server.memory()
    each = " + ".join(f"{worker:.0f}" for worker in workers)
    whole = parent + sum(workers)
    print(f"{what:<34}{sum(workers):>6.0f} MB ({each}), {whole:.0f} with their parent: {whole / least:.1f}×")


def ask(server: Server, addresses: list[str]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(server.get, addresses))
    wrong = [address for address, (status, _) in zip(addresses, answers, strict=True) if status != 200]
    assert not wrong, wrong[:5]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.memory")
    parser.add_argument("--indicators", type=int, default=60)
    parser.add_argument("--services", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--pages", type=int, default=None)
    chosen = parser.parse_args()
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with bare(folder) as server:
            parent, workers = server.memory()
            least = parent + sum(workers)
            show("the smallest Dash application", server, least)
        place = organisation(folder, chosen.indicators, chosen.services)
        everything = place.addresses
        first = dice.sample(everything, min(chosen.pages or len(everything), len(everything)))
        with gunicorn("app:server", place.settings, ("--config", "gunicorn.conf.py")) as server:
            show("after the start", server, least)
            for part in (0, 1):
                ask(server, first[part::2])
                show(f"after {len(first[: (part + 1) * len(first) // 2]):,} pages", server, least)
            began = time.monotonic()
            for minute in range(1, 1 + int(chosen.minutes)):
                while time.monotonic() < began + 60 * minute:
                    ask(server, dice.choices(everything, k=40))
                show(f"after {minute} minutes of mixed use", server, least)


if __name__ == "__main__":
    main()
