"""Send messages to people: escalations, replies, questions, and a digest each day.

    python -m server.messages send     send what is due now; with --every 60, look again each 60 seconds
    python -m server.messages list     where messages go, and what became of the newest

Nothing is sent unless the catalogue says to whom, and the settings say through which server.

Exit codes: 0 done, 1 something could not be sent and will be tried again, 2 a mistake in the settings, 3 a
mistake in the catalogue, 5 the database cannot be used.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import command_line

COMMANDS = {
    "send": "send what is due now, or look again and again",
    "list": "where messages go, and what became of the newest",
}


def add_arguments(command: argparse.ArgumentParser, name: str) -> None:
    if name == "send":
        words = "look again after so many seconds, until told to stop"
        command.add_argument("--every", type=_seconds, metavar="SECONDS", help=words)
    command_line.add_options(command, "catalogue")


def _seconds(text: str) -> int:
    if text.isascii() and text.isdigit() and 5 <= int(text) <= 86400:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a number of seconds from 5 to 86400, not {text!r}")


def main(arguments: Sequence[str] | None = None) -> int:
    table = {name: ("server.messages.command", words) for name, words in COMMANDS.items()}
    return command_line.main("python -m server.messages", __doc__ or "", table, add_arguments, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
