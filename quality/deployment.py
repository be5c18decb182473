"""One running Brightspot: a database, a catalogue, a day. Made once by `app.py` (or a
test) and asked for by the pages, which Dash executes by itself and so cannot be handed anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.database import snapshot, transaction
from data.models import Fact
from quality.disclosure.totals import read_for_everybody
from quality.provenance.preview import Preview
from quality.reference.scope import EVERYTHING, Scope, reading_for
from settings import Settings


@dataclass(frozen=True, slots=True)
class Deployment:
    engine: Engine
    catalogue: Catalogue
    settings: Settings
    demo_day: date | None = None
    """The last day of the demo, when the database holds the demo."""
    preview: Callable[[str, date], Preview] | None = None
    """Tell what loading the files of a source on a day would do; None without a data folder to read."""
    scope: Scope = EVERYTHING
    """The scope that may be read here by the person for whom a page is drawn."""

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session for reading: all it asks is answered as of one moment, while loads go on."""
        with snapshot(self.engine, **reading_for(self.scope)) as session:
            read_for_everybody(session, self.catalogue)
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session for an act of somebody: recorded whole at its end, or not at all."""
        with transaction(self.engine) as session:
            yield session

    @property
    def now(self) -> datetime:
        """Return the time it is, on the day it is here."""
        clock = datetime.now(UTC).replace(tzinfo=None)
        return datetime.combine(self.today, clock.time())

    @property
    def today(self) -> date:
        """The day it is here: as set, else the demo's own, else the real one."""
        return self.settings.today or self.demo_day or datetime.now(UTC).date()


def demo_day(engine: Engine) -> date | None:
    """Return the day the demo database stands still at; None for a database of real data."""
    with Session(engine) as session:
        text = session.scalar(select(Fact.value).where(Fact.name == "demo_day"))
    return date.fromisoformat(text) if text else None


_current: Deployment | None = None
_reading: ContextVar[Scope] = ContextVar("reading", default=EVERYTHING)


def set_current(deployment: Deployment) -> None:
    """Make this the deployment that pages speak for, in this process."""
    global _current
    _current = deployment


def current() -> Deployment:
    """Return the deployment, as far as it may be read by whoever is answered just now."""
    assert _current is not None, "app.make_app has not been called"
    scope = _reading.get()
    if scope == _current.scope:
        return _current
    # What a load would do is read from files, which are about every service.
    return replace(_current, scope=scope, preview=_current.preview if scope.services is None else None)


def read_for(scope: Scope) -> Token[Scope]:
    """Let `current` be read as far as a scope goes, until `read_no_more` with what this returns."""
    return _reading.set(scope)


def read_no_more(token: Token[Scope]) -> None:
    _reading.reset(token)
