"""What a page that looks back says of itself, and what a value was before it was changed: in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from dash import html

from catalogue.models import Indicator
from components import address
from components import format as say
from components.page.shell import link
from quality.as_of import Earlier, Past
from quality.series.key import SeriesKey


def stood(past: Past) -> str:
    """`As it stood on 3 March 2026, after load 12`"""
    return f"As it stood on {say.day(past.on)}, after load {past.load}"


def banner(past: Past, key: SeriesKey, changed: int | None, *, has_sums: bool = False) -> html.Div:
    """Above everything: nobody may take an earlier state for today's. `changed`: values since; None where
    that is not counted. `has_sums`: the page of today has a line that this one cannot have."""
    since = ""
    if changed is not None:
        verb = "was" if changed == 1 else "were"
        count = say.plural(changed, "value") if changed else "no value"
        since = f" Since then {count} of this series {verb if changed else 'was'} revised."
    if has_sums:
        since += " What the services inside add up to is kept only as it is now, and left out here."
    now = link("Back to how it stands now", href=address.indicator(key.indicator, key.service, key.category))
    return html.Div(
        [html.P([html.Strong(f"{stood(past)}."), since]), html.P(now, className="no-print")],
        className="notice notice--later look-banner",
        role="status",
    )


def earlier_words(earlier: Sequence[Earlier], indicator: Indicator) -> str:
    """`was 12, until load 14 of 3 Mar 2026`"""
    return "; ".join(_one(one, indicator) for one in earlier)


def _one(earlier: Earlier, indicator: Indicator) -> str:
    was = "had no value" if np.isnan(earlier.value) else f"was {say.value(earlier.value, indicator)}"
    return f"{was}, until load {earlier.load} of {say.short_day(earlier.on)}"
