"""Say what a declaration of records may say: fields, states, steps, routes of approval."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from catalogue.fields.base import Code, Codes, Model, Texts

ANY = "any"
"""In place of a level: every level that has no route of its own."""
RESERVED = frozenset({"kind", "step", "of", "csrf", "then", "expected", "sure"})
"""Names of the hidden fields of every form."""
LONGEST_KIND = 24
"""Letters of `kind.step`: an act is kept under that name."""


class FieldKind(StrEnum):
    """Name what is typed into a field."""

    LINE = "line"
    TEXT = "text"
    OUTLINE = "outline"
    """Lines that a diagram is drawn from."""
    DAY = "day"
    """Today or later."""
    PAST = "past"
    """Today or earlier."""
    NUMBER = "number"
    YEAR = "year"
    """A calendar year."""
    CHOICE = "choice"
    INDICATOR = "indicator"
    SERVICE = "service"
    """The service that the record is of, where that is not the one of the record it belongs to."""
    STANDARD = "standard"
    CRITERION = "criterion"
    """One of the standard of the record it belongs to."""
    SCORES = "scores"
    """A choice for each criterion of the standard of the record it belongs to; any may be left open."""
    TRAINING = "training"
    """A level of training."""
    LINK = "link"
    """An address of a page of Brightspot."""


class RecordField(Model):
    """Say what one field of a form asks."""

    label: str = Field(min_length=1)
    kind: FieldKind = FieldKind.LINE
    note: str = ""
    """A sentence below the label."""
    is_optional: bool = False
    is_kept: bool = False
    """The answer of before stands in the form, to be changed."""
    is_withheld: bool = False
    """Only those who may decide about the record read the answer."""
    is_quoted: bool = False
    """It repeats what somebody who is cared for said: nothing that could tell who that is may stand in it."""
    choices: dict[str, str] = Field({})
    """Code -> words, of a choice or of scores."""
    found_by: dict[str, str] = Field({})
    """Code of a choice -> words that speak for it where they stand in what was said. A person chooses."""
    at_least: Code | None = None
    """Field that it may not be below or before: of this form, of an earlier one, or of the record that it
    belongs to."""
    at_most: Code | None = None
    """Field that it may not exceed."""
    leads: Code | None = None
    """Of a level of training: the field of the same form whose answer somebody of that level may have to be
    allowed to lead."""

    @model_validator(mode="after")
    def _chooses(self) -> Self:
        if bool(self.choices) != (self.kind in (FieldKind.CHOICE, FieldKind.SCORES)):
            raise ValueError("`choices` belong to a field of kind `choice` or `scores`, which needs them")
        if unknown := sorted({*self.found_by} - {*self.choices}):
            raise ValueError(f"no choice is called {', '.join(unknown)}")
        return self


class State(Model):
    """Say what it means that a record is where it is."""

    label: str = Field(min_length=1)
    is_open: bool = True
    waits: bool = False
    """Somebody's decision is waited for: the days of its route run."""


class Step(Model):
    """Say what can be done with a record: from which states, by whom, with what, and to which state."""

    label: str = Field(min_length=1)
    """On the button."""
    done: str = Field(min_length=1)
    """In the timeline: `approved it`."""
    may: Literal["act", "reply", "govern", "decide", "assess"]
    """Permission that it takes."""
    since: Codes = ()
    """States from which it can be taken; none: it begins a record."""
    to: Code | None = None
    """State that follows; that of before if not given."""
    on_route: bool = False
    """It is taken where the route of approval leads, not in the service of the record."""
    not_by: Codes = ()
    """Steps whose author may not take this one: nobody approves what is their own."""
    after: Codes = ()
    """Kinds of record inside it of which none may still be open."""
    only_if: dict[Code, str] = Field({})
    """Field -> the answer that it needs before."""
    fields: dict[Code, RecordField] = Field({})


class Route(Model):
    """Say where an application is decided, and within how many days."""

    at: str = ""
    """Level of the service above at which it is decided; the nearest above if not given."""
    days: int = Field(14, ge=1, le=366)
    """Within which it is answered."""


class Layout(StrEnum):
    """Name the ways to draw an outline."""

    TREE = "tree"
    FISHBONE = "fishbone"
    FLOW = "flow"
    GRID = "grid"
    """Two by two, by the two columns of low and high."""
    PARETO = "pareto"
    """A chart of each column of counts."""


class Cell(StrEnum):
    """Name what stands in a column."""

    TEXT = "text"
    LEVEL = "level"
    """`low` or `high`."""
    COUNT = "count"


class Diagram(Model):
    """Say how a record is drawn: from an outline, a line for each thing, with a dash for each level."""

    layout: Layout
    top: Code
    """Field with what stands at the head: an aim, an effect."""
    outline: Code
    levels: dict[str, str] = Field(min_length=2)
    """The word for one of each level and for many, from the head down: as many levels as lines may have
    dashes, and one for the head."""
    columns: dict[str, Cell] = Field({})
    """Heads of what stands behind the text of a line, after a bar each, and what stands there."""
    is_numbered: bool = False
    """Lines have numbers, so that one may lead back to another."""


