"""Decide about a chart from the command line. Its page offers the same to whoever may decide there.

    python -m quality.decide rephase         new limits start at --period
    python -m quality.decide fix-baseline    only the points up to --to (from --from) set the limits
    python -m quality.decide exclude         leave the point of --period out of limits and rules
    python -m quality.decide annotate        note what happened in --period, or from --from to --to
    python -m quality.decide set-target      --value is the target from --period on
    python -m quality.decide set-trajectory  a plan from --start-value in --from to --value in --to
    python -m quality.decide withdraw        take a decision back: by its number, or by its kind and period
    python -m quality.decide list            what was decided about a series, withdrawn decisions included

Exit codes: 0 recorded, 2 a mistake in what was asked or in the settings: nothing was recorded, 3 a mistake in
the catalogue, 5 the database cannot be used.
"""

from __future__ import annotations

from collections.abc import Sequence

import command_line
from quality.decide.arguments import COMMANDS, add_arguments


def main(arguments: Sequence[str] | None = None) -> int:
    table = {name: ("quality.decide.command", words) for name, words in COMMANDS.items()}
    return command_line.main("python -m quality.decide", __doc__ or "", table, add_arguments, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
