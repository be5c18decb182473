"""A standard held against evidence: each criterion, its newest assessment, and what the record shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.registers.declared import Criterion, Standard
from quality.acts import ledger
from quality.acts.kinds import KINDS, LIFE_KINDS, REGISTER_KINDS
from quality.acts.ledger import LoggedAct
from quality.lifecycle.team_acts import may_read_groups, without_groups
from quality.reference.ids import read_ids
from quality.registers.evidence_links import CheckedLink, check_link
from quality.registers.read import Registers
from quality.registers.record import Record
from quality.registers.withheld import may_read_withheld, without_withheld

NEWEST = 30
"""Acts that the document of a criterion names one by one."""


@dataclass(frozen=True, slots=True)
class CriterionState:
    """One criterion as a gap analysis has it."""

    code: str
    criterion: Criterion
    assessments: tuple[Record, ...]
    """The newest first."""
    link: CheckedLink | None
    is_old: bool
    """The newest assessment is no longer recent."""

    @property
    def newest(self) -> Record | None:
        return self.assessments[0] if self.assessments else None

    @property
    def verdict(self) -> str:
        """Return met, partly, not_met or not_applicable; nothing where nobody assessed it."""
        return str(self.newest.said["verdict"]) if self.newest else ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap analysis, criterion by criterion."""

    record: Record
    standard: Standard
    criteria: tuple[CriterionState, ...]

    @property
    def counts(self) -> Counter[str]:
        """Count the verdicts; nothing stands for those that nobody assessed."""
        return Counter(one.verdict for one in self.criteria)

    def __getitem__(self, code: str) -> CriterionState | None:
        return next((one for one in self.criteria if one.code == code), None)


def read_gap(
    session: Session, catalogue: Catalogue, registers: Registers, record: Record, today: date
) -> Gap | None:
    """Return a gap analysis; None where its standard is no longer in the catalogue."""
    standard = catalogue.all_standards.get(str(record.said.get("standard")))
    if standard is None:
        return None
    by_criterion: dict[str, list[Record]] = {}
    for one in reversed(registers.inside(record.number, "assessment")):
        by_criterion.setdefault(one.title, []).append(one)
    states = []
    for code, criterion in standard.criteria.items():
        found = tuple(by_criterion.get(code, ()))
        link = str(found[0].said.get("link", "")) if found else ""
        checked = check_link(session, catalogue, link, today, standard.fresh_days)
        is_old = bool(found) and found[0].since < today - timedelta(days=standard.fresh_days)
        states.append(CriterionState(code, criterion, found, checked, is_old))
    return Gap(record, standard, tuple(states))


@dataclass(frozen=True, slots=True)
class ShownByRecord:
    """Acts of the time in which evidence is recent that bear on a criterion: seen, by whom, what was done."""

    since: date
    counts: Counter[str]
    """Kind of act -> acts."""
    people: int
    services: int
    newest: Sequence[LoggedAct]


def shown_by_record(
    session: Session, catalogue: Catalogue, gap: Gap, state: CriterionState, today: date
) -> ShownByRecord:
    """Return what the record of acts itself shows for a criterion, in the service of the gap analysis and all
    that is inside it. Of groups of people only those are told that whoever reads may see."""
    tree, since = read_ids(session).services, today - timedelta(days=gap.standard.fresh_days)
    services = [one.code for one in tree.below(gap.record.service)]
    kinds = [kind for kind in state.criterion.acts if kind in KINDS]
    acts = ledger.acts(session, *kinds, services=services, without="content") if kinds else []
    acts.sort(
        key=lambda one: (one.at, one.id)
    )  # what a past year is told of may have been written down later
    seen = (_as_seen(session, catalogue, one) for one in acts if one.at.date() >= since)
    found = [one for one in seen if one is not None]
    return ShownByRecord(
        since=since,
        counts=Counter(one.kind for one in found),
        people=len({one.by for one in found}),
        services=len({one.key.service for one in found}),
        newest=found[: -NEWEST - 1 : -1],
    )


def _as_seen(session: Session, catalogue: Catalogue, act: LoggedAct) -> LoggedAct | None:
    if act.kind in REGISTER_KINDS and not may_read_withheld(session, catalogue, act.key.service):
        return next(iter(without_withheld([act], catalogue)), None)
    if act.kind not in LIFE_KINDS or may_read_groups(session, act.key.service):
        return act
    return without_groups([act])[0]
