"""Say which meetings take decisions: of which service, on which days, with whom, and when papers are due."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from catalogue.fields.base import Model, Texts, listed

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLACES = ("first", "second", "third", "fourth", "last")
RHYTHM = rf"^({'|'.join(PLACES)}) ({'|'.join(DAYS)})$"

Month = Annotated[int, Field(ge=1, le=12)]


class Forum(Model):
    """Name a meeting that takes decisions, such as a board, a committee or a quality group."""

    name: str = Field(min_length=1)
    service: str = Field(min_length=1)
    """Code of the service whose record it reads, with all that is inside."""
    level: str = ""
    """The one of `organisation.levels` for which it answers what is escalated; that of its service if not
    given. A committee is a level of no service."""
    rhythm: Annotated[str, Field(pattern=RHYTHM)] | None = None
    """The day of a month on which it meets: `last thursday`, `second tuesday`."""
    months: Annotated[
        tuple[Month, ...], BeforeValidator(listed, json_schema_input_type=Month | list[Month])
    ] = ()
    """Numbers of the months in which the rhythm holds; every month if not given."""
    since: date | None = None
    """First day on which the rhythm holds. A rhythm needs it: without it nobody could say which meetings of
    the past were missed."""
    dates: Annotated[tuple[date, ...], BeforeValidator(listed, json_schema_input_type=date | list[date])] = ()
    """Further days on which it meets, or all of them where it has no rhythm."""
    chair: str = ""
    """The role of whoever leads it."""
    members: Texts = ()
    """Roles of its members, one for each seat, the chair among them."""
    quorum: int = Field(0, ge=0)
    """Members without whom it may not decide; 0: none is set."""
    papers_days: int = Field(5, ge=0, le=60)
    """Days before a meeting by which its papers are out."""
    freeze_days: int | None = Field(None, ge=0, le=60)
    """Days before a meeting on which its pack is frozen by itself, as a draft until somebody signs it off.
    Not given: people freeze it. `python -m server.messages send` does it."""

    @model_validator(mode="after")
    def _meets(self) -> Self:
        if not (self.rhythm or self.dates):
            raise ValueError("it never meets: give `rhythm` or `dates`")
        if self.rhythm and self.since is None:
            raise ValueError("a rhythm needs a first day: give `since`")
        if self.months and not self.rhythm:
            raise ValueError("`months` say when a rhythm holds: give `rhythm`, or `dates` alone")
        if self.members and self.quorum > len(self.members):
            raise ValueError(f"its quorum is {self.quorum}, and it has {len(self.members)} member(s)")
        return self

    def meets(self, first: date, last: date) -> list[date]:
        """Return the days on which it meets, from a first to a last day, both included, in order."""
        days = {day for day in (*self._by_rhythm(first, last), *self.dates) if first <= day <= last}
        return sorted(days)

    def papers_by(self, day: date) -> date:
        """Return the day by which the papers of a meeting are out."""
        return day - timedelta(days=self.papers_days)

    def freezes(self, today: date) -> list[date]:
        """Return the meetings to come whose packs are frozen by themselves today, if they were not before."""
        if self.freeze_days is None:
            return []
        return self.meets(today, today + timedelta(days=self.freeze_days))

    def _by_rhythm(self, first: date, last: date) -> Iterator[date]:
        if self.rhythm is None or self.since is None:
            return
        begin = max(first, self.since)
        for number in range(begin.year * 12 + begin.month - 1, last.year * 12 + last.month):
            year, month = number // 12, number % 12 + 1
            day = day_of_month(self.rhythm, year, month)
            if (not self.months or month in self.months) and begin <= day:
                yield day


def day_of_month(rhythm: str, year: int, month: int) -> date:
    """Return the day that a rhythm names in a month: of `last thursday`, the last Thursday."""
    found = re.match(RHYTHM, rhythm)
    assert found
    weekday = DAYS.index(found[2])
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    days = [week[weekday] for week in weeks if week[weekday].month == month]
    return days[-1 if found[1] == "last" else PLACES.index(found[1])]