class RecordKind(Model):
    """Declare one kind of record."""

    listed_in: Code
    """The register that lists it."""
    name: str = Field(min_length=1)
    plural: str = Field(min_length=1)
    purpose: str = Field(min_length=1)
    """The reason for keeping it."""
    lawful_basis: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    """The role that answers for these records."""
    years: int = Field(8, ge=1)
    """Full calendar years that it is kept after it is finished."""
    title: Code
    """The field that names a record."""
    inside: Codes = ()
    """Kinds of record that it belongs to."""
    only_while: Codes = ()
    """States of the record it belongs to in which one can be begun; any if not given."""
    fewest_shown: int = Field(0, ge=0)
    """The fewest people whose answers are shown, and only added up. 0: each record is shown by itself."""
    is_alone: bool = False
    """One may stand by itself too, though others belong to a record."""
    states: dict[Code, State] = Field(min_length=1)
    steps: dict[Code, Step] = Field(min_length=1)
    routes: dict[str, Route] = Field({})
    """Level of the record's service -> its route; `any` for those that are not named."""
    diagram: Diagram | None = None
    """The picture that it is."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        begins = [name for name, step in self.steps.items() if not step.since]
        if len(begins) != 1 or self.steps[begins[0]].to is None:
            raise ValueError("exactly one step begins a record: it has no `since`, and says `to`")
        named = {state for step in self.steps.values() for state in (*step.since, step.to or "")} - {""}
        if unknown := sorted(named - {*self.states}):
            raise ValueError(f"no state is called {', '.join(unknown)}")
        if unknown := sorted({one for step in self.steps.values() for one in step.not_by} - {*self.steps}):
            raise ValueError(f"no step is called {', '.join(unknown)}")
        if self.title not in self.steps[begins[0]].fields:
            raise ValueError(f"the step that begins a record asks no {self.title}, which names it")
        if taken := sorted(RESERVED & {*self.fields}):
            raise ValueError(f"every form has a field of its own called {', '.join(taken)}")
        if any(step.on_route for step in self.steps.values()) and ANY not in self.routes:
            raise ValueError("a step is taken on a route: give `routes` with one for `any` level")
        if self.diagram:
            asked = self.steps[begins[0]].fields
            if not {self.diagram.top, self.diagram.outline} <= {*asked}:
                raise ValueError("the step that begins a record asks what its `diagram` is drawn from")
            if asked[self.diagram.outline].kind is not FieldKind.OUTLINE:
                raise ValueError("a `diagram` is drawn from a field of kind `outline`")
        deciding = {step.may for step in self.steps.values() if step.on_route}
        if self.withheld and deciding != {"govern"}:
            raise ValueError(
                "an answer is withheld, and no step on a route that takes `govern` decides about it"
            )
        return self

    @property
    def withheld(self) -> dict[str, frozenset[str]]:
        """Return step -> its fields whose answers only those who may decide about the record read."""
        named = {
            code: frozenset(name for name, one in step.fields.items() if one.is_withheld)
            for code, step in self.steps.items()
        }
        return {code: names for code, names in named.items() if names}

    @property
    def begin(self) -> str:
        """Return the step that begins a record."""
        return next(name for name, step in self.steps.items() if not step.since)

    @property
    def fields(self) -> dict[str, RecordField]:
        """Return every question of its steps, by the name under which its newest answer is kept."""
        found: dict[str, RecordField] = {}
        for step, names in self.kept_as.items():
            for name, kept in names.items():
                found.setdefault(kept, self.steps[step].fields[name])
        return found

    @property
    def kept_as(self) -> dict[str, dict[str, str]]:
        """Return step -> field -> the name under which its answer is kept. A field that an earlier step asks
        in other words is another question, such as `refuse.text`: its answer replaces none."""
        labels: dict[str, str] = {}
        asked: dict[tuple[str, str], str] = {}
        found: dict[str, dict[str, str]] = {}
        for code, step in self.steps.items():
            for name, field in step.fields.items():
                is_first = labels.setdefault(name, field.label) == field.label
                kept = asked.setdefault((name, field.label), name if is_first else f"{code}.{name}")
                found.setdefault(code, {})[name] = kept
        return found


class Register(Model):
    """Describe one page that lists records."""

    name: str
    lede: str
    aspect: Literal["planning", "control", "assurance", "improvement"]
    """The aspect of quality management that it is the record of."""


class Declaration(Model):
    """Say what one file declares."""

    about: Register
    kinds: dict[Code, RecordKind]


class Additions(Model):
    """Say what a deployment adds to a kind of record that comes with Brightspot."""

    fields: dict[Code, dict[Code, RecordField]] = Field({})
    """Step -> name of the field -> the field. It is asked after those that stand there."""
    routes: dict[str, Route] = Field({})
    """Level of the record's service -> its route, in place of the one that comes with Brightspot."""


class TrainingLevel(Model):
    """Say what a level of training in improvement is, and what whoever reached it may lead."""

    title: str = Field(min_length=1)
    note: str = ""
    """The abilities of somebody of this level."""
    leads: Texts = ()
    """Answers of the field that `leads` names: `programme` of a test of change. What no level names, anybody
    may lead."""


class Criterion(Model):
    """Say one thing that a standard asks."""

    text: str
    part: str = ""
    """The heading under which it stands."""
    about: str = ""
    """Those of whom it is said: `Teams`, `Managers`."""
    note: str = ""
    """The evidence that would show it."""
    pages: dict[str, str] = Field({})
    """Words -> address of a page that holds evidence for it."""
    acts: Texts = ()
    """Kinds of acts that bear on it, such as `reply`, `test_of_change.approve`: those of late are shown."""


class Standard(Model):
    """Hold the criteria of a standard, in words of our own."""

    title: str
    published_by: str
    note: str = ""
    """A note that a reader of these words needs."""
    fresh_days: int = Field(365, ge=1)
    """Days for which evidence is recent."""
    criteria: Annotated[dict[str, Criterion], Field(min_length=1)]
