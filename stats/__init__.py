"""Numbers in, values out: control charts, rules, assurance and intervals over whole matrices.

A matrix is series × periods, NaN (or None) where a value is missing; one series may be a flat list.
No file, clock, database or frame is touched here, and nothing is drawn.

>>> import stats
>>> waits = [31, 34, 29, 33, 30, 35, 32, 28, 33, 31, 30, 34, 32, 45]
>>> print(stats.read(waits, target=40, better="lower"))
xmr chart of 1 series × 14 periods, rules: plotthedots
0: newest 45; centre 32.64; limits 21.59 to 43.69; special cause (astronomical, high); target: hit or miss

That was three steps in one. Each alone, for one series or for thousands at once:

>>> chart = stats.control_chart("xmr", waits)           # numbers → centre and limits
>>> found = stats.detect(chart, "plotthedots")          # → which rule marks which point
>>> code = stats.assure(chart, target=40, improvement=-1)[0]   # → will it meet its target?
>>> chart.upper[0, -1].round(2), found.winner[0, -1], str(stats.ASSURANCE_CODES[code])
(np.float64(43.69), np.int8(0), 'hit_or_miss')
>>> stats.explain(found.rule_set.checks[0])
'One point lies outside the control limits. Chance alone does this about once in 370 times.'

Charts:    run xmr i mr · p pp u up (events out of people) · c · xbar s (subgroups) · g t (rare events) · ip
Rule sets: plotthedots mdc anhoej anhoej-bestbox anhoej-cutbox ihi western-electric nelson
Also:      Phases (new limits from a period on, frozen baselines, points left out), ewma, cusum, vlad,
           seasonal_bounds, wilson and byar intervals, suggest_rephase, find_seasonality, advise
Groups:    gaps, inequality, standardised rates, funnels, shrinkage: `help("stats.equity")`
`help(stats.control_chart)` and each chart's module, `help("stats.charts.pp")`, give formulas and sources.
"""

from stats.assurance import ASSURANCE_CODES, Assurance, assure
from stats.charts import CHARTS, control_chart
from stats.diagnostics.chart_advice import ADVICE_REASONS, Advice, AdviceReason, Number, advise
from stats.diagnostics.seasonality import Seasonality, find_seasonality
from stats.diagnostics.suggest_rephase import RephaseSuggestion, suggest_rephase
from stats.intervals import byar, newcombe_difference, rate_ratio, risk_ratio, wilson
from stats.limits.chart import Chart, ChartOptions
from stats.limits.phases import Phases
from stats.limits.sample import ratio
from stats.notebook import Reading, read
from stats.rare_events import (
    moments,
    silence_chance,
    silence_chance_cases,
    silence_chance_uncertain,
    ties,
)
from stats.rules.anhoej import RunsAnalysis
from stats.rules.custom import custom_rules
from stats.rules.detect import Detection, detect, near_limits, outside_limits, side_of_centre
from stats.rules.explain import RULE_WORDS, explain
from stats.rules.false_alarms import newest_point_chance, run_length
from stats.rules.sets import POINTS_FOR_ICONS, RULE_SETS, Check, Rule, RuleSet
from stats.surveillance import (
    Cusum,
    Ewma,
    cusum,
    cusum_limit,
    cusum_run_length,
    ewma,
    ewma_newest_chance,
    ewma_run_length,
    seasonal_bounds,
    vlad,
    xmr_run_length,
)

__all__ = [
    "ADVICE_REASONS",
    "ASSURANCE_CODES",
    "CHARTS",
    "POINTS_FOR_ICONS",
    "RULE_SETS",
    "RULE_WORDS",
    "Advice",
    "AdviceReason",
    "Assurance",
    "Chart",
    "ChartOptions",
    "Check",
    "Cusum",
    "Detection",
    "Ewma",
    "Number",
    "Phases",
    "Reading",
    "RephaseSuggestion",
    "Rule",
    "RuleSet",
    "RunsAnalysis",
    "Seasonality",
    "advise",
    "assure",
    "byar",
    "control_chart",
    "custom_rules",
    "cusum",
    "cusum_limit",
    "cusum_run_length",
    "detect",
    "ewma",
    "ewma_newest_chance",
    "ewma_run_length",
    "explain",
    "find_seasonality",
    "moments",
    "near_limits",
    "newcombe_difference",
    "newest_point_chance",
    "outside_limits",
    "rate_ratio",
    "ratio",
    "read",
    "risk_ratio",
    "run_length",
    "seasonal_bounds",
    "side_of_centre",
    "silence_chance",
    "silence_chance_cases",
    "silence_chance_uncertain",
    "suggest_rephase",
    "ties",
    "vlad",
    "wilson",
    "xmr_run_length",
]
