"""The days on which forums meet: what is planned, and what is on the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from catalogue.forums import Forum
from catalogue.models import Catalogue
from errors import ForbiddenError, NotFoundError
from quality.meetings.record import Record, Records
from quality.reference.service_tree import Service, ServiceTree

AHEAD, BACK = timedelta(days=400), timedelta(days=800)
"""Time ahead and back in which days are looked for."""
NO_FORUM = "There is no forum with the code {code!r}. The catalogue names {known}."
NOT_YOURS = "This meeting is of a part of the organisation where you have no role."
LAST_DAY = date(2200, 12, 31)
"""Nothing is planned for later."""
NO_MEETING = "{name} does not meet on {day}."


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of a forum."""

    code: str
    forum: Forum
    service: Service
    day: date
    record: Record

    @property
    def is_late(self) -> bool:
        """Tell if its papers went out after the day by which they were due."""
        sent = self.record.papers_sent
        return sent is not None and sent > self.forum.papers_by(self.day)

    @property
    def is_quorate(self) -> bool | None:
        """Tell if enough members were there; None where nobody said how many, or no quorum is set."""
        there = self.record.attendance
        return None if there is None or not self.forum.quorum else there >= self.forum.quorum


def forums_seen(catalogue: Catalogue, tree: ServiceTree, service: str = "") -> dict[str, Forum]:
    """Return the forums that whoever reads may see, by code: of a service and what is inside, or of all."""
    inside = {one.code for one in tree.below(service)} if service else {*tree.by_code}
    return {code: forum for code, forum in catalogue.forums.items() if forum.service in inside}


def forum_of(catalogue: Catalogue, tree: ServiceTree, code: str) -> tuple[Forum, Service]:
    """Return a forum and its service. NotFoundError: there is none; ForbiddenError: it is not for whoever
    reads."""
    forum = catalogue.forums.get(code)
    if forum is None:
        known = ", ".join(forums_seen(catalogue, tree)) or "none"
        raise NotFoundError(NO_FORUM.format(code=code, known=known))
    if forum.service in tree.elsewhere:
        raise ForbiddenError(NOT_YOURS)  # not even the code of its service is for whoever asks
    return forum, tree[forum.service]


def sitting(catalogue: Catalogue, tree: ServiceTree, records: Records, code: str, day: date) -> Sitting:
    """Return one meeting of a forum. NotFoundError: it does not meet that day, and nothing says it did."""
    forum, service = forum_of(catalogue, tree, code)
    is_planned = day <= LAST_DAY and day in forum.meets(day, day)
    if not is_planned and (code, day) not in records.meetings:
        raise NotFoundError(NO_MEETING.format(name=forum.name, day=day))
    return Sitting(code, forum, service, day, records.get(code, day))


def days_of(code: str, forum: Forum, records: Records, first: date, last: date) -> list[date]:
    """Return the days from a first to a last on which a forum meets, or did though nothing planned it."""
    recorded = {one.day for one in records.of(code) if first <= one.day <= last}
    return sorted({*forum.meets(first, last), *recorded})


def day_before(code: str, forum: Forum, records: Records, day: date) -> date | None:
    """Return the meeting before a day; None where there was none."""
    found = days_of(code, forum, records, day - BACK, day - timedelta(days=1))
    return found[-1] if found else None


def day_after(code: str, forum: Forum, records: Records, day: date) -> date | None:
    """Return the meeting after a day; None where none is planned."""
    found = days_of(code, forum, records, day + timedelta(days=1), day + AHEAD)
    return found[0] if found else None


def listed(
    forums: Mapping[str, Forum], tree: ServiceTree, records: Records, today: date
) -> tuple[list[Sitting], list[Sitting]]:
    """Return the next meeting of each forum, the nearest first, and those of the past, the newest first."""
    coming, past = [], []
    for code, forum in forums.items():
        for day in days_of(code, forum, records, today - BACK, today + AHEAD):
            one = Sitting(code, forum, tree[forum.service], day, records.get(code, day))
            if day < today or one.record.is_closed:
                past.append(one)
            else:
                coming.append(one)
                break
    return (
        sorted(coming, key=lambda one: (one.day, one.code)),
        sorted(past, key=lambda one: (one.day, one.code), reverse=True),
    )
