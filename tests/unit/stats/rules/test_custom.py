"""Rule sets of one's own: what may be chosen, what is refused, and when the version changes."""

import pytest

import stats
from stats import RULE_SETS, Rule, custom_rules


def lengths(rules):
    return {str(check.rule): check.length for check in rules.checks}


def test_what_is_not_said_is_taken_over():
    own = custom_rules("own", "mdc", shift=9)
    assert lengths(own) == lengths(RULE_SETS["mdc"]) | {"shift": 9}
    assert (own.equality, own.judges_provisional) == ("fails", False)


def test_the_order_is_as_said_and_then_as_it_was():
    assert [str(r) for r in custom_rules("own", order=["shift", "trend"]).rules] == [
        "shift", "trend", "astronomical", "two_in_three",
    ]  # fmt: skip


def test_rules_come_and_go():
    own = custom_rules("own", without=["trend"], two_in_three=False, hugging=True, four_in_five=True)
    assert [str(rule) for rule in own.rules] == ["astronomical", "shift", "hugging", "four_in_five"]


def test_variants_of_rules_and_of_the_set():
    own = custom_rules("own", two_in_three={"outside_counts": True}, on_centre="skipped", on_limit="outside")
    checks = {check.rule: check for check in own.checks}
    assert checks[Rule.TWO_IN_THREE].outside_counts
    assert checks[Rule.TWO_IN_THREE].all_one_side  # as in plotthedots
    assert checks[Rule.SHIFT].on_centre == "skipped"
    assert own.on_limit == "outside"


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"shift": 2}, "shift: length is 2; it can be 3 to 60"),
        ({"shift": True, "trend": 1}, "trend: length is 1"),
        ({"two_in_three": 4}, "two_in_three: length cannot be chosen"),
        ({"run_length": 9}, "run_length: length cannot be chosen; say true or false"),
        ({"shfit": 8}, "there is no rule 'shfit'"),
        ({"on_limit": "beside"}, "on_limit is beside; it can be inside or outside"),
        ({"order": ["trend", "hugging"]}, "order names hugging, which the set leaves out"),
        ({"order": ["trend", "trend"]}, "order names trend twice"),
        ({"like": "mcd"}, "there is no published rule set 'mcd'"),
        ({"without": ["astronomical", "trend", "shift", "two_in_three"]}, "at least one rule"),
    ],
)
def test_what_cannot_be_is_refused(choices, words):
    with pytest.raises(ValueError, match=words):
        custom_rules("own", **choices)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(ValueError, match=r"trend: length.*shfit.*hugging"):
        custom_rules("own", trend=2, shfit=8, order=["hugging"])


@pytest.mark.parametrize(
    "changes",
    [{"shift": 9}, {"on_limit": "outside"}, {"when_both": "concern"}, {"points_for_icons": 15},
     {"trend": False}, {"order": ["shift"]}, {"equality": "fails"}, {"on_centre": "skipped"}],
)  # fmt: skip
def test_the_version_changes_with_what_the_set_does(changes):
    assert custom_rules("own", **changes).version != custom_rules("own").version


def test_the_version_does_not_change_with_names():
    assert custom_rules("one", source="Committee").version == custom_rules("other").version


def test_a_published_set_under_another_name_has_the_published_chances():
    own = custom_rules("own", when_both="concern", points_for_icons=20)
    assert stats.newest_point_chance("xmr", own, 24) == stats.newest_point_chance("xmr", "plotthedots", 24)
    assert stats.run_length("xmr", own) == stats.run_length("xmr", "plotthedots")
