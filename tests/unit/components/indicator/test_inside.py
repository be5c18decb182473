"""Services inside another: all that changed, and no more than there is room for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from components.indicator.inside import SHOWN, split
from quality.reference.service_tree import Service, ServiceTree
from quality.signals.results import Variation
from tests.builders import make_result


def children(calm: int, changed: int):
    """Services with their statuses, from Z to A; every one that changed has a name after all the others."""
    status = make_result().status
    kinds = [Variation.CONCERN] * changed + [Variation.COMMON_CAUSE] * calm
    codes = [f"W{n:03}" for n in reversed(range(len(kinds)))]
    nothing = ("ward", None, (), None, None, None)
    services = {code: Service(n, code, f"Ward {code}", *nothing) for n, code in enumerate(codes)}
    statuses = [
        replace(status, key=replace(status.key, service=code), variation=kind)
        for code, kind in zip(codes, kinds, strict=True)
    ]
    return statuses, ServiceTree(services, {})


@pytest.mark.parametrize(
    ("calm", "changed", "shown"), [(3, 1, 4), (SHOWN, 0, SHOWN), (40, 2, SHOWN), (2, 40, 40), (0, 40, 40)]
)
def test_whatever_changed_is_shown_and_nothing_is_lost(calm, changed, shown):
    statuses, tree = children(calm, changed)
    first, rest = split(statuses, tree)
    assert len(first) == shown
    assert sum(status.variation.is_special for status in first) == changed
    assert not any(status.variation.is_special for status in rest)
    assert sorted(s.key.service for s in (*first, *rest)) == sorted(s.key.service for s in statuses)


def test_it_is_no_league_table():
    first, rest = split(*children(40, 2))
    for part in (first, rest):
        assert [s.key.service for s in part] == sorted(s.key.service for s in part)
    assert [s.key.service for s in first[-2:]] == ["W040", "W041"]
