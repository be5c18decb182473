"""Texts of a meeting's record as a file keeps it."""

from __future__ import annotations

from catalogue.models import Catalogue
from components.words import say
from components.words.meetings import meetings
from quality.acts.ledger import LoggedAct
from quality.meetings.evidence import Kind, Line
from quality.meetings.sittings import Sitting
from quality.reference.service_tree import ServiceTree

TITLE = "Record: {title}"
HEADS = (
    "Meeting",
    "Minute",
    "Line",
    "Kind",
    "What",
    "Measure",
    "Lead",
    "By when",
    "Who",
    "Role",
    "When",
    "Act",
)
STANDS = "As recorded on {day}. Each line names its act and the first letters of its hash."
IS_OPEN = "The meeting is not closed yet: its agenda is as the record stood on {day}."
KINDS = {
    Kind.BRIEFING: "Briefing",
    Kind.AGENDA: "Agenda",
    Kind.ANSWER: "Answer",
    Kind.OUTCOME: "Outcome",
    Kind.DONE: "Done",
    Kind.MOVED: "New date",
    Kind.RECEIVED: "Taken up",
    Kind.CORRECTION: "Correction",
    Kind.WITHDRAWAL: "Withdrawn",
    Kind.ATTENDANCE: "Attendance",
    Kind.PAPERS: "Papers",
    Kind.CLOSING: "Closed",
}


def kind(line: Line) -> str:
    """Say `Agenda: bright spots`, `Outcome: decision`."""
    word = KINDS[line.kind]
    if line.kind is Kind.BRIEFING and line.bullet:
        return f"{word}: {line.bullet.call.value}"
    if line.kind is Kind.AGENDA and line.item is not None:
        return f"{word}: {say.inside(meetings.PARTS[line.item.part])}"
    if line.kind is Kind.OUTCOME and line.outcome:
        return f"{word}: {line.outcome.sort.value}"
    return word


def what(line: Line, one: Sitting, catalogue: Catalogue) -> str:
    """Return what a line says, in the words of whoever wrote it where somebody did."""
    if line.bullet is not None:
        return line.bullet.text
    if line.kind is Kind.AGENDA and line.item is not None:
        return meetings.item(line.item, catalogue)
    if line.kind is Kind.ATTENDANCE:
        return meetings.present(one)
    if line.kind is Kind.PAPERS:
        return meetings.papers(one)
    if line.kind is Kind.CLOSING:
        return f"Minute {one.record.minute}"
    if line.kind is Kind.OUTCOME and line.outcome is not None and line.outcome.sent_to:
        forum = catalogue.forums.get(line.outcome.sent_to)
        sent = f"Sent on to: {forum.name if forum else line.outcome.sent_to}."
        return f"{say.ended(line.outcome.text)} {sent}"
    return str(line.act.content["text"]) if line.act else ""


def measure(line: Line, catalogue: Catalogue) -> str:
    """Name the measure that a line is about; nothing where it is about none."""
    code = line.item.indicator if line.item else line.outcome.about if line.outcome else ""
    indicator = catalogue.indicators.get(code)
    return indicator.title if indicator else ""


def service(line: Line, tree: ServiceTree) -> str:
    found = tree.by_code.get(line.item.service) if line.item else None
    return found.name if found else ""


def due(line: Line) -> str:
    if line.item is not None:
        return line.item.due.isoformat() if line.item.due else ""
    said = line.act.content.get("due", "") if line.act else ""
    return str(said)


def lead(line: Line) -> str:
    return str(line.act.content.get("owner", "")) if line.act else ""


def when(act: LoggedAct | None) -> str:
    return f"{act.at:%Y-%m-%d %H:%M}" if act else ""


def seal(act: LoggedAct | None) -> str:
    return meetings.seal(act) if act else ""
