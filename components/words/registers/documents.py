"""Words of documents that are made from the record: their heads, their cells, and the ways to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from catalogue.registers.document import COLUMNS, DocumentKind, DocumentSection
from components.words import chart_sentence, say
from components.words.registers import assurance, effects, registers
from quality.acts.kinds import REGISTER_KINDS
from quality.acts.ledger import SEAL, LoggedAct
from quality.packs.answers import (
    Answered,
    AspectRow,
    Counted,
    CriterionRow,
    Reading,
    Row,
)
from quality.packs.frozen import FrozenPack
from quality.packs.value import Pack
from quality.registers.balance import Aspect
from quality.registers.record import Record
from quality.signals.results import Status

MAKE, FROZEN = "Make a document from the record", "Documents that were frozen"
MAKE_NOTE = "You see the draft of today first. Freezing it keeps it as it is, for ever."
OTHERS = "On the page of a record you find what is made of it: {names}."
UNTIL, SHOW = "Last day of its time", "Show"
TITLE = "{name}: {service}, {day}"
SPAN = "From {first} to {last}."
BY = "{actor}, {role}, {day}"
HEADS = {
    "number": "Record",
    "kind": "Kind",
    "service": "Service",
    "state": "State",
    "since": "Since",
    "owner": "Owner",
    "due": "Due",
    "begun_by": "Begun by",
    "moved_by": "Last step",
    "inside": "What belongs to it",
    "chart": "What the chart shows",
    "question": "Question",
    "answer": "Answer",
    "what": "What was done",
    "count": "How often",
    "day": "Day",
    "told": "What happened",
    "by": "By whom",
    "criterion": "Criterion",
    "verdict": "Is it met?",
    "evidence": "Evidence",
    "link": "Page that shows it",
    "assessed": "Assessed by",
    "shown": "What the record shows",
    "measure": "Measure",
    "sentence": "What its chart says",
    "planning": "Planning",
    "control": "Control",
    "assurance": "Assurance",
    "improvement": "Improvement",
}
"""Names of the columns that are no field of a record."""


def head(column: str, section: DocumentSection, reading: Reading) -> str:
    """Return the name of a column: of a field, its label."""
    if column in COLUMNS[section.query]:
        return HEADS[column]
    kinds = (reading.catalogue.record_kinds[name] for name in section.kinds)
    return next(
        (kind.fields[column].label for kind in kinds if column in kind.fields), HEADS.get(column, column)
    )


def cell(column: str, row: Row, reading: Reading) -> str:
    """Write what one row says in a column."""
    for of, written in _CELLS:
        if isinstance(row, of):
            return written(column, row, reading)
    raise TypeError(row)


def summary(kind: DocumentKind, reading: Reading) -> str:
    """Say what the document holds, and of which time."""
    return f"{kind.lede} {SPAN.format(first=say.day(reading.first), last=say.day(reading.last))}"


def proposed(pack: Pack, day: str) -> str:
    """Propose a title for a draft."""
    return TITLE.format(name=say.capital(pack.document_name), service=pack.service_name, day=day)


def name(one: FrozenPack, known: Mapping[str, DocumentKind]) -> str:
    """Say what kind of pack one is."""
    found = known.get(one.document)
    return say.capital(found.name) if found else BOARD_PACK if not one.document else one.document


NOT_BEGUN = "It has not begun."
BOARD_PACK = "Board pack"


def _record(column: str, one: Record, reading: Reading) -> str:
    if written := _OF_RECORDS.get(column):
        return written(one, reading)
    field, value = one.declared.fields.get(column), one.said.get(column)
    if field is None or value in (None, ""):
        return ""
    return registers.answer(field, value, reading.catalogue, reading.tree)


def _moved(one: Record, _: Reading) -> str:
    return signed(one.moved)


def signed(act: LoggedAct) -> str:
    """Say who did something, as what, and on which day."""
    return ", ".join(part for part in (act.actor, act.role, say.day(act.at.date())) if part)


def _inside(one: Record, reading: Reading) -> str:
    """Count what belongs to a record: `3 PDSA cycles, 1 uptake elsewhere`."""
    counts: dict[str, int] = {}
    for child in reading.registers.inside(one.number):
        counts[child.kind] = counts.get(child.kind, 0) + 1
    kinds = reading.catalogue.record_kinds
    return ", ".join(
        say.plural(count, kinds[kind].name, kinds[kind].plural) for kind, count in counts.items()
    )


def _chart(one: Record, reading: Reading) -> str:
    found = reading.effects.get(one.number)
    if found is None:
        return NOT_BEGUN if one.is_open else ""
    return effects.sentence(found)


_OF_RECORDS: Mapping[str, Callable[[Record, Reading], str]] = {
    "number": lambda one, _: str(one.number),
    "kind": lambda one, _: say.capital(one.declared.name),
    "service": lambda one, reading: reading.tree[one.service].name,
    "state": lambda one, _: registers.state(one),
    "since": lambda one, _: say.day(one.since),
    "owner": lambda one, _: one.owner,
    "due": lambda one, _: say.day(one.due) if one.due else "",
    "begun_by": lambda one, _: signed(one.begun),
    "moved_by": _moved,
    "inside": _inside,
    "chart": _chart,
}


def _answered(column: str, row: Answered, reading: Reading) -> str:
    field = row.record.declared.fields[row.name]
    if column == "question":
        return field.label
    return registers.answer(field, row.record.said[row.name], reading.catalogue, reading.tree)


def _counted(column: str, row: Counted, reading: Reading) -> str:
    return f"{row.count:,}" if column == "count" else kind_of_act(row.kind, reading)


def kind_of_act(kind: str, reading: Reading) -> str:
    """Say what acts of a kind do, once for all of them."""
    name, _, step = kind.partition(".")
    declared = reading.catalogue.record_kinds.get(name)
    if declared and step in declared.steps:
        return say.capital(f"{declared.name}: {declared.steps[step].done}")
    return ACTS.get(kind, say.capital(kind.replace("_", " ")))


ACTS = {
    "huddle": "Huddle: it was closed",
    "own": "Signal: somebody owned it",
    "explain": "Signal: its cause was known",
    "escalate": "Signal or problem: it was escalated",
    "reply": "Escalation or question: it was answered",
    "close": "Signal: it was closed",
    "action": "Action of a huddle: it was agreed",
    "action_done": "Action of a huddle: it was finished",
    "outcome_done": "Action of a meeting: it was finished",
}
"""Words for acts that belong to no register."""


def _act(column: str, act: LoggedAct, reading: Reading) -> str:
    if column == "day":
        return say.day(act.at.date())
    if column == "service":
        return reading.tree[act.key.service].name if act.key.service in reading.tree else act.key.service
    if column == "by":
        return f"{', '.join(part for part in (act.actor, act.role) if part)}; act {act.id}:{act.hash[:SEAL]}"
    told = assurance.told(act, reading.catalogue)
    if act.kind not in REGISTER_KINDS:
        return told
    said = registers.answers(act, reading.catalogue, reading.tree)
    return " ".join([say.ended(told), *(registers.labelled(label, text) for label, text in said)])


def _criterion(column: str, row: CriterionRow, reading: Reading) -> str:
    state, newest = row.state, row.state.newest
    if column == "criterion":
        return f"{state.code} {state.criterion.text}"
    if column == "verdict":
        return assurance.verdict(state)
    if column == "shown":
        return say.plural(row.acts, "act") if state.criterion.acts else ""
    if newest is None:
        return ""
    if column == "link":
        return f"{state.link.address}: {assurance.link_state(state.link)}" if state.link else ""
    if column == "assessed":
        return f"{signed(newest.begun)}{'. This is no longer recent.' if state.is_old else ''}"
    return newest.owner if column == "owner" else str(newest.said["text"])


def _measure(column: str, status: Status, reading: Reading) -> str:
    indicator = reading.catalogue.indicators[status.key.indicator]
    if column == "measure":
        return indicator.title
    return indicator.owner if column == "owner" else chart_sentence.sentence(status, indicator)


def _aspect(column: str, row: AspectRow, _: Reading) -> str:
    return row.service.name if column == "service" else f"{row.counts[Aspect(column)]:,}"


_CELLS = (
    (Record, _record),
    (LoggedAct, _act),
    (Counted, _counted),
    (Answered, _answered),
    (CriterionRow, _criterion),
    (Status, _measure),
    (AspectRow, _aspect),
)
