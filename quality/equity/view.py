"""The values that an equity page is drawn from. Every number in here has passed the disclosure gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalogue.dimensions import Dimension
from catalogue.fields.periods import Frequency
from catalogue.models import Indicator
from quality.disclosure.not_known import WithoutValue
from quality.equity.crossed_view import Crossed
from quality.equity.panels import Bounds, Elsewhere, GroupSeries, SlopeBar, Spread
from quality.signals.measure_type import Kind, measure_type
from quality.signals.results import SeriesResult, Variation
from stats.equity.gradient import MINIMUM_GROUPS

Pair = tuple[float, float, float, float]
"""Numerator and denominator of the first of two, then those of the second."""


MOST_UNKNOWN = 0.1
"""Share of people whose group is not known, above which an equity page warns."""


class Verdict(StrEnum):
    """A group against everybody else, or one end of ranked groups against the other, over the latest year."""

    HIGHER = "higher"
    LOWER = "lower"
    SMALL = "small"
    """A difference that chance would rarely make, but below the indicator's minimum gap."""
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    TOO_FEW = "too_few"
    REFERENCE = "reference"
    """The others are compared with it."""
    NOT_COMPARED = "not_compared"
    """People whose group is not known; or a measure whose chance variation the data do not tell."""


CANNOT_TELL = (Verdict.TOO_FEW, Verdict.NOT_COMPARED, Verdict.REFERENCE)
"""Verdicts of groups that are not judged."""


class Change(StrEnum):
    """The gap of the latest year against that of the year before."""

    WIDENED = "widened"
    NARROWED = "narrowed"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_FEW = "too_few"


class State(StrEnum):
    """The reason for a picture, or for none."""

    SHOWN = "shown"
    TOO_FEW = "too_few"
    SHORT = "short"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group over the latest year. All numbers are None where they are hidden."""

    code: str
    label: str
    is_unknown: bool
    is_hidden: bool
    numerator: float | None
    denominator: float | None
    share: float | None
    """Of everyone's denominator, 0 to 1."""
    value: float | None
    lower: float | None
    upper: float | None
    verdict: Verdict
    judged: Variation
    """Worse is concern, better is improvement: by the indicator's direction."""
    rest: float | None
    """The same measure for everybody else it was compared with."""
    gap_lower: float | None
    gap_upper: float | None
    """95 % limits of the difference from everybody else."""
    representation: tuple[float, float | None, float | None] | None
    """Share of those seen, of all whose group is known / share of the population, with its interval; of time
    at risk (bed days) without one, as its units come in runs."""
    population_share: float | None
    likely: tuple[float, float, float] | None
    """The value drawn towards that of all groups, the more so the smaller the group, with its interval."""
    detectable: float | None
    """Smallest difference from everybody else that four years of five would have found."""
    per_head: tuple[float, float, float] | None
    """Events of the year per 100,000 residents, with its interval; of counts alone."""
    has_chart: bool
    """Large enough to be shown period by period, on a control chart of its own."""
    residents: float | None = None
    """People of this group in the population; None where the page says nothing of them."""
    spread: float | None = None
    """Standard deviation of its monthly differences, by that of chance alone; `detectable` allows for it."""

    @property
    def served(self) -> tuple[float, float | None, float | None] | None:
        """Return the share of those seen, of all whose group is known, with its interval, 0 to 1."""
        if self.representation is None or self.population_share is None:
            return None
        ratio, low, high = self.representation
        own = self.population_share
        return own * ratio, None if low is None else own * low, None if high is None else own * high


@dataclass(frozen=True, slots=True)
class Gap:
    """The first of two groups less the second (or everybody else), over the latest year."""

    first: str
    second: str
    difference: float
    lower: float | None
    upper: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    verdict: Verdict
    of_first: Variation
    """The first against the second: worse is concern, better is improvement."""
    judged: Variation
    """By fairness: a gap that closes is an improvement, one that grows or stays is a concern."""
    change: Change
    before: float | None
    """The difference a year earlier."""
    if_unknown: Bounds | None
    """The difference, were the groups of all people known."""
    counts: Pair
    counts_before: Pair | None
    """Counts that the difference, and the one a year earlier, are made from."""
    unknown: tuple[float, float] | None
    """Numerator and denominator of people whose group is not known, where `if_unknown` is."""


@dataclass(frozen=True, slots=True)
class GapTrend:
    """The gap over time, with limits. One entry per time."""

    first: str
    second: str
    is_relative: bool
    """The one divided by the other; else the one less the other."""
    is_quarterly: bool
    frequency: Frequency
    times: tuple[date, ...]
    values: tuple[float | None, ...]
    interval_lower: tuple[float | None, ...]
    interval_upper: tuple[float | None, ...]
    """95 % limits of each value by itself; the limits of the chart are another thing."""
    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    variation: tuple[Variation, ...]
    is_provisional: bool
    counts: tuple[Pair | None, ...]
    """Counts that each gap is made from."""
    errors: tuple[float | None, ...]
    """Standard error of each gap, were there no difference; of a relative one that of its logarithm."""
    reach: tuple[float | None, ...]
    """Number of these that the upper limit lies above the centre."""

    @property
    def latest(self) -> Variation:
        known = [v for v, value in zip(self.variation, self.values, strict=True) if value is not None]
        return known[-1] if known else Variation.TOO_FEW


