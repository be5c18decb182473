"""The team's page for whoever looks at it: what they may do, and what they just did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.models import Catalogue
from quality.acts.ledger import LoggedAct
from quality.huddle import Huddle
from quality.lifecycle.agenda import Agenda
from quality.lifecycle.signal_life import SignalName, Standing
from quality.people.person import Person
from quality.reference.service_tree import Service
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class Here:
    """A huddle, and who looks at it."""

    found: Huddle
    catalogue: Catalogue
    person: Person
    csrf: str
    acts: str
    """Address that forms are sent to."""
    version: str
    """What `…/newest` says while nobody did anything more."""
    may_act: bool
    did: LoggedAct | None
    """The act that may still be taken back."""

    @property
    def agenda(self) -> Agenda:
        return self.found.agenda

    @property
    def service(self) -> Service:
        return self.found.service

    @property
    def today(self) -> date:
        return self.found.today

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
