"""A suggested rephase the slow way: every place of one series tried in turn."""

from itertools import pairwise
from math import ceil, isnan, log, sqrt

from tests.plain.charts import mean

Points = list[tuple[int, float]]  # column, value: known points only


def plain_rephase(values: list[float], least: int, thresholds: list[tuple[float, float]]) -> int:
    """Column of the suggested start, −1 for none. thresholds: (points, z)."""
    known = [(column, y) for column, y in enumerate(values) if not isnan(y)]
    suggested, strength = -1, 0.0  # the suggestion's column, and how clear it is
    length = len(known)
    while length >= 2 * least:
        points = known[-length:]
        length = ceil(3 * length / 4)
        found = _step(points, least, thresholds)
        if found is None or not _is_worthwhile(points, found[0]):
            continue
        column, clearer = points[found[0]][0], found[1] > strength
        apart = sum(suggested <= c < column for c, _ in known) - sum(
            column <= c < suggested for c, _ in known
        )
        if suggested < 0 or apart >= least or (abs(apart) < least and clearer):
            suggested, strength = column, found[1]
    return suggested


def _ranks(points: Points) -> list[float]:
    values = [y for _, y in points]
    middle = (len(values) + 1) / 2
    return [sum(v < y for v in values) + (values.count(y) + 1) / 2 - middle for y in values]


def _step(points: Points, least: int, thresholds: list[tuple[float, float]]) -> tuple[int, float] | None:
    """The place where the new phase starts and its strength, if there is a step to speak of."""
    n, ranks = len(points), _ranks(points)
    squares = sum(r * r for r in ranks)
    if n < 2 * least or squares == 0:
        return None
    z = {
        k: abs(sum(ranks[:k])) / sqrt(k * (n - k) / (n * (n - 1)) * squares)
        for k in range(least, n - least + 1)
    }
    best = max(z, key=lambda k: (round(z[k], 9), -k))
    before, after = mean(ranks[:best]), mean(ranks[best:])
    rest = [r - (before if i < best else after) for i, r in enumerate(ranks)]
    rss_step, rss_line = sum(r * r for r in rest), _line(points, ranks)
    if not rss_step < rss_line or not n * log(max(rss_step, 1e-300)) + log(n) + 4 < n * log(rss_line):
        return None
    r = 3 / n
    products = [
        a * b for (i, a), (j, b) in pairwise(zip((c for c, _ in points), rest, strict=True)) if j == i + 1
    ]
    if products and rss_step > 0:
        r += n * sum(products) / (len(products) * rss_step)
    r = min(max(r, 0), 0.9)
    strength = z[best] / (sqrt((1 + r) / (1 - r)) * _interpolated(n, thresholds))
    return (best, strength) if strength > 1 else None


def _line(points: Points, ranks: list[float]) -> float:
    middle = mean([float(column) for column, _ in points])
    away = [column - middle for column, _ in points]
    across = sum(a * r for a, r in zip(away, ranks, strict=True))
    return sum(r * r for r in ranks) - across**2 / sum(a * a for a in away)


def _interpolated(n: int, thresholds: list[tuple[float, float]]) -> float:
    for (low, z_low), (high, z_high) in pairwise(thresholds):
        if n <= high:
            return z_low + (z_high - z_low) * max(n - low, 0) / (high - low)
    return thresholds[-1][1]


def _is_worthwhile(points: Points, place: int) -> bool:
    """Large enough, and lasting."""
    values = [y for _, y in points]
    old, new = mean(values[:place]), mean(values[place:])
    rest = [y - (old if i < place else new) for i, y in enumerate(values)]
    pooled = sqrt(sum(r * r for r in rest) / (len(rest) - 2))
    columns = [column for column, _ in points]
    ranges = [abs(rest[i] - rest[i - 1]) for i in range(1, len(rest)) if columns[i] == columns[i - 1] + 1]
    deviation = max(pooled, mean(ranges) / 1.128 if ranges else 0)
    tail = mean(values[-max((len(values) - place) // 3, 4) :])
    return deviation > 0 and abs(new - old) >= deviation and abs(tail - new) < abs(tail - old)