@dataclass(frozen=True, slots=True)
class Slope:
    """Slope and relative index of inequality, in the indicator's unit: the first group's end of the ranked
    population against the last group's."""

    slope: float
    lower: float
    upper: float
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    before: float | None
    """The slope a year earlier."""
    counts: tuple[tuple[float, float], ...]
    counts_before: tuple[tuple[float, float], ...]
    """Numerator and denominator of each group, now and a year earlier."""
    at_first: float
    """Value of the line where it begins, at the first group's end of the ranked population."""
    at_last: float
    bars: tuple[SlopeBar, ...]


@dataclass(frozen=True, slots=True)
class NotStated:
    """The people whose group is not known."""

    label: str
    is_hidden: bool
    share: float | None
    jump: tuple[date, float, float] | None
    """Quarter, share before, share in it: a step of ten points or more."""
    recorded: float | None = None
    """The number whose group is known, out of `total`."""
    total: float | None = None
    has_risen: bool = False
    """The latest step is a rise, within the year that is shown: fewer groups are recorded."""

    @property
    def is_incomplete(self) -> bool:
        return self.share is not None and self.share > MOST_UNKNOWN


@dataclass(frozen=True, slots=True)
class EquityView:
    """One indicator of one service, by the groups of one dimension, over the latest complete year."""

    state: State
    indicator_code: str
    indicator: Indicator
    dimension_code: str
    dimension: Dimension
    service: str
    service_name: str
    year_from: date | None = None
    year_to: date | None = None
    everyone: float | None = None
    total_numerator: float | None = None
    total_denominator: float | None = None
    rows: tuple[GroupRow, ...] = ()
    gap: Gap | None = None
    trend: GapTrend | None = None
    relative_trend: GapTrend | None = None
    slope: Slope | None = None
    is_ranked: bool = False
    """The gap is that of the gradient: its verdict is about all groups in their rank."""
    not_stated: NotStated | None = None
    in_no_group: float | None = None
    """People, of a count events, that are in none of the groups, not even as not stated; below zero, the
    groups hold more. None where that cannot be told."""
    detectable: float | None = None
    """Smallest gap, of ranked groups the slope, that four years of five would have found."""
    tests: int = 0
    """Tests that were made at once: of all measures and dimensions of this service."""
    population_of: str = ""
    """The service whose population the representation is measured against; empty without one to show."""
    population_year: int = 0
    reference: str = ""
    """The group that all others are compared with; empty: everybody else."""
    rounded_to: int = 0
    """Numbers of groups are rounded to the nearest of these, each by itself; 0: they are not."""
    is_population_small: bool = False
    """A population is loaded, and some group of it is too small to be shown."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """Pages of the same measure that may show more, where a group is hidden."""
    without_value: tuple[WithoutValue, ...] = ()
    """Groups that miss a value for a reason that the publisher gives."""
    crossed: Crossed | None = None
    """Its groups by those of another dimension, and as if they were alike in it."""
    measured_in: tuple[str, ...] = ()
    """Codes of the services that have numbers by this dimension."""
    is_over_time: bool = False
    """Some group may be shown by quarter or finer."""
    has_few_times: bool = False
    """There are too few periods for a chart of the gap, whatever may be shown."""
    each_group: tuple[GroupSeries, ...] = ()
    """The groups over time, where that part was asked for."""
    spread: Spread | None = None
    """The groups year by year, where that part was asked for."""
    recorded: SeriesResult | None = None
    """Completeness of the groups over time, where that part was asked for."""

    @property
    def is_partly_grouped(self) -> bool:
        """Tell if more than one in ten is in no group, or in more than one."""
        total = self.total_numerator if self.is_count else self.total_denominator
        return bool(self.in_no_group and total and abs(self.in_no_group) > MOST_UNKNOWN * total)

    @property
    def better_service(self) -> str:
        """Return the nearest service above this one where more groups can be shown; empty without one."""
        return next((one.service for one in self.elsewhere if one.service != self.service), "")

    @property
    def is_count(self) -> bool:
        """Tell if nothing but events is counted: there is no value per so many, and no comparison."""
        return measure_type(self.indicator).kind is Kind.COUNT

    @property
    def is_unlike_its_rank(self) -> bool:
        """Tell if groups stand in rank and are all shown, and their gradient is not spoken of: its two ends
        would say another thing."""
        may_be = self.dimension.is_ordered and len(self.known) >= MINIMUM_GROUPS and self.has_numbers
        if not may_be or None in (self.known[0].value, self.known[-1].value):
            return False
        return not self.is_ranked and not any(row.is_hidden for row in self.known)

    @property
    def has_numbers(self) -> bool:
        return self.state not in (State.NO_DATA, State.SHORT)

    @property
    def known(self) -> tuple[GroupRow, ...]:
        return tuple(row for row in self.rows if not row.is_unknown)

    @property
    def peopled(self) -> list[GroupRow]:
        """Return the groups that have people: of a hidden one nobody is told that it has none."""
        return [row for row in self.known if row.is_hidden or row.denominator != 0]

    @property
    def is_of_two(self) -> bool:
        """Tell if only two groups have people: everybody else of the one is the other."""
        return len(self.peopled) == 2

    @property
    def has_intervals(self) -> bool:
        return any(row.lower is not None for row in self.rows)

    @property
    def residents(self) -> float:
        """Return how many people the population has, where the page says anything of them."""
        return sum(row.residents or 0.0 for row in self.rows)

    @property
    def hidden(self) -> int:
        return sum(row.is_hidden for row in self.rows)
