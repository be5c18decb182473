"""The commands of `python -m quality.decide`, and what each may be told. Nothing of what they do is imported
here."""

from __future__ import annotations

import argparse

import command_line

COMMANDS = {
    "rephase": "new limits start at a period",
    "fix-baseline": "only some points set the limits; later ones are judged against them",
    "exclude": "a point stays visible, sets no limits and takes part in no rule",
    "annotate": "note what happened in a period, or from one to another",
    "set-target": "a target holds from a period on, in place of the catalogue's",
    "set-trajectory": "a plan leads from one period to another, in place of the catalogue's",
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


_PERIOD = {
    "fix-baseline": (("--to",), "its last period"),
    "annotate": (("--to", "--period"), "the period, or the last of several"),
    "set-trajectory": (("--to",), "the period it leads to"),
}
_FROM = {
    "fix-baseline": "its first period (default: that of its phase)",
    "annotate": "the first of several periods",
    "set-trajectory": "the period it begins in",
}
_VALUE = {"set-target": "the target", "set-trajectory": "where it leads"}


def _add_what(command: argparse.ArgumentParser, name: str) -> None:
    """Ask for all that is decided."""
    day, is_withdrawn, is_plan = {"metavar": "YYYY-MM-DD"}, name == "withdraw", name == "set-trajectory"
    names, words = _PERIOD.get(name, (("--period",), "first day of the period"))
    command.add_argument(*names, dest="period", required=not is_withdrawn, default="", help=words, **day)
    command.set_defaults(first_period="", value="", start_value="")
    if name in _FROM:
        command.add_argument(
            "--from", dest="first_period", default="", required=is_plan, help=_FROM[name], **day
        )
    if is_plan:
        command.add_argument("--start-value", required=True, help="where it begins, in the chart's unit")
    if name in _VALUE:
        command.add_argument("--value", required=True, help=f"{_VALUE[name]}, in the chart's unit")
    if is_withdrawn:
        command.add_argument("--number", type=int, help="of the decision, as `list` gives it")
        command.add_argument(
            "--kind", choices=list(COMMANDS)[:6], help="with --period, instead of its number"
        )
    said = ("--reason", "--text") if name == "annotate" else ("--reason",)
    words = "what happened" if name == "annotate" else "why: it will stand beside the chart"
    command.add_argument(*said, dest="reason", required=True, help=words)
    command.add_argument(
        "--no-patients",
        dest="is_no_patients",
        action="store_true",
        help="what looks like a patient's in the reason is not",
    )
    command.add_argument("--by", required=True, metavar="NAME", help="who decides")
    command.add_argument("--role", required=True, help="what they answer for, such as Senior charge nurse")
