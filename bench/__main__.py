"""make bench: every measurement, one after the other, each in a process of its own.

python -m bench [NAME…]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Shared by measurements. Simulations of chances stand in bench/simulate/, and are run by themselves.
NOT_SPEED = {"measuring", "serving"}


def names() -> list[str]:
    found = {path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_")}
    return sorted(found - NOT_SPEED)


def main() -> int:
    failed = 0
    for name in sys.argv[1:] or names():
        print(f"\n== bench.{name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
