"""The arguments of each command of `python -m loaders`. Nothing of what they do is imported here."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from command_line import add_options


def add_arguments(parser: argparse.ArgumentParser, name: str) -> None:
    """Add the arguments of a command."""
    if name in _ARGUMENTS:
        _ARGUMENTS[name](parser)


def _sketch(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Writes YAML to standard output: sources, indicators, and a comment on every guess. Nothing is "
        "loaded. Read it, change what is marked `to decide`, then run `check`."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="in the data folder, or anywhere")
    parser.add_argument("--sheet", help="sheet of a workbook (default: the one that holds most)")
    parser.add_argument(
        "--services",
        action="store_true",
        help="a catalogue that loads on its own: also the services that the file names",
    )
    add_options(parser, "catalogue", "data")  # of the catalogue, dimensions and missing marks are known


def _check(parser: argparse.ArgumentParser) -> None:
    _add_sources(parser)
    parser.add_argument("--rows", type=int, default=5, help="first rows shown of each file (default: 5)")
    parser.add_argument("--json", action="store_true", help="all of it as JSON, for other programs")


def _run(parser: argparse.ArgumentParser) -> None:
    from data.lock import WAIT

    _add_sources(parser)
    parser.add_argument("--check", action="store_true", help="do everything, but write nothing")
    parser.add_argument(
        "--wait",
        type=float,
        default=WAIT,
        metavar="SECONDS",
        help=f"how long to wait for another program that loads (default: {WAIT:g})",
    )


def _add_sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help="code of a source in the catalogue")
    add_options(parser, "catalogue", "data", "as-at")


def _watch(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--every", type=_span, default="10m", metavar="SPAN", help="how often to look: 30s, 10m (default), 2h"
    )
    parser.add_argument(
        "--settle", type=_span, default="2s", metavar="SPAN", help="how long a file must stay as it is"
    )
    parser.add_argument(
        "--once", action="store_true", help="look once; `--every` then says how often you mean to"
    )
    add_options(parser, "catalogue", "data", "as-at")


def _span(text: str) -> timedelta:
    """Read `10m`: a number of seconds, minutes, hours or days."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"expected a span of time such as 30s, 10m, 2h or 1d, not {text!r}")
    unit = {"": "seconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[found[2]]
    return timedelta(**{unit: float(found[1])})


def _undo(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Values go back to what earlier loads said. The data page shows the number of each load."
    )
    parser.add_argument("loads", nargs="+", type=int, metavar="LOAD", help="number of a load")
    parser.add_argument("--why", default="", metavar="TEXT", help="the reason, shown on the data page")
    parser.add_argument("--check", action="store_true", help="say what would change, and write nothing")
    add_options(parser, "catalogue")


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "The file holds everything, groups and people's decisions included: keep it as safe as the "
        "database. It can be restored into SQLite and PostgreSQL."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file, or a folder to make one in")


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.description = "Whole, or not at all. Backups of earlier versions are brought up to date."
    parser.add_argument("file", type=Path, metavar="FILE", help="a backup")
    words = "also where there is something: that is backed up first, beside FILE"
    parser.add_argument("--replace", action="store_true", help=words)


def _verify(parser: argparse.ArgumentParser) -> None:
    add_options(parser, "catalogue")
    words = "an act as a printed record or an earlier run of this named it; may be given again"
    noted = {"type": _noted, "action": "append", "default": [], "metavar": "NUMBER:HASH"}
    parser.add_argument("--known", **noted, help=words)


def _noted(text: str) -> tuple[int, str]:
    """Read the place of an act in the chain as somebody noted it."""
    number, _, noted = text.strip().lower().partition(":")
    if re.fullmatch(r"[0-9]{1,18}", number) and re.fullmatch(r"[0-9a-f]{8,64}", noted):
        return int(number), noted
    expected = "expected a number and a hash such as 12:9f3ac1d05be77a42"
    raise argparse.ArgumentTypeError(f"{expected}, not {text[:90]!r}")


_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "sketch": _sketch,
    "check": _check,
    "run": _run,
    "watch": _watch,
    "undo": _undo,
    "backup": _backup,
    "restore": _restore,
    "verify": _verify,
}
