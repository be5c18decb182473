"""The false signals of every chart type and rule set, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isnan

import stats
from catalogue.models import Catalogue
from quality.methods.parts import Table
from quality.signals.chart_type import chart_name, choose_chart
from stats import RuleSet
from stats.rules.false_alarms import standard_errors
from stats.rules.simulate import LENGTHS


def false_alarm_tables(catalogue: Catalogue) -> tuple[Table, ...]:
    """Return a table per chart type, the most used first and open, the others folded."""
    used = Counter(choose_chart(indicator).kind for indicator in catalogue.indicators.values())
    kinds = sorted(stats.CHARTS, key=lambda kind: (-used[kind], kind != "xmr", kind))
    return tuple(_table(kind, _own(kind, catalogue), is_folded=kind != kinds[0]) for kind in kinds)


def _own(kind: str, catalogue: Catalogue) -> list[RuleSet]:
    """Return the catalogue's own rule sets that judge a chart of this kind.

    They are worked out now, and a reader should not wait for one that nobody uses.
    """
    users = (i for i in catalogue.indicators.values() if choose_chart(i).kind == kind)
    return [rules for rules in dict.fromkeys(i.rules for i in users) if rules.name in catalogue.own_rule_sets]


def _table(kind: str, own: Sequence[RuleSet], *, is_folded: bool) -> Table:
    name = chart_name(kind)
    return Table(
        title=name,
        caption=f"{name}: signals of a steady process, by rule set.",
        groups=(("Signal at the newest point: % of charts of so many points", len(LENGTHS) + 1), ("", 1)),
        heads=("Rule set", *map(str, LENGTHS), "± (standard error)", "Points between false signals"),
        rows=tuple(_row(kind, rules) for rules in (*own, *stats.RULE_SETS.values())),
        is_folded=is_folded,
    )


def _row(kind: str, rules: RuleSet) -> tuple[str, ...]:
    chances = stats.newest_point_chance(kind, rules, LENGTHS).tolist()
    mean, (of_chances, of_mean) = stats.run_length(kind, rules), standard_errors(kind, rules)
    between = "whole chart" if isnan(mean) else f"{mean:,.0f} ± {of_mean:.1f}" if of_mean else f"{mean:,.0f}"
    return (rules.name, *map(_percent, chances), f"{100 * of_chances:.2f}", between)


def _percent(chance: float) -> str:
    if chance == 0:
        return "none"
    return "< 0.1" if chance < 0.0005 else f"{100 * chance:.1f}"
