"""The tree of services: who is inside whom, what closed, what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.read.as_of import services
from data.read.service_names import split_successors
from errors import ForbiddenError, NotFoundError


@dataclass(frozen=True, slots=True)
class Service:
    """One node. `parent` and `successor` are codes; `children` are in order of name."""

    id: int
    code: str
    name: str
    level: str
    parent: str | None
    children: tuple[str, ...]
    opened: date | None
    closed: date | None
    successor: str | None

    @property
    def successors(self) -> tuple[str, ...]:
        """Codes that came after it: several when it was split."""
        return split_successors(self.successor)

    def is_open(self, day: date) -> bool:
        return (self.opened is None or self.opened <= day) and (self.closed is None or self.closed >= day)


@dataclass(frozen=True)
class ServiceTree:
    by_code: Mapping[str, Service]
    by_id: Mapping[int, Service]
    elsewhere: frozenset[str] = field(default=frozenset(), repr=False)
    """Codes of services that are there, but not for whoever reads."""

    def __getitem__(self, code: str) -> Service:
        if code in self.elsewhere:
            raise ForbiddenError(f"You may not see the service with the code {code!r}.")
        if code not in self.by_code:
            raise NotFoundError(f"There is no service with the code {code!r}.")
        return self.by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self.by_code

    @cached_property
    def roots(self) -> list[Service]:
        return [service for service in self.by_code.values() if service.parent is None]

    def path(self, code: str) -> list[Service]:
        """Return the services from the top of the tree down to the service itself."""
        steps: list[Service] = []
        at: str | None = code
        while at is not None:
            steps.append(self[at])
            at = self[at].parent
        return steps[::-1]

    def children(self, code: str) -> list[Service]:
        return [self[child] for child in self[code].children]

    def siblings(self, code: str) -> list[Service]:
        """Return the services of the same level below the same parent, itself included."""
        parent = self[code].parent
        if parent is None:
            return [self[code]]
        return [child for child in self.children(parent) if child.level == self[code].level]

    def near(self, code: str) -> list[Service]:
        """Return the services above one, itself, and those just inside it; without a code, the tops."""
        return [*self.path(code), *self.children(code)] if code else self.roots

    def named(self, wanted: str) -> list[Service]:
        """Return the services whose name or code holds these letters, in order of name."""
        letters = wanted.casefold()
        return [
            s for s in self.by_code.values() if letters in s.name.casefold() or letters in s.code.casefold()
        ]

    def predecessors(self, code: str) -> list[Service]:
        """Return the services that it came after, in order of name: several when they merged."""
        return self._came_before.get(code, [])

    @cached_property
    def _came_before(self) -> dict[str, list[Service]]:
        found: dict[str, list[Service]] = {}
        for service in self.by_code.values():
            for code in service.successors:
                found.setdefault(code, []).append(service)
        return found

    def below(self, code: str) -> Iterator[Service]:
        """Yield the service and everything inside it, from the top down."""
        yield self[code]
        for child in self[code].children:
            yield from self.below(child)

    def part(self, tops: Collection[str]) -> ServiceTree:
        """Return the tree of these services and everything inside them, as if there were no others."""
        inside = {one.code: one for top in tops if top in self.by_code for one in self.below(top)}
        found = {
            code: one if one.parent in inside else replace(one, parent=None)
            for code, one in self.by_code.items()
            if code in inside
        }
        by_id = {one.id: one for one in found.values()}
        return ServiceTree(found, by_id, frozenset(self.by_code.keys() - found.keys()))


def read_tree(session: Session) -> ServiceTree:
    """Read the whole tree; a few thousand services are read in milliseconds."""
    there = services(session)
    rows = session.execute(select(there).order_by(there.c.name)).all()
    codes = {row.id: row.code for row in rows}
    children: dict[int | None, list[str]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row.code)
    found = [
        Service(
            id=row.id,
            code=row.code,
            name=row.name,
            level=row.level,
            parent=codes.get(row.parent_id),
            children=tuple(children.get(row.id, ())),
            opened=row.opened,
            closed=row.closed,
            successor=row.successor_code,
        )
        for row in rows
    ]
    return ServiceTree(by_code={s.code: s for s in found}, by_id={s.id: s for s in found})
