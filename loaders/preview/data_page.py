"""The preview that the data page shows: of one source, bounded, and without numbers about groups of people.

Pages may not read files; `startup` hands them this. What reads files is imported with the first preview: most
servers never show one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.database import is_empty
from data.database_errors import plain_database_errors
from data.models import IndicatorKey, Observation
from quality.provenance.preview import Preview

if TYPE_CHECKING:
    from loaders.run.plan import Step

BYTES_AT_MOST = 20_000_000
STORED_AT_MOST = 1_000_000
"""Observations to compare with. More of anything is for the command: a page must not hold up the others."""
SECONDS_AT_MOST = 15.0

_one_at_a_time = threading.Lock()


def previewer(engine: Engine, catalogue: Catalogue, folder: Path) -> Callable[[str, date], Preview] | None:
    """Return what previews a source as at a day; None where no data folder is there to read from."""
    if not folder.is_dir():
        return None

    def show(source: str, today: date) -> Preview:
        if not _one_at_a_time.acquire(blocking=False):
            return _nothing(today, "Another preview is being made. Look again in a moment.")
        try:
            with plain_database_errors():
                return _bounded(engine, catalogue, folder, source, today)
        finally:
            _one_at_a_time.release()

    return show


def _bounded(engine: Engine, catalogue: Catalogue, folder: Path, source: str, today: date) -> Preview:
    from loaders.preview import build
    from loaders.run.plan import plan

    command = f"python -m loaders check {source}"
    steps = plan(catalogue, [source], folder)
    if any(step.path is None and step.error is None for step in steps):
        return _nothing(today, f"This source asks a database, which a page does not: use {command}.")
    size = sum(_size(step) for step in steps)
    if size > BYTES_AT_MOST:
        words = f"The files hold {size / 1e6:,.0f} MB, and this page reads up to {BYTES_AT_MOST / 1e6:.0f}"
        return _nothing(today, f"{words}: use {command}.")
    if _stored(engine, catalogue, source) > STORED_AT_MOST:
        return _nothing(today, f"There is too much to compare with for a page: use {command}.")
    end = time.monotonic() + SECONDS_AT_MOST
    return build.make(
        engine,
        catalogue,
        steps,
        folder=folder,
        as_at=today,
        hides_groups=True,
        stop=lambda: time.monotonic() > end,
    )


def _size(step: Step) -> int:
    try:
        return step.path.stat().st_size if step.path is not None else 0
    except OSError:
        return 0


def _stored(engine: Engine, catalogue: Catalogue, source: str) -> int:
    from loaders.run.database_copy import touched_by

    ids = select(IndicatorKey.id).where(IndicatorKey.code.in_(touched_by(catalogue, [source])))
    some = select(Observation.service_id).where(Observation.indicator_id.in_(ids)).limit(STORED_AT_MOST + 1)
    if is_empty(engine):
        return 0
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _nothing(today: date, why: str) -> Preview:
    return Preview(today, hides_groups=True, not_read=why)
