"""The services that stand on the page where one is chosen: all, or of a large organisation one level, or what
a search finds. A list of thousands helps nobody, and costs everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from components import address
from quality.reference.service_tree import Service, ServiceTree
from quality.service_overview import SignalCounts

MOST = 200
"""Services up to which all of them stand on the page, and rows of any list."""
UNFOLDED = 80
"""Services up to which the whole list stands open: two screens."""


@dataclass(frozen=True, slots=True)
class Listing:
    tree: ServiceTree
    standings: Mapping[str, SignalCounts]
    today: date
    within: str = ""
    """Code of the service whose inside is shown."""
    wanted: str = ""
    """Letters of a name or code that is looked for."""
    own: str = ""
    """Code of the organisation's own root: of several at the top it comes first."""

    @property
    def tops(self) -> list[Service]:
        """Return the services at the top, the one that the organisation's own root is in first."""
        path = self.tree.path(self.own) if self.own in self.tree else []
        return sorted(self.tree.roots, key=lambda one: one not in path[:1])

    @property
    def is_large(self) -> bool:
        return len(self.tree.by_code) > MOST

    @property
    def is_folded(self) -> bool:
        return len(self.tree.by_code) > UNFOLDED

    @property
    def head(self) -> Service | None:
        """Return the service whose inside is shown; None where several are at the top."""
        tops = [self.tree[self.within]] if self.within else self.tops
        return tops[0] if len(tops) == 1 else None

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Return the way down to the level, as names and addresses."""
        above = self.tree.path(self.within)[:-1] if self.is_large and self.within else []
        return [(step.name, address.home(within=step.code)) for step in above]

    @property
    def level(self) -> list[Service]:
        """Return what is directly inside the head, or the tops."""
        return self.tree.children(self.head.code) if self.head else self.tops

    @property
    def found(self) -> list[Service]:
        return self.tree.named(self.wanted)

    def inside(self, service: Service) -> list[Service]:
        return list(self.tree.below(service.code))[1:]

    def depth(self, service: Service) -> int:
        return len(self.tree.path(service.code))

    def is_marked(self, service: Service) -> bool:
        """Tell if any of its measures shows an unusual change."""
        counts = self.standings.get(service.code)
        return counts is not None and counts.signals > 0

    def marked(self, services: Sequence[Service]) -> int:
        return sum(map(self.is_marked, services))

    def first(self, services: list[Service]) -> list[Service]:
        """Return the rows of a level. Of too many, those that lead on come first, then those marked."""
        if len(services) <= MOST:
            return services
        return sorted(services, key=lambda s: (not s.children, not self.is_marked(s)))[:MOST]
