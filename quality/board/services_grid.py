"""Every indicator of the board at every open service inside one: what changed where, at a glance.

The rows and their verdicts are those of the services' own boards. Only the columns of a status that a cell
shows are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue, Domain, Indicator
from data.models import EVERYONE, SeriesStatus
from quality.provenance.lateness import is_ended, is_overdue
from quality.reference.ids import Ids, read_ids
from quality.reference.service_tree import Service
from quality.signals.results import Variation
from stats import Assurance

MOST_SERVICES = 400
"""Services of a grid: of more inside, those just inside are shown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator at one service, at its newest complete period."""

    variation: Variation
    direction: int
    assurance: Assurance
    value: float | None
    period: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    code: str
    indicator: Indicator
    cells: tuple[Cell | None, ...]
    """By service of the grid; None: nothing comes of it there, or not any more."""

    def count(self, variation: Variation) -> int:
        return sum(cell is not None and cell.variation is variation for cell in self.cells)

    @property
    def failing(self) -> int:
        return sum(cell is not None and cell.assurance is Assurance.FAILING for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ServicesGrid:
    service: Service
    today: date
    services: tuple[Service, ...]
    """In the order of the tree: no service is ranked."""
    groups: tuple[tuple[Domain, tuple[GridRow, ...]], ...]
    only_children: bool
    """There are more services inside than a grid shows."""

    @property
    def rows(self) -> list[GridRow]:
        return [row for _, rows in self.groups for row in rows]


def services_grid(
    session: Session, catalogue: Catalogue, *, service: str, today: date, domain: Domain | None = None
) -> ServicesGrid:
    """Return where each indicator of the board stands at the open services inside one."""
    known = read_ids(session)
    tree = known.services
    chosen = tree[service]
    inside = [one for one in tree.below(service) if one is not chosen and one.is_open(today)]
    is_many = len(inside) > MOST_SERVICES
    if is_many:
        inside = [one for one in tree.children(service) if one.is_open(today)]
    wanted = {
        code: indicator
        for code, indicator in catalogue.indicators.items()
        if indicator.on_board and domain in (None, indicator.domain) and code in known.indicator_ids
    }
    found = _cells(session, known, wanted, inside, today)
    columns = [one for one in inside if any((one.code, code) in found for code in wanted)]
    rows = []
    for code, indicator in wanted.items():
        keys = [(one.code, code) for one in columns]
        cells = tuple(found.get(key) for key in keys)
        if any(cells):
            rows.append(GridRow(code, indicator, cells))
    by_domain = ((one, tuple(row for row in rows if row.indicator.domain is one)) for one in Domain)
    groups = tuple((one, inside) for one, inside in by_domain if inside)
    return ServicesGrid(chosen, today, tuple(columns), groups, is_many)


Place = tuple[str, str]
"""Code of a service, code of an indicator."""


def _cells(
    session: Session,
    known: Ids,
    wanted: Mapping[str, Indicator],
    inside: Sequence[Service],
    today: date,
) -> dict[Place, Cell]:
    services = {one.id: one for one in inside}
    codes = {known.indicator_ids[code]: code for code in wanted}
    states: dict[tuple[int, date | None], tuple[bool, bool]] = {}
    found: dict[Place, Cell] = {}
    for row in session.execute(_CELLS, {"services": [*services], "indicators": [*codes]}):
        code, at = codes[row.indicator_id], (row.indicator_id, row.received_to)
        if at not in states:
            received, indicator = row.received_to, wanted[code]
            is_late = received is not None and is_overdue(received, indicator, today)
            states[at] = (is_late, is_ended(received, indicator, today))
        (is_late, is_over), service = states[at], services[row.service_id]
        if row.period is not None and not is_over and _is_told(wanted[code], service):
            found[service.code, code] = Cell(
                _VARIATION[row.variation],
                row.direction,
                _ASSURANCE[row.assurance],
                row.value,
                row.period,
                is_late,
            )
    return found


def _is_told(indicator: Indicator, service: Service) -> bool:
    return not indicator.levels or service.level in indicator.levels


_VARIATION = {str(one): one for one in Variation}
_ASSURANCE = {str(one): one for one in Assurance}
_CELLS = select(
    SeriesStatus.indicator_id,
    SeriesStatus.service_id,
    SeriesStatus.variation,
    SeriesStatus.direction,
    SeriesStatus.assurance,
    SeriesStatus.value,
    SeriesStatus.period,
    SeriesStatus.received_to,
).where(
    SeriesStatus.category_id == EVERYONE,
    SeriesStatus.service_id.in_(bindparam("services", expanding=True)),
    SeriesStatus.indicator_id.in_(bindparam("indicators", expanding=True)),
)
