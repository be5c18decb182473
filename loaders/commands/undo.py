"""`python -m loaders undo LOAD …`: take back what loads stored."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from loaders.run.undo import UndoReport, format_day, undo
from settings import Settings


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    catalogue = load_catalogue(settings.catalogue)
    reports = undo(engine, catalogue, chosen.loads, why=chosen.why.strip(), check=chosen.check)
    print("\n".join(lines(reports, is_check=chosen.check)))
    return 0


def lines(reports: Sequence[UndoReport], *, is_check: bool) -> list[str]:
    found = []
    for report in reports:
        which = f"Load {report.load} ({report.source}, {report.file}, {format_day(report.loaded_at)})"
        done = "would be taken back" if is_check else f"was taken back as load {report.recorded_as}"
        found.append(f"{which} {done}: {_counted(report)}.")
    return [*found, "Nothing was written."] if is_check else found


def _counted(report: UndoReport) -> str:
    parts = []
    if report.put_back:
        parts.append(f"{report.put_back:,} back to what an earlier load said")
    if report.removed:
        parts.append(f"{report.removed:,} removed that no other load gave")
    return ", ".join(parts) or "nothing of it stood: it changed nothing, or later loads did since"
