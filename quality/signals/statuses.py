"""From judged matrices to the values that are stored and drawn: Status, Signal, SeriesResult."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from catalogue.models import Indicator
from quality.reference.ids import Ids
from quality.series.key import SeriesKey
from quality.signals.chart_type import choose_chart
from quality.signals.judge import VARIATIONS, Judged
from quality.signals.phases import phases_of
from quality.signals.recent import as_plain, recent_of
from quality.signals.results import MARKS, RECENT, SeriesResult, Signal, Status, Variation
from stats import Rule
from stats.arrays import Bools, Floats


def statuses_of(judged: Judged, keys: Sequence[SeriesKey]) -> list[Status]:
    """Return where each series of the matrix stands at its latest judged point."""
    facts = _Facts(judged)
    return [facts.status(row, key) for row, key in enumerate(keys)]


def episodes(judged: Judged, keys: Sequence[SeriesKey]) -> list[tuple[int, Signal]]:
    """Return (row, episode) for every stretch of points that one rule marks in one direction."""
    detection, day = judged.detection, judged.matrix.day
    lengths = {check.rule: check.needed or check.length for check in detection.rule_set.checks}
    found = []
    for number, rule in enumerate(detection.rule_set.rules):
        for sign in (1, -1):
            marks = bridged(rule, detection.fired[number] & (detection.direction[number] == sign))
            for row, first, last in _stretches(marks):
                latest, points = int(judged.latest[row]), last - first + 1
                seen = first + min(lengths[rule] or points, points) - 1
                signal = Signal(
                    key=keys[row],
                    rule=rule,
                    direction=sign,
                    variation=variation_of(sign, judged.improvement.sign),
                    first_period=day(row, first),
                    last_period=day(row, last),
                    seen_period=day(row, seen),
                    ended_period=day(row, last + 1) if last < latest else None,
                    points=points,
                    is_current=first <= latest <= last,
                    rule_set=judged.rule_set,
                )
                found.append((row, signal))
    return found


def variation_of(direction: int, improvement_sign: int) -> Variation:
    """Return what a special cause in a direction means for an indicator."""
    if improvement_sign == 0:
        return Variation.NEUTRAL_HIGH if direction > 0 else Variation.NEUTRAL_LOW
    return Variation.IMPROVEMENT if direction == improvement_sign else Variation.CONCERN


def bridged(rule: Rule, marks: Bools) -> Bools:
    """Join the two points of two in three that may stand one apart: the point between belongs to the
    episode."""
    if rule is not Rule.TWO_IN_THREE or marks.shape[1] < 3:
        return marks
    whole = marks.copy()
    whole[:, 1:-1] |= marks[:, :-2] & marks[:, 2:]
    return whole


def _stretches(marks: Bools) -> list[tuple[int, int, int]]:
    """Return (row, first column, last column) of each run of marks, in order."""
    edge = np.zeros((marks.shape[0], 1), dtype=np.bool_)
    padded = np.hstack([edge, marks, edge]).astype(np.int8)
    step = np.diff(padded, axis=1)
    rows, first = np.nonzero(step == 1)
    _, after = np.nonzero(step == -1)
    return list(zip(rows.tolist(), first.tolist(), (after - 1).tolist(), strict=True))


_IMMATURE, _MISSING, _EXCLUDED = range(len(VARIATIONS), len(MARKS))


class _Facts:
    """Columns of a judged matrix as plain lists, so that thousands of statuses cost microseconds each."""

    def __init__(self, judged: Judged) -> None:
        self.judged = judged
        self.day = judged.matrix.day
        self.chart_kind = judged.chart.kind
        matrix, chart, detection = judged.matrix, judged.chart, judged.detection
        rows, at = np.arange(judged.latest.size), np.maximum(judged.latest, 0)
        known = ~np.isnan(chart.values)
        first = np.argmax(known, axis=1)
        last = known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
        included = chart.phases.included
        marks = np.select([judged.judged, included], [judged.variation, _IMMATURE], _EXCLUDED)
        # The last points of every series, each counted back from its own end.
        tail = np.maximum(last[:, None] + np.arange(1 - RECENT, 1), 0)
        self.marks = np.take_along_axis(np.where(known, marks, _MISSING), tail, axis=1).tolist()
        self.values = [*map(as_plain, _rounded(np.take_along_axis(chart.values, tail, axis=1)))]
        self.latest = judged.latest.tolist()
        self.first, self.last = first.tolist(), last.tolist()
        self.is_known = (known.sum(axis=1) > 0).tolist()
        later = known & (np.arange(known.shape[1]) > judged.latest[:, None])
        self.winner = detection.winner[rows, at].tolist()
        self.direction = detection.winner_direction[rows, at].tolist()
        self.always: dict[str, list[Any]] = {
            "direction": self.direction,
            "points": judged.points.tolist(),
            "missing": np.where(known.any(axis=1), last - first + 1 - known.sum(axis=1), 0).tolist(),
            "immature": (later & included).sum(axis=1).tolist(),
            "excluded": (later & ~included).sum(axis=1).tolist(),
            "received_to": matrix.received_to(),
            "is_provisional": chart.is_provisional[rows, at].tolist(),
            "is_constant": chart.is_constant[rows, at].tolist(),
            **recent_of(judged),
        }
        """By name, what is said of every row."""
        self.there: dict[str, list[Any]] = {
            "value": as_plain(chart.values[rows, at]),
            "numerator": as_plain(matrix.numerator[rows, at]),
            "denominator": as_plain(matrix.denominator[rows, at]),
            "centre": as_plain(chart.centre[rows, at]),
            "lower": as_plain(chart.lower[rows, at]),
            "upper": as_plain(chart.upper[rows, at]),
            "target": as_plain(judged.target[rows, at]),
            "plan": as_plain(judged.plan[rows, at]),
        }
        """By name, what stands at each row's latest judged point."""
        self.variation = judged.variation[rows, at].tolist()
        self.phase = chart.phases.phase[rows, at].tolist()

    def status(self, row: int, key: SeriesKey) -> Status:
        """Return the status of one series. Where nothing may be judged yet (no value, or all immature) it
        says just that."""
        at = self.latest[row]
        is_judged = at >= 0
        rule, since = self._episode(row, at) if is_judged else (None, None)
        first, last, is_known = int(self.first[row]), int(self.last[row]), self.is_known[row]
        begun = self._phase_start(row)
        recent = slice(max(RECENT - (last + 1 - first), 0), None) if is_known else slice(0, 0)
        said: dict[str, Any] = {name: values[row] for name, values in self.always.items()}
        said |= {name: values[row] if is_judged else None for name, values in self.there.items()}
        return Status(
            key=key,
            variation=VARIATIONS[self.variation[row]],
            assurance=self.judged.assurance[row],
            rule=rule,
            since=None if since is None else self.day(row, since),
            run=0 if since is None else at - since + 1,
            period=self.day(row, at) if is_judged else None,
            **said,
            first_period=self.day(row, first) if is_known else None,
            last_period=self.day(row, last) if is_known else None,
            phase_since=self.day(row, begun) if is_judged and self.phase[row] else None,
            phase_run=last - max(begun, first) + 1 if is_judged and is_known else 0,
            chart=self.chart_kind,
            rule_set=self.judged.rule_set,
            recent=tuple(self.values[row][recent]),
            recent_variation=tuple([MARKS[code] for code in self.marks[row][recent]]),
        )

    def _episode(self, row: int, at: int) -> tuple[Rule | None, int | None]:
        """Return the rule that names the latest point, and the column where its episode began."""
        winner = self.winner[row]
        if winner < 0:
            return None, None
        detection = self.judged.detection
        rule = detection.rule_set.rules[winner]
        same = detection.fired[winner, row] & (detection.direction[winner, row] == self.direction[row])
        marks = bridged(rule, same[None, : at + 1])[0]
        breaks = (~marks).nonzero()[0]
        return rule, int(breaks[-1]) + 1 if breaks.size else 0

    def _phase_start(self, row: int) -> int:
        phase = self.judged.chart.phases.phase[row]
        return int(np.searchsorted(phase, self.phase[row])) if self.phase[row] else 0


