"""A team as a page shows it to whoever looks: what they may do, and what they just did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.lifecycle.agenda import Agenda
from quality.lifecycle.signal_life import SignalName, Standing
from quality.people.person import Person
from quality.reference.service_tree import Service
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class Here:
    """A team's agenda, and who looks at it."""

    service: Service
    agenda: Agenda
    catalogue: Catalogue
    person: Person
    csrf: str
    acts: str
    """Address that forms are sent to."""
    version: str
    """What `…/newest` says while nobody did anything more."""
    may_act: bool
    did: LoggedAct | None = None
    """The act that may still be taken back."""
    then: str = ""
    """Address to go on at after an act; without one, the team's huddle."""
    decide: str = ""
    """Address that decisions about a chart are sent to; empty for those who may not."""
    decided: int = 0
    """Number of the newest decision about the chart."""

    @property
    def today(self) -> date:
        return self.agenda.today

    @property
    def titles(self) -> dict[str, str]:
        return {code: indicator.label for code, indicator in self.catalogue.indicators.items()}

    def is_good(self, standing: Standing) -> bool:
        return standing.now is not None and standing.now.variation == Variation.IMPROVEMENT

    def title(self, name: SignalName) -> str:
        indicator = self.catalogue.indicators.get(name.indicator)
        return indicator.title if indicator else name.indicator

    def title_of(self, act: LoggedAct) -> str:
        return self.title(SignalName(act.key.indicator))

    def resting(self) -> list[Standing]:
        """Return what sleeps or was closed while it is still unusual."""
        return [one for one in self._others() if one.now and not (one.is_open and one.snoozed_until is None)]

    def over(self) -> list[Standing]:
        """Return what was begun about signals that are over, and not closed."""
        return [one for one in self._others() if one.now is None and one.is_open]

    def _others(self) -> list[Standing]:
        return sorted(self.agenda.signals.values(), key=lambda one: self.title(one.name))
