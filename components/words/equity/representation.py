"""Say how the groups that are counted compare with those who live there, from the same rows as the picture.

In 1 (most deprived): 31 of every 100 counted here, and 24 of every 100 people who live in NHS Glenmore. That
is 1.29 times its share (95% interval 1.27 to 1.31).
"""

from __future__ import annotations

from components.words import say
from components.words.equity.equity_numbers import year_words
from quality.equity.view import EquityView, GroupRow

TITLE = "Who is counted here, and who lives here"
TABLE = "Groups counted, beside the people who live there"
GROUP, PICTURE = "Group", "Share of those counted, and of residents"
RATIO = "Counted against residents"
COUNTED, RESIDENTS = "Of 100 counted", "Of 100 residents"
NO_ROW = "No number for it"
HEDGE = (
    "This is no verdict: groups differ in age and in need. Where the same people are counted several times, "
    "intervals are too narrow; days and other time at risk have none."
)
TOO_SMALL = (
    "A population is loaded for this place, and a group of it is hidden to protect small numbers. "
    "Look at a larger service."
)


def is_known(view: EquityView) -> bool:
    return any(row.served is not None for row in view.known)


def no_population(view: EquityView) -> str:
    """Say what to load, where there is nothing to compare with."""
    if view.is_population_small:
        return TOO_SMALL
    by = say.inside(view.dimension.title)
    return (
        f"No population by {by} is loaded for {view.service_name} or a service above it. To compare with the "
        "people who live here, add a source of `shape: population` with a `breakdown` of "
        f"`{view.dimension_code}`."
    )


def sentence(view: EquityView) -> str:
    """Say of the groups that differ most from their share of the residents by how much; or that none does."""
    rows = sorted((row for row in view.known if row.representation), key=lambda row: _times(row)[0])
    clear = [row for row in rows if not _may_be_one(row)]
    if not clear:
        return f"No group is counted clearly more or less often than its share of {_residents(view)}."
    over, under = clear[-1], clear[0]
    told = [over] if over is under else [over, under]
    return " ".join(_one(row, view, is_first=row is told[0]) for row in told)


def _times(row: GroupRow) -> tuple[float, float | None, float | None]:
    assert row.representation is not None
    return row.representation


def _may_be_one(row: GroupRow) -> bool:
    """Tell if chance may have made it, or if it reads as its share: of a rate per head it is the residents
    themselves who are counted."""
    times, low, high = _times(row)
    return round(times, 2) == 1 or (low is not None and high is not None and low <= 1 <= high)


def _one(row: GroupRow, view: EquityView, *, is_first: bool) -> str:
    whom, told = _residents(view) if is_first else "residents", f" ({interval(row)})".replace(" ()", "")
    return (
        f"In {row.label}: {of_100(row.served and row.served[0])} of every 100 counted here, and "
        f"{of_100(row.population_share)} of every 100 {whom}. That is {ratio(row)}{told}."
    )


def _residents(view: EquityView) -> str:
    return f"people living in the area of {view.population_of} in {view.population_year}"


def counted(view: EquityView) -> str:
    """Say what is counted, and that people whose group is not known take no part."""
    what = (
        view.indicator.numerator if view.is_count else view.indicator.denominator or view.indicator.numerator
    )
    told = say.inside(what).rstrip(".")
    return f"Counted: {told}, in the {year_words(view)}; only where the group is known."


def of_100(share: float | None) -> str:
    """Write 31, 4.2 or 0.35: of every hundred, to two figures."""
    if share is None:
        return say.NO_VALUE
    return say.number(100 * share, 0 if share >= 0.1 else 1 if share >= 0.01 else 2)


def ratio(row: GroupRow) -> str:
    return f"{say.number(_times(row)[0], 2)} times its share"


def interval(row: GroupRow) -> str:
    _, low, high = _times(row)
    known = low is not None and high is not None
    return f"95% interval {say.number(low, 2)} to {say.number(high, 2)}" if known else ""


def read_mark(row: GroupRow) -> str:
    """Read the picture of one group aloud."""
    return (
        f"{of_100(row.served[0] if row.served else None)} counted, {of_100(row.population_share)} residents"
    )
