"""The way from a case of the yearly review to the act that answers it."""

from __future__ import annotations

from dataclasses import dataclass

from components import address
from quality.acts.ledger import LoggedAct
from quality.meetings.record import Records
from quality.meetings.review import Proof, Review


@dataclass(frozen=True, slots=True)
class YearTable:
    """A review, and the record that its cases lead to."""

    found: Review
    records: Records

    def href_of_proof(self, one: Proof) -> str:
        """Return the address of the act that answers; of the meeting where nothing was recorded."""
        if one.is_of_team:
            return address.huddle(one.act.key.service) if one.act else ""
        return address.meeting(self.found.code, one.day, place=self._place(one.act))

    def _place(self, act: LoggedAct | None) -> str:
        """Return the place of an act on the page of its meeting: beside the outcome that it is about."""
        if act is None:
            return ""
        number = act.content.get("of", act.id)
        if number in self.records.outcomes:
            return f"outcome-{number}"
        return "briefing" if act.kind == "briefing" else f"act-{act.id}"
