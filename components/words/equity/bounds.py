"""Words of what the gap could be, were everybody's group known."""

from __future__ import annotations

from dataclasses import dataclass

from components.words.equity.equity_numbers import interval_words, low_to_high, short_amount
from quality.equity.view import EquityView

CAPTION = "The dotted line is no gap. Bounds are the ends of what could be, and no interval."
CASE, PICTURE, GAP = "If the unknown groups were known", "Picture of the gap", "Gap"
LEFT_OUT = "Left out, as on this page"
ALL_IN = "All belong to {group}"
EXTREMES = "Bounds: the extremes"


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which unknown groups may be spread. Extremes have no value; what is left out has limits."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    text: str

    @property
    def limits(self) -> str:
        """Say which kind of limits these are."""
        if self.low is None:
            return ""
        return "bounds" if self.value is None else "95% interval"


def cases(view: EquityView) -> list[Case]:
    """Return what the page says, both named cases, and the extremes where there are any."""
    gap = view.gap
    if gap is None or gap.if_unknown is None:
        return []
    bounds = gap.if_unknown
    limits = (
        low_to_high(gap.lower, gap.upper, view) if gap.lower is not None and gap.upper is not None else ""
    )
    found = [
        Case(LEFT_OUT, gap.difference, gap.lower, gap.upper,
             f"{short_amount(gap.difference, view)} ({interval_words(limits)})"),
        *(
            Case(ALL_IN.format(group=name), value, None, None, short_amount(value, view))
            for name, value in ((gap.first, bounds.all_first), (gap.second, bounds.all_second))
        ),
    ]  # fmt: skip
    if bounds.low is not None and bounds.high is not None:
        text = f"{short_amount(bounds.low, view)} to {short_amount(bounds.high, view)}"
        found.append(Case(EXTREMES, None, bounds.low, bounds.high, text))
    return found
