"""Decisions about a chart in force, as they stand after everything they did: a fold over their acts.

    rephase      new limits start at a period
    baseline     only the points up to a period set the limits of its phase; later ones are judged by them
    exclusion    a point stays visible as a ghost, sets no limits and takes part in no rule
    annotation   what happened in a period, or from one to another
    target       from a period on, in place of the catalogue's
    trajectory   from one period to another, in place of the catalogue's
    withdrawal   an earlier act no longer holds; it is never deleted

Acts that were withdrawn count as if they had never been done. Of the others the latest wins where two speak
of the same thing: one rephase, one exclusion and one target a period, one baseline a phase. Annotations stand
side by side. A target and a trajectory are of a measure at a service: they hold for its groups as well, and
for the services inside until those set their own, unless the measure adds up over services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

import numpy as np

from catalogue.fields.periods import Frequency
from quality.acts.aims import (
    Aim,
    target_path,
    targets_in_force,
    trajectories_in_force,
    trajectory_path,
)
from quality.acts.decision import Decision, DecisionKind, Withdrawal
from quality.acts.kinds import KINDS
from quality.acts.ledger import PERSON, LoggedAct
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from stats.arrays import Bools

WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class SeriesDecisions:
    """Every act about one series, in the order they were done, and what holds of them."""

    acts: tuple[Decision, ...] = ()

    @property
    def surviving(self) -> tuple[Decision, ...]:
        return tuple(act for act in self.acts if act.withdrawn is None)

    @property
    def withdrawn(self) -> tuple[Decision, ...]:
        return tuple(act for act in self.acts if act.withdrawn is not None)

    @property
    def rephases(self) -> tuple[Decision, ...]:
        """Return them in order of period, one a period."""
        return self._latest(DecisionKind.REPHASE)

    @property
    def exclusions(self) -> tuple[Decision, ...]:
        """Return them in order of period, one a period."""
        return self._latest(DecisionKind.EXCLUSION)

    @property
    def annotations(self) -> tuple[Decision, ...]:
        """Return them in order of period."""
        return tuple(sorted(self._of(DecisionKind.ANNOTATION), key=lambda note: note.begins))

    @property
    def targets(self) -> tuple[Decision, ...]:
        return targets_in_force(self._of(DecisionKind.TARGET))

    @property
    def trajectories(self) -> tuple[Decision, ...]:
        return trajectories_in_force(self._of(DecisionKind.TRAJECTORY))

    @property
    def aims(self) -> tuple[Decision, ...]:
        """Return the targets and trajectories in force."""
        return (*self.targets, *self.trajectories)

    def with_aims_of(self, above: SeriesDecisions, name: str = "") -> SeriesDecisions:
        """Return what holds for a group, or a service inside: what was decided about it, and what is aimed at
        for everyone, or above, until aims of its own begin.

        name: of the service above; empty where it is the same
        """
        own = min((act.period for act in self.targets), default=date.max)
        plan = min((act.begins for act in self.trajectories), default=date.max)
        aims = [act for act in above.targets if act.period < own]
        aims += [act for act in above.trajectories if act.begins < plan]
        told = (replace(act, of_service=act.of_service or name) for act in aims)
        return SeriesDecisions((*told, *self.acts))

    def baseline_in(self, first: date, after: date | None) -> Decision | None:
        """Return the fixed baseline of the phase that starts with period `first`, before the phase at
        `after`."""
        found = None
        for act in self.surviving:
            is_inside = first <= act.period and (after is None or act.period < after)
            if act.kind is DecisionKind.BASELINE and is_inside:
                found = act
        return found

    def holds(self, act: Decision) -> bool:
        """Tell if an act is neither taken back nor replaced by a later decision about the same thing."""
        if act.kind is DecisionKind.BASELINE:
            bounds = [date.min, *(rephase.period for rephase in self.rephases), date.max]
            return any(self.baseline_in(first, after) is act for first, after in pairwise(bounds))
        held = (*self.rephases, *self.exclusions, *self.annotations, *self.aims)
        return any(act is one for one in held)

    def _of(self, kind: DecisionKind) -> list[Decision]:
        return [act for act in self.surviving if act.kind is kind]

    def _latest(self, kind: DecisionKind) -> tuple[Decision, ...]:
        by_period = {act.period: act for act in self._of(kind)}
        return tuple(by_period[period] for period in sorted(by_period))


NO_DECISIONS = SeriesDecisions()


def fold(logged: Iterable[LoggedAct]) -> dict[SeriesKey, SeriesDecisions]:
    """Return what people decided about each series, from their acts in the order they were done."""
    acts: dict[int, tuple[SeriesKey, Decision]] = {}
    for act in logged:
        if act.kind == WITHDRAWAL:
            taken_back = act.content["act"]
            if taken_back not in acts:  # it was removed because it was old
                continue
            key, decision = acts[taken_back]
            back = Withdrawal(act.content["reason"], act.actor, act.role, act.at.date(), act.id, act.by)
            acts[taken_back] = (key, replace(decision, withdrawn=decision.withdrawn or back))
        else:
            acts[act.id] = (act.key, decision_of(act))
    found: dict[SeriesKey, list[Decision]] = {}
    for key, decision in acts.values():
        found.setdefault(key, []).append(decision)
    return {key: SeriesDecisions(tuple(decisions)) for key, decisions in found.items()}


def decision_of(act: LoggedAct) -> Decision:
    """Return the decision that an act is, as it was taken."""
    subject, words, *also = KINDS[act.kind].fields
    first = act.content.get("first_period") if "first_period" in also else None
    return Decision(
        kind=DecisionKind(act.kind),
        period=date.fromisoformat(act.content[subject]),
        text=act.content.get(words, ""),
        actor=act.actor,
        role=act.role,
        at=act.at,
        first_period=date.fromisoformat(first) if first else None,
        act=act.id,
        value=act.content.get("value"),
        start_value=act.content.get("start_value"),
        person=act.content.get(PERSON, ""),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """People's decisions about the series of a matrix, as marks on its rows and columns.

    starts:   row → columns at which new limits start
    baseline: (S, P) False: outside the fixed baseline of its phase; None where nobody fixed one
    excluded: (S, P) True: a ghost; None where nobody left a point out
    targets, plans: row → target and trajectory that somebody set
    """

    starts: Mapping[int, Sequence[int]] = field(default_factory=dict)
    baseline: Bools | None = None
    excluded: Bools | None = None
    targets: Mapping[int, Aim] = field(default_factory=dict)
    plans: Mapping[int, Aim] = field(default_factory=dict)


UNDECIDED = Decisions()
"""Nobody decided anything: one phase, every judged point sets the limits."""


def decisions_on_matrix(
    matrix: SeriesMatrix, frequency: Frequency, decided: Mapping[int, SeriesDecisions]
) -> Decisions:
    """Mark rows and columns by what people decided, given by row. Most rows of a large matrix have nothing:
    they cost nothing."""
    starts: dict[int, list[int]] = {}
    baseline: Bools | None = None
    excluded: Bools | None = None
    targets, plans = {}, {}
    for row, decisions in decided.items():
        if set_here := decisions.targets:
            targets[row] = target_path(matrix, frequency, set_here)
        if planned := decisions.trajectories:
            plans[row] = trajectory_path(matrix, frequency, planned)
        if columns := _starts(matrix, frequency, row, decisions):
            starts[row] = columns
        if any(act.kind is DecisionKind.BASELINE for act in decisions.surviving):
            baseline = np.ones(matrix.numerator.shape, np.bool_) if baseline is None else baseline
            baseline[row] = _baseline(matrix, frequency, row, starts.get(row, []), decisions)
        if exclusions := decisions.exclusions:
            excluded = np.zeros(matrix.numerator.shape, np.bool_) if excluded is None else excluded
            for act in exclusions:  # several events of one day are left out together
                first = matrix.column_from(row, act.period, frequency)
                excluded[row, max(first, 0) : max(matrix.column_to(row, act.period, frequency) + 1, 0)] = True
            # What has no value cannot be left out: it stays a gap.
            excluded[row] &= ~np.isnan(matrix.numerator[row])
    return Decisions(starts, baseline, excluded, targets, plans)


def _starts(matrix: SeriesMatrix, frequency: Frequency, row: int, decisions: SeriesDecisions) -> list[int]:
    rephases = decisions.rephases
    if not rephases:
        return []
    # A series has no phase before its own first point, wherever the matrix starts for the others.
    received = ~np.isnan(matrix.numerator[row]) | ~np.isnan(matrix.denominator[row])
    first = int(np.argmax(received))
    columns = [matrix.column_from(row, act.period, frequency) for act in rephases]
    return [column for column in columns if first < column < len(matrix.periods)]


def _baseline(
    matrix: SeriesMatrix, frequency: Frequency, row: int, starts: Sequence[int], decisions: SeriesDecisions
) -> Bools:
    marks = np.ones(len(matrix.periods), np.bool_)
    for start, end in pairwise([0, *starts, len(matrix.periods)]):
        after = matrix.day(row, end) if end < len(matrix.periods) else None
        fixed = decisions.baseline_in(matrix.day(row, start), after)
        if fixed is None:
            continue
        first = start
        if fixed.first_period:
            first = max(start, matrix.column_from(row, fixed.first_period, frequency))
        last = min(end - 1, matrix.column_to(row, fixed.period, frequency))
        marks[start:end] = False
        marks[first : last + 1] = True
    return marks
