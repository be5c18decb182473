"""`python -m loaders run [SOURCE …]`: load, and tell what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from catalogue.reading.read import load_catalogue
from errors import LoadRefusedError
from loaders.commands import report
from loaders.run import load
from loaders.run.plan import data_folder
from settings import Settings


def run(chosen: argparse.Namespace, settings: Settings, engine: Engine) -> int:
    with bar() as progress:
        reports = load.run(
            engine,
            load_catalogue(settings.catalogue),
            chosen.sources or None,
            folder=data_folder(settings),
            as_at=settings.today,
            check=chosen.check,
            wait=chosen.wait,
            progress=progress,
        )
    report.show(report.console(width=120), reports, is_check=chosen.check)
    return LoadRefusedError.exit_code if any(one.is_refused for one in reports) else 0


@contextmanager
def bar() -> Iterator[load.Progress]:
    """Show how far the work is: to stderr, and gone when done, as what is kept of a run is its table."""
    task = TextColumn("{task.description}", markup=False)
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), task)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        one = shown.add_task("", total=None)
        yield lambda what, done, total: shown.update(one, description=what, completed=done, total=total)
