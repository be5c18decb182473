"""Say how things stood after an earlier load, and what a value was before it was changed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalogue.models import Indicator
from components.words import say
from quality.as_of import EarlierValue, Past

BACK = "Back to today's chart"
NO_SUMS = " The sum of the services inside is not shown, because only today's sum is kept."


def stood(past: Past) -> str:
    """Say `As it stood on 3 March 2026, after load 12`."""
    return f"As it stood on {say.day(past.on)}, after load {past.load}"


def revised_since(changed: int) -> str:
    if not changed:
        return " No value of this series has been revised since."
    have = "has" if changed == 1 else "have"
    return f" {say.plural(changed, 'value')} of this series {have} been revised since."


def earlier_words(earlier: Sequence[EarlierValue], indicator: Indicator) -> str:
    """Say `was 12, until load 14 of 3 Mar 2026`."""
    return "; ".join(_one(one, indicator) for one in earlier)


def _one(earlier: EarlierValue, indicator: Indicator) -> str:
    was = "had no value" if np.isnan(earlier.value) else f"was {say.value(earlier.value, indicator)}"
    return f"{was}, until load {earlier.load} of {say.short_day(earlier.on)}"
