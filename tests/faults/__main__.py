"""Make each mistake of the list in a copy of the product, and see that the tests named for it fail.

    python -m tests.faults                     all of them
    python -m tests.faults gate-rolling-off    one

Ends with 0 only where every mistake was found.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from settings import ROOT
from tests.faults import Fault, read_faults

PASSED, FAILED = 0, 1
"""The ways in which pytest ends. A test that cannot even be collected has found nothing."""


def main(names: Iterable[str] = ()) -> int:
    """Try the faults of these ids, or all. Return 0 where each was found."""
    known = read_faults()
    if unknown := set(names) - known.keys():
        print(f"There is no fault {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    faults = [known[name] for name in names] or list(known.values())
    with tempfile.TemporaryDirectory(prefix="brightspot-faults-") as folder:
        copy = Path(folder)
        copy_checkout(copy)
        tests = sorted({test for fault in faults for test in fault.found_by})
        if (ended := _run(copy, tests))[0] != PASSED:
            print(f"Without any fault the tests do not pass:\n{ended[1]}", file=sys.stderr)
            return 2
        found = [is_found(copy, fault, turn) for turn, fault in enumerate(faults, 1)]
        return int(not all(found))


def copy_checkout(to: Path) -> None:
    """Copy every file that is kept, or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def is_found(copy: Path, fault: Fault, turn: int) -> bool:
    """Make one mistake in a copy, say if its tests fail, and mend it. turn: another number each time."""
    begun = time.monotonic()
    file, broken = copy / fault.file, fault.broken(copy)
    right, stamp = file.read_bytes(), file.stat().st_mtime
    try:
        _write(file, broken.encode(), stamp + 10 * turn)
        code, said = _run(copy, fault.found_by)
    finally:
        _write(file, right, stamp)
    word = {FAILED: "found", PASSED: "SURVIVES"}.get(code, f"pytest ended with {code}")
    print(f"{word:10} {time.monotonic() - begun:4.0f} s  {fault.id}", flush=True)
    if code not in (PASSED, FAILED):
        print(said)
    return code == FAILED


def _write(file: Path, text: bytes, stamp: float) -> None:
    """Write with a time of its own: Python finds out by whole seconds and size that a module is another."""
    file.write_bytes(text)
    os.utime(file, (stamp, stamp))


def _run(copy: Path, tests: Iterable[str]) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", *tests]
    ended = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    return ended.returncode, ended.stdout[-3000:] + ended.stderr[-1000:]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
