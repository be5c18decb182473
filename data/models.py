"""Every table. What is loaded is kept with its load; what is derived can be rebuilt; what people did
is only ever added to.

    service ─┐
    indicator┼─ observation ── load ── load_problem
    category ┘      └ observation_revision       (every *_revision: what stood until a later load)
                    └ series_status, signal, sum_of_children      (derived: rebuilt at will)
    event, event_coverage                        (rare events, instead of observations)
    population, service_name, publisher_note
    load_repeat                                  (which earlier loads a later one confirmed)
    act                                          (append-only: what a person decided)
    person ─ session ─ directory_session         (who may sign in, is signed in; asked of a directory again)
           ├ visit                               (when each was last here)
           └ password_link, audit                (links to set a password; who did what)
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite autoincrements INTEGER only; PostgreSQL should not run out at 2 billion.
BigKey = BigInteger().with_variant(Integer, "sqlite")

EVERYONE = 0
"""`category.id` of everyone: the series that is not broken down by any dimension."""


class Base(DeclarativeBase):
    # Named constraints, so that later migrations can alter them on both databases.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class _OfSeries:
    """Key of a series, or the first part of one."""

    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), primary_key=True, sort_order=-1)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True, sort_order=-1)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True, sort_order=-1)


class _Described:
    """Knowledge of a service: of now, or from before a later load."""

    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(32))
    opened: Mapped[date | None]
    closed: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(64))
    load_id: Mapped[int | None] = mapped_column(ForeignKey("load.id"))


class _Observed:
    """Knowledge of an observation: of now, or from before a later load."""

    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    is_immature: Mapped[bool]
    """Too recent to be complete when it was loaded: drawn hollow, fires no rule."""
    origin: Mapped[str] = mapped_column(String(10))
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    qualifier: Mapped[str | None] = mapped_column(String(16))
    """Why the value is missing, or what to know about it: `catalogue.fields.qualifiers`."""
    matured_by: Mapped[int | None]
    """The later load by whose day the period was complete: until then the value was shown as immature."""


class Service(_Described, Base):
    """A node of the tree that is measured. History stays with the code; succession is explicit."""

    __tablename__ = "service"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)


class ServiceRevision(_Described, Base):
    """Earlier knowledge of a service, before a later load said otherwise."""

    __tablename__ = "service_revision"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)


class ServiceName(Base):
    """A name that a file gave a service, beside the one it goes by: names drift in case and in words."""

    __tablename__ = "service_name"
    __table_args__ = (UniqueConstraint("service_id", "name", "load_id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    name: Mapped[str] = mapped_column(String(200))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    """A load that met it. Of several that loaded the very same file, only the first is written down."""


class Category(Base):
    """One group of one dimension. Row 0 is everyone (its dimension is empty)."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("dimension", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    dimension: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(SmallInteger)
    is_unknown: Mapped[bool]


class IndicatorKey(Base):
    """A small number for each indicator code, so that millions of observations stay narrow."""

    __tablename__ = "indicator"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)


class Definition(Base):
    """One version of an indicator's definition, by content: each observation knows its own."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("indicator_id", "fingerprint"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    first_used: Mapped[datetime]


class IndicatorVersion(Base):
    """An indicator as its catalogue described it, in full, from a moment on: what was charted and judged by,
    down to its targets. A definition (above) is only what its numbers depend on."""

    __tablename__ = "indicator_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    first_used: Mapped[datetime]


class Observation(_OfSeries, _Observed, Base):
    """The current value of one indicator, service, category and period. One frequency per indicator,
    so the first day of the period says which period it is.

    No index but the key, which is the table itself: every page asks by series, and each further index
    would slow every load of a million rows.
    """

    __tablename__ = "observation"
    __table_args__ = (
        CheckConstraint("origin in ('loaded', 'rolled-up')", name="origin"),
        {"sqlite_with_rowid": False},
    )
    period_start: Mapped[date] = mapped_column(primary_key=True)


class ObservationRevision(_Observed, Base):
    """A value that a later load changed, kept with the load that made it and the one that ended it."""

    __tablename__ = "observation_revision"
    __table_args__ = (
        Index("ix_observation_revision_series", "indicator_id", "service_id", "category_id", "period_start"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    period_start: Mapped[date]
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)


class SumOfChildren(_OfSeries, Base):
    """The sum of a service's children, where its own value was loaded too. Derived."""

    __tablename__ = "sum_of_children"
    __table_args__ = ({"sqlite_with_rowid": False},)
    period_start: Mapped[date] = mapped_column(primary_key=True)
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))


