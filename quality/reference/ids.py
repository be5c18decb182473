"""From codes to the database's small numbers and back, and what people did to each series.

Read once per version of the data and kept: the version is part of the key, so nothing has to be thrown
away when something is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue.models import Indicator
from data.database import KEPT
from data.models import EVERYONE, Act, Category, Definition, Fact, IndicatorKey, Load
from data.read.as_of import Then, as_of
from errors import ForbiddenError, NotFoundError
from quality.acts import in_force, ledger
from quality.acts.in_force import NO_DECISIONS, Decisions, SeriesDecisions
from quality.acts.kinds import CHART_KINDS
from quality.reference.scope import EVERYTHING, Scope, scope_of
from quality.reference.service_tree import ServiceTree, read_tree
from quality.reference.versioned_cache import VersionedCache
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix


@dataclass(frozen=True, slots=True)
class CategoryName:
    id: int
    dimension: str
    code: str
    label: str
    position: int
    is_unknown: bool

    @property
    def key(self) -> str:
        """As in SeriesKey.category: empty for everyone."""
        return f"{self.dimension}:{self.code}" if self.dimension else ""


Version = tuple[int, int, str]


NO_SERVICES = ServiceTree({}, {})


@dataclass(frozen=True, slots=True)
class Ids:
    """Everything small that judging a series needs besides its numbers."""

    version: Version
    indicator_ids: Mapping[str, int]
    services: ServiceTree
    categories: Mapping[int, CategoryName]
    category_ids: Mapping[str, int]
    decisions: Mapping[SeriesKey, SeriesDecisions]
    """Decisions of people about series; most have none."""
    redefined: frozenset[int]
    """Ids of indicators with more than one version of their definition."""
    scope: Scope = EVERYTHING
    """The scope that may be read by them."""
    whole: ServiceTree = NO_SERVICES
    """Every service, whoever reads: what is aimed at above holds inside."""
    aimed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By indicator, the services for which people set a target or a trajectory."""

    def series_ids(self, key: SeriesKey) -> tuple[int, int, int] | None:
        """Return indicator, service and category id; None when nothing was ever loaded for the indicator."""
        service = self.services[key.service]
        if key.category:
            self.check_groups(key.service)
        if key.category not in self.category_ids:
            raise NotFoundError(f"There is no group {key.category!r}.")
        indicator = self.indicator_ids.get(key.indicator)
        return None if indicator is None else (indicator, service.id, self.category_ids[key.category])

    def decided(self, indicator: Indicator, key: SeriesKey) -> SeriesDecisions:
        """Return all that holds for a series: a target for everyone is one for a group as well, and one that
        was set above is one inside."""
        own = self.decisions.get(key, NO_DECISIONS)
        aimed = self.aimed.get(key.indicator)
        if not aimed:
            return own
        everyone = self._with_aims(indicator, key.of_everyone, aimed)
        return own.with_aims_of(everyone) if key.category else everyone

    def _with_aims(self, indicator: Indicator, key: SeriesKey, aimed: frozenset[str]) -> SeriesDecisions:
        *above, _ = self.whole.path(key.service)
        found = self.decisions.get(key, NO_DECISIONS)
        for service in [] if indicator.adds_up else above[::-1]:
            if service.code in aimed:
                there = self.decisions[SeriesKey(key.indicator, service.code)]
                found = found.with_aims_of(there, service.name)
        return found

    def with_decisions(self, code: str, indicator: Indicator) -> set[int]:
        """Return the numbers of the services for which somebody decided about an indicator, or set an aim
        above."""
        found = {key.service for key in self.decisions if key.indicator == code}
        if not indicator.adds_up:
            found |= {one.code for top in self.aimed.get(code, ()) for one in self.whole.below(top)}
        return {self.services[service].id for service in found if service in self.services}

    def may_see_groups(self, service: str) -> bool:
        """Tell if numbers about groups of people of a service may be read."""
        tops = self.scope.groups
        return tops is None or any(step.code in tops for step in self.services.path(service))

    def check_groups(self, service: str) -> None:
        """Raise ForbiddenError where numbers about groups of a service may not be read."""
        if not self.may_see_groups(service):
            raise ForbiddenError(f"You may not see numbers about groups of {self.services[service].name}.")

    def key(self, indicator: str, service_id: int, category_id: int) -> SeriesKey:
        return SeriesKey(indicator, self.services.by_id[service_id].code, self.categories[category_id].key)


JUDGED = "judged"
"""The fact that says up to which load, and by which catalogue, every series was judged."""

