"""Signing in with the organisation's own directory, by OpenID Connect: authlib asks with state, nonce and
PKCE, and checks what comes back. From then on it is asked again, and says by itself when a session ends."""

from __future__ import annotations

from functools import partial
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, request, session
from requests import RequestException
from sqlalchemy.orm import Session

from components import address
from components.words.access import sign_in as words
from errors import BrightspotError
from quality.people import directory_sessions
from quality.people.accounts import outside_id, remember
from server.sign_in import routes
from server.sign_in.access import NOTHING, needs
from server.sign_in.ask_again import PATIENCE, Asker, Claims, tokens_of
from server.sign_in.back_channel import add_back_channel
from server.sign_in.identify import Finder
from server.sign_in.sealed import Seal

BACK = "/sign-in/directory/back"


def add_directory(server: Flask, finder: Finder) -> None:
    """Add the addresses of signing in with a directory, where the settings name one."""
    settings = finder.deployment.settings
    if not settings.oidc_issuer:
        return
    server.secret_key = finder.secret
    server.config["SESSION_COOKIE_NAME"] = "brightspot_directory"
    server.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    server.config["SESSION_COOKIE_SECURE"] = settings.address.startswith("https:")
    oauth = OAuth(server)
    directory = oauth.register(
        "directory",
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret.get_secret_value(),
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.oidc_scope,
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
    seal = Seal(finder.secret, settings.oidc_secret.get_secret_value())
    names = partial(_names, settings.oidc_groups)
    asker = Asker(finder.deployment.engine, directory, seal, settings.oidc_groups, names)
    finder.may_stay = asker.may_stay
    add_back_channel(server, finder, directory)

    @server.get("/sign-in/directory")
    @needs(NOTHING)
    def go_to_directory() -> Any:
        """Send the browser to the directory."""
        session["then"] = address.inside(request.args.get("then", "")) or "/"
        there = (settings.address or request.host_url).rstrip("/")
        try:
            return directory.authorize_redirect(f"{there}{BACK}")
        except (OAuthError, RequestException) as error:
            raise BrightspotError(words.no_directory(type(error).__name__)) from error

    @server.get(BACK)
    @needs(NOTHING)
    def come_back() -> Response:
        """Take what the directory says about somebody, once it has been checked."""
        try:
            token = directory.authorize_access_token()
            said = dict(token.get("userinfo") or {})
            if settings.oidc_groups not in said:
                said |= directory.userinfo(token=token)
        except (OAuthError, RequestException, ValueError) as error:
            return routes._form(finder, 401, words.no_directory(type(error).__name__))
        then, person = session.pop("then", "/"), outside_id("directory", str(said["sub"]))
        sid, sealed = said.get("sid"), seal.close(tokens_of(token))

        def begin(stored: Session, mark: str) -> None:
            """Store who the directory says somebody is, and what it is asked again with."""
            name, groups = names(said)
            remember(stored, person, name, "directory", groups)
            directory_sessions.begin(stored, mark, str(sid) if sid else None, sealed)

        return routes.let_in(finder, person, then, begin)


def _names(claim: str, said: Claims) -> tuple[str, list[str]]:
    """Return the name of whom the directory speaks of, and their groups."""
    groups = said.get(claim) or []
    name = next((said[key] for key in ("name", "preferred_username", "email") if said.get(key)), said["sub"])
    return str(name), [groups] if isinstance(groups, str) else [str(group) for group in groups]
