"""Every table. What is loaded is kept with its load; what is derived can be rebuilt; what people did
is only ever added to.

    service ─┐
    indicator┼─ observation ── load ── load_problem
    category ┘      └ observation_revision       (every *_revision: what stood until a later load)
                    └ series_status, signal, sum_of_children      (derived: rebuilt at will)
    event, event_coverage                        (rare events, instead of observations)
    population, service_name, publisher_note
    load_repeat                                  (which earlier loads a later one confirmed)
    release                                      (append-only: which numbers of groups were open to readers)
    act                                          (append-only: what a person decided)
    person ─ session ─ directory_session         (who may sign in, is signed in; asked of a directory again)
           ├ visit                               (when each was last here)
           └ password_link, audit                (links to set a password; who did what)
"""

from data.models.base import EVERYONE, Base
from data.models.derived import SeriesStatus, Signal, SumOfChildren
from data.models.loads import Fact, Load, LoadProblem, LoadRepeat, PublisherNote, Release
from data.models.messages import Message
from data.models.observed import (
    Event,
    EventCoverage,
    EventCoverageRevision,
    Observation,
    ObservationRevision,
    Population,
    PopulationRevision,
)
from data.models.people import Act, Audit, DirectorySession, PasswordLink, Person, SignedIn, UsedToken, Visit
from data.models.subjects import (
    Category,
    Definition,
    IndicatorKey,
    IndicatorVersion,
    Service,
    ServiceName,
    ServiceRevision,
)

__all__ = [
    "EVERYONE",
    "Act",
    "Audit",
    "Base",
    "Category",
    "Definition",
    "DirectorySession",
    "Event",
    "EventCoverage",
    "EventCoverageRevision",
    "Fact",
    "IndicatorKey",
    "IndicatorVersion",
    "Load",
    "LoadProblem",
    "LoadRepeat",
    "Message",
    "Observation",
    "ObservationRevision",
    "PasswordLink",
    "Person",
    "Population",
    "PopulationRevision",
    "PublisherNote",
    "Release",
    "SeriesStatus",
    "Service",
    "ServiceName",
    "ServiceRevision",
    "Signal",
    "SignedIn",
    "SumOfChildren",
    "UsedToken",
    "Visit",
]