class Event(Base):
    """Rare events: a date and how many there were on it. No person.

    What a newer load of the same list changed or left out stays, marked with the load that ended it."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_series", "indicator_id", "service_id", "category_id", "happened_on"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    happened_on: Mapped[date]
    position: Mapped[int] = mapped_column(SmallInteger)
    """Order among the rows of one day, where cases between events are given: 0 for the first."""
    count: Mapped[int]
    opportunities: Mapped[float | None]
    """Cases since the event before it, as the service counted them; none where time is what is charted."""
    definition_id: Mapped[int | None] = mapped_column(ForeignKey("definition.id"))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("load.id"))
    """The load that changed this row or no longer had it; none while it stands."""


class EventCoverage(Base):
    """The days the lists of events speak for, by service: what makes silence mean that nothing happened."""

    __tablename__ = "event_coverage"
    __table_args__ = ({"sqlite_with_rowid": False},)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    complete_from: Mapped[date]
    complete_to: Mapped[date]
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))


class EventCoverageRevision(Base):
    """The days a service was known for, before a later load widened them."""

    __tablename__ = "event_coverage_revision"
    __table_args__ = (Index("ix_event_coverage_revision_key", "indicator_id", "service_id"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    complete_from: Mapped[date]
    complete_to: Mapped[date]
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)


class Population(Base):
    """The number of people of a category who live in, or belong to, a service in a year."""

    __tablename__ = "population"
    __table_args__ = ({"sqlite_with_rowid": False},)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    count: Mapped[float]
    source: Mapped[str] = mapped_column(String(64))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))


class PopulationRevision(Base):
    """A number of people that a later load changed."""

    __tablename__ = "population_revision"
    __table_args__ = (Index("ix_population_revision_key", "service_id", "category_id", "year"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    year: Mapped[int] = mapped_column(SmallInteger)
    count: Mapped[float]
    source: Mapped[str] = mapped_column(String(64))
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)


class PublisherNote(Base):
    """A publisher's words about a service, about an indicator, or the meaning of a word or mark of its own. A
    text that a newer file changed or left out stays, marked with the load that ended it."""

    __tablename__ = "publisher_note"
    __table_args__ = (Index("ix_publisher_note_subject", "about", "subject"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(String(10))
    """service, indicator or word."""
    subject: Mapped[str] = mapped_column(String(200))
    """The service's or indicator's code, or the word itself."""
    heading: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"))
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("load.id"))


class Load(Base):
    """One run of a loader over one file. A refused file has a row too, with its problems."""

    __tablename__ = "load"
    __table_args__ = (CheckConstraint("status in ('done', 'refused')", name="status"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    file_hash: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    as_at: Mapped[date]
    """The day the data stood at: what counts as immature is measured from here."""
    status: Mapped[str] = mapped_column(String(10))
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_dropped: Mapped[int] = mapped_column(default=0)
    rows_rejected: Mapped[int] = mapped_column(default=0)
    values_new: Mapped[int] = mapped_column(default=0)
    values_revised: Mapped[int] = mapped_column(default=0)
    values_unchanged: Mapped[int] = mapped_column(default=0)
    values_missing: Mapped[int] = mapped_column(default=0)
    data_from: Mapped[date | None]
    data_to: Mapped[date | None]
    undoes: Mapped[int | None]
    """This is no file: it took back what that load had stored."""
    undone_by: Mapped[int | None]
    notes: Mapped[str | None] = mapped_column(Text)
    """What was noted beside the refused rows, one note to a line."""


class LoadRepeat(Base):
    """A load that said again what an earlier one had brought. Nothing of it was stored twice, so the earlier
    one cannot be undone by itself without silently taking back what the later one said too."""

    __tablename__ = "load_repeat"
    __table_args__ = ({"sqlite_with_rowid": False},)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"), primary_key=True)
    repeated: Mapped[int] = mapped_column(ForeignKey("load.id"), primary_key=True)


class LoadProblem(Base):
    """The reason why a row, or a file, was refused: row, column, what was expected, what was found."""

    __tablename__ = "load_problem"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("load.id"), index=True)
    row: Mapped[int | None]
    column: Mapped[str | None] = mapped_column(String(200))
    expected: Mapped[str] = mapped_column(Text)
    found: Mapped[str] = mapped_column(Text)


class SeriesStatus(_OfSeries, Base):
    """The present state of one series, as quality.signals.read judged it. Derived: rebuilt at will."""

    __tablename__ = "series_status"
    __table_args__ = (
        # All that is counted of many services at once, without a look at their rows.
        Index("ix_series_status_service", "service_id", "category_id", "variation", "received_to"),
        {"sqlite_with_rowid": False},
    )
    # As quality.signals.results.Status has them, which says what each means.
    variation: Mapped[str] = mapped_column(String(16))
    assurance: Mapped[str] = mapped_column(String(16))
    direction: Mapped[int] = mapped_column(SmallInteger)
    rule: Mapped[str | None] = mapped_column(String(24))
    since: Mapped[date | None]
    run: Mapped[int]
    period: Mapped[date | None]
    value: Mapped[float | None]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    centre: Mapped[float | None]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    target: Mapped[float | None]
    plan: Mapped[float | None]
    points: Mapped[int]
    missing: Mapped[int]
    immature: Mapped[int]
    excluded: Mapped[int]
    first_period: Mapped[date | None]
    last_period: Mapped[date | None]
    received_to: Mapped[date | None]
    phase_since: Mapped[date | None]
    phase_run: Mapped[int]
    is_provisional: Mapped[bool]
    is_constant: Mapped[bool]
    chart: Mapped[str] = mapped_column(String(8))
    rule_set: Mapped[str] = mapped_column(String(48))
    recent: Mapped[str] = mapped_column(Text)
    """JSON: the points of the sparkline, and a digit for each, its place in quality.signals.results.MARKS."""


class Signal(_OfSeries, Base):
    """One episode of special cause in one series. Derived: rebuilt at will."""

    __tablename__ = "signal"
    __table_args__ = (
        Index("ix_signal_service", "service_id", "last_period"),
        {"sqlite_with_rowid": False},
    )
    first_period: Mapped[date] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(24), primary_key=True)
    direction: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last_period: Mapped[date]
    seen_period: Mapped[date]
    """The period that completed the pattern: nobody could see it earlier."""
    ended_period: Mapped[date | None]
    """The period after its last one, which showed that it was over."""
    points: Mapped[int] = mapped_column(SmallInteger)
    variation: Mapped[str] = mapped_column(String(16))
    rule_set: Mapped[str] = mapped_column(String(48))
    is_current: Mapped[bool]


class Act(Base):
    """Something a person did. Each row carries the hash of the one before it, so that a changed or removed
    row shows. What the person said can be taken out when it was kept long enough (quality.retention): its
    digest stays, and the chain with it."""

    __tablename__ = "act"
    __table_args__ = (
        Index("ix_act_subject", "indicator", "service", "category"),
        Index("ix_act_service", "service", "id"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(120))
    indicator: Mapped[str | None] = mapped_column(String(64))
    service: Mapped[str | None] = mapped_column(String(64))
    category: Mapped[str | None] = mapped_column(String(130))
    content: Mapped[str] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(32))
    """Random, so that nobody finds by trying what a digest stands for. None: it was emptied."""
    digest: Mapped[str] = mapped_column(String(64), server_default="")
    """Of the salt, who did it and what they said."""
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Person(Base):
    """Somebody who may sign in, or has. Whoever leaves stays, as acts and the audit speak of them."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(10))
    password: Mapped[str | None] = mapped_column(String(200))
    """Hashed with argon2; none where another system says who they are."""
    grants: Mapped[str] = mapped_column(Text)
    """JSON: [[role, service], …] that they were given here."""
    groups: Mapped[str] = mapped_column(Text)
    """JSON: names of their groups when the directory was last heard of them."""
    since: Mapped[datetime]
    left_at: Mapped[datetime | None]


