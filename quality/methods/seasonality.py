"""What comes back in a series, in words, with the numbers that decide when it is said."""

from __future__ import annotations

from quality.alternatives.seasonality import ALIKE
from quality.alternatives.stl import ROBUST_ROUNDS
from quality.methods.parts import Entry, Section
from stats.diagnostics.seasonality import LEVEL, MIN_CYCLES, MIN_SEEN


def seasons() -> Section:
    return Section(
        "seasons",
        "What comes back",
        "Limits take it that one period says nothing about the next. Where a series has seasons, or its "
        "points follow their neighbours, that is said; the chart in force stays as it is.",
        (
            Entry.of(
                "A yearly pattern",
                "Looked for in months, quarters and weeks; in days, a weekly one. One or two smooth waves a "
                "year (three a week) are fitted to the ranks of the values beside a slope, within phases; "
                "the pattern is said when a series without one, even one that wanders, would show as strong "
                f"a pattern at most once in {1 / LEVEL:.0f}. Points for {MIN_CYCLES:.1f} rounds are needed, "
                f"and every season {MIN_SEEN} times.",
                note="`stats.find_seasonality`",
            ),
            Entry.of(
                "The chart with the pattern taken out",
                "Offered where a pattern is found, and never in force. STL takes out one pattern for all "
                f"years, with {ROBUST_ROUNDS} rounds that give far points less weight; missing, incomplete "
                "and left-out points do not help to find it, and each phase of a round or longer keeps its "
                "level. What is left is charted as single values (XmR), since numerator and denominator no "
                "longer belong to it, and held against no target. Every point, the newest too, helps to find "
                "the pattern of its season and so looks a little nearer to the others than it is.",
                note="STL: Cleveland et al. 1990, J Off Stat 6: 3, as statsmodels calculates it.",
            ),
            Entry.of(
                "Neighbours that are alike",
                "Lag-1 autocorrelation around the level of each phase. It is said beside the chance of a "
                "false signal when it is above what chance would exceed once in twenty (Anderson 1942) and "
                f"at least {ALIKE}: limits that come from the steps between neighbours are then a sixth too "
                "narrow or worse. A lasting change that is not yet a phase of its own makes neighbours alike "
                "too.",
            ),
        ),
    )
