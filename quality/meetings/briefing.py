"""Alert, advise, assure, applaud for a meeting: at most five lines, composed from the record until somebody
edits them under their name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.board.board import Board, Row, board
from quality.board.board_calls import BoardCall
from quality.meetings.perform import MOST_BULLETS
from quality.meetings.record import CALLS, Record, read_records
from quality.meetings.sittings import sitting
from quality.reference.ids import read_ids

TURNS = (BoardCall.ALERT, BoardCall.APPLAUD, BoardCall.ADVISE, BoardCall.ASSURE)
"""The order in which calls take turns, so that a bright spot has its place beside concerns."""


@dataclass(frozen=True, slots=True)
class Bullet:
    """One line: written by an author, or the row of the board that a template makes it of."""

    call: BoardCall
    text: str = ""
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Briefing:
    """The lines of one meeting, and the act by which its author edited them; none while nobody did."""

    bullets: tuple[Bullet, ...]
    act: LoggedAct | None = None

    @property
    def by_call(self) -> Mapping[BoardCall, list[Bullet]]:
        found = {call: [one for one in self.bullets if one.call is call] for call in CALLS}
        return {call: some for call, some in found.items() if some}


def briefing_of(record: Record, found: Board | None) -> Briefing:
    """Return what the author of a meeting wrote; where nobody did, what the board itself shows."""
    if record.briefing is not None:
        written = tuple(Bullet(call, text) for call, text in record.bullets)
        return Briefing(written, record.briefing)
    return Briefing(tuple(_composed(found)) if found else ())


def read_briefing(session: Session, catalogue: Catalogue, code: str, day: date, today: date) -> Briefing:
    """Return the lines of a meeting for whoever prints them, such as a pack.

    code: of the forum. NotFoundError: there is no such forum, or it does not meet that day."""
    tree, records = read_ids(session).services, read_records(session)
    one = sitting(catalogue, tree, records, code, day)
    if one.record.briefing is not None or one.record.is_closed:
        return briefing_of(one.record, None)
    return briefing_of(one.record, board(session, catalogue, service=one.service.code, today=today))


def _composed(found: Board) -> list[Bullet]:
    """Take turns among the calls, in each by the order of the board, until there are five lines."""
    turns = [_weighed(found, call) for call in TURNS]
    dealt = [row for each in zip_longest(*turns) for row in each if row is not None]
    chosen = {row.code for row in dealt[:MOST_BULLETS]}
    rows = [row for call in CALLS for row in _weighed(found, call) if row.code in chosen]
    return [Bullet(row.call, row=row) for row in rows]


def _weighed(found: Board, call: BoardCall) -> list[Row]:
    return sorted(found.called(call), key=lambda row: row.place)
