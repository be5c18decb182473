"""A readiness assessment: several people say how far each statement holds, apart from each other; once the
discussion is opened, their answers are shown as a distribution, beside those of the years before.

No answer is shown with whom it is of, and none is where fewer people answered than the declaration asks for.
There is no mean: those who see it otherwise would be lost in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.models import Catalogue
from catalogue.registers.declared import Criterion
from quality.acts.ledger import LoggedAct
from quality.registers.form import criteria
from quality.registers.read import Registers
from quality.registers.record import Record

KIND, ANSWER, SCORES = "readiness", "answer", "scores"


@dataclass(frozen=True, slots=True)
class Distribution:
    """The answers of one assessment, added up."""

    record: Record
    people: int
    """The people who answered, each once."""
    counts: Mapping[str, tuple[int, ...]]
    """Statement -> how many gave each score, from the lowest; only those that enough people answered."""

    @property
    def year(self) -> int:
        return int(self.record.said["year"])


@dataclass(frozen=True, slots=True)
class Readiness:
    """An assessment as it may be shown."""

    this: Distribution
    """Without a count until the discussion is opened."""
    before: tuple[Distribution, ...]
    """Those of earlier years in the same service, about the same statements, the newest first."""
    statements: Mapping[str, Criterion]
    scale: tuple[str, ...]
    """The scores in words, from the lowest."""
    fewest: int
    is_opened: bool
    own: LoggedAct | None
    """The newest answer of whoever looks."""


def readiness_of(catalogue: Catalogue, registers: Registers, record: Record, person: str) -> Readiness:
    """Return an assessment. person: the id of whoever looks, whose own answer is told."""
    kind = catalogue.record_kinds[ANSWER]
    scale = kind.steps[kind.begin].fields[SCORES].choices
    statements = criteria(catalogue, record)
    earlier = [one for one in registers.of_kinds([KIND]) if _is_before(one, record)]
    earlier.sort(key=lambda one: (-int(one.said["year"]), -one.number))

    def added_up(one: Record) -> Distribution:
        return _added_up(registers, one, statements, tuple(scale), kind.fewest_shown)

    own = [one.begun for one in registers.apart.get(record.number, ()) if one.begun.by == person]
    return Readiness(
        this=added_up(record),
        before=tuple(added_up(one) for one in earlier),
        statements=statements,
        scale=tuple(scale.values()),
        fewest=kind.fewest_shown,
        is_opened=_is_opened(record),
        own=own[-1] if own and person else None,
    )


def _is_before(one: Record, record: Record) -> bool:
    is_same = (one.service, one.said.get("standard")) == (record.service, record.said.get("standard"))
    return is_same and int(one.said["year"]) < int(record.said["year"]) and _is_opened(one)


def _is_opened(one: Record) -> bool:
    return one.state != one.declared.steps[one.declared.begin].to


def _added_up(
    registers: Registers,
    record: Record,
    statements: Mapping[str, Criterion],
    scale: tuple[str, ...],
    fewest: int,
) -> Distribution:
    newest = {one.begun.by: one.said[SCORES] for one in registers.apart.get(record.number, ())}
    counts = {}
    for code in statements:
        given = [scores[code] for scores in newest.values() if code in scores]
        if _is_opened(record) and len(given) >= fewest:
            counts[code] = tuple(given.count(score) for score in scale)
    return Distribution(record, len(newest), counts)