class SignedIn(Base):
    """A session: somebody is signed in with one browser. Its token is known to that browser alone."""

    __tablename__ = "session"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(200), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]


class DirectorySession(Base):
    """The part of a session that the organisation's directory has: it is asked again while it lasts."""

    __tablename__ = "directory_session"
    token_hash: Mapped[str] = mapped_column(
        ForeignKey("session.token_hash", ondelete="CASCADE"), primary_key=True
    )
    sid: Mapped[str | None] = mapped_column(String(200), index=True)
    """The directory's own name of this session, by which it says that it has ended."""
    tokens: Mapped[str] = mapped_column(Text)
    """To ask with; encrypted by a key that is not in the database."""
    asked_at: Mapped[datetime]
    """When a server last began to ask, and no other has to."""
    tried_at: Mapped[datetime]
    """When it had an answer, or knew that there would be none."""
    confirmed_at: Mapped[datetime]
    """When the directory last said that the person is still there."""


class UsedToken(Base):
    """A token that counts once and was used: a directory's word that a session has ended."""

    __tablename__ = "used_token"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime]
    """After that it counts for nothing anyway."""


class PasswordLink(Base):
    """A link by which somebody sets the password of their account, once."""

    __tablename__ = "password_link"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(200))
    until: Mapped[datetime]


