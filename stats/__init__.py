"""Numbers in, values out: control charts, rules, assurance and intervals over whole matrices.

No file, clock, database or frame is touched here. A matrix is series × periods, float64, NaN where
a value is missing. What a sibling room needs is re-exported below; the rest is how it is done.
"""

from stats.advice import ADVICE_REASONS, Advice, AdviceReason, Number, advise
from stats.assurance import ASSURANCE_CODES, Assurance, assure
from stats.chart import Chart, ChartOptions
from stats.charts import CHARTS, control_chart
from stats.false_alarms import newest_point_chance, run_length
from stats.intervals import byar, newcombe_difference, rate_ratio, risk_ratio, wilson
from stats.phases import Phases
from stats.rare_events import (
    moments,
    silence_chance,
    silence_chance_cases,
    silence_chance_uncertain,
    ties,
)
from stats.rephase import RephaseSuggestion, suggest_rephase
from stats.rule_custom import custom_rules
from stats.rule_sets import POINTS_FOR_ICONS, RULE_SETS, Check, Rule, RuleSet
from stats.rule_words import RULE_WORDS, explain
from stats.rules import Detection, detect, near_limits, outside_limits, side_of_centre
from stats.runs import RunsAnalysis
from stats.seasonality import Seasonality, find_seasonality
from stats.series import ratio
from stats.surveillance import (
    Cusum,
    Ewma,
    cusum,
    cusum_limit,
    cusum_run_length,
    ewma,
    ewma_newest_chance,
    vlad,
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
    "explain",
    "find_seasonality",
    "moments",
    "near_limits",
    "newcombe_difference",
    "newest_point_chance",
    "outside_limits",
    "rate_ratio",
    "ratio",
    "risk_ratio",
    "run_length",
    "side_of_centre",
    "silence_chance",
    "silence_chance_cases",
    "silence_chance_uncertain",
    "suggest_rephase",
    "ties",
    "vlad",
    "wilson",
]
