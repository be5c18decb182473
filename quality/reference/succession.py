"""Predecessors, successors and other names of a service: for words beside its charts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.sources import Numbers
from data.read.service_names import other_names
from quality.reference.ids import data_version
from quality.reference.service_tree import Service, ServiceTree
from quality.reference.versioned_cache import VersionedCache


@dataclass(frozen=True, slots=True)
class Succession:
    """successors, predecessors: those that the tree knows; names: others that it went by or files give it;
    is_followed: values of the predecessors are part of this indicator's series."""

    service: Service
    successors: tuple[Service, ...]
    unknown_successors: tuple[str, ...]
    predecessors: tuple[Service, ...]
    names: tuple[str, ...]
    is_followed: bool

    @property
    def is_empty(self) -> bool:
        return not (self.successors or self.unknown_successors or self.predecessors or self.names)


def succession(
    session: Session, catalogue: Catalogue, tree: ServiceTree, code: str, indicator: str
) -> Succession:
    service = tree[code]
    names = _names.get(session, data_version(session), True, lambda: _by_service(session))
    sources = (catalogue.sources.get(name) for name in catalogue.indicators[indicator].sources)
    return Succession(
        service,
        tuple(tree[new] for new in service.successors if new in tree),
        tuple(new for new in service.successors if new not in tree),
        tuple(tree.predecessors(code)),
        names.get(service.id, ()),
        any(source.service.follow_successors for source in sources if isinstance(source, Numbers)),
    )


def _by_service(session: Session) -> dict[int, tuple[str, ...]]:
    found: dict[int, set[str]] = {}
    for number, name in other_names(session):
        found.setdefault(number, set()).add(name)
    return {number: tuple(sorted(names)) for number, names in found.items()}


_names: VersionedCache[bool, dict[int, tuple[str, ...]]] = VersionedCache(most=1)
"""Other names of every service: one question for all that are looked at until the next load."""
