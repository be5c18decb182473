"""Numbers of people among codes that look alike: told by how many pass the check, not by one that does."""

from __future__ import annotations

import numpy as np
import pytest

from catalogue.identifiers.contents import HEALTH, by_content, is_health_number


def numbers(count, *, pass_check, seed=1):
    generator = np.random.default_rng(seed)
    found = set()
    while len(found) < count:
        text = f"{generator.integers(10**9, 10**10)}"
        if is_health_number(text) or not pass_check:
            found.add(text)
    return list(found)


@pytest.mark.parametrize(("people", "codes"), [(1, 0), (30, 60), (100, 1000), (90, 800)])
def test_people_among_codes_are_seen(people, codes):
    assert (
        by_content([*numbers(people, pass_check=True), *numbers(codes, pass_check=False, seed=2)]) == HEALTH
    )


@pytest.mark.parametrize("count", [12, 50, 200, 2000])
def test_codes_of_ten_digits_are_no_people(count):
    refused = [by_content(numbers(count, pass_check=False, seed=seed)) for seed in range(60)]
    assert refused == [None] * 60
