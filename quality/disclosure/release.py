"""Decide what is open to readers of measures that are counted together, after every load, and write it down.

    tables of the whole tree ─ what was released before ─ what has to be hidden now ─ the release log

A page that is drawn later reads from the log; so does one that looks back. Where the log has no word yet it
is decided when it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.fields.periods import Frequency
from catalogue.models import Catalogue
from data.models import EVERYONE, Load
from data.read.as_of import as_of
from data.read.group_observations import group_observations
from quality.disclosure.feasibility.history import Past
from quality.disclosure.nested_groups import hide_sums
from quality.disclosure.past import read_past
from quality.disclosure.published_values import tells_no_count
from quality.disclosure.release_log import Entry, is_decided, read_entry, remember_decided, write_entry
from quality.disclosure.table import Table, lay_out, services_with_groups
from quality.disclosure.together import hidden_at_each_grain
from quality.reference.ids import CategoryName, Ids, read_all_ids, read_ids_afresh
from quality.series.calendar_blocks import Grain
from quality.series.matrix import SeriesMatrix, to_matrix
from stats.arrays import Bools

Which = tuple[str, str]
"""Indicator and dimension."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Settled:
    """Measures that are counted together, by the groups of their dimensions. Not for show."""

    groups: dict[str, tuple[CategoryName, ...]]
    rows: dict[int, int]
    """Service id → row of the tables."""
    tables: dict[Which, Table]
    hidden: dict[Which, dict[Grain, Bools]]


def settle(
    session: Session, catalogue: Catalogue, indicators: Collection[str], dimensions: Collection[str]
) -> Settled:
    """Return the tables and what is hidden of them: as it was written down, else decided now."""
    known, then = read_all_ids(session), as_of(session)
    groups, rows, tables = _read(session, catalogue, known, indicators, dimensions)
    if then is not None or is_decided(session, catalogue):
        up_to = then.load if then else None
        entries = {
            which: read_entry(session, known.indicator_ids[which[0]], which[1], up_to) for which in tables
        }
        if all(entries.values()):
            hidden = {
                which: _hidden(entry, groups[which[1]], rows) for which, entry in entries.items() if entry
            }
            return Settled(groups, rows, tables, hidden)
    pasts = {} if then else _pasts(session, catalogue, known, groups, rows, tables)
    return Settled(groups, rows, tables, _decide(session, catalogue, known, rows, tables, pasts))


def release(session: Session, catalogue: Catalogue, indicators: Iterable[int] | None = None) -> None:
    """Decide what is open after the newest load, of some indicators (their ids) or of all, and write it
    down."""
    known, load = read_ids_afresh(session), session.scalar(select(func.max(Load.id)))
    if load is None:
        remember_decided(session, catalogue)
        return
    codes = {number: code for code, number in known.indicator_ids.items()}
    touched = set(codes.values()) if indicators is None else {codes[number] for number in indicators}
    done: set[str] = set()
    for code, indicator in catalogue.indicators.items():
        together = catalogue.counted_together[code]
        # What is loaded of others may lead from a published value to people.
        is_touched = bool(together & touched) or indicator.is_published_value
        if code in done or not indicator.dimensions or not is_touched:
            continue
        done |= together
        dimensions = frozenset().union(*(catalogue.indicators[other].dimensions for other in together))
        groups, rows, tables = _read(session, catalogue, known, together, dimensions)
        pasts = _pasts(session, catalogue, known, groups, rows, tables)
        hidden = _decide(session, catalogue, known, rows, tables, pasts)
        for (one, dimension), table in tables.items():
            write_entry(
                session,
                known.indicator_ids[one],
                dimension,
                load,
                catalogue.disclosure.hide_up_to,
                list(rows),
                [group.id for group in groups[dimension]],
                table.blocks,
                hidden[one, dimension],
            )
    remember_decided(session, catalogue)


