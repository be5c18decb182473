"""python -m tests.fuzz [COUNT] [--seed FIRST]: load so many mutated files, and say how they ended."""

from __future__ import annotations

import argparse
import logging
import tempfile
import traceback
from pathlib import Path
from time import perf_counter

from tests.fuzz.trial import Trials

SLOW = 10.0  # seconds; the machine may be busy, the files are tiny


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    logging.disable(logging.INFO)
    findings = []
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(Path(folder))
        for seed in range(chosen.seed, chosen.seed + chosen.count):
            began = perf_counter()
            try:
                trials.one(seed)
            except Exception as error:
                findings.append(seed)
                trials.done += 1
                print(f"seed {seed}: {type(error).__name__}: {str(error)[:300]}", flush=True)
                if len(findings) <= 20:
                    traceback.print_exc()
            if perf_counter() - began > SLOW:
                findings.append(seed)
                print(f"seed {seed}: took {perf_counter() - began:.0f} s", flush=True)
        print(
            f"{trials.done:,} mutated files: "
            + ", ".join(f"{n:,} {end}" for end, n in trials.ends.most_common())
        )
        for reason, count in trials.reasons.most_common(40):
            print(f"{count:7,}  {reason}")
    print(f"{len(findings)} findings: {findings[:50]}")
    return bool(findings)


if __name__ == "__main__":
    raise SystemExit(main())
