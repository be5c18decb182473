"""A driver diagram read out of an outline: one value for the picture, the list and the file.

- a primary driver
-- a secondary driver
--- an idea for a change [measure]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalogue.models import Catalogue

DEEPEST = 3
_LINE = re.compile(r"^(-{1,3})\s*(.*?)\s*(?:\[([a-z0-9_]+)\])?\s*$")


@dataclass(slots=True)
class Driver:
    """The aim, a driver or an idea, with what it is reached by."""

    text: str
    depth: int = 0
    """0 the aim, 1 and 2 drivers, 3 an idea for a change."""
    measure: str = ""
    """Code of the measure that shows it; nothing where none, or none of that code, was named."""
    below: list[Driver] = field(default_factory=list)

    def walk(self) -> Iterator[Driver]:
        """Yield it and all that is below, from the top down."""
        yield self
        for one in self.below:
            yield from one.walk()


def read_drivers(aim: str, outline: str, catalogue: Catalogue) -> Driver:
    """Return the tree of an outline. A line without a dash goes on with the one before; one that is deeper
    than it may be is taken one step below the one before."""
    path = [Driver(aim)]
    for line in outline.splitlines():
        found = _LINE.match(line.strip())
        if found is None:
            if line.strip() and len(path) > 1:
                path[-1].text += f" {line.strip()}"
            continue
        if not found[2]:
            continue
        depth = min(len(found[1]), len(path), DEEPEST)
        measure = found[3] if found[3] in catalogue.indicators else ""
        unknown = f" [{found[3]}]" if found[3] and not measure else ""
        one = Driver(found[2] + unknown, depth, measure)
        del path[depth:]
        path[-1].below.append(one)
        path.append(one)
    return path[0]