def _read(
    session: Session,
    catalogue: Catalogue,
    known: Ids,
    indicators: Collection[str],
    dimensions: Collection[str],
) -> tuple[dict[str, tuple[CategoryName, ...]], dict[int, int], dict[Which, Table]]:
    """Return the groups, the rows of services, and the tables that have any number by group."""
    definitions = {code: catalogue.indicators[code] for code in sorted(indicators)}
    groups = {dimension: _groups(known, dimension) for dimension in sorted(dimensions)}
    matrices = {
        (code, dimension): matrix
        for dimension, of_it in groups.items()
        for code, indicator in definitions.items()
        if (matrix := _read_matrix(session, known, code, of_it, indicator.frequency)) is not None
    }
    services = sorted(frozenset().union(*map(services_with_groups, matrices.values())))
    rows = {service: row for row, service in enumerate(services)}
    tables = {
        which: lay_out(matrix, groups[which[1]], rows, definitions[which[0]])
        for which, matrix in matrices.items()
    }
    return groups, rows, tables


def _groups(known: Ids, dimension: str) -> tuple[CategoryName, ...]:
    of_it = (c for c in known.categories.values() if c.dimension == dimension)
    return tuple(sorted(of_it, key=lambda c: (c.is_unknown, c.position)))


def _read_matrix(
    session: Session, known: Ids, indicator: str, groups: Collection[CategoryName], frequency: Frequency
) -> SeriesMatrix | None:
    """Return everyone's series and those of groups; None where no group has any."""
    if indicator not in known.indicator_ids or not groups:
        return None
    categories = [EVERYONE, *(group.id for group in groups)]
    rows = group_observations(session, known.indicator_ids[indicator], categories=categories)
    matrix = to_matrix(rows, frequency)
    return matrix if matrix is not None and services_with_groups(matrix) else None


def _pasts(
    session: Session,
    catalogue: Catalogue,
    known: Ids,
    groups: Mapping[str, Sequence[CategoryName]],
    rows: Mapping[int, int],
    tables: Iterable[Which],
) -> dict[Which, Past]:
    rule = catalogue.disclosure.hide_up_to
    return {
        (code, dimension): read_past(
            session, known.indicator_ids[code], dimension, rows, [c.id for c in groups[dimension]], rule
        )
        for code, dimension in tables
    }


def _decide(
    session: Session,
    catalogue: Catalogue,
    known: Ids,
    rows: Mapping[int, int],
    tables: Mapping[Which, Table],
    pasts: Mapping[Which, Past],
) -> dict[Which, dict[Grain, Bools]]:
    counted, values = _apart(catalogue, tables)
    by_dimension: dict[str, dict[str, Table]] = {}
    for (code, dimension), table in counted.items():
        by_dimension.setdefault(dimension, {})[code] = table
    children = _children(known, rows)
    hidden = {
        dimension: hidden_at_each_grain(
            of_it.values(),
            children,
            catalogue.disclosure.hide_up_to,
            [pasts[code, dimension] for code in of_it] if pasts else (),
            hide_zeros=catalogue.disclosure.hide_zeros,
        )
        for dimension, of_it in by_dimension.items()
    }
    hide_sums(hidden, by_dimension)
    found = {(code, dimension): hidden[dimension] for code, dimension in counted}
    for which, table in values.items():
        is_open = tells_no_count(session, catalogue, known, which, table, rows)
        mask = np.repeat(~is_open[:, np.newaxis], len(table.codes), axis=1)
        found[which] = dict.fromkeys((Grain.YEAR, Grain.QUARTER, Grain.PERIOD), mask)
    return found


def _apart(
    catalogue: Catalogue, tables: Mapping[Which, Table]
) -> tuple[dict[Which, Table], dict[Which, Table]]:
    """Return tables of counts, which are settled together, and of published values, which have no sums."""
    found: tuple[dict[Which, Table], dict[Which, Table]] = {}, {}
    for which, table in tables.items():
        found[catalogue.indicators[which[0]].is_published_value][which] = table
    return found


def _children(known: Ids, rows: Mapping[int, int]) -> dict[int, list[int]]:
    """Return row of a service → rows of the services inside it."""
    row_of = {s.code: rows[s.id] for s in known.services.by_id.values() if s.id in rows}
    return {
        row: inside_it
        for code, row in row_of.items()
        if (inside_it := [row_of[child] for child in known.services[code].children if child in row_of])
    }


def _hidden(entry: Entry, groups: Sequence[CategoryName], rows: Mapping[int, int]) -> dict[Grain, Bools]:
    found = {}
    for grain in (Grain.YEAR, Grain.QUARTER, Grain.PERIOD):
        found[grain] = np.array(
            [[not entry.is_open(service, group.id, grain) for group in groups] for service in rows],
            dtype=np.bool_,
        ).reshape(len(rows), len(groups))
    return found
