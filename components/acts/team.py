"""A team as a page shows it to whoever looks: what they may do, and what they just did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import g

from catalogue.models import Catalogue
from components import address
from components.words import group_signals
from quality.acts.ledger import LoggedAct
from quality.deployment import current
from quality.lifecycle.agenda import Agenda, Received
from quality.lifecycle.signal_life import HIDDEN, SignalName, Standing
from quality.people.person import Person, may
from quality.people.roles import What
from quality.reference.service_tree import Service, ServiceTree
from quality.signals.results import Variation


@dataclass(frozen=True, slots=True)
class Team:
    """A team's agenda, and who looks at it."""

    service: Service
    agenda: Agenda
    catalogue: Catalogue
    person: Person
    csrf: str
    acts: str
    """Address that forms are sent to."""
    may_act: bool
    may_finish: bool = False
    """They may finish what is open, also after the service has closed."""
    may_reply: bool = False
    may_govern: bool = False
    """Ask for a board, and record what it decides."""
    did: LoggedAct | None = None
    """The act that may still be undone."""
    undid: LoggedAct | None = None
    """The act that was just taken back."""
    then: str = ""
    """Address to go on at after an act; without one, the team's huddle."""

    @property
    def today(self) -> date:
        return self.agenda.today

    @property
    def titles(self) -> dict[str, str]:
        return {code: indicator.label for code, indicator in self.catalogue.indicators.items()}

    def standing(self, indicator: str) -> Standing | None:
        """Return where the signal of a measure stands; None where there is none."""
        return self.agenda.signals.get(SignalName(indicator))

    def is_good(self, standing: Standing) -> bool:
        return standing.now is not None and standing.now.variation == Variation.IMPROVEMENT

    def title(self, name: SignalName) -> str:
        return group_signals.name(name, self.catalogue)

    def title_of(self, act: LoggedAct) -> str:
        return group_signals.name_of(act, self.catalogue)

    def page(self, name: SignalName) -> str:
        """Return the address of the page that shows a signal; nothing for one that may not be seen."""
        if name.is_hidden:
            return ""
        if name.category:
            dimension = name.category.partition(":")[0]
            return f"{address.equity(name.indicator, dimension, self.service.code)}#signals"
        return address.indicator(name.indicator, self.service.code)

    def page_of(self, received: Received) -> str:
        """Return the address of what another team asks about; nothing where it is about no measure, or about
        a group that may not be seen."""
        key = received.escalation.act.key
        if not key.indicator or key.category or received.is_hidden:
            return ""
        return address.indicator(key.indicator, key.service)

    def may_act_on(self, act: LoggedAct) -> bool:
        """Tell if something can be done about what an act began."""
        return self.may_finish and act.key.indicator != HIDDEN

    def resting(self) -> list[Standing]:
        """Return what sleeps or was closed while it is still unusual."""
        return [one for one in self._others() if one.now and not one.is_awake]

    def over(self) -> list[Standing]:
        """Return what was begun about signals that are over, and not closed."""
        return [one for one in self._others() if one.now is None and one.is_open and not one.hidden_by]

    def _others(self) -> list[Standing]:
        return sorted(self.agenda.signals.values(), key=lambda one: self.title(one.name))


def team_of(agenda: Agenda, service: Service, tree: ServiceTree, *, did: str = "", then: str = "") -> Team:
    """Return a team for whoever asks, on a page at the address `then`. `did`: number of the act that the
    address says was just done."""
    here, number = current(), address.number(did)
    is_theirs = may(g.person, What.ACT, service.code, tree)
    done = agenda.lately(number, here.now) if number else None
    undone = agenda.undone.get(number) if number else None
    return Team(
        service=service,
        agenda=agenda,
        catalogue=here.catalogue,
        person=g.person,
        csrf=g.viewer.csrf,
        acts=f"{address.huddle(service.code)}/acts",
        may_act=is_theirs and service.is_open(agenda.today),
        may_finish=is_theirs,
        may_reply=may(g.person, What.REPLY, service.code, tree),
        may_govern=service.is_open(agenda.today) and may(g.person, What.GOVERN, service.code, tree),
        did=done if done and done.by == g.person.id else None,
        undid=undone if undone and undone.by == g.person.id else None,
        then=then,
    )
