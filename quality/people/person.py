"""Somebody who uses Brightspot, and what they may do where.

may(person, What.ACT, "ward-4", tree)       in this service
may(person, What.AUDIT)                     anywhere at all
"""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.people import Role
from quality.people.roles import MAY, What
from quality.reference.scope import Scope
from quality.reference.service_tree import ServiceTree


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the service where it holds with everything inside it. Without one: everywhere."""

    role: Role
    service: str = ""

    def holds_in(self, service: str, tree: ServiceTree) -> bool:
        """Tell if it holds in a service; without one: everywhere."""
        if not self.service or service not in tree:
            return not self.service
        return any(step.code == self.service for step in tree.path(service))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, known. `id` is theirs for ever, `name` is what others read."""

    id: str
    name: str
    grants: tuple[Grant, ...] = ()
    source: str = "local"
    """The source that says who they are: local, directory, proxy or demo."""

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(dict.fromkeys(grant.role for grant in self.grants))

    @property
    def role(self) -> str:
        """Return their roles in words, as an act records them."""
        return ", ".join(self.roles)

    def role_for(self, what: What, service: str, tree: ServiceTree) -> str:
        """Return in words the roles by which they may do something in a service, as an act records them."""
        held = (one.role for one in self.grants if what in MAY[one.role] and one.holds_in(service, tree))
        return ", ".join(dict.fromkeys(held))

    def where(self, what: What) -> frozenset[str] | None:
        """Return the services where they may do something, each with what is inside it; None: everywhere."""
        codes = {grant.service for grant in self.grants if what in MAY[grant.role]}
        return None if "" in codes else frozenset(codes)

    @property
    def scope(self) -> Scope:
        """Return what may be read for them."""
        return Scope(self.where(What.READ), self.where(What.GROUPS), self.where(What.GOVERN))


NOBODY = Person("", "")
"""Whoever has not signed in."""


def may(person: Person, what: What, service: str = "", tree: ServiceTree | None = None) -> bool:
    """Tell if a person may do something in a service; without one, if there is anywhere that they may."""
    where = person.where(what)
    if where is None:
        return True
    if not service:
        return bool(where)
    return tree is not None and service in tree and any(step.code in where for step in tree.path(service))
