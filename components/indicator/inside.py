"""Choose the services inside another that stand on its page, where there are too many for all."""

from __future__ import annotations

from collections.abc import Sequence

from quality.reference.service_tree import ServiceTree
from quality.signals.results import Status

SHOWN = 24


def split(children: Sequence[Status], tree: ServiceTree) -> tuple[list[Status], list[Status]]:
    """Part the services that are shown from those that come when they are asked for. Whatever has changed is
    shown, and others as far as there is room; both in order of name, as this is no league table."""
    named = sorted(children, key=lambda status: tree[status.key.service].name)
    calm = [status for status in named if not status.variation.is_special]
    rest = calm[max(0, SHOWN - (len(named) - len(calm))) :] if len(named) > SHOWN else []
    later = {status.key for status in rest}
    return [status for status in named if status.key not in later], rest
