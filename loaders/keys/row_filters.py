"""Which rows of a table count: by their values, by the level of their service, by their group."""

from __future__ import annotations

import numpy as np

from catalogue.sources import Breakdown, MeasurementSource
from data.write.reference import service_levels
from loaders.job import Work
from loaders.keys import categories
from loaders.keys.services import code_of
from loaders.parse.tables import Table, clean, kept_rows
from loaders.problems import refusal


def rows(work: Work, table: Table) -> Table:
    """Those that the source does not leave out. None at all is a mistake in its entry."""
    source = work.source
    kept = table.take(kept_rows(table, source.keep, source.drop))
    ways = ["`keep`", "`drop`"]  # what to look at where nothing is left
    if isinstance(source, MeasurementSource) and source.only_levels and source.service is not None:
        kept = kept.take(~_of_other_levels(work, kept))
        ways.append("`only_levels`")
    breakdown: Breakdown | None = getattr(source, "breakdown", None)
    if breakdown is not None and breakdown.unlisted == "drop":
        kept = kept.take(categories.listed(work, kept, breakdown))
        ways.append("`unlisted`")
    work.counts["dropped"] += table.lines - kept.lines
    if not len(kept):
        said = ", ".join(ways[:-1]) + f" and {ways[-1]}"
        what = f"has {table.lines:,} rows, and {said} leave none of them"
        raise refusal(work.file.name, what, "at least one")
    return kept


def _of_other_levels(work: Work, table: Table) -> np.ndarray:
    """Rows about services of levels that are not asked for. Unknown services stay: they are reported."""
    source: MeasurementSource = work.source
    levels = service_levels(work.session)
    wanted = {*source.only_levels, None}
    cells = table.columns[clean(source.service or "")]
    codes = source.service_codes
    return cells.map(lambda text: levels.get(code_of(work, text, codes, levels)) not in wanted, bool)
