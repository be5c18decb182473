"""Ask the packages themselves: python -m tests.conformance.random_spc QICHARTS2 PLOTTHEDOTS [--cases N]

Draws random cases, has R answer them with the packages' own code (folders of their sources), says where
we differ, and with --out keeps the cases. Needs R with jsonlite and dplyr; the tests need neither.
"""

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.conformance import spc
from tests.conformance.random_spc import plotthedots_cases, qicharts2_cases

HERE = Path(__file__).parent
Row = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.random_spc", description=__doc__)
    parser.add_argument("qicharts2", type=Path)
    parser.add_argument("plotthedots", type=Path)
    parser.add_argument("--cases", type=int, default=1000, help="of each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keep cases and answers, *.json.gz")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    kept: list[Row] = []
    for name, source, package in (
        ("qicharts2", qicharts2_cases, options.qicharts2),
        ("plotthedots", plotthedots_cases, options.plotthedots),
    ):
        drawn = [source.random_case(rng, f"{name}_{number:05}") for number in range(options.cases)]
        kept += [case for case in _answered(drawn, HERE / f"{name}.R", package) if _is_fair(case)]
    found = {case["id"]: spc.mismatches(case, spc.answer(case)) for case in kept}
    wrong = {name: lines for name, lines in found.items() if lines}
    for name, lines in wrong.items():
        print(*(f"{name}: {line}" for line in lines[:3]), sep="\n")
    if options.out:
        options.out.write_bytes(gzip.compress(json.dumps(kept, separators=(",", ":")).encode(), mtime=0))
    print(f"{len(kept) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


def _answered(cases: list[Row], script: Path, package: Path) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "cases.json", Path(folder) / "answers.json"
        asked.write_text(json.dumps(cases), encoding="utf-8")
        subprocess.run(["Rscript", str(script), str(package), str(asked), str(told)], check=True)
        answers = json.loads(told.read_text(encoding="utf-8"))
    for case, answer in zip(cases, answers, strict=True):
        error = answer["error"] if isinstance(answer["error"], str) else None
        if case["chart"] == "xmr" and not error:
            answer["icons"] = spc.answer(case)["icons"]  # drawn by the package, not calculated
        case["expected"] = answer | {"error": error}
    return cases


def _is_fair(case: Row) -> bool:
    """Leave out what docs/deviations.md tells of, crashes, and ties that hang on the last bit."""
    options, expected = case["options"], case["expected"]
    if case["chart"] == "ip" and not options["has_denominator"] and options["agg_fun"] in ("sum", "sd"):
        return False
    if case["chart"] != "xmr" and expected["error"] and "greater than zero" not in expected["error"]:
        return False
    return not any(_is_shaky(point) for point in expected["points"])


def _is_shaky(point: Row) -> bool:
    """On a line, though not by whole eighths: equal or not depends on how a sum was rounded."""
    y = point.get("y", point.get("value"))
    lines = [point.get(name) for name in ("cl", "mean", "lcl", "ucl", "lcl_95", "ucl_95")]
    known = [] if y is None else [line for line in lines if line is not None]
    return any(abs(y - line) <= 1e-9 * abs(y) and (y * 8) % 1 for line in known)


if __name__ == "__main__":
    sys.exit(main())
