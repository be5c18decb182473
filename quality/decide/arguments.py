"""The commands of `python -m quality.decide`, and what each may be told. Nothing of what they do is imported
here."""

from __future__ import annotations

import argparse

import command_line

COMMANDS = {
    "rephase": "new limits start at a period",
    "fix-baseline": "only some points set the limits; later ones are judged against them",
    "exclude": "a point stays visible, sets no limits and takes part in no rule",
    "annotate": "note what happened in a period",
    "withdraw": "take a decision back",
    "list": "what was decided about a series, withdrawn decisions included",
}


def add_arguments(command: argparse.ArgumentParser, name: str) -> None:
    is_needed = name != "withdraw"
    command.add_argument("--indicator", required=is_needed, default="", help="code in the catalogue")
    command.add_argument("--service", required=is_needed, default="", help="code of the service")
    command.add_argument("--group", default="", metavar="DIMENSION:CODE", help="a group; else everyone")
    command_line.add_options(command, "catalogue")
    if name != "list":
        _add_what(command, name)


def _add_what(command: argparse.ArgumentParser, name: str) -> None:
    """Ask for all that is decided."""
    day, is_baseline, is_withdrawn = "YYYY-MM-DD", name == "fix-baseline", name == "withdraw"
    period, words = ("--to", "its last period") if is_baseline else ("--period", "first day of the period")
    command.add_argument(
        period, dest="period", metavar=day, required=not is_withdrawn, default="", help=words
    )
    command.set_defaults(first_period="")
    if is_baseline:
        start = "its first period (default: that of its phase)"
        command.add_argument("--from", dest="first_period", metavar=day, default="", help=start)
    if is_withdrawn:
        command.add_argument("--number", type=int, help="of the decision, as `list` gives it")
        command.add_argument(
            "--kind", choices=list(COMMANDS)[:4], help="with --period, instead of its number"
        )
    said = ("--reason", "--text") if name == "annotate" else ("--reason",)
    words = "what happened" if name == "annotate" else "why: it will stand beside the chart"
    command.add_argument(*said, dest="reason", required=True, help=words)
    command.add_argument("--by", required=True, metavar="NAME", help="who decides")
    command.add_argument("--role", required=True, help="what they answer for, such as Senior charge nurse")
