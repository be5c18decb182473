"""The catalogue: what is measured, from which source, split by which dimension.

The models are the one schema of `indicators.yaml`: unknown keys are refused, and every description here
is what an editor shows (`python -m catalogue schema`). Reading files and gathering problems is
`catalogue.reading.read`; this module only says what a catalogue is.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import (
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    field_serializer,
    model_validator,
)

from catalogue.code_lists import CodeList, built_in, own
from catalogue.dimensions import Dimension, with_crossed_groups
from catalogue.disclosure import AnyDisclosure, Disclosure
from catalogue.fields.base import Code, Codes, Model, Texts, listed
from catalogue.fields.periods import Frequency
from catalogue.fields.qualifiers import DEFAULT_MARKS, DEFAULT_MISSING, Marks, MissingMarks
from catalogue.formula import Formula, Improvement
from catalogue.forums import Forum
from catalogue.messages import Channel
from catalogue.options import Limits, OwnRuleSet, SetName, Trajectory
from catalogue.people import People
from catalogue.registers.declared import Additions, RecordKind, Standard, TrainingLevel
from catalogue.registers.document import DocumentKind
from catalogue.registers.shipped import (
    shipped_documents,
    shipped_standards,
    shipped_training,
    with_additions,
)
from catalogue.shared_counts import counted_together
from catalogue.sources import Lateness, Source
from catalogue.sources.due import Due
from catalogue.two_sources import owner_of, ratio_parts
from stats import RULE_SETS, RuleSet


def _target_list(value: Any) -> Any:
    """Take `targets: 95` as one target that always held."""
    return [v if isinstance(v, dict | Target) else {"value": v} for v in listed(value)]


_NOT_STORED = {
    "xbar": "the means and the spread inside each subgroup",
    "s": "the spread inside each subgroup",
    "mr": "nothing but steps, so a reader would not see the values",
}


def _drawable(value: Any) -> Any:
    if value in _NOT_STORED:
        shows = f"{'draws' if value == 'mr' else 'needs'} {_NOT_STORED[value]}"
        raise ValueError(f"a chart {value} {shows}; choose xmr, or ip where a denominator says how many")
    return value


class Domain(StrEnum):
    """Name the six dimensions of quality care."""

    SAFE = "safe"
    EFFECTIVE = "effective"
    PERSON_CENTRED = "person-centred"
    TIMELY = "timely"
    EFFICIENT = "efficient"
    EQUITABLE = "equitable"


class Kind(StrEnum):
    OUTCOME = "outcome"
    PROCESS = "process"
    STRUCTURE = "structure"
    BALANCING = "balancing"
    EXPERIENCE = "experience"


class Target(Model):
    value: float
    since: date | None = None
    """First period the target holds for; always if not given."""
    words: str = ""
    """The person or body that set it, in words."""


_NUMBERS = ("numerator", "denominator", "data", "unit", "per", "frequency", "is_proportion", "additive")
"""Keys of an indicator that say something about its numbers."""
_A_VALUE = re.compile(r"%|\bper (cent|\d)|\b(percent\w*|rate|ratio|score|index|mean|median)\b", re.IGNORECASE)
"""A number per month is a count, and so is an average number of people: neither is meant."""
_BEGINS_AS_A_VALUE = re.compile(r"(mean|median|percent\w*|share|ratio)\b(?! (number|count))", re.IGNORECASE)
RARE_EVENT_CHARTS = ("t", "g")
"""Charts of what lies between rare events: one point per event, on its date."""


class Indicator(Model):
    """Define one key quality measure, as a clinician would."""

    title: str
    short_title: str = ""
    """At most 24 letters, for tiles and cells; the title if not given."""
    why_it_matters: str
    numerator: str
    """In words: what is counted."""
    denominator: str = ""
    """In words: out of what. Empty for a plain count or score."""
    expected: str = ""
    """The denominator is the number of these that a model of risk expects, so that the value is observed ÷
    expected (SMR, HSMR): what is counted, in a word or two, "deaths"."""
    data: Annotated[
        tuple[Formula, ...], BeforeValidator(listed, json_schema_input_type=Formula | list[Formula])
    ] = Field(min_length=1)
    unit: str
    """The unit that is read beside the number: "%", "per 1,000 bed days", "days"."""
    per: float = Field(1, gt=0)
    """100 for a percentage, 1000 for a rate per 1,000."""
    decimals: int = Field(1, ge=0, le=4)
    chart: Annotated[
        Literal["auto", "run", "xmr", "i", "p", "pp", "u", "up", "c", "ip", "t", "g"],
        BeforeValidator(_drawable),
    ] = "auto"
    """t: time between rare events. g: cases between them, or whole days where no denominator counts cases.
    Both take their dates from a source of shape events."""
    limits: Limits = Limits()
    """The calculation of its limits; key by key over `defaults`."""
    improvement: Improvement
    domain: Domain
    kind: Kind = Kind.OUTCOME
    frequency: Frequency = Frequency.MONTHLY
    """Length of a period. Of rare events, which have dates: how often the list of them comes."""
    maturity: int = Field(0, ge=0)
    """Further periods that must pass before a period is complete."""
    is_proportion: bool = False
    """Numerator is part of the denominator: never larger than it."""
    additive: bool = True
    """A parent's numerator and denominator are the sums of its children's."""
    targets: Annotated[
        tuple[Target, ...],
        BeforeValidator(_target_list, json_schema_input_type=float | Target | list[float | Target]),
    ] = ()
    trajectory: Trajectory = ()
    """A plan: dated values with straight lines between, drawn as a line of its own. Whether a target will be
    met is never judged by it."""
    levels: Texts = ()
    """Levels of service it is reported for; all if not given."""
    dimensions: Codes = ()
    """Dimensions it is split by, those that cross two others too."""
    minimum_gap: float = Field(0, ge=0)
    """Smallest difference between groups worth acting on, in the indicator's unit."""
    rule_set: str = "plotthedots"
    """A published rule set, or one of `rule_sets`."""
    on_huddle: bool = False
    on_board: bool = True
    weight: float = Field(1, ge=0)
    """Weight among tiles, and between two signals that are alike in harm, evidence, size and age."""
    harm: bool = False
    """A harm that may be chosen for the safety cross."""
    minutes: float | None = Field(None, ge=0)
    """Minutes a month that one service spends to collect it; 0 where it comes by itself. Not known if not
    given."""
    reports: bool = False
    """Everything that was reported, harm or not: shown beside days since, so that silence is not taken for
    safety."""
    owner: str
    authored_by: str
    checked_by: str
    review_by: date

    @model_validator(mode="wrap")
    @classmethod
    def _events_have_dates(cls, given: Any, make: ModelWrapValidatorHandler[Self]) -> Self:
        """Take the points of rare events as days; the frequency written says how often their list comes."""
        if not isinstance(given, dict) or given.get("chart") not in RARE_EVENT_CHARTS:
            return make(given)
        comes = make(given).frequency
        made = make(given | {"frequency": Frequency.DAILY})
        made._comes = comes
        return made

    @field_serializer("frequency")
    def _as_written(self, frequency: Frequency) -> Frequency:
        return self._comes or frequency

    _comes: Frequency | None = PrivateAttr(default=None)
    _own_sets: Mapping[str, RuleSet] = PrivateAttr(default_factory=dict)
    _due: Due | None = PrivateAttr(default=None)

    @property
    def rules(self) -> RuleSet:
        """Return the rule set it names: published, or of its catalogue."""
        return self._own_sets.get(self.rule_set) or RULE_SETS[self.rule_set]

    @cached_property
    def fingerprint(self) -> str:
        """Return the version of the definition: of what it says about the numbers, not of its titles."""
        numbers = self.model_dump(mode="json", include=set(_NUMBERS))
        for formula in numbers["data"]:
            for part in filter(None, (formula, formula["denominator_from"])):
                part["when"] = part["only"] if isinstance(part["only"], str) else None
                part["only"] = {} if isinstance(part["only"], str) else part["only"]
            if formula["denominator_from"] is None:  # a key that older versions did not have
                del formula["denominator_from"]
        if self.has_expected:  # said only where it changes something, as by older versions
            numbers["denominator_is"] = "expected"
        if self.is_rare_event:
            numbers["chart"] = self.chart  # here the chart decides what is measured
            numbers["frequency"] = self.frequency
        return hashlib.sha256(orjson.dumps(numbers, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]

    @property
    def sources(self) -> tuple[str, ...]:
        """Return every source that it takes numbers from."""
        return tuple(dict.fromkeys(source for formula in self.data for source in formula.sources))

    @property
    def has_two_sources(self) -> bool:
        """Tell whether numerator and denominator come from two sources: see catalogue.two_sources."""
        return any(formula.denominator_from is not None for formula in self.data)

    @property
    def has_denominator(self) -> bool:
        return any(formula.denominator is not None for formula in self.data)

    @property
    def adds_up(self) -> bool:
        """Tell whether the value of a service is the sum of those inside it."""
        return self.additive and not self.has_denominator

    @property
    def is_count(self) -> bool:
        """Tell whether whole things are counted, without a number at risk: there is no half of one."""
        is_whole = (self.additive or self.chart == "c") and self.per == 1
        return is_whole and not (self.has_denominator or self.is_rare_event or self.is_proportion)

    @property
    def is_published_value(self) -> bool:
        """Tell whether its numbers are rates, shares, means or scores as somebody worked them out, without
        the people they are of: no sum of anything, and called so by their unit or in words."""
        is_sum = self.has_denominator or self.additive or self.is_rare_event or self.chart == "c"
        is_called = _A_VALUE.search(self.unit) or _BEGINS_AS_A_VALUE.match(self.numerator)
        return not is_sum and is_called is not None

    @property
    def has_expected(self) -> bool:
        """Tell whether the denominator is a number of expected events."""
        return bool(self.expected)

    @property
    def events(self) -> str:
        """Return what is counted, in a word or two."""
        return self.expected or "events"

    @property
    def harm_by_day(self) -> bool:
        """Tell whether it is a harm counted day by day: for the safety cross, not for a chart."""
        return self.harm and self.frequency is Frequency.DAILY and not self.is_rare_event

    @property
    def is_rare_event(self) -> bool:
        """Tell whether each point is an event on its own date, and its value what lies before it."""
        return self.chart in RARE_EVENT_CHARTS

    @property
    def counts_cases(self) -> bool:
        """Tell whether cases lie between its rare events, not time."""
        return self.is_rare_event and any(formula.denominator for formula in self.data)

    @property
    def due(self) -> Due | None:
        """Return when its data are due, as its source says; None: the usual days of grace."""
        return self._due

    @property
    def rhythm(self) -> Frequency:
        """Return how often new data comes."""
        return self._comes or self.frequency

    @property
    def label(self) -> str:
        return self.short_title or self.title

    def target_at(self, period: date) -> float | None:
        """Return the target in force for a period: the latest that had started, in the indicator's unit."""
        held = [t for t in self.targets if t.since is None or t.since <= period]
        return max(held, key=lambda t: t.since or date.min).value if held else None


def _replying_in_a_week(value: Any) -> Any:
    """Take a list of levels for levels that each reply within a week."""
    return value if isinstance(value, dict) else dict.fromkeys(listed(value), 7)


class Organisation(Model):
    name: str
    root: str = ""
    """Code of the service that a page is about when its address names none. Without it that is the service
    which is inside no other; of several, readers are asked for one."""
    levels: Annotated[
        dict[str, Annotated[int, Field(ge=0, le=366)]],
        BeforeValidator(_replying_in_a_week, json_schema_input_type=list[str] | dict[str, int]),
    ] = _replying_in_a_week(("board", "hospital", "service", "team"))
    """Levels of service from the top down; or each with the days within which it replies to what is escalated
    to it, 7 if not given. A level of no service is a committee of the one above."""
    messages: Annotated[
        tuple[Channel, ...], BeforeValidator(listed, json_schema_input_type=Channel | list[Channel])
    ] = ()
    """The addresses that messages about services go to. Without it none are sent."""
    hospital_numbers: Texts = ()
    """The way numbers of patients are written here, `#` for a digit and `@` for a letter, such as `H######`.
    Whoever types one into a text is asked if it is a patient's."""


class Catalogue(Model):
    """Say all that a deployment measures."""

    organisation: Organisation
    disclosure: AnyDisclosure = Disclosure()
    """The rule by which small numbers are hidden; or the name of a body whose rule it is: `nhs_england`
    (hospital data below the national level), `opensafely` or `scotland`."""
    people: People = Field({})
    """Group of your own directory, as it sends it -> role -> where it holds: codes of services, each with all
    that is inside, or `everywhere`. Whoever is in none of the groups sees nothing."""
    forums: dict[Code, Forum] = Field({})
    """The meetings that take decisions, by a name that their addresses use."""
    registers: dict[Code, Additions] = Field({})
    """Fields and routes that are added to a kind of record, by its name: `test_of_change`, `audit` …"""
    standards: dict[Code, Standard] = Field({})
    """Standards of one's own that evidence is held against, beside those that come with Brightspot."""
    training: dict[Code, TrainingLevel] = Field({})
    """Levels of training in improvement, lowest first. Bronze, silver and gold if not given."""
    documents: dict[Code, DocumentKind] = Field({})
    """Documents of one's own that are made from the record and frozen, beside those that come with
    Brightspot."""
    missing: MissingMarks = DEFAULT_MISSING
    """Marks that stand where there is no number, in every source: a list, or mark -> why."""
    marks: Marks = DEFAULT_MARKS
    """Marks behind a number (`45 [p]`) and what they say, in every source."""
    dimensions: dict[Code, Dimension] = Field({})
    code_lists: dict[Code, Annotated[dict[str, str], Field(min_length=1)]] = Field({})
    """Code lists of one's own, by a name that `list` of a source's breakdown uses: group as written in files
    -> category code."""
    rule_sets: dict[SetName, OwnRuleSet] = Field({})
    """Rule sets of one's own, by a name that indicators use in `rule_set`."""
    sources: dict[Code, Source] = Field({})
    indicators: dict[Code, Indicator] = Field({})

    @model_validator(mode="after")
    def _crossed_dimensions_have_groups(self) -> Self:
        self.dimensions.update(with_crossed_groups(self.dimensions))
        return self

    @model_validator(mode="after")
    def _indicators_know_their_rules(self) -> Self:
        for indicator in self.indicators.values():
            indicator._own_sets = self.own_rule_sets
            read = [self.sources.get(name) for name in indicator.sources]
            dues = [source.due for source in read if isinstance(source, Lateness)]
            indicator._due = next((due for due in dues if due is not None), None)
        return self

    @cached_property
    def measured(self) -> Mapping[str, Indicator]:
        """Return what is loaded, by code: the indicators, and instead of one that has halves both of them."""
        found: dict[str, Indicator] = {}
        for code, indicator in self.indicators.items():
            found |= ratio_parts(code, indicator) if indicator.has_two_sources else {code: indicator}
        return found

    @cached_property
    def counted_together(self) -> Mapping[str, frozenset[str]]:
        """Return, by indicator, those whose numbers about groups are hidden together with its own."""
        return counted_together({code: i.data for code, i in self.indicators.items()}, self.sources)

    def compared_by(self, indicator: Indicator) -> list[str]:
        """Return the dimensions that an indicator is compared by: not those that cross two others."""
        return [d for d in indicator.dimensions if d in self.dimensions and not self.dimensions[d].crosses]

    def crossings(self, indicator: Indicator) -> list[str]:
        """Return the dimensions of an indicator that cross two others."""
        return [d for d in indicator.dimensions if d in self.dimensions and self.dimensions[d].crosses]

    def fed_by(self, sources: Collection[str]) -> list[str]:
        """Return the codes of all whose values a load of these sources may change, halves too."""
        found = []
        for code, indicator in self.indicators.items():
            if not set(sources).isdisjoint(indicator.sources):
                found += [code, *(name for name in self.measured if name != code and owner_of(name) == code)]
        return found

    @cached_property
    def lists(self) -> Mapping[str, CodeList]:
        """Return every code list there is, by name."""
        return dict(built_in()) | {name: own(name, codes) for name, codes in self.code_lists.items()}

    @cached_property
    def own_rule_sets(self) -> Mapping[str, RuleSet]:
        """Return those that can be built; `catalogue.checks.entries` says what is wrong with the others."""
        built = {}
        for name, entry in self.rule_sets.items():
            with suppress(ValueError):
                built[name] = entry.build(name)
        return built

    @cached_property
    def record_kinds(self) -> Mapping[str, RecordKind]:
        """Return every kind of record that registers hold, by its code."""
        return with_additions(self.registers)

    @cached_property
    def all_standards(self) -> Mapping[str, Standard]:
        """Return every standard that evidence can be held against, by its code."""
        return {**shipped_standards(), **self.standards}

    @cached_property
    def training_levels(self) -> Mapping[str, TrainingLevel]:
        """Return the levels of training, by their codes, from the first to the highest."""
        return self.training or shipped_training()

    @cached_property
    def all_documents(self) -> Mapping[str, DocumentKind]:
        """Return every document that can be made from the record, by its code."""
        return {**shipped_documents(), **self.documents}

    @cached_property
    def fingerprint(self) -> str:
        """Return the version of what is measured; who sees it or is told changes nothing that was judged."""
        apart: dict[str, Any] = dict.fromkeys(
            ("people", "forums", "registers", "standards", "training", "documents"), True
        )
        apart["organisation"] = {"messages"}
        apart["indicators"] = {"__all__": {"minutes"}}
        return hashlib.sha256(self.model_dump_json(exclude=apart).encode()).hexdigest()[:12]
