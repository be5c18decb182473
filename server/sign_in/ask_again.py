"""Asking the directory again about somebody it let in: the refresh token, or where it gave none the access
token, says if they are still there, and the answer which groups they are in now.

A page waits for the answer, so that nobody who has left is shown one on credit. While the directory cannot be
reached, people stay for GRACE after its last yes, and a server does not ask for each of them in vain.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App
from joserfc.errors import JoseError
from requests import HTTPError, RequestException, Response
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from data.database import connect, transaction
from quality.people import directory_sessions as store
from quality.people.accounts import as_remembered, outside_id, remember
from quality.people.audit import Entry, Kind, write
from quality.people.directory_sessions import OfDirectory
from quality.people.sessions import utc_now
from server.sign_in.sealed import Seal, Tokens

log = logging.getLogger(__name__)

PATIENCE = 5
"""Seconds that an answer may take."""
LOOK = 0.1
"""Seconds between looks for the answer that another request waits for."""
NO = frozenset(
    {"access_denied", "consent_required", "interaction_required", "invalid_grant", "login_required"}
)
"""Errors that are about the person. Others are about Brightspot, or about the directory itself."""
OUT = (401, 403)
Claims = Mapping[str, Any]


class UnreachableError(Exception):
    """The directory says neither yes nor no."""


def tokens_of(answer: Mapping[str, Any]) -> Tokens:
    """Return what is kept of an answer with tokens."""
    named = {"access": answer.get("access_token"), "refresh": answer.get("refresh_token")}
    return {name: str(token) for name, token in named.items() if token}


def ask(directory: FlaskOAuth2App, tokens: Tokens, groups: str) -> tuple[Claims, Tokens] | None:
    """Return what the directory says of somebody now; None where it lets them in no longer."""
    claims: dict[str, Any] = {}
    try:
        if "refresh" in tokens:
            answer = directory.fetch_access_token(
                grant_type="refresh_token", refresh_token=tokens["refresh"], scope=None
            )
            tokens = tokens | tokens_of(answer)
            claims |= directory.parse_id_token(answer, nonce=None) or {}
        if groups not in claims and "userinfo_endpoint" in directory.load_server_metadata():
            bearer = {"access_token": tokens["access"], "token_type": "Bearer"}
            claims |= directory.userinfo(token=bearer)
    except OAuthError as error:
        if error.error in NO:
            return None
        raise UnreachableError(error.error) from error
    except HTTPError as error:
        if error.response is not None and _is_no(error.response):
            return None
        raise UnreachableError(str(error)) from error
    except (RequestException, JoseError, KeyError, ValueError) as error:
        raise UnreachableError(type(error).__name__) from error
    return claims, tokens


def _is_no(response: Response) -> bool:
    """Tell if the answer to an access token is that it is worth nothing any more."""
    if response.status_code != 400:
        return response.status_code in OUT
    try:
        said = response.json()
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("error") in {*NO, "invalid_token"}


@dataclass
class Asker:
    """Asks if somebody whom the directory let in may stay."""

    engine: Engine
    directory: FlaskOAuth2App
    seal: Seal
    groups: str
    """The claim with somebody's groups."""
    names: Callable[[Claims], tuple[str, list[str]]]
    """From claims to the name and the groups of somebody."""
    silent_until: float = field(default=0.0, init=False)
    _hasty: Engine | None = field(default=None, init=False)

    def may_stay(self, token: str) -> bool:
        """Tell if the session of a token goes on. One that the directory has no part in does."""
        known, now = self._read(token), utc_now()
        if known is None:
            return True
        if known.is_due(now) and time.monotonic() < self.silent_until:
            return known.may_stay(now)
        if known.is_due(now) and self._claims(known):
            return self._hear(known)
        return self._as_another_hears(token, known)

    def _read(self, token: str) -> OfDirectory | None:
        with Session(self.engine) as session:
            return store.read(session, token)

    def _claims(self, known: OfDirectory) -> bool:
        """Take it on to ask. While a load holds the one writer's place of SQLite, nobody can."""
        if self._hasty is None:
            is_sqlite = self.engine.dialect.name == "sqlite"
            url = self.engine.url.update_query_dict({"timeout": "1"})
            self._hasty = connect(url.render_as_string(hide_password=False)) if is_sqlite else self.engine
        try:
            with transaction(self._hasty) as session:
                return store.claim(session, known)
        except OperationalError:
            return False

    def _as_another_hears(self, token: str, known: OfDirectory) -> bool:
        """Answer by what is known; whoever was confirmed long ago waits for whoever asks just now."""
        until = time.monotonic() + PATIENCE
        found: OfDirectory | None = known
        while found is not None:
            is_recent = found.may_stay(utc_now(), store.CONFIRMED)
            if is_recent or not found.is_being_asked() or time.monotonic() > until:
                return found.may_stay(utc_now())
            time.sleep(LOOK)
            found = self._read(token)
        return False

    def _hear(self, known: OfDirectory) -> bool:
        tokens = self.seal.open(known.tokens)
        try:
            said = ask(self.directory, tokens, self.groups) if tokens else None
        except UnreachableError as error:
            log.warning("The directory could not be asked again (%s).", error)
            self.silent_until = time.monotonic() + store.ASK_EVERY.total_seconds()
            self._store(lambda session: store.leave_open(session, known))
            return known.may_stay(utc_now())
        if said is None or known.person_id != outside_id("directory", str(said[0].get("sub"))):
            self._store(lambda session: _end(session, known))
            return False
        self._store(lambda session: self._confirm(session, known, *said))
        return True

    def _confirm(self, session: Session, known: OfDirectory, claims: Claims, tokens: Tokens) -> None:
        name, groups = self.names(claims)
        if as_remembered(session, known.person_id, name, groups) is None:
            remember(session, known.person_id, name, "directory", groups)
            write(session, [Entry(Kind.GIVEN, known.person_id, "directory", ", ".join(groups))])
        store.confirm(session, known, self.seal.close(tokens))

    def _store(self, change: Callable[[Session], None]) -> None:
        with transaction(self.engine) as session:
            change(session)


def _end(session: Session, known: OfDirectory) -> None:
    store.end(session, known)
    write(session, [Entry(Kind.ENDED, known.person_id, "directory")])
