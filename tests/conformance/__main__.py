"""Hold our numbers against somebody else's: python -m tests.conformance spc DIR [--out results.json]

Each suite is a module of this package, named after its folder of cases, with

    answer(case) -> dict       what our engine gives, in the shape of the case's `expected`
    mismatches(case, got) -> list[str]      one line per difference, empty when we agree
    skips(case) -> str         why a case does not apply, or ""
    remark(case, got) -> str   optional: what else to print of a case, or ""
"""

import argparse
import importlib
import json
import sys
from pathlib import Path

from tests.conformance.cases import read_cases


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__.splitlines()[0])
    parser.add_argument("suite", help="which cases: spc, equity, scenarios")
    parser.add_argument("folder", type=Path, help="a file of cases, or a folder of them, however deep")
    parser.add_argument("--out", type=Path, help="write what the engine gave, case id → answer")
    options = parser.parse_args(arguments)
    suite = importlib.import_module(f"tests.conformance.{options.suite}")

    failed, skipped, answers = [], [], {}
    # A suite whose files hold many cases each reads them itself.
    cases = getattr(suite, "read_cases", read_cases)(options.folder)
    for case in cases:
        if reason := suite.skips(case):
            skipped.append(case["id"])
            print(f"{case['id']}: skipped, {reason}")
            continue
        try:
            answers[case["id"]] = suite.answer(case)
            differences = suite.mismatches(case, answers[case["id"]])
            remark = getattr(suite, "remark", lambda *_: "")(case, answers[case["id"]])
            if remark and not differences:
                print(f"{case['id']}: {remark}")
        except Exception as error:  # one case we cannot read must not hide the others
            answers.setdefault(case["id"], {})
            differences = [f"{type(error).__name__}: {error}"]
        if differences:
            failed.append(case["id"])
            print(*(f"{case['id']}: {line}" for line in differences), sep="\n")
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(answers, allow_nan=False, indent=1), encoding="utf-8")
    if not cases:
        print(f"no cases found in {options.folder}")
    summary = f"{len(answers) - len(failed)} passed, {len(failed)} failed"
    if skipped:
        print("skipped:", *skipped)
        summary += f", {len(skipped)} skipped"
    print(summary)
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
