"""OpenID Connect Back-Channel Logout 1.0: the directory itself says that somebody has signed out or left.
Its word is a signed token; no browser is involved, so it needs no session and brings no token of a form."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from authlib.integrations.flask_client import FlaskOAuth2App
from flask import Flask, Response, g, jsonify, request
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from data.database import transaction
from quality.people import directory_sessions
from quality.people.accounts import outside_id
from quality.people.audit import Entry, Kind, write
from server.sign_in.access import NOTHING, needs
from server.sign_in.current_person import key_of
from server.sign_in.identify import Finder

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SIGNED_BY = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
"""Algorithms that need the directory's own key: never `none`, nor one by a secret that is shared."""
OLD, SKEW = 300, 60
"""Seconds: age of a token that is still taken, and how far clocks may differ."""
NEW_KEYS_EVERY = 60
"""Seconds. Whoever sends tokens with unknown keys makes nobody fetch keys more often."""
LONGEST = 20_000
"""Letters of a token."""


class LogoutError(Exception):
    """A token that ends nothing, and why."""


def add_back_channel(server: Flask, finder: Finder, directory: FlaskOAuth2App) -> None:
    """Add the address that the directory sends its word to."""
    keys = _Keys(directory)

    @server.post("/sign-in/directory/ended")
    @needs(NOTHING, by_machine=True)
    def ended() -> Response:
        """End the sessions that the directory says have ended."""
        try:
            claims = _read(request.form.get("logout_token", ""), keys, directory)
            _end(finder, claims)
        except LogoutError as error:
            answer = jsonify(error="invalid_request", error_description=str(error))
            answer.status_code = 400
        except RequestException:
            answer = jsonify(error="temporarily_unavailable")
            answer.status_code = 503
        else:
            answer = Response(mimetype="text/plain")
        answer.headers["Cache-Control"] = "no-store"
        return answer


@dataclass
class _Keys:
    """The directory's public keys, fetched again when it signs with one that is not known yet."""

    directory: FlaskOAuth2App

    def __post_init__(self) -> None:
        self._lock, self._fetched = Lock(), -float(NEW_KEYS_EVERY)

    def known(self) -> KeySet:
        return KeySet.import_key_set(self.directory.fetch_jwk_set())

    def new(self) -> KeySet:
        with self._lock:
            is_due = time.monotonic() - self._fetched >= NEW_KEYS_EVERY
            if is_due:
                self._fetched = time.monotonic()
        return KeySet.import_key_set(self.directory.fetch_jwk_set(force=is_due))


def _read(token: str, keys: _Keys, directory: FlaskOAuth2App) -> dict[str, Any]:
    """Return the claims of a token that the directory has signed for us just now."""
    if not token or len(token) > LONGEST:
        raise LogoutError("expected a logout_token")
    try:
        try:
            found = _decode(token, keys.known())
        except InvalidKeyIdError:
            found = _decode(token, keys.new())
    except (JoseError, ValueError) as error:
        raise LogoutError(f"the token is not signed by the directory ({type(error).__name__})") from error
    if str(found.header.get("typ", "JWT")).lower() not in ("jwt", "logout+jwt"):
        raise LogoutError("the token is of another type")
    _check(found.claims, str(directory.load_server_metadata().get("issuer")), str(directory.client_id))
    return dict(found.claims)


def _decode(token: str, keys: KeySet) -> jwt.Token:
    registry = JWSRegistry(algorithms=list(SIGNED_BY), strict_check_header=False)
    return jwt.decode(token, keys, registry=registry)


def _check(claims: dict[str, Any], issuer: str, client: str) -> None:
    """Raise what is wrong with the claims of a token."""
    now, aud, issued, expires = time.time(), claims.get("aud"), claims.get("iat"), claims.get("exp")
    events = claims.get("events")
    checks = (
        ("iss", claims.get("iss") == issuer),
        ("aud", client in (aud if isinstance(aud, list) else [aud])),
        ("iat", _is_number(issued) and now - OLD <= issued <= now + SKEW),
        ("exp", expires is None or (_is_number(expires) and expires > now - SKEW)),
        ("events", isinstance(events, dict) and isinstance(events.get(EVENT), dict)),
        ("nonce", "nonce" not in claims),
        ("jti", _is_name(claims.get("jti"))),
        ("sub", "sub" not in claims or _is_name(claims["sub"])),
        ("sid", "sid" not in claims or _is_name(claims["sid"])),
        ("sub or sid", "sub" in claims or "sid" in claims),
    )
    for name, is_right in checks:
        if not is_right:
            raise LogoutError(f"the token's {name} is not as it has to be")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()


def _end(finder: Finder, claims: dict[str, Any]) -> None:
    person = outside_id("directory", claims["sub"]) if "sub" in claims else None
    until = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=OLD + 2 * SKEW)
    with transaction(finder.deployment.engine) as session:
        if not directory_sessions.use_once(session, f"{claims['iss']} {claims['jti']}", until):
            raise LogoutError("the token was used before")
        ended = directory_sessions.end_named(session, person, claims.get("sid"))
        write(session, [Entry(Kind.ENDED, one, g.sent_from) for one in dict.fromkeys(ended.values())])
    for token_hash in ended:
        finder.remembered.forget(key_of(token_hash))
