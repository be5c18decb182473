"""Check a request to decide about a chart: everything that stands in the way, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from catalogue.fields.periods import NOUN, PER_YEAR, Frequency, label, step
from catalogue.findings import one_of
from catalogue.models import Catalogue, Indicator
from errors import Problem
from quality.acts import in_force
from quality.acts.decision import Decision, DecisionKind
from quality.acts.in_force import NO_DECISIONS, SeriesDecisions
from quality.decide.aims import AIMS, YEARS_AHEAD, aim_problems
from quality.lifecycle.act_form import LONGEST, read_text
from quality.lifecycle.telling import problems_in
from quality.reference.ids import Ids
from quality.series.key import SeriesKey
from quality.series.matrix import SeriesMatrix
from quality.signals.judge import judge
from quality.signals.phases import phases_of
from quality.signals.read import matrix_of
from quality.signals.results import Phase

MINIMUM_BASELINE = 2
"""Points without which there is nothing between them to measure. Below 13 limits are called provisional."""
MINIMUM_PHASE = 8
"""Points of new limits: as many as the suggestion of a change of level wants after it. Seven on one side are
a shift; the eighth shows that it lasts."""


@dataclass(frozen=True, slots=True)
class Person:
    """The person who decides: a name and what they answer for, as they will stand beside the decision."""

    name: str
    role: str
    id: str = ""
    """Theirs for ever; empty where a name was typed."""


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A decision that somebody wants to take about a series. Periods as they were typed: `2026-04-01`.

    period: rephase, target: the first it holds for; exclusion: the one meant; else the last
    first_period: of a baseline, an annotation or a trajectory
    value, start_value: as they were typed: the target; where a trajectory ends, and begins
    """

    kind: DecisionKind
    key: SeriesKey
    period: str
    text: str
    first_period: str = ""
    value: str = ""
    start_value: str = ""
    sure: str = ""
    """Tokens of what its text holds and is no patient's."""

    def as_tried(self) -> Decision:
        """Return the decision as it would stand, once its days were read."""
        first = date.fromisoformat(self.first_period) if self.first_period else None
        return Decision(self.kind, date.fromisoformat(self.period), self.text, "", first_period=first)

    @property
    def values(self) -> dict[str, str]:
        """Return the values that its kind needs, by the name of their field."""
        return {
            DecisionKind.TARGET: {"value": self.value},
            DecisionKind.TRAJECTORY: {"start_value": self.start_value, "value": self.value},
        }.get(self.kind, {})


def problems_with(
    session: Session, catalogue: Catalogue, known: Ids, request: DecisionRequest, person: Person, today: date
) -> list[Problem]:
    """Return all that stands in the way; nothing when the decision can be recorded."""
    problems = [*missing_fields(request.text, person), *_unknown(catalogue, known, request.key)]
    problems += reason_problems(request.text, catalogue, request.sure)
    asked = (("period", request.period), ("from", request.first_period))
    needed = "period from" if request.kind is DecisionKind.TRAJECTORY else "period"
    problems += [p for where, day in asked if (p := _unreadable(where, day, is_needed=where in needed))]
    if request.kind in AIMS and (indicator := catalogue.indicators.get(request.key.indicator)):
        problems += aim_problems(indicator, request.key.category, request.values)
    if not any(problem.where in ("indicator", "service", "group") for problem in problems):
        series = read_decided(session, catalogue, known, request.key)
        problems += series.problems_with(request, today) if series else [_no_data(request.key)]
    return problems


def missing_fields(reason: str, person: Person) -> Iterator[Problem]:
    """Name what everybody who decides has to say, and did not."""
    asked = (
        ("reason", reason, "why, in words that will stand beside the chart"),
        ("by", person.name, "the name of who decides"),
        ("role", person.role, "what they answer for, such as Senior charge nurse"),
    )
    for name, text, expected in asked:
        if not text.strip():
            yield Problem(name, "it is empty", expected)


def reason_problems(reason: str, catalogue: Catalogue, sure: str) -> list[Problem]:
    """Return what is wrong with the words of who decides: too many, or what could tell who a patient is."""
    text = reason.strip()
    if not text:
        return []  # said already
    _, wrong = read_text("reason", text, LONGEST)
    return [wrong] if wrong else problems_in("reason", text, catalogue, sure)


def _unknown(catalogue: Catalogue, known: Ids, key: SeriesKey) -> Iterator[Problem]:
    asked = (
        ("indicator", key.indicator, catalogue.indicators),
        ("service", key.service, known.services.by_code),
        ("group", key.category, [name for name in known.category_ids if name]),
    )
    for what, name, names in asked:
        if name not in names and not (what == "group" and name == ""):
            yield Problem(what, f"there is no {what} {name!r}", one_of(names, name))


def _unreadable(where: str, text: str, *, is_needed: bool) -> Problem | None:
    try:
        if text or is_needed:
            date.fromisoformat(text)
    except ValueError:
        return Problem(
            where, "it cannot be read", "the first day of a period, such as 2026-04-01", repr(text[:40])
        )
    return None


def _no_data(key: SeriesKey) -> Problem:
    group = f", {key.category}" if key.category else ""
    return Problem("service", f"{key.indicator} has no data for {key.service}{group}", "a series with data")


