"""Small lasting changes, in words, with the numbers that decide them. More in docs/surveillance.md."""

from __future__ import annotations

from quality.methods.parts import Entry, Section
from quality.signals.results import MINIMUM_POINTS
from quality.surveillance import RUN_LENGTH
from stats.surveillance import WEIGHT, WIDTH


def lasting() -> Section:
    return Section(
        "lasting",
        "Small lasting changes",
        "A second look at measures of safety (domain safe, or a denominator of expected events), on the "
        "page of the measure. It raises no signal by itself, so it reaches no huddle and no board: how "
        "often chance alone makes signals is counted without it.",
        (
            Entry.of(
                "EWMA",
                f"Each value is {WEIGHT:g} × the newest point + {1 - WEIGHT:g} × the value before; limits "
                f"lie {WIDTH} of its own sigmas from the centre line. Centre line and sigma are those of the "
                f"control chart, phase by phase; from {MINIMUM_POINTS} points on.",
                "With limits that are known for certain it is outside by chance once in 500 points, and "
                "finds a lasting change of one sigma after 10.5 on average. With limits from the same points "
                "the chance is simulated for each chart and number of points, and stands beside the picture.",
                note="Source: Lucas & Saccucci 1990. Their table is recalculated in the tests.",
            ),
            Entry.of(
                "CUSUM of observed and expected events",
                "more: C = max(0, C + O ln R − (R − 1) E), and fewer in the same way with a ratio below 1. "
                "Counts are taken as Poisson, and the expected numbers as right.",
                "R is the ratio nearest to one sigma of a usual period's count: doubled or halved, half as "
                "high again or a third lower, a quarter higher or a fifth lower, a tenth higher or lower.",
                f"The limit is the one that each side reaches by chance once in {RUN_LENGTH} periods (ten "
                "years of months), calculated for the median of the events expected in a period of a phase. "
                "Expected numbers that vary from period to period hardly change that.",
                "Evidence has built up since the period after the sum last stood at zero.",
                note="Source: Steiner et al. 2000; Grigg, Farewell & Spiegelhalter 2003; run lengths by the "
                "Markov chain of Brook & Evans 1972.",
            ),
            Entry.of(
                "VLAD",
                "Expected less observed events, summed up since the phase began. It has no limits: whether "
                "it is chance, the CUSUM says.",
                note="Source: Lovegrove et al. 1997.",
            ),
            Entry.of(
                "What takes part",
                "The points that the control chart judges: incomplete periods, gaps and points left out take "
                "no part, and everything begins again where limits were recalculated. After crossing a limit "
                "the charts go on; a person may begin again with a rephase.",
            ),
        ),
    )
