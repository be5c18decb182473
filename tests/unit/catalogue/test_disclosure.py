"""The rule of a body that publishes, by name."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from catalogue.disclosure import RULES, Practice
from tests.warehouse import make_catalogue


def rule(*given):
    found = make_catalogue({"falls": {}}, **({"disclosure": given[0]} if given else {})).disclosure
    return {"hide_up_to": found.hide_up_to, "round_to": found.round_to}


@pytest.mark.parametrize("practice", Practice)
def test_practice_brings_its_numbers(practice):
    assert rule(practice.value) == RULES[practice]


def test_rule_of_ones_own_and_none():
    assert rule({"hide_up_to": 9}) == {"hide_up_to": 9, "round_to": 0}
    assert rule() == {"hide_up_to": 7, "round_to": 0}


def test_a_rule_that_is_named_may_be_kept_more_strictly():
    named = make_catalogue({"falls": {}}, disclosure={"rule": "scotland", "round_to": 5, "mode": "public"})
    assert (named.disclosure.hide_up_to, named.disclosure.round_to) == (9, 5)
    assert named.disclosure.is_public
    assert not make_catalogue({"falls": {}}, disclosure="scotland").disclosure.is_public


def test_practice_that_nobody_has_is_refused():
    with pytest.raises(ValidationError, match="disclosure"):
        rule("ours")
