"""Small lasting changes as CSV: the sentence first, then one row per period. Numbers in full."""

from __future__ import annotations

import csv
import io

import numpy as np

from components.exports.series_csv import harmless
from components.words import say
from components.words.series import surveillance
from quality.surveillance import Surveillance


def lasting_csv(found: Surveillance) -> str:
    """Write the charts of small lasting changes; periods that take no part have their row, with nothing in
    it."""
    columns = _columns(found)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    subject = f"{found.indicator.title}, {found.service_name}."
    writer.writerow([harmless(f"{subject} {surveillance.sentence(found)}")])
    writer.writerow(["period", "period_start", "phase", *columns])
    for i, period in enumerate(found.periods):
        start = [say.period(period, found.indicator.frequency), period.isoformat(), int(found.phase[i]) + 1]
        writer.writerow([*start, *("" if np.isnan(v[i]) else f"{v[i]:.10g}" for v in columns.values())])
    return file.getvalue()


def _columns(found: Surveillance) -> dict[str, np.ndarray]:
    columns: dict[str, np.ndarray] = {}
    if part := found.smoothed:
        columns |= {
            "ewma": part.values,
            "ewma_centre": part.centre,
            "ewma_lower": part.lower,
            "ewma_upper": part.upper,
        }
    if found.accumulated:
        one = found.accumulated
        columns |= {
            "observed": np.where(found.is_judged, found.numerator, np.nan),
            "expected": np.where(found.is_judged, found.denominator, np.nan),
            "cusum_more": one.more,
            "cusum_more_limit": one.more_limit,
            "cusum_fewer": one.fewer,
            "cusum_fewer_limit": one.fewer_limit,
            "expected_less_observed": one.saved,
        }
    if season := found.seasonal:
        columns |= {
            "count": season.counts,
            "seasonal_expected": season.expected,
            "seasonal_lower": season.lower,
            "seasonal_upper": season.upper,
        }
    return columns
