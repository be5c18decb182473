"""See what was kept as long as it has to be, and remove it. Nothing is removed by itself.

    python -m quality.retention list      what was kept long enough; nothing is changed
    python -m quality.retention purge     remove it: acts are emptied, and an act says so

Exit codes: 0 done, 2 a mistake in what was asked or in the settings: nothing was changed, 3 a mistake in the
catalogue, 5 the database cannot be used.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import command_line

COMMANDS = {"list": "what was kept long enough", "purge": "remove what was kept long enough"}


def add_arguments(command: argparse.ArgumentParser, name: str) -> None:
    words = "keep everything for at least so many full calendar years"
    command.add_argument("--keep", type=_years, default=0, metavar="YEARS", help=words)
    command_line.add_options(command, "catalogue", "as-at")
    if name == "purge":
        command.add_argument("--by", required=True, metavar="NAME", help="who removes it")
        command.add_argument("--why", required=True, metavar="TEXT", help="by which rule, in a sentence")


def _years(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise argparse.ArgumentTypeError(f"expected a number of years from 0 to 999, not {text[:20]!r}")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    table = {name: ("quality.retention.command", words) for name, words in COMMANDS.items()}
    return command_line.main("python -m quality.retention", __doc__ or "", table, add_arguments, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
