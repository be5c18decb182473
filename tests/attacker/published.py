"""Load an organisation through the real loaders, and write down all that leaves the gate after each load.

Every number about a group leaves through `quality.disclosure` (tests/unit/test_gate.py names all ways), so
what the gate gives is all that any page, file or picture can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.reading.read import load_catalogue
from loaders.run.load import run
from quality.as_of import session_as_of
from quality.disclosure.protected_counts import ProtectedCounts, group_tree
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain
from tests.attacker.organisations import MEASURES, Organisation


@dataclass(frozen=True, slots=True)
class Number:
    """One number that was shown: a sum over months of one group (or of everyone: "")."""

    load: int
    """Place in `Organisation.sent`: the version of the data it is counted from."""
    dimension: str
    group: str
    service: str
    months: tuple[str, ...]
    column: str
    value: float


def collect(organisation: Organisation, engine: Engine, folder: Path) -> list[Number]:
    """Return every number of a group that was shown after any load, live or as of an earlier one."""
    file = folder / "catalogue.yaml"
    file.write_text(organisation.catalogue(), encoding="utf-8")
    catalogue = load_catalogue(file)
    (folder / "services.csv").write_text(organisation.services(), encoding="utf-8")
    run(engine, catalogue, ["tree"], folder=folder, as_at=organisation.sent[0][0])
    found: dict[tuple[object, ...], Number] = {}
    for load, (day, cells) in enumerate(organisation.sent):
        (folder / "counts.csv").write_text(organisation.file(cells), encoding="utf-8")
        report = run(engine, catalogue, ["counts"], folder=folder, as_at=day)[0]
        assert report.status == "done", report
        with Session(engine) as session:
            shown = list(released(session, catalogue, organisation, load))
        for earlier in range(load):
            with session_as_of(engine, catalogue, str(earlier + 2)) as (session, then, _):
                shown += released(session, then, organisation, earlier)
        found |= {(n.load, n.dimension, n.group, n.service, n.months, n.column): n for n in shown}
    return list(found.values())


def released(
    session: Session, catalogue: Catalogue, organisation: Organisation, load: int
) -> Iterator[Number]:
    """Yield what the gate gives of every measure, dimension, service, group and grain."""
    for n in shown_numbers(session, catalogue, organisation.parents, load):
        column = MEASURES[n.indicator][n.part]
        if column:
            yield Number(load, n.dimension, n.group, n.service, n.months, column, n.value)


@dataclass(frozen=True, slots=True)
class Shown:
    """One number that the gate gives: a sum over months of one group."""

    load: int
    indicator: str
    part: int
    """0: numerator, 1: denominator."""
    dimension: str
    group: str
    service: str
    months: tuple[str, ...]
    value: float


def shown_numbers(
    session: Session, catalogue: Catalogue, services: Iterable[str], load: int
) -> Iterator[Shown]:
    """Yield what the gate gives of every indicator, dimension, service, group and grain."""
    known = read_ids(session).services
    for code, indicator in catalogue.indicators.items():
        for dimension in indicator.dimensions:
            tree = group_tree(session, catalogue, code, dimension)
            for service in services:
                counts = tree.of(known[service].id) if tree else None
                if counts is None:
                    continue
                months = [f"{day:%Y-%m}" for day in counts.periods]
                for grain, of_grain in _spans(counts).items():
                    shown = counts.released(grain)
                    for part, values in enumerate((shown.numerator, shown.denominator)):
                        for place, time in zip(*np.nonzero(~np.isnan(values)), strict=True):
                            first, last = of_grain[time]
                            yield Shown(
                                load, code, part, dimension, counts.groups[place].code, service,
                                tuple(months[first:last]), float(values[place, time]),
                            )  # fmt: skip


def _spans(counts: ProtectedCounts) -> dict[Grain, list[tuple[int, int]]]:
    """Return first and one past the last period of each number, by grain."""
    blocks = counts.blocks
    return {
        Grain.PERIOD: [(i, i + 1) for i in range(len(counts.periods))],
        Grain.QUARTER: list(zip(blocks.first, blocks.last, strict=True)),
        Grain.YEAR: list(zip(blocks.first, blocks.last[blocks.per_year - 1 :], strict=False)),
    }