@dataclass(frozen=True, slots=True, eq=False)
class DecidedSeries:
    """The series that is decided about, as it stands."""

    matrix: SeriesMatrix
    indicator: Indicator
    decided: SeriesDecisions

    @property
    def frequency(self) -> Frequency:
        return self.indicator.frequency

    def problems_with(self, request: DecisionRequest, today: date) -> list[Problem]:
        try:
            period = date.fromisoformat(request.period)
            first = date.fromisoformat(request.first_period) if request.first_period else None
        except ValueError:
            return []  # said already
        asked = [("period", period, *self._range(request.kind, today))]
        if first is not None:
            # A trajectory of one period leads nowhere.
            last = self.matrix.column(period, self.frequency) - (request.kind is DecisionKind.TRAJECTORY)
            asked.append(("from", first, 0, last))
        problems = [p for entry in asked if (p := self._misplaced(*entry))]
        if not problems and request.key.category:
            problems += [p for where, day, *_ in asked if (p := self._not_shown(where, day))]
        check = {
            DecisionKind.EXCLUSION: self._left_out_problems,
            DecisionKind.BASELINE: self._baseline_problems,
            DecisionKind.REPHASE: self._phase_problems,
        }.get(request.kind)
        return problems or (check(request.as_tried()) if check else [])

    def _range(self, kind: DecisionKind, today: date) -> tuple[int, int]:
        """Return the first and last period a decision may name, counted from the series' first. The one that
        people live in has no data yet, but notes."""
        newest = self.matrix.column(self.matrix.periods[-1], self.frequency)
        if kind in (DecisionKind.BASELINE, DecisionKind.EXCLUSION, DecisionKind.REPHASE):
            return int(kind is DecisionKind.REPHASE), newest
        now = self.matrix.column(today, self.frequency)
        if kind in AIMS:
            return 0, now + YEARS_AHEAD * PER_YEAR[self.frequency]
        return 0, max(newest, now)

    def _misplaced(self, where: str, period: date, low: int, high: int) -> Problem | None:
        noun, start = NOUN[self.frequency], self.matrix.periods[0]
        column = self.matrix.column(period, self.frequency)
        starts_at = step(start, self.frequency, column)
        if starts_at != period:
            other = step(starts_at, self.frequency, 1 if starts_at < period else -1)
            expected = f"{min(starts_at, other)} or {max(starts_at, other)}"
            return Problem(where, f"{period} is not the first day of a {noun}", expected)
        if low <= column <= high:
            return None
        first, last = (step(start, self.frequency, at) for at in (low, high))
        return Problem(where, f"{period} is outside the series", f"a {noun} from {first} to {last}")

    def _not_shown(self, where: str, period: date) -> Problem | None:
        """Refuse to decide about a point of a group that is not shown, for whatever reason."""
        column = self.matrix.column(period, self.frequency)
        is_inside = 0 <= column < len(self.matrix.periods)
        if is_inside and not np.isnan(self.matrix.numerator[0, column]):
            return None
        said = f"no number of this group is shown for {label(period, self.frequency)}"
        return Problem(where, said, "a period with a number")

    def _nothing_there(self, period: date) -> list[Problem]:
        first = self.matrix.column_from(0, period, self.frequency)
        last = self.matrix.column_to(0, period, self.frequency)  # rare events: there may be several, or none
        there_is = not np.isnan(self.matrix.numerator[0, first : last + 1]).all()
        said = f"{label(period, self.frequency)} has no value to leave out"
        return [] if there_is else [Problem("period", said, "a period with a value")]

    def _left_out_problems(self, tried: Decision) -> list[Problem]:
        """Refuse to leave a point out twice, which would bury the first reason, and so many that nothing is
        left to judge the others by."""
        before = next((act for act in self.decided.exclusions if act.period == tried.period), None)
        if before is not None:
            said = (
                f"{label(tried.period, self.frequency)} is left out already, by {before.actor}: {before.text}"
            )
            return [Problem("period", said, "to withdraw that decision first")]
        if problems := self._nothing_there(tried.period):
            return problems
        needed = self.indicator.rules.points_for_icons
        phases, then = self._phases(), self._phases(tried)
        for points, left, least, where in (
            (sum(p.points for p in phases), sum(p.points for p in then), needed, "the chart"),
            (phases[-1].points, then[-1].points, MINIMUM_PHASE, "the limits in force"),
        ):
            if left < least <= points:
                expected = f"at least {least} points that {where} rest on"
                if where == "the chart":
                    expected = f"at least {least} points to judge the chart by"
                return [Problem("period", "too few points would be left", expected, f"{left}")]
        return []

    def _baseline_problems(self, tried: Decision) -> list[Problem]:
        found = (
            p.baseline.points for p in self._phases(tried) if p.baseline and p.baseline.decision is tried
        )
        points = next(found, 0)
        if points >= MINIMUM_BASELINE:
            return []
        expected = f"at least {MINIMUM_BASELINE} known, complete points since its limits began"
        return [Problem("period", "the baseline is too short to set limits", expected, f"{points}")]

    def _phase_problems(self, tried: Decision) -> list[Problem]:
        """Refuse limits that rest on a handful of points: they would say nothing, and silence a concern."""
        points = next((p.points for p in self._phases(tried) if p.rephase is tried), 0)
        if points >= MINIMUM_PHASE:
            return []
        expected = f"at least {MINIMUM_PHASE} known, complete points from there on"
        return [Problem("period", "there are too few points for new limits", expected, f"{points}")]

    def _phases(self, *tried: Decision) -> tuple[Phase, ...]:
        decided = replace(self.decided, acts=(*self.decided.acts, *tried))
        marks = in_force.decisions_on_matrix(self.matrix, self.frequency, {0: decided})
        return phases_of(judge(self.matrix, self.indicator, decisions=marks), decided)


def read_decided(session: Session, catalogue: Catalogue, known: Ids, key: SeriesKey) -> DecidedSeries | None:
    indicator, ids = catalogue.indicators[key.indicator], known.series_ids(key)
    matrix = matrix_of(session, catalogue, indicator, key, ids) if ids else None
    return DecidedSeries(matrix, indicator, known.decisions.get(key, NO_DECISIONS)) if matrix else None
