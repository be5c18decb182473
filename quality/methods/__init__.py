"""Every rule, formula and default in words, taken from what the program uses: the page and the manual show
this, so neither can tell of a method that is not there."""

from __future__ import annotations

import importlib
import inspect
from collections import Counter

import stats
from catalogue.models import Catalogue
from quality.board_calls import CALL_RULES, MANY_MISSING, Call
from quality.equity.completeness import least_people
from quality.methods.equity import gaps
from quality.methods.false_alarms import chance
from quality.methods.option_words import options_in_words
from quality.methods.parts import Entry, Section
from quality.methods.rare_events import rare_events
from quality.methods.seasonality import seasons
from quality.methods.surveillance import lasting
from quality.provenance.loads import GRACE_DAYS
from quality.signals.chart_type import choose_chart
from quality.signals.results import MINIMUM_POINTS
from stats import RuleSet
from stats.limits.chart import D2, SCREEN_FACTOR, XMR_CONSTANT


def methods(catalogue: Catalogue) -> tuple[Section, ...]:
    """What holds here: methods in general, and the defaults of this catalogue."""
    return (
        _variation(),
        _rule_sets(catalogue),
        _assurance(),
        _charts(catalogue),
        _defaults(catalogue),
        chance(catalogue),
        rare_events(),
        seasons(),
        _board(),
        _feeds(),
        lasting(),
        gaps(),
        _disclosure(catalogue),
    )


def _variation() -> Section:
    return Section(
        "variation",
        "Is it changing?",
        "Values go up and down by themselves. Control limits say how far, judged by the process's own past; "
        "a rule looks for a pattern that such ordinary variation would rarely make.",
        (
            Entry.of(
                "Common cause",
                "Ordinary variation: no rule fires at the newest complete point. Acting on it as if "
                "something had happened makes things worse as often as better.",
            ),
            Entry.of(
                "Special cause: improvement or concern",
                "A rule fires. Which of the two it is follows from the indicator's direction of improvement "
                "and from nothing else. It says that something changed, never what.",
            ),
            Entry.of("Neutral change", "A rule fires, and neither direction is better."),
            Entry.of(
                "Too few points",
                f"Fewer than {MINIMUM_POINTS} known, complete points: shown with what limits there are, and "
                "not judged.",
            ),
            Entry.of(
                "Incomplete periods",
                "A period that is too recent to be complete is drawn hollow, sets no limit and fires no "
                "rule: late data must not read as a fall. The catalogue says for each indicator how long "
                "that is; it is settled when the data is loaded.",
            ),
            Entry.of(
                "Gaps",
                "A period without a value is a missing point, never skipped over: seven points in a row are "
                "seven neighbouring periods. No denominator, or one of zero, is no value.",
            ),
            Entry.of(
                "A series that never varies",
                "Its limits lie on its centre line: nothing is flagged while it stays there, the first other "
                "value is, and against a target it passes or fails by where it stands.",
            ),
        ),
    )


def _rule_sets(catalogue: Catalogue) -> Section:
    used = Counter(indicator.rule_set for indicator in catalogue.indicators.values())
    return Section(
        "rules",
        "Rules",
        "Published conventions differ, so each is a named set, stored with every signal it finds. Where "
        "several rules mark a point, the first in the list names it. The chances are for one look at a "
        "steady process of independent, roughly normal values. A catalogue may define sets of its own; their "
        "version is a fingerprint of what they do, so that a signal found under another version shows it.",
        (
            *(_rule_set(rules, used[name]) for name, rules in catalogue.own_rule_sets.items()),
            *(_rule_set(rules, used[name]) for name, rules in stats.RULE_SETS.items()),
        ),
    )


def _rule_set(rules: RuleSet, used: int) -> Entry:
    words = [f"{number}. {stats.explain(check)}" for number, check in enumerate(rules.checks, start=1)]
    words += options_in_words(rules)
    note = f"{_used(used)} Source: {rules.source.rstrip('.')}.".strip()
    return Entry.of(f"{rules.name}, version {rules.version}", *words, note=note)


def _used(count: int) -> str:
    return f"Used by {count} indicator{'' if count == 1 else 's'} here." if count else ""


