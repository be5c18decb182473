"""Small organisations, six monthly loads with revisions, linked measures: nobody is worked out of all that
was ever shown. `python -m tests.attacker --organisations 500 --seed 1` attacks as many as one likes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from quality.disclosure import release
from tests.attacker.__main__ import attack
from tests.attacker.optimum import compare
from tests.attacker.organisations import MONTHLY_LOADS, invent
from tests.attacker.values import attack_values

USUAL, MORE = (2, 3, 2000006), (1, 5, 9, 3000010, 20261000025, 20261000057, 500380000009)
"""With five of which a revision, or a year that moved on, once told a hidden number."""
WITH_VALUES, LED_TO_FEW = (6, 9), 7


@pytest.mark.parametrize("seed", [*USUAL, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MORE)])
def test_nobody_is_worked_out_of_all_that_was_ever_shown(seed):
    outcome = attack(seed)
    assert outcome.hidden > 100
    assert outcome.said == ()
    assert outcome.exact == outcome.narrow == 0


def test_organisations_hold_what_an_attacker_lives_on():
    """Linked measures, revisions, small and large groups; the same for the same seed."""
    organisation = invent(2)
    assert organisation.sent == invent(2).sent
    assert len(organisation.measures) >= 3
    assert len(organisation.sent) == MONTHLY_LOADS + 1
    files = [cells for _, cells in organisation.sent]
    assert any(later[key] != count for earlier, later in pairwise(files) for key, count in earlier.items())
    assert {0 < count <= 7 for count in files[0].values()} == {True, False}


def test_values_that_come_without_people_lead_to_no_few_people():
    """Of two organisations the values of one service are shown, and the people of neither follow."""
    found = [attack_values(seed, 7) for seed in WITH_VALUES]
    assert all(0 < shown < sent for sent, shown, _ in found)
    assert [said for _, _, said in found] == [[], []]


def test_values_that_lead_to_few_people_are_found(monkeypatch):
    monkeypatch.setattr(release, "tells_no_count", lambda *given: np.ones(len(given[-1]), dtype=bool))
    assert attack_values(LED_TO_FEW, 7)[2]


def test_little_more_is_hidden_than_has_to_be():
    found = compare(20, seed=3, k=7)
    assert found.hidden <= 1.25 * found.optimum
    assert found.unsafe == 0
