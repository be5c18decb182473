"""Resolve the dependencies and write down the answer: `make lock` (`python tools/lock.py --upgrade` for
the newest of everything).

    pyproject.toml   the ranges we can work with, and which exact versions a bare `uv run` takes
    requirements*.txt, tools/uv.txt   the exact versions, with a hash of every file; no addresses

uv keeps the versions that already stand in an output file, so without `--upgrade` only what changed in
pyproject.toml changes here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.11"
OUTPUTS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev"],
    "tools/uv.txt": ["--group", "setup"],
}
CONSTRAINTS = re.compile(r"^constraint-dependencies = \[\n.*?^\]\n", re.MULTILINE | re.DOTALL)
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ; (.+?))?(?: \\)?$")


def pins(text: str) -> list[str]:
    """The pinned requirements of a lock file, without their hashes: `numpy==2.4.1`, `x==1 ; marker`."""
    found = [match.groups() for line in text.splitlines() if (match := PIN.match(line))]
    return [f"{name}=={version}" + (f" ; {marker}" if marker else "") for name, version, marker in found]


def constraints(entries: list[str]) -> str:
    return "constraint-dependencies = [\n" + "".join(f'  "{entry}",\n' for entry in entries) + "]\n"


def main() -> None:
    uv = shutil.which("uv") or str(ROOT / ".venv" / "bin" / "uv")
    project = ROOT / "pyproject.toml"
    # Our own earlier answer must not tie the new one down.
    project.write_text(CONSTRAINTS.sub(constraints([]), project.read_text()))
    for output, sources in OUTPUTS.items():
        options = ["--python-version", PYTHON, "--universal", "--generate-hashes", "--no-annotate"]
        command = [uv, "pip", "compile", "--no-header", "--quiet", *options, *sys.argv[1:], *sources]
        subprocess.run([*command, "-o", output], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    entries = pins((ROOT / "requirements-dev.txt").read_text())
    project.write_text(CONSTRAINTS.sub(constraints(entries), project.read_text()))


if __name__ == "__main__":
    main()
