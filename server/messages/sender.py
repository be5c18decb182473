"""Send what is due: queue it, take one after the other, note what became of it. Several may do so at once.
Packs that freeze by themselves are frozen here too: it is the process that knows the time.

One line of log per event, of numbers, ways and codes of services: no address, and nothing of what is said.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from components.documents.written import WRITING
from components.messages.letter import Letter, of_act, of_digest
from components.messages.mail import mail
from components.messages.slack import blocks
from components.messages.teams import card
from data.database import transaction
from data.database_errors import DatabaseError, plain_database_errors
from errors import BrightspotError
from quality.deployment import Deployment
from quality.messages import queue
from quality.messages.digest import digest
from quality.messages.queue import Due
from quality.messages.targets import Way, is_on, targets
from quality.messages.told import told
from quality.packs import scheduled
from quality.provenance.watcher import SENT, remember_look
from quality.reference.ids import read_ids
from server.messages.transport import NobodyThereError, NotSentError, post_mail, post_webhook


def logger() -> Any:
    processors = [
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.LogfmtRenderer(key_order=["at", "event"]),
    ]
    return structlog.wrap_logger(structlog.PrintLogger(sys.stdout), processors=processors)


def _utc() -> datetime:
    return datetime.now(UTC)


@dataclass
class Sender:
    """One process that sends."""

    here: Deployment
    clock: Callable[[], datetime] = _utc
    log: Any = field(default_factory=logger)
    stop: threading.Event = field(default_factory=threading.Event)
    failures: int = 0
    """Messages that could not be sent in the newest round."""

    def watch(self, every: timedelta) -> None:
        """Look again and again, until told to stop."""
        self.log.info("sending", every=f"{every.total_seconds():.0f}s")
        while not self.stop.is_set():
            try:
                self.round()
                self._remember(every)
            except DatabaseError as error:
                self.log.error("database cannot be used", why=str(error))
            except Exception as error:  # a bug of ours must not end it unseen
                self.log.error("round failed", kind=type(error).__name__)
            self.stop.wait(every.total_seconds())
        self.log.info("stopped")

    def round(self) -> None:
        """Queue what is due, and send all that is."""
        self.failures = 0
        with plain_database_errors():
            with transaction(self.here.engine) as session:
                queue.forget(session, self._now())
            self._freeze()
            self._enqueue()
            down: set[Way] = set()
            while not self.stop.is_set():
                with transaction(self.here.engine) as session:
                    due = queue.claim(session, self._now(), down)
                if due is None:
                    return
                self._send(due, down)

    def _remember(self, every: timedelta) -> None:
        """Say that it looked: a page says so where it falls silent."""
        with plain_database_errors(), transaction(self.here.engine) as session:
            remember_look(session, every, self._now(), name=SENT)

    def _freeze(self) -> None:
        """Freeze the packs of meetings whose day for it has come. A fault there keeps no message waiting."""
        here = self.here
        try:
            with here.session() as session:
                found = scheduled.due(session, here.catalogue, here.today)
            for name in found:
                with here.writing() as session:
                    when = {"at": here.now, "today": here.today}
                    number = scheduled.freeze_due(session, here.catalogue, WRITING, name, **when)
                self.log.info("frozen", pack=number or 0, forum=name[0], day=name[1].isoformat())
        except BrightspotError as error:
            self.log.error("pack not frozen", why=str(error))

    def _enqueue(self) -> None:
        found = [one for one in targets(self.here.catalogue) if is_on(one, self.here.settings)]
        if not found:
            return
        with self.here.session() as session:
            local = self.clock().astimezone()
            entries = queue.missing(session, self.here.catalogue, found, self.here.now, local)
        if entries:
            with transaction(self.here.engine) as session:
                queue.enqueue(session, entries, self._now())
            self.log.info("queued", messages=len(entries))

    def _send(self, due: Due, down: set[Way]) -> None:
        about = {"message": due.number, "way": str(due.way), "service": due.service, "tries": due.tries}
        letter = self._letter(due)
        if letter is None:
            with transaction(self.here.engine) as session:
                queue.drop(session, due)
            self.log.info("dropped", **about)
            return
        try:
            self._post(due, letter)
        except NotSentError as error:
            self._failed(due, str(error), about)
            if isinstance(error, NobodyThereError):
                down.add(due.way)
            return
        with transaction(self.here.engine) as session:
            queue.sent(session, due, self._now())
        self.log.info("sent", **about)

    def _failed(self, due: Due, why: str, about: dict[str, Any]) -> None:
        self.failures += 1
        with transaction(self.here.engine) as session:
            again = queue.failed(session, due, why, self._now())
        if again is None:
            self.log.error("given up", why=why, **about)
        else:
            self.log.warning("not sent", why=why, again_at=again.isoformat(timespec="seconds"), **about)

    def _letter(self, due: Due) -> Letter | None:
        here = self.here
        with here.session() as session:
            if due.act:
                act = told(session, here.catalogue, due.act)
                return of_act(act) if act else None
            if due.service not in read_ids(session).services or due.day != here.today:
                return None  # yesterday's digest is no news: today's says it
            return of_digest(digest(session, here.catalogue, due.service, here.today))

    def _post(self, due: Due, letter: Letter) -> None:
        settings, organisation = self.here.settings, self.here.catalogue.organisation.name
        site = settings.address.rstrip("/")
        if due.way is Way.EMAIL:
            if not settings.mail_host:
                raise NobodyThereError("BRIGHTSPOT_MAIL_HOST is not set")
            number = f"{due.number}.{due.created_at:%Y%m%d%H%M%S%f}"
            about = {"sender": settings.mail_from, "to": due.name, "organisation": organisation}
            post_mail(settings, mail(letter, number=number, site=site, **about))
            return
        where = settings.webhook_addresses.get(due.name)
        if where is None:
            raise NotSentError("BRIGHTSPOT_WEBHOOKS does not name this webhook")
        post_webhook(where, card(letter, site) if due.way is Way.TEAMS else blocks(letter, site))

    def _now(self) -> datetime:
        return self.clock().astimezone(UTC).replace(tzinfo=None)