def _assurance() -> Section:
    return Section(
        "assurance",
        "Will it meet the target?",
        "A question about the limits, not about the newest point: what would be expected if the process were "
        "left alone. A target is never drawn as a limit, and no limit is a target.",
        (
            Entry.of("Will pass", "All of its ordinary variation lies on the good side of the target."),
            Entry.of("Will fail", "All of it lies on the bad side: the target is beyond this process."),
            Entry.of("Hit or miss", "The target lies between the limits: whether it is met is chance."),
            Entry.of(
                "Not said",
                "There is no target, or neither direction is better, or the chart has no limits, or too few "
                "points to be judged.",
            ),
            Entry.of(
                "Which target, which limits",
                "Those in force at the newest complete point: the target that had started by then, and the "
                "limits of the phase it belongs to. A newer target or phase without a complete point yet "
                "does not count.",
            ),
            Entry.of(
                "A target exactly on a limit",
                "Hit or miss, unless the rule set says otherwise. A limit at 0 or 100 % that only says where "
                "the measure ends is no limit of the process: a target there is hit or miss too, but a "
                "series that has been 100 % every month will pass a target of 100 %.",
            ),
            Entry.of(
                "Plan",
                "A trajectory of dated values, drawn as a dotted line. The newest value is said to be ahead "
                "of it or behind it; that is one value and no verdict on the process, and no icon comes from "
                "it.",
            ),
        ),
    )


def _charts(catalogue: Catalogue) -> Section:
    used = Counter(choose_chart(indicator).kind for indicator in catalogue.indicators.values())
    return Section(
        "charts",
        "Charts and their limits",
        "An indicator names its chart, or leaves it to be chosen: p for proportions, u for events over a "
        "denominator, XmR for single values. Most entries end with an example small enough to check by hand.",
        tuple(_chart(kind, used[kind]) for kind in sorted(stats.CHARTS, key=lambda k: (-used[k], k))),
    )


def _chart(kind: str, used: int) -> Entry:
    """The chart module's own docstring: its first line names it, the rest says when, how and whence."""
    text = inspect.getdoc(importlib.import_module(f"stats.charts.{kind}")) or ""
    title, *rest = [" ".join(part.split()) for part in text.split("\n\n")]
    name, _, what = title.partition(":")
    what = what.strip()
    first = what[:1].upper() + what[1:]
    return Entry.of(name.strip(), *(part for part in (first, *rest) if part), note=_used(used))


def _defaults(catalogue: Catalogue) -> Section:
    return Section(
        "defaults",
        "Defaults",
        "Numbers that decide something, each in one place in the program.",
        (
            Entry.of(f"{MINIMUM_POINTS} points", "Fewer are not judged; limits from fewer are provisional."),
            Entry.of(
                f"{XMR_CONSTANT} × mean moving range",
                f"Distance of XmR limits from the centre line. Three sigma is 3 / {D2} = {3 / D2:.4f}; "
                "Making Data Count publishes the rounded number.",
            ),
            Entry.of(
                f"{SCREEN_FACTOR} × mean moving range",
                "A step as large as this is itself a signal, and is left out of the mean, once.",
            ),
            Entry.of(
                f"{MANY_MISSING:.0%} of periods",
                "Above this share without a value a series is marked as having gaps.",
            ),
            *(
                Entry.of(f"{indicator.title}: limits of its own", f"{'; '.join(words)}.")
                for indicator in catalogue.indicators.values()
                if (words := indicator.limits.words(choose_chart(indicator).kind))
            ),
        ),
    )


def _board() -> Section:
    return Section(
        "board",
        "Alert, advise, assure, applaud",
        "A fixed rule from variation and assurance: nobody chooses what a board is told. A signal has "
        "changed since the last meeting when the period that completes its pattern was not yet complete.",
        tuple(
            Entry.of("(not listed)" if call is Call.NONE else call.value.capitalize(), words)
            for call, words in CALL_RULES.items()
        ),
    )


def _feeds() -> Section:
    return Section(
        "feeds",
        "Late data",
        "A feed is late when its next period is complete and these days of grace have passed as well.",
        tuple(
            Entry.of(frequency.value.capitalize(), f"{days} day{'' if days == 1 else 's'}")
            for frequency, days in GRACE_DAYS.items()
        ),
    )


def _disclosure(catalogue: Catalogue) -> Section:
    rule = catalogue.disclosure
    return Section(
        "disclosure",
        "What is hidden, and why",
        "So that nobody can be recognised, every number about a group of people passes one gate.",
        (
            Entry.of(
                "Small counts",
                f"A group with 1 to {rule.hide_up_to} people, events, or people without the event, is "
                "hidden. Zeros are shown unless they are needed as cover.",
                f"Shown counts are rounded to the nearest {rule.round_to}."
                if rule.round_to
                else "Counts are not rounded.",
            ),
            Entry.of(
                "Their cover",
                "Where a total would give a hidden number away, the next smallest group is hidden too, until "
                "it no longer does; so it is for services inside a service.",
            ),
            Entry.of(
                "Not stated",
                "Shares of people whose group is not stated are given in whole per cent, and only of "
                f"{least_people(rule.hide_up_to):,} people or more.",
            ),
        ),
    )
