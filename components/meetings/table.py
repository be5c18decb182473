"""A meeting as its page shows it to whoever looks: what is before it, and what they may record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g

from catalogue.models import Catalogue
from components import address
from quality.acts.kinds import Sort
from quality.acts.ledger import LoggedAct
from quality.deployment import current
from quality.meetings.agenda import Item, MeetingAgenda, Part
from quality.meetings.briefing import Briefing
from quality.meetings.record import MeetingOutcome, Records
from quality.meetings.sittings import Sitting, day_after, forums_seen
from quality.people.person import may
from quality.people.roles import What
from quality.reference.service_tree import ServiceTree


@dataclass(frozen=True, slots=True)
class Replier:
    """The form by which something on an agenda is answered: where it goes, and where it comes back to."""

    acts: str
    csrf: str
    then: str


@dataclass(frozen=True, slots=True)
class Table:
    """All that lies on the table of a meeting, and who looks at it."""

    sitting: Sitting
    agenda: MeetingAgenda
    briefing: Briefing
    records: Records
    catalogue: Catalogue
    tree: ServiceTree
    csrf: str
    may_govern: bool
    may_reply: frozenset[str]
    """Services in whose name whoever looks may answer."""
    today: date
    did: LoggedAct | None = None
    """The act that was just recorded."""

    @property
    def then(self) -> str:
        """Return the address to go on at after an act."""
        return address.meeting(self.sitting.code, self.sitting.day)

    @property
    def acts(self) -> str:
        """Return the address that forms are sent to."""
        return f"{self.then}/acts"

    @property
    def may_record(self) -> bool:
        """Tell if whoever looks may still record something of this meeting."""
        return self.may_govern and not self.sitting.record.is_closed

    @property
    def has_come(self) -> bool:
        return self.sitting.day <= self.today

    @property
    def measures(self) -> list[tuple[str, str]]:
        """Return the measures that an outcome may be about: exceptions first, then the rest of the board."""
        first = [one.indicator for one in self.agenda.of(Part.EXCEPTIONS)]
        board = self.agenda.board
        rest = [row.code for row in board.rows if row.code not in first] if board else []
        return [(code, self.catalogue.indicators[code].label) for code in (*first, *rest)]

    @property
    def others(self) -> list[tuple[str, str]]:
        """Return the forums that an outcome may be sent on to: whoever records need not see their record."""
        mine = self.sitting.code
        return [(code, forum.name) for code, forum in self.catalogue.forums.items() if code != mine]

    @property
    def following(self) -> date | None:
        return day_after(self.sitting.code, self.sitting.forum, self.records, self.sitting.day)

    @property
    def open_actions(self) -> int:
        return sum(one.is_open() for one in self.records.outcomes_of(self.sitting.code))

    def outcome(self, item: Item) -> MeetingOutcome | None:
        """Return the outcome of a meeting that an item of the agenda is; None for any other."""
        return self.records.outcomes.get(item.act.id) if item.act else None

    def replier(self, item: Item) -> Replier | None:
        """Return how whoever looks answers a question, or an escalation to this forum; None where they may
        not, or it is answered."""
        asked = {Part.QUESTIONS: item.service, Part.ESCALATIONS: self.sitting.service.code}.get(item.part, "")
        is_open = item.act is not None and not item.is_hidden and not self.agenda.is_frozen
        if not is_open or not asked or not {asked, item.service} <= self.may_reply:
            return None
        return Replier(f"{address.huddle(asked)}/acts", self.csrf, self.then)

    def measure(self, one: MeetingOutcome) -> str:
        indicator = self.catalogue.indicators.get(one.about)
        return indicator.title if indicator else one.about

    def href(self, item: Item) -> str:
        """Return the address at which an item is looked into; nothing where there is none to be seen."""
        outcome = self.outcome(item)
        if outcome is not None:
            return self.href_of(outcome)
        if item.is_hidden or (item.act is not None and item.act.key.category):
            return ""
        if item.part is Part.EXCEPTIONS:
            return f"{address.board(item.service)}#exception-{item.indicator}"
        if item.indicator:
            return address.indicator(item.indicator, item.service)
        return address.huddle(item.service) if item.service in self.tree else ""

    def href_of(self, outcome: MeetingOutcome) -> str:
        """Return the address of an outcome; nothing where its meeting is not for whoever reads."""
        if outcome.forum not in forums_seen(self.catalogue, self.tree):
            return ""
        return address.meeting(outcome.forum, outcome.day, place=f"outcome-{outcome.act.id}")

    def outcomes(self, sort: Sort) -> list[MeetingOutcome]:
        return self.sitting.record.of_sort(sort)


def table_of(
    sitting: Sitting,
    agenda: MeetingAgenda,
    briefing: Briefing,
    records: Records,
    tree: ServiceTree,
    *,
    did: str = "",
) -> Table:
    """Return a meeting for whoever asks. `did`: number of the act that the address says was just done."""
    here, number = current(), address.number(did)
    replies = {item.reply.id: item.reply for item in agenda.items if item.reply}
    done = records.acts.get(number) or replies.get(number) if number else None
    asked = {sitting.service.code, *(item.service for item in agenda.items)} & {*tree.by_code}
    is_theirs = done is not None and done.by == g.person.id
    return Table(
        sitting=sitting,
        agenda=agenda,
        briefing=briefing,
        records=records,
        catalogue=here.catalogue,
        tree=tree,
        csrf=g.viewer.csrf,
        may_govern=may(g.person, What.GOVERN, sitting.service.code, tree),
        may_reply=frozenset(code for code in asked if may(g.person, What.REPLY, code, tree)),
        today=here.today,
        did=done if is_theirs else None,
    )
