"""Advice on charts the slow way: one series at a time, one point after the other."""

from itertools import pairwise
from math import isnan, nan, sqrt

from tests.plain.charts import mean, over, screened

USUAL = {"proportion": "p", "rate": "u", "count": "c", "value": "xmr"}
RARE = {"proportion": "g", "rate": "t", "count": "t"}
WIDE = {"proportion": "pp", "rate": "up", "count": "xmr"}


def plain_advice(number: str, numerator: list[float], denominator: list[float]) -> tuple[str, str, float]:
    """(chart, reason, sigma_z) of one series with at least one known value."""
    if number == "count":
        denominator = [1.0] * len(numerator)
    points = [
        None if isnan(over(top, bottom)) else (top, bottom)
        for top, bottom in zip(numerator, denominator, strict=True)
    ]
    known = [point for point in points if point]
    values = [top / bottom for top, bottom in known]
    sigma_z = expected = nan
    limit = nan
    if known and number != "value":
        centre = sum(top for top, _ in known) / sum(bottom for _, bottom in known)
        smaller = min(centre, 1 - centre) if number == "proportion" else centre
        expected = smaller * mean([bottom for _, bottom in known])
        sigma_z, limit = _dispersion(points, centre, number)
    if len(known) > 1 and max(values) - min(values) <= 1e-9 * max(values):
        return USUAL[number], "constant", sigma_z
    if expected < 2:
        return RARE[number], "rare_events", sigma_z
    if len(known) < 13:
        return "run", "few_points", sigma_z
    if sigma_z > limit and sigma_z > 1.2:
        return WIDE[number], "overdispersed", sigma_z
    return USUAL[number], "usual", sigma_z


def _dispersion(points: list[tuple[float, float] | None], centre: float, number: str) -> tuple[float, float]:
    variance = centre * (1 - centre) if number == "proportion" else centre
    if variance <= 0:
        return nan, nan
    z = [(p[0] / p[1] - centre) / sqrt(variance / p[1]) if p else None for p in points]
    ranges = [nan if a is None or b is None else abs(b - a) for a, b in pairwise(z)]
    count = sum(not isnan(r) for r in ranges)
    neighbours = sum(not isnan(a + b) for a, b in pairwise(ranges))
    if count == 0:
        return nan, nan
    spread = sqrt(0.5708 * count + 0.2557 * neighbours) / count
    return screened(ranges, 3.267) / 1.128, 1 + 1.645 * spread