class Visit(Base):
    """The newest visit of a person, and what the database held then. A row each, written over."""

    __tablename__ = "visit"
    person_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    seen_at: Mapped[datetime]
    """When they were last here, with the newest load and act that there was."""
    seen_load: Mapped[int]
    seen_act: Mapped[int] = mapped_column(BigKey)
    before_at: Mapped[datetime | None]
    """The end of the visit before this one; none in the first."""
    before_load: Mapped[int | None]
    before_act: Mapped[int | None] = mapped_column(BigKey)


class Audit(Base):
    """Sign-ins, views of groups of people, files taken, refusals: by whom and when. Only ever added to."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_kind", "kind", "person_id", "at"),
        Index("ix_audit_service", "service", "id"),
        Index("ix_audit_at", "at"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[str] = mapped_column(String(200))
    """Or the name that was tried."""
    sent_from: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(Text)
    """The address that was asked for."""
    service: Mapped[str | None] = mapped_column(String(64))
    """The code of the service that it was about, where it was about one."""


class Message(Base):
    """A message that somebody is to get: for whom, by which way, and what became of it. Its text is made when
    it is sent, from the act or the day that it is about; addresses of webhooks are not here."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("act", "day", "service", "channel", "name", name="uq_message_once"),
        Index("ix_message_next_try_at", "next_try_at"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    act: Mapped[int] = mapped_column(BigKey)
    """Number of the act it tells of; 0 for a digest."""
    day: Mapped[date]
    service: Mapped[str] = mapped_column(String(64))
    """Code of the service that is told, or that a digest is about."""
    channel: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(254))
    """An address of mail, or the name of a webhook."""
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    """None: nothing is left to be done."""
    tries: Mapped[int] = mapped_column(SmallInteger)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text)


class Fact(Base):
    """A few facts about this database itself: whether it is the demo, the day the demo is frozen at."""

    __tablename__ = "fact"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
