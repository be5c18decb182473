"""The entries that the program writes itself: one for each rule set, chart, call and rhythm there is."""

from __future__ import annotations

import importlib
import inspect
from collections import Counter
from collections.abc import Iterator

import stats
from catalogue.models import Catalogue
from quality.board.board_calls import CALL_RULES, BoardCall
from quality.methods.option_words import options_in_words
from quality.methods.parts import Entry
from quality.provenance.lateness import GRACE_DAYS
from quality.signals.chart_type import choose_chart
from stats import RuleSet


def rule_set_entries(catalogue: Catalogue) -> Iterator[Entry]:
    """Yield every rule set, rule by rule, the catalogue's own first."""
    used = Counter(indicator.rule_set for indicator in catalogue.indicators.values())
    for name, rules in (*catalogue.own_rule_sets.items(), *stats.RULE_SETS.items()):
        yield _rule_set(rules, used[name])


def _rule_set(rules: RuleSet, used: int) -> Entry:
    words = [f"{number}. {stats.explain(check)}" for number, check in enumerate(rules.checks, start=1)]
    words += options_in_words(rules)
    note = f"{_used(used)} Source: {rules.source.rstrip('.')}.".strip()
    return Entry(f"{rules.name}, version {rules.version}", tuple(words), note)


def chart_entries(catalogue: Catalogue) -> Iterator[Entry]:
    """Yield every chart type, the most used first."""
    used = Counter(choose_chart(indicator).kind for indicator in catalogue.indicators.values())
    for kind in sorted(stats.CHARTS, key=lambda k: (-used[k], k)):
        yield _chart(kind, used[kind])


def _chart(kind: str, used: int) -> Entry:
    """Take the chart module's own docstring: its first line names it, the rest says when, how and whence."""
    text = inspect.getdoc(importlib.import_module(f"stats.charts.{kind}")) or ""
    title, *rest = [" ".join(part.split()) for part in text.split("\n\n")]
    name, _, what = title.partition(":")
    what = what.strip()
    first = what[:1].upper() + what[1:]
    return Entry(name.strip(), tuple(part for part in (first, *rest) if part), _used(used))


def _used(count: int) -> str:
    return f"Used by {count} indicator{'' if count == 1 else 's'} here." if count else ""


def limit_entries(catalogue: Catalogue) -> Iterator[Entry]:
    """Yield the indicators whose limits are calculated in a way of their own."""
    for indicator in catalogue.indicators.values():
        if words := indicator.limits.words(choose_chart(indicator).kind):
            yield Entry(f"{indicator.title}: limits of its own", (f"{'; '.join(words)}.",))


def call_entries(_: Catalogue) -> Iterator[Entry]:
    """Yield what a board is told, and by which rule."""
    for call, words in CALL_RULES.items():
        yield Entry("(not listed)" if call is BoardCall.NONE else call.value.capitalize(), (words,))


def grace_entries(_: Catalogue) -> Iterator[Entry]:
    """Yield the days of grace of each rhythm."""
    for frequency, days in GRACE_DAYS.items():
        yield Entry(frequency.value.capitalize(), (f"{days} day{'' if days == 1 else 's'}",))
