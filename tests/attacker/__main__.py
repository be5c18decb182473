"""Attack small organisations that are invented at random.

    python -m tests.attacker --organisations 500 --seed 1
    python -m tests.attacker --values 100               rates of groups that come without people
    python -m tests.attacker --optimum 100              how much is hidden, against the least that has to be

Prints `N organisations, H hidden, E exact, R narrower than k`, and the hidden numbers that were worked out;
ends with 0 when there are none.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from data.database import connect, migrate
from tests.attacker.feasible import worked_out
from tests.attacker.knowledge import Reader
from tests.attacker.optimum import compare
from tests.attacker.organisations import invent
from tests.attacker.published import collect
from tests.attacker.values import attack_values

K = 7


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one organisation."""

    hidden: int
    exact: int
    narrow: int
    said: tuple[str, ...]


def attack(seed: int) -> Outcome:
    organisation = invent(seed)
    hidden = exact = 0
    said = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = connect(f"sqlite:///{folder / 'brightspot.db'}")
        migrate(engine)
        numbers = collect(organisation, engine, folder)
        engine.dispose()
    for dimension in organisation.dimensions:
        reader = Reader(organisation, dimension, numbers, K)
        hidden += sum(1 for _ in reader.secrets())
        for found in worked_out(reader):
            exact += found.is_exact
            range_ = f"{found.least:g} to {found.most:g}"
            said.append(f"organisation {seed}: {found.secret.name}: {found.secret.value}, known as {range_}")
    return Outcome(hidden, exact, len(said), tuple(said))


def _attack_values(seeds: range, processes: int) -> int:
    sent, shown, said = 0, 0, list[str]()
    with ProcessPoolExecutor(processes) as pool:
        for its, left, found in pool.map(attack_values, seeds, [K] * len(seeds)):
            sent, shown, said = sent + its, shown + left, said + found
    told = f"{len(seeds)} organisations, {sent} values of groups, {shown} shown"
    print(*said, f"{told}, {len(said)} tell few people", sep="\n")
    return 1 if said else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attacker", description=__doc__)
    parser.add_argument("--organisations", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--optimum", type=int, metavar="N")
    parser.add_argument("--values", type=int, metavar="N")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args(arguments)
    if asked.optimum:
        found = compare(asked.optimum, asked.seed, K)
        print(
            f"{asked.optimum} organisations, {found.hidden} hidden, {found.optimum} have to be: "
            f"{found.hidden / found.optimum:.3f} times; {found.unsafe} with a number known to less than {K}"
        )
        return 0
    if asked.values:
        return _attack_values(
            range(asked.seed * 1_000_000, asked.seed * 1_000_000 + asked.values), asked.processes
        )
    seeds = range(asked.seed * 1_000_000, asked.seed * 1_000_000 + asked.organisations)
    hidden = exact = narrow = 0
    with ProcessPoolExecutor(asked.processes) as pool:
        for outcome in pool.map(attack, seeds):
            hidden, exact, narrow = hidden + outcome.hidden, exact + outcome.exact, narrow + outcome.narrow
            for line in outcome.said:
                print(line, flush=True)
    print(f"{asked.organisations} organisations, {hidden} hidden, {exact} exact, {narrow} narrower than {K}")
    return 1 if exact or narrow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
