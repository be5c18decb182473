"""Predecessors, successors and other names of a service: for words beside its charts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.sources import Numbers
from data.read.service_names import other_names
from quality.reference.service_tree import Service, ServiceTree


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
    sources = (catalogue.sources.get(name) for name in catalogue.indicators[indicator].sources)
    return Succession(
        service,
        tuple(tree[new] for new in service.successors if new in tree),
        tuple(new for new in service.successors if new not in tree),
        tuple(tree.predecessors(code)),
        tuple(sorted({name for _, name in other_names(session, service.id)})),
        any(source.service.follow_successors for source in sources if isinstance(source, Numbers)),
    )
