"""Records of a register as CSV, with a column for each field that their kind declares; and what happened."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from catalogue.models import Catalogue
from catalogue.registers.declared import RecordKind
from components.exports.series_csv import harmless
from components.words.registers import registers as words
from quality.acts.ledger import SEAL, LoggedAct
from quality.reference.service_tree import ServiceTree
from quality.registers.record import Record
from quality.registers.routes import reply_by


def records_csv(
    records: Iterable[Record],
    late: frozenset[int],
    kind: RecordKind,
    catalogue: Catalogue,
    tree: ServiceTree,
) -> str:
    """Write records of one kind, a row each."""
    fields = kind.fields
    rows = []
    for one in records:
        decision = reply_by(one, tree)
        row = [
            str(one.number),
            str(one.parent or ""),
            one.service,
            tree[one.service].name,
            one.standing.label,
            one.since.isoformat(),
            _day(one.due),
            _day(decision),
            "yes" if one.number in late else "no",
            _seal(one.acts[-1]),
        ]
        rows.append(row + [_answer(one, name, catalogue, tree) for name in fields])
    return _written((*words.CSV_HEAD, *(field.label for field in fields.values())), rows)


def timeline_csv(
    timeline: Iterable[tuple[LoggedAct, Record]], catalogue: Catalogue, tree: ServiceTree
) -> str:
    """Write every act with a record, the oldest first."""
    kinds = catalogue.record_kinds
    rows = []
    for act, one in sorted(timeline, key=lambda pair: pair[0].id):
        said = "; ".join(f"{label}: {text}" for label, text in words.answers(act, catalogue, tree))
        on = act.at.isoformat(" ", "minutes")
        told = words.did(act, kinds)
        rows.append([_seal(act), on, act.actor, act.role, str(one.number), one.declared.name, told, said])
    return _written(words.ACTS_HEAD, rows)


def _answer(one: Record, name: str, catalogue: Catalogue, tree: ServiceTree) -> str:
    value = one.said.get(name)
    return "" if value in (None, "") else words.answer(one.declared.fields[name], value, catalogue, tree)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _seal(act: LoggedAct) -> str:
    return f"{act.id}:{act.hash[:SEAL]}"


def _written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()
