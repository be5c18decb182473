"""What runs, and under which licence: `make sbom` writes both into var/ (`python tools/sbom.py FOLDER`).

    sbom.cdx.json   a CycloneDX 1.6 bill of materials: every package of the lock with the hashes of its files
    licences.md     the same as a table to be read

Versions and hashes are those of requirements.txt, licences what the installed packages say of themselves. It
asks nobody and names no address. No moment stands in it: the same lock makes the same file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
ENTRY = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)(.*(?:\n    .*)*)", re.MULTILINE)
SERVED = re.compile(r"^\| (`[^|]+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
ELSEWHERE = "not installed on this machine"


@dataclass(frozen=True, slots=True)
class Package:
    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str
    is_expression: bool = False
    kind: str = "pypi"

    def component(self) -> dict[str, Any]:
        licence = {"expression": self.licence} if self.is_expression else {"license": {"name": self.licence}}
        return {
            "type": "library",
            "bom-ref": f"{self.name}=={self.version}",
            "name": self.name,
            "version": self.version,
            "purl": f"pkg:{self.kind}/{self.name}@{self.version}",
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in self.hashes],
            "licenses": [licence] if self.licence != ELSEWHERE else [],
        }


def locked(lock: str) -> Iterator[Package]:
    for name, version, rest in ENTRY.findall(lock):
        hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", rest))
        yield Package(name, version, hashes, *stated_licence(name, has_marker=";" in rest))


def served() -> Iterator[Package]:
    """What browsers get that is not ours."""
    for names, version, licence in SERVED.findall((ASSETS / "LICENSES.md").read_text(encoding="utf-8")):
        for name in re.findall("`([^`]+)`", names):
            digest = sha256((ASSETS / name).read_bytes()).hexdigest()
            yield Package(name, version, (digest,), licence.replace("`", ""), kind="generic")


def stated_licence(name: str, *, has_marker: bool) -> tuple[str, bool]:
    """Return what a package says of its licence, and if it is an SPDX expression."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        if has_marker:  # of another system or another Python
            return ELSEWHERE, False
        raise SystemExit(f"{name} is locked and not installed: run `make setup`, then this again.") from None
    if expression := said.get("License-Expression"):
        return expression, True
    classes = said.get_all("Classifier") or ()
    kinds = [kind.rpartition(":: ")[2] for kind in classes if kind.startswith("License ::")]
    short = (said.get("License") or "").strip()
    return ("; ".join(kinds) or (short if "\n" not in short else "") or "not stated"), False


def bill(found: list[Package]) -> dict[str, Any]:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    itself = {"type": "application", "bom-ref": "brightspot", "name": "brightspot", "version": version[1]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": [package.component() for package in found],
    }


def table(found: list[Package]) -> str:
    rows = (f"| {one.name} | {one.version} | {one.licence} |\n" for one in found)
    return "# Licences of what runs\n\n| package | version | licence |\n|---|---|---|\n" + "".join(rows)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var"
    folder.mkdir(exist_ok=True)
    found = [*locked((ROOT / "requirements.txt").read_text(encoding="utf-8")), *served()]
    text = json.dumps(bill(found), indent=1) + "\n"
    (folder / "sbom.cdx.json").write_text(text, encoding="utf-8")
    (folder / "licences.md").write_text(table(found), encoding="utf-8")
    print(f"{len(found)} packages: {folder / 'sbom.cdx.json'}, {folder / 'licences.md'}")


if __name__ == "__main__":
    main()
