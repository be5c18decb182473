"""Rule sets of one's own: start from a published one, say what is different."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from stats.rules.sets import RULE_SETS, USUAL, Check, Rule, RuleSet

SHORTEST = {Rule.SHIFT: 3, Rule.TREND: 3, Rule.HUGGING: 3, Rule.AVOIDING: 3, Rule.ALTERNATING: 4}
LONGEST = 60
VARIANTS: Mapping[Rule, Mapping[str, tuple[object, ...]]] = {
    Rule.TWO_IN_THREE: {"outside_counts": (True, False), "all_one_side": (True, False)},
    Rule.FOUR_IN_FIVE: {"outside_counts": (True, False), "all_one_side": (True, False)},
    **{rule: {"length": tuple(range(shortest, LONGEST + 1))} for rule, shortest in SHORTEST.items()},
}
"""Keys that may be chosen. Two in three is two in three; the Anhøj rules follow the number of points."""
OPTIONS: Mapping[str, tuple[object, ...]] = {
    "on_limit": ("inside", "outside"),
    "on_centre": ("breaks", "skipped"),
    "when_both": ("order", "improvement", "concern"),
    "equality": ("strict", "fails", "inclusive"),
    "points_for_icons": tuple(range(2, LONGEST + 1)),
    "judges_provisional": (True, False),
    "runs_method": ("anhoej", "bestbox", "cutbox"),
}
"""Keys of a set as a whole that may be chosen."""


def custom_rules(
    name: str,
    like: RuleSet | str = "plotthedots",
    *,
    order: Sequence[Rule | str] = (),
    without: Iterable[Rule | str] = (),
    source: str = "",
    **choices: Any,
) -> RuleSet:
    """Make a rule set of one's own.

    like:    the set that is taken over where nothing else is said
    order:   which rule names a point that several mark; rules not named keep their order, after these
    without: rules to leave out (as `trend=False`)
    choices: a rule by its name: its length, True, False, or its variants as a dict (`Check`);
             or an option of the set (`RuleSet`): on_limit, on_centre, when_both, equality,
             points_for_icons, judges_provisional, runs_method

    ValueError says everything that cannot be. The version is a fingerprint of what the set does: two sets
    of one version judge alike, whatever they are called.

    >>> own = custom_rules("ward-rules", shift=8, trend=6, on_limit="outside")
    >>> [(str(check.rule), check.length) for check in own.checks]
    [('astronomical', 1), ('trend', 6), ('two_in_three', 3), ('shift', 8)]
    >>> custom_rules("other", shift=8, trend=6, on_limit="outside").version == own.version
    True
    """
    problems: list[str] = []
    base = _base(like, problems)
    options = {key: choice for key, choice in choices.items() if key in OPTIONS}
    problems += [_not_among(key, choice, OPTIONS[key]) for key, choice in options.items()]
    checks = {check.rule: check for check in base.checks}
    wanted = [item for item in choices.items() if item[0] not in OPTIONS]
    for key, choice in [*wanted, *((rule, False) for rule in without)]:
        if (rule := _rule(key, problems)) is None:
            continue
        if choice is False:
            checks.pop(rule, None)
        else:
            checks[rule] = _check(rule, choice, checks.get(rule, USUAL[rule]), problems)
    if Rule.SHIFT in checks and "on_centre" in options:
        checks[Rule.SHIFT] = replace(checks[Rule.SHIFT], on_centre=options["on_centre"])
    ranked = _ranked(checks, order, problems)
    if found := list(dict.fromkeys(problem for problem in problems if problem)):
        raise ValueError("; ".join(found))
    own = replace(
        base,
        name=name,
        source=source or f"own, after {base.name}",
        checks=ranked,
        **{key: choice for key, choice in options.items() if key != "on_centre"},
    )
    return replace(own, version=fingerprint(own))


def behaviour(rules: RuleSet) -> RuleSet:
    """Return the set without its names: what it does, to compare and to remember by."""
    return replace(rules, name="", version="", source="")


def fingerprint(rules: RuleSet) -> str:
    """Return eight letters that change with anything the set does, and with nothing else."""
    content = json.dumps(asdict(behaviour(rules)), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _base(like: RuleSet | str, problems: list[str]) -> RuleSet:
    if isinstance(like, RuleSet):
        return like
    if like not in RULE_SETS:
        problems.append(f"there is no published rule set {like!r}; there are {', '.join(RULE_SETS)}")
    return RULE_SETS.get(like, RULE_SETS["plotthedots"])


def _rule(name: Rule | str, problems: list[str]) -> Rule | None:
    try:
        return Rule(name)
    except ValueError:
        problems.append(f"there is no rule {str(name)!r}; there are {', '.join(Rule)}")
        return None


def _check(rule: Rule, choice: Any, usual: Check, problems: list[str]) -> Check:
    """Return the check as chosen; as usual, and why in `problems`, if that cannot be."""
    if choice is True:
        return usual
    wanted: dict[str, Any] = dict(choice) if isinstance(choice, Mapping) else {"length": choice}
    may = VARIANTS.get(rule, {})
    for key, value in wanted.items():
        if key not in may:
            also = f", or choose {' and '.join(may)}" if may else ""
            problems.append(f"{rule}: {key} cannot be chosen; say true or false{also}")
        elif problem := _not_among(f"{rule}: {key}", value, may[key]):
            problems.append(problem)
    return replace(usual, **{key: value for key, value in wanted.items() if key in may})


def _ranked(
    checks: Mapping[Rule, Check], order: Sequence[Rule | str], problems: list[str]
) -> tuple[Check, ...]:
    first = [rule for key in order if (rule := _rule(key, problems)) is not None]
    problems += [f"order names {rule}, which the set leaves out" for rule in first if rule not in checks]
    problems += [f"order names {rule} twice" for rule in first if first.count(rule) > 1]
    if not checks:
        problems.append("a rule set needs at least one rule")
    rest = [rule for rule in checks if rule not in first]
    return tuple(checks[rule] for rule in dict.fromkeys([*first, *rest]) if rule in checks)


def _not_among(what: str, value: object, known: tuple[object, ...]) -> str:
    """Return the problem, or nothing. `True == 1` in Python, but not as a number of points."""
    if any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in known):
        return ""
    words = f"{known[0]} to {known[-1]}" if len(known) > 3 else " or ".join(str(one) for one in known)
    return f"{what} is {value}; it can be {words}".replace("True", "true").replace("False", "false")
