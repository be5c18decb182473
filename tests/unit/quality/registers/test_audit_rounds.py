"""Rounds of an audit are shares with intervals, criterion by criterion; limits come with rounds enough."""

from __future__ import annotations

import numpy as np
import pytest

from catalogue.registers.shipped import shipped_kinds
from quality.registers.audit_rounds import ENOUGH, rounds_of
from quality.registers.record import fold
from tests.unit.quality.registers.test_record import act


def rounds(*said):
    acts = [act(n, "round.record", criterion=c, met=met, cases=of, day=day, collected_by="Nurse")
            for n, (c, met, of, day) in enumerate(said, 1)]  # fmt: skip
    return rounds_of(fold(acts, shipped_kinds()).values())


def test_each_criterion_is_a_series_in_the_order_of_its_days():
    found = rounds(
        ("Visits", 17, 20, "2026-02-01"), ("visits ", 3, 20, "2026-01-01"), ("Pills", 0, 0, "2026-01-01")
    )
    assert [one.criterion for one in found] == ["Visits", "Pills"]
    first, last = found[0].rounds
    assert (first.met, last.met) == (3, 17)
    assert (first.low, first.high) == pytest.approx((0.0524, 0.3604), abs=1e-4)
    assert np.isnan(found[1].rounds[0].share)
    assert not found[0].has_limits
    assert np.isnan(found[0].upper).all()


def test_limits_come_with_rounds_enough():
    (found,) = rounds(*(("Visits", 12 + n % 5, 20, f"2026-01-{n + 1:02}") for n in range(ENOUGH)))
    assert found.has_limits
    centre = sum(one.met for one in found.rounds) / (20 * ENOUGH)
    assert found.centre == pytest.approx([centre] * ENOUGH)
    assert found.upper[0] == pytest.approx(centre + 3 * (centre * (1 - centre) / 20) ** 0.5)