_NEWEST = select(func.max(Load.id))
_ACTS = select(func.coalesce(func.max(Act.id), 0)).where(Act.kind.in_(CHART_KINDS))
_VERSION = select(
    select(func.coalesce(func.max(Load.id), 0)).scalar_subquery(),
    _ACTS.scalar_subquery(),
    select(Fact.value).where(Fact.name == JUDGED).scalar_subquery(),
    select(func.coalesce(func.max(Act.id), 0)).scalar_subquery(),
)
NEWEST_ACT = "newest act"
"""The place in a snapshot of the number that its version was asked for with."""


def data_version(session: Session) -> Version:
    """Return the newest load, the newest act about a chart, and what was judged last, as judging follows a
    load in a transaction of its own: no number or verdict depends on anything else that is stored. A snapshot
    asks once."""
    then, kept = as_of(session), session.info.get(KEPT, {})
    if then not in kept:
        kept[then] = _version(session, then)
    found: Version = kept[then]
    return found


def newest_act(session: Session) -> int:
    """Return the number of the newest act of any kind: a page depends on it, no verdict does."""
    if KEPT in session.info and as_of(session) is None:
        data_version(session)
        found: int = session.info[NEWEST_ACT]
        return found
    return session.scalar(select(func.max(Act.id))) or 0


def _version(session: Session, then: Then | None) -> Version:
    if then is not None:
        act = session.scalar(_ACTS.where(then.acts)) or 0
        # What may be shown of then depends on what is hidden now.
        return then.load, act, f"seen after load {session.scalar(_NEWEST)}"
    load, act, judged, newest = session.execute(_VERSION).one()
    session.info[NEWEST_ACT] = int(newest)
    return int(load), int(act), judged or ""


_names: VersionedCache[bool, Ids] = VersionedCache(most=2)
"""As they are now, and as they were wherever somebody looked back last."""


_parts: VersionedCache[tuple[bool, Scope], Ids] = VersionedCache(most=64)
"""As they are for those who may see a part of the services."""


def read_ids(session: Session) -> Ids:
    """Return the ids of this database as it is now, or as of where the session looks back to, with the
    services that the session may read."""
    everything, scope = read_all_ids(session), scope_of(session)
    if scope == EVERYTHING:
        return everything
    key = (as_of(session) is None, scope)
    return _parts.get(session, everything.version, key, lambda: _part(everything, scope))


def _part(everything: Ids, scope: Scope) -> Ids:
    services = everything.services
    services = services if scope.services is None else services.part(scope.services)
    return replace(everything, services=services, scope=scope)


def read_all_ids(session: Session) -> Ids:
    """Return the ids with every service, whoever the session reads for: to judge, and to decide what has to
    be hidden from everybody."""
    version = data_version(session)
    return _names.get(session, version, as_of(session) is None, lambda: read_ids_afresh(session, version))


def read_ids_afresh(session: Session, version: Version = (0, 0, "")) -> Ids:
    """Read the ids afresh: inside a transaction that is still adding to them."""
    categories = {
        row.id: CategoryName(row.id, row.dimension, row.code, row.label, row.position, row.is_unknown)
        for row in session.execute(select(Category.__table__).order_by(Category.dimension, Category.position))
    }
    tree, decisions = read_tree(session), in_force.fold(ledger.acts(session, *CHART_KINDS))
    return Ids(
        version=version,
        indicator_ids={row.code: row.id for row in session.execute(select(IndicatorKey.__table__))},
        services=tree,
        categories=categories,
        category_ids={c.key: c.id for c in categories.values()} | {"": EVERYONE},
        decisions=decisions,
        whole=tree,
        aimed=aimed_at(decisions),
        redefined=_redefined(session),
    )


def aimed_at(decisions: Mapping[SeriesKey, SeriesDecisions]) -> dict[str, frozenset[str]]:
    """Return, by indicator, the services for which people set a target or a trajectory."""
    found: dict[str, frozenset[str]] = {}
    for key, decided in decisions.items():
        if decided.aims and not key.category:
            found[key.indicator] = found.get(key.indicator, frozenset()) | {key.service}
    return found


def _redefined(session: Session) -> frozenset[int]:
    ids = session.scalars(
        select(Definition.indicator_id).group_by(Definition.indicator_id).having(func.count() > 1)
    )
    return frozenset(ids)


def decisions_on(matrix: SeriesMatrix, code: str, indicator: Indicator, known: Ids) -> Decisions:
    """Mark the series of a matrix by what people decided. Most series have nothing, so the few records are
    looked up among the rows, not every row among the records."""
    numbers = known.with_decisions(code, indicator)
    if not numbers:
        return in_force.UNDECIDED
    found: dict[int, SeriesDecisions] = {}
    for row in np.isin(matrix.service, [*numbers]).nonzero()[0].tolist():
        key = known.key(code, int(matrix.service[row]), int(matrix.category[row]))
        found[row] = known.decided(indicator, key)
    return in_force.decisions_on_matrix(matrix, indicator.frequency, found)
