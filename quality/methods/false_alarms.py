"""How often nothing looks like something: the simulated false signals of every chart type and rule set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isnan

import stats
from catalogue.models import Catalogue
from quality.methods.parts import Entry, Section, Table
from quality.signals.chart_type import chart_name, choose_chart
from stats import RuleSet
from stats.rules.false_alarm_table import AHEAD, LONG_SERIES, POINTS, SEED, SERIES, SETTLED


def chance(catalogue: Catalogue) -> Section:
    """The table of the chart type that is used most stands open, the others are folded."""
    used = Counter(choose_chart(indicator).kind for indicator in catalogue.indicators.values())
    kinds = sorted(stats.CHARTS, key=lambda kind: (-used[kind], kind != "xmr", kind))
    return Section(
        "chance",
        "Signals that chance alone makes",
        "Every rule sometimes fires when nothing has happened. How often was simulated, for every chart type "
        "and rule set, and is said beside each signal and each count of signals.",
        (
            Entry.of(
                "The newest point",
                "The share of steady charts whose newest point shows a signal: what one look at one chart "
                "risks. The board page puts the sum over its indicators beside the number of signals found.",
            ),
            Entry.of(
                "From one false signal to the next",
                "The mean number of points between false signals of a process that stays as it is, looked "
                f"at every period, with limits settled on {SETTLED} points. Limits from few points alarm "
                "sooner. The Anhøj rules judge a chart as a whole: about one steady chart in twenty is "
                "marked, however often it is looked at.",
            ),
            Entry.of(
                "How it was simulated",
                f"`python -m bench.false_alarms`: {SERIES:,} charts of independent values for each chart "
                f"type and number of points, and {LONG_SERIES} of {SETTLED + AHEAD:,} points for the time "
                f"between false signals; random seed {SEED}. Rule sets of the catalogue's own are simulated "
                "when they are first asked for, with fewer charts. Real values repeat themselves a little, "
                "so the truth is rather worse than the table.",
            ),
        ),
        tuple(_table(kind, _own(kind, catalogue), is_folded=kind != kinds[0]) for kind in kinds),
    )


def _own(kind: str, catalogue: Catalogue) -> list[RuleSet]:
    """The catalogue's own rule sets that a chart of this kind is judged by: they are simulated now, and a
    reader should not wait for what nobody uses."""
    users = (i for i in catalogue.indicators.values() if choose_chart(i).kind == kind)
    return [rules for rules in dict.fromkeys(i.rules for i in users) if rules.name in catalogue.own_rule_sets]


def _table(kind: str, own: Sequence[RuleSet], *, is_folded: bool) -> Table:
    name = chart_name(kind)
    return Table(
        title=name,
        caption=f"{name}: signals of a steady process, by rule set.",
        groups=(("Signal at the newest point: % of charts of so many points", len(POINTS)), ("", 1)),
        heads=("Rule set", *map(str, POINTS), "Points between false signals"),
        rows=tuple(_row(kind, rules) for rules in (*own, *stats.RULE_SETS.values())),
        is_folded=is_folded,
    )


def _row(kind: str, rules: RuleSet) -> tuple[str, ...]:
    chances = stats.newest_point_chance(kind, rules, POINTS).tolist()
    between = stats.run_length(kind, rules)
    return (
        rules.name,
        *map(_percent, chances),
        "whole chart" if isnan(between) else f"{between:,.0f}",
    )


def _percent(chance: float) -> str:
    if chance == 0:
        return "none"
    return "< 0.1" if chance < 0.0005 else f"{100 * chance:.1f}"
