"""Collect the numbers that the descriptions of the methods name, each from the code that uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import stats
from catalogue.disclosure import Disclosure
from catalogue.models import Catalogue
from quality.alternatives.seasonality import ALIKE
from quality.alternatives.stl import ROBUST_ROUNDS
from quality.board.board_calls import MANY_MISSING
from quality.change.split import LEVEL as CHANGE_LEVEL
from quality.change.split import NAMED
from quality.disclosure.not_known import least_people
from quality.equity.not_stated import JUMP
from quality.equity.recorded import LEAST_RECORDED
from quality.outcomes.tally import FEWEST as FEWEST_SIGNALS
from quality.people.visits import SILENCE
from quality.ranking.reasons import STEPS, WEAK
from quality.ranking.wall import EVIDENT, RATE
from quality.signals.recent import FEWEST as FEWEST_RECENT
from quality.signals.results import MINIMUM_POINTS
from quality.signals.together.small_changes import RUN_LENGTH
from stats.diagnostics.seasonality import LEVEL, MIN_CYCLES, MIN_SEEN
from stats.equity.evidence import MINIMUM_EXPECTED, MINIMUM_PEOPLE, OWN_DF, SHARED_DF
from stats.equity.group_tests import FALSE_DISCOVERY_RATE
from stats.evidence.detectable_change import LATEST, POWER
from stats.evidence.recent_change import PAST, RECENT
from stats.limits.chart import D2, SCREEN_FACTOR, XMR_CONSTANT
from stats.rules.false_alarms import TABLE_LONG_SERIES, TABLE_SERIES
from stats.rules.simulate import AHEAD, SEED
from stats.surveillance import WEIGHT, WIDTH
from stats.surveillance.seasonal_bounds import CHANCE, FEWEST, OF_LATE, YEARS


def values(catalogue: Catalogue) -> Mapping[str, float | str]:
    """Return every number by the name that the Markdown beside this module uses."""
    disclosure = catalogue.disclosure
    return {
        "minimum_points": MINIMUM_POINTS,
        "xmr_constant": XMR_CONSTANT,
        "d2": D2,
        "three_sigma": 3 / D2,
        "screen_factor": SCREEN_FACTOR,
        "many_missing": MANY_MISSING,
        "series": TABLE_SERIES,
        "long_series": TABLE_LONG_SERIES,
        "long_points": AHEAD,
        "seed": SEED,
        **{f"alike_{r}": stats.xmr_run_length(3 * (1 - r / 10) ** 0.5, alike=r / 10) for r in (0, 2, 4)},
        "both_charts": stats.xmr_run_length(3.0, range_limit=SCREEN_FACTOR * D2),
        "recent": RECENT,
        "past": PAST,
        "steps": STEPS,
        "fewest": FEWEST_RECENT,
        "wall_rate": RATE,
        "latest_silent": LATEST,
        "silence_power": POWER,
        "weak_once": 1 / WEAK,
        "evident_once": 1 / EVIDENT,
        "seasonal_chance": 1 / LEVEL,
        "min_cycles": MIN_CYCLES,
        "min_seen": MIN_SEEN,
        "robust_rounds": ROBUST_ROUNDS,
        "alike": ALIKE,
        "ewma_weight": WEIGHT,
        "ewma_memory": 1 - WEIGHT,
        "ewma_width": WIDTH,
        "ewma_run_length": stats.ewma_run_length(),
        "ewma_found_after": stats.ewma_run_length(shift=1.0),
        "cusum_run_length": RUN_LENGTH,
        "seasonal_least": YEARS[0],
        "seasonal_most": YEARS[1],
        "seasonal_once": 1 / CHANCE,
        "seasonal_fewest": FEWEST,
        "seasonal_of_late": OF_LATE,
        "fewest_signals": FEWEST_SIGNALS,
        "silence_minutes": SILENCE.total_seconds() / 60,
        "minimum_people": MINIMUM_PEOPLE,
        "minimum_expected": MINIMUM_EXPECTED,
        "shared_df": SHARED_DF,
        "own_df": OWN_DF,
        "degrees_of_freedom": SHARED_DF + OWN_DF,
        "false_discovery_rate": FALSE_DISCOVERY_RATE,
        "jump": 100 * JUMP,
        "least_recorded": LEAST_RECORDED,
        "change_level": CHANGE_LEVEL,
        "change_parts": NAMED,
        "hide_up_to": disclosure.hide_up_to,
        "rounding": " ".join(_rounding(disclosure)),
        "least_people": least_people(disclosure.hide_up_to),
    }


def _rounding(rule: Disclosure) -> Iterator[str]:
    """Say what a rule does besides hiding few people."""
    shown = f"Shown counts are rounded to the nearest {rule.round_to}."
    yield shown if rule.round_to else "Counts are not rounded."
    if rule.hide_zeros:
        yield "A group in which nobody, or everybody, had the event is hidden in the same way."
    if rule.is_public:
        yield "Everybody may read this: numbers of everyone are hidden and rounded by the same rule."
