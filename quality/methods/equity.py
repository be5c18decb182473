"""How groups of people are compared, in words, with the numbers that decide it. More in docs/equity.md."""

from __future__ import annotations

from quality.equity.build_view import JUMP
from quality.methods.parts import Entry, Section
from stats.equity.group_tests import FALSE_DISCOVERY_RATE, MINIMUM_EXPECTED, MINIMUM_PEOPLE, OWN_DF, SHARED_DF


def gaps() -> Section:
    return Section(
        "gaps",
        "Gaps between groups",
        "Averages hide inequality, and small groups shout it from noise. A gap is a question, never a cause; "
        "groups also differ in age, which nothing here allows for yet.",
        (
            Entry.of(
                "What is compared",
                "The latest four complete calendar quarters of each group with everybody else: all other "
                "people whose group is stated. Not with all, which contains the group.",
                "The absolute and the relative gap stand side by side: one can widen while the other "
                "narrows.",
            ),
            Entry.of(
                "Intervals",
                "95 %: Wilson for shares of people, Byar (exact for few events) for rates, Newcombe's "
                "joining of the two for an absolute gap, the log scale for a relative one. Means have none "
                "and are never judged: how single values vary is not in the data.",
            ),
            Entry.of(
                "When a difference counts",
                f"1. There are enough to tell: {MINIMUM_PEOPLE} people, {MINIMUM_EXPECTED} expected events "
                f"and {MINIMUM_EXPECTED} expected without.",
                "2. It is larger than chance, allowing for how much it really varies from period to period "
                f"(Laney), with {SHARED_DF + OWN_DF} degrees of freedom: {SHARED_DF} from all groups "
                f"together, {OWN_DF} from its own.",
                "3. It survives the number of groups looked at at once: Benjamini–Hochberg, at most "
                f"{FALSE_DISCOVERY_RATE:.0%} of what is flagged may be chance.",
                "4. It is at least the smallest gap that the indicator's definition calls worth acting on.",
            ),
            Entry.of(
                "The gap over time",
                "Each gap in standard errors from the usual gap, charted as single values, and its limits "
                "turned back: wide where few were seen. The rules are the indicator's own.",
            ),
            Entry.of(
                "Ranked groups",
                "With five or more ranked groups, all shown: the slope and the relative index of "
                "inequality, a line through the groups against their rank, weighted by size; larger is "
                "more unequal.",
            ),
            Entry.of(
                "What is not known",
                "The share of people whose group is not stated is always shown, and a warning when it "
                f"steps by {100 * JUMP:.0f} percentage points or more from one quarter to the next: "
                "recording that changes makes gaps out of nothing. So is what the gap could be if "
                "everybody's group were known.",
            ),
        ),
    )
