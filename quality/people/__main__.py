"""Say who may sign in with an account of Brightspot's own, and see who did what.

    python -m quality.people list     everybody, with their roles
    python -m quality.people add      add an account, or give one other roles; the password is asked for
    python -m quality.people leave    let somebody be nobody here any more, within a minute
    python -m quality.people audit    who signed in, saw groups, took files, was refused; the newest first

Exit codes: 0 done, 2 a mistake in what was asked or in the settings: nothing was changed, 3 a mistake in the
catalogue, 5 the database cannot be used.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import command_line

COMMANDS = {
    "list": "everybody, with their roles",
    "add": "add an account, or give one other roles",
    "leave": "let somebody be nobody here any more",
    "audit": "who did what, the newest first",
}


def add_arguments(command: argparse.ArgumentParser, name: str) -> None:
    if name == "add":
        command.add_argument("person", metavar="NAME", help="the name to sign in with")
        command.add_argument("--shown", default="", help="the name that others see (default: the same)")
        words = "what they are, and where it holds (default: everywhere): 'team leader=ward-4'"
        command.add_argument("--role", action="append", required=True, metavar="ROLE[=SERVICE]", help=words)
        command.add_argument("--same-password", action="store_true", help="ask for no new password")
    elif name == "leave":
        command.add_argument("person", metavar="ID", help="as `list` gives it")


def main(arguments: Sequence[str] | None = None) -> int:
    table = {name: ("quality.people.command", words) for name, words in COMMANDS.items()}
    return command_line.main("python -m quality.people", __doc__ or "", table, add_arguments, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
