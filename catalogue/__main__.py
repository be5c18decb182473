"""Check a catalogue, or write its JSON Schema.

python -m catalogue check [PATH]   name everything that is wrong with it
python -m catalogue schema         write docs/indicators.schema.json
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from errors import BrightspotError, CatalogueError

ROOT = Path(__file__).resolve().parents[1]
SCHEMA_FILE = ROOT / "docs" / "indicators.schema.json"
REGISTERS_FILE = ROOT / "docs" / "registers.schema.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `python -m catalogue check [PATH]` or `python -m catalogue schema`."""
    parser = argparse.ArgumentParser(prog="python -m catalogue", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read a catalogue and name everything that is wrong with it")
    check.add_argument("path", nargs="?", type=Path, help="a YAML file or a folder (default: the settings')")
    commands.add_parser("schema", help=f"write {SCHEMA_FILE.relative_to(ROOT)}")
    chosen = parser.parse_args(arguments)
    try:
        return _check(chosen.path) if chosen.command == "check" else _write()
    except BrightspotError as error:
        print(error, file=sys.stderr)
        return error.exit_code


# What the commands need is imported by them: nobody waits for it who asks for `--help`.
def _check(path: Path | None) -> int:
    from catalogue.reading.read import NAMED_SECTIONS, read_catalogue
    from settings import read_settings

    path = path or read_settings().catalogue
    reading = read_catalogue(path)
    for warning in reading.warnings:
        print(f"  to think about: {warning}", file=sys.stderr)
    if reading.catalogue is None:
        raise CatalogueError(reading.problems)
    catalogue = reading.catalogue
    counts = (
        f"{len(entries)} {name.replace('_', ' ').removesuffix('s' if len(entries) == 1 else '')}"
        for name, entries in ((n, getattr(catalogue, n)) for n in reversed(NAMED_SECTIONS))
        if entries or name != "rule_sets"
    )
    print(f"{path}: {', '.join(counts)}; nothing wrong.")
    return 0


def _write() -> int:
    from catalogue.reading.json_schema import registers_schema, schema

    SCHEMA_FILE.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA_FILE.write_text(schema(), encoding="utf-8")
    print(f"Wrote {SCHEMA_FILE.relative_to(ROOT)}")
    REGISTERS_FILE.write_text(registers_schema(), encoding="utf-8")
    print(f"Wrote {REGISTERS_FILE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