def _rounded(values: Floats) -> Floats:
    """Round each row to a thousandth of what it spans, or finer: less than a pixel of any sparkline."""
    span = np.fmax.reduce(values, axis=1) - np.fmin.reduce(values, axis=1)
    decimals = 3 - np.floor(np.log10(np.where(span > 0, span, 1.0))).astype(np.int64)
    for number in np.unique(decimals):
        rows = decimals == number
        values[rows] = np.round(values[rows], number)
    return values


def build_result(
    judged: Judged,
    key: SeriesKey,
    indicator: Indicator,
    known: Ids,
    *,
    definition_changes: tuple[date, ...] = (),
) -> SeriesResult:
    """Return the only row of a judged matrix, as its chart page draws it."""
    status = statuses_of(judged, [key])[0]
    chart, matrix = judged.chart, judged.matrix
    rules = judged.detection.rule_set.rules
    missing = np.isnan(matrix.numerator[0])
    category = known.category_ids[key.category]
    decided = known.decided(indicator, key)
    left_out = {matrix.periods[i] for i in np.flatnonzero(~chart.phases.included[0])}
    return SeriesResult(
        key=key,
        indicator=indicator,
        service_name=known.services[key.service].name,
        category_label=known.categories[category].label,
        periods=matrix.periods,
        numerator=matrix.numerator[0],
        denominator=matrix.denominator[0],
        values=chart.values[0],
        centre=chart.centre[0],
        lower=chart.lower[0],
        upper=chart.upper[0],
        target=judged.target[0],
        plan=judged.plan[0],
        phase=chart.phases.phase[0],
        is_immature=matrix.is_immature[0] & ~missing,
        is_excluded=~chart.phases.included[0],
        is_baseline=chart.phases.baseline[0],
        variation=tuple(VARIATIONS[code] for code in judged.variation[0].tolist()),
        rule=tuple(None if w < 0 else rules[w] for w in judged.detection.winner[0].tolist()),
        direction=judged.detection.winner_direction[0],
        phases=phases_of(judged, decided),
        exclusions=tuple(act for act in decided.exclusions if act.period in left_out),
        annotations=decided.annotations,
        aims=decided.aims,
        withdrawn=decided.withdrawn,
        definition_changes=definition_changes,
        signals=tuple(signal for _, signal in episodes(judged, [key])),
        status=status,
        chart_reason=choose_chart(indicator).reason,
        on_record=matrix.on_record(0),
        qualifier=None if matrix.qualifier is None else matrix.qualifier[0],
    )
