"""The rows of a table that count: by their values, by the level of their service, by their group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalogue.fields.base import listed
from catalogue.sources import Breakdown, MeasurementSource
from loaders.job import LoadJob
from loaders.keys.categories import are_listed
from loaders.keys.services import code_of
from loaders.log import LoadLog
from loaders.parse.tables import Table, clean, kept_rows
from loaders.problems import refusal


def select_rows(job: LoadJob, log: LoadLog, table: Table) -> Table:
    """Return those that the source does not leave out. None at all is a mistake in its entry."""
    source = job.source
    kept = table.take(kept_rows(table, source.only, source.drop))
    ways = ["`only`", "`drop`"]  # what to look at where nothing is left
    if isinstance(source, MeasurementSource) and source.only_levels and source.service.column is not None:
        kept = kept.take(~_of_other_levels(job, kept))
        ways.append("`only_levels`")
    breakdown: Sequence[Breakdown] = listed(getattr(source, "breakdown", None) or ())
    if any(part.drops_others for part in breakdown):
        kept = kept.take(are_listed(job, kept, breakdown))
        ways.append("`otherwise`")
    log.counts["dropped"] += table.lines - kept.lines
    if not len(kept):
        said = ", ".join(ways[:-1]) + f" and {ways[-1]}"
        what = f"has {table.lines:,} rows, and {said} leave none of them"
        raise refusal(job.file.name, what, "at least one")
    return kept


def _of_other_levels(job: LoadJob, table: Table) -> np.ndarray:
    """Return which rows are about services of other levels. Unknown services stay: they are reported."""
    wanted = {*job.source.only_levels, None}
    cells = table.columns[clean(job.source.service.column or "")]
    levels = {service.code: service.level for service in job.services}
    return cells.map(lambda text: levels.get(code_of(job, text)) not in wanted, bool)
