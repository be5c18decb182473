"""An address that somebody gave as evidence: is it still there, and how old is what it shows?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.registers.shipped import registers
from data.models import Act
from data.read.as_of import as_of
from errors import ForbiddenError
from quality.acts import ledger
from quality.acts.kinds import MEETING_KINDS, PACK_KINDS, REGISTER_KINDS
from quality.reference.ids import read_ids
from quality.signals.read import read_statuses


class LinkState(StrEnum):
    """The answers to whether a page still is evidence."""

    RECENT = "recent"
    OLD = "old"
    GONE = "gone"
    EMPTY = "empty"
    """It is there, and nothing stands on it."""
    UNKNOWN = "unknown"
    """A page that changes with what is recorded: only a reader can tell."""


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """A link, and the newest day of what it shows."""

    address: str
    state: LinkState
    newest: date | None = None


def check_link(
    session: Session, catalogue: Catalogue, link: str, today: date, fresh_days: int
) -> CheckedLink | None:
    """Return what stands behind a link as of a day; None where there is none."""
    if not link:
        return None
    parts = urlsplit(link)
    room, _, rest = parts.path.strip("/").partition("/")
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if room not in _READERS:
        return CheckedLink(link, LinkState.UNKNOWN)
    is_there, newest = _READERS[room](session, catalogue, unquote(rest).strip(), asked)
    if not is_there:
        return CheckedLink(link, LinkState.GONE)
    if newest is None:
        return CheckedLink(link, LinkState.EMPTY)
    is_recent = newest >= today - timedelta(days=fresh_days)
    return CheckedLink(link, LinkState.RECENT if is_recent else LinkState.OLD, newest)


Found = tuple[bool, date | None]
"""If it is there, and the newest day of what it shows."""
Reader = Callable[[Session, Catalogue, str, dict[str, str]], Found]


def _indicator(session: Session, catalogue: Catalogue, code: str, asked: dict[str, str]) -> Found:
    services = [asked["service"]] if asked.get("service") else None
    if code not in catalogue.indicators:
        return False, None
    try:
        found = read_statuses(session, services=services, indicators=[code])
    except ForbiddenError:
        return False, None
    return bool(found), max((one.last_period for one in found if one.last_period), default=None)


def _board(session: Session, _: Catalogue, _rest: str, asked: dict[str, str]) -> Found:
    services = read_ids(session).services
    code = asked.get("service") or next((one.code for one in services.roots), "")
    if code not in services:
        return False, None
    found = read_statuses(session, services=[code])
    return True, max((one.last_period for one in found if one.last_period), default=None)


def _there(session: Session, asked: dict[str, str]) -> list[str] | None:
    """Return the codes of the service of an address and all inside it; None where it is not there."""
    services = read_ids(session).services
    code = asked.get("service", "")
    if code and code not in services:
        return None
    return [one.code for one in services.below(code)] if code else [*services.by_code]


def _list(session: Session, catalogue: Catalogue, room: str, asked: dict[str, str]) -> Found:
    """Return the newest step with what a register lists."""
    there, known = _there(session, asked), catalogue.record_kinds
    if there is None:
        return False, None
    kinds = [kind for kind in REGISTER_KINDS if known[kind.partition(".")[0]].listed_in == room]
    return True, _newest(session, Act.kind.in_(kinds), Act.service.in_(there))


def _meeting(session: Session, catalogue: Catalogue, rest: str, asked: dict[str, str]) -> Found:
    """Return the newest of what was recorded of a meeting; without one, of all meetings of a service."""
    there = _there(session, asked)
    if there is None:
        return False, None
    if not rest:
        return True, _newest(session, Act.kind.in_(MEETING_KINDS), Act.service.in_(there))
    name, _, day = rest.partition("/")
    forum = catalogue.forums.get(name)
    if forum is None or forum.service not in there:
        return False, None
    acts = ledger.acts(session, *MEETING_KINDS, services=[forum.service])
    told = (act for act in acts if (act.content.get("forum"), act.content.get("meeting")) == (name, day))
    return True, max((act.at.date() for act in told), default=None)


def _huddle(session: Session, _: Catalogue, code: str, _asked: dict[str, str]) -> Found:
    if code not in read_ids(session).services:
        return False, None
    return True, _newest(session, Act.service == code, Act.kind == "huddle")


def _record(session: Session, _: Catalogue, number: str, _asked: dict[str, str]) -> Found:
    return _act(session, number, REGISTER_KINDS)


def _pack(session: Session, _: Catalogue, number: str, _asked: dict[str, str]) -> Found:
    return _act(session, number, PACK_KINDS)


def _act(session: Session, number: str, kinds: tuple[str, ...]) -> Found:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return False, None
    services = read_ids(session).services
    row = session.execute(select(Act.service).where(Act.id == int(number), Act.kind.in_(kinds))).first()
    if row is None or not row[0] or row[0] not in services:
        return False, None
    newest = _newest(session, Act.id == int(number))
    return newest is not None or as_of(session) is None, newest


def _newest(session: Session, *where: ColumnElement[bool]) -> date | None:
    then = as_of(session)
    by_then = () if then is None else (then.acts,)
    found = session.scalar(select(func.max(Act.at)).where(Act.salt.is_not(None), *by_then, *where))
    return found.date() if found else None


def _register(room: str) -> Reader:
    return lambda session, catalogue, _, asked: _list(session, catalogue, room, asked)


_READERS: Mapping[str, Reader] = {
    "indicator": _indicator,
    "equity": _indicator,
    "huddle": _huddle,
    "record": _record,
    "evidence": lambda session, catalogue, rest, asked: _record(
        session, catalogue, rest.split("/")[0], asked
    ),
    "packs": _pack,
    "board": _board,
    "meetings": _meeting,
    **{room: _register(room) for room in registers()},
}
