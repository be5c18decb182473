"""Signing in with the organisation's own directory, by OpenID Connect: authlib asks with state, nonce and
PKCE, and checks what comes back."""

from __future__ import annotations

from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, Response, request, session
from requests import RequestException

from components import address
from components.words import sign_in as words
from data.database import transaction
from errors import BrightspotError
from quality.people.accounts import remember
from server.sign_in import routes
from server.sign_in.access import NOTHING, needs
from server.sign_in.identify import Finder

BACK = "/sign-in/directory/back"


def add_directory(server: Flask, finder: Finder) -> None:
    """Add the two addresses of signing in with a directory, where the settings name one."""
    settings = finder.deployment.settings
    if not settings.oidc_issuer:
        return
    server.secret_key = finder.secret
    server.config["SESSION_COOKIE_NAME"] = "brightspot_directory"
    server.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    server.config["SESSION_COOKIE_SECURE"] = settings.address.startswith("https:")
    oauth = OAuth(server)
    oauth.register(
        "directory",
        client_id=settings.oidc_client,
        client_secret=settings.oidc_secret.get_secret_value(),
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": settings.oidc_scope, "code_challenge_method": "S256"},
    )

    @server.get("/sign-in/directory")
    @needs(NOTHING)
    def go_to_directory() -> Any:
        """Send the browser to the directory."""
        session["then"] = address.inside(request.args.get("then", "")) or "/"
        there = (settings.address or request.host_url).rstrip("/")
        try:
            return oauth.directory.authorize_redirect(f"{there}{BACK}")
        except (OAuthError, RequestException) as error:
            raise BrightspotError(words.no_directory(type(error).__name__)) from error

    @server.get(BACK)
    @needs(NOTHING)
    def come_back() -> Response:
        """Take what the directory says about somebody, once it has been checked."""
        try:
            token = oauth.directory.authorize_access_token()
            said = dict(token.get("userinfo") or {})
            if settings.oidc_groups not in said:
                said |= oauth.directory.userinfo(token=token)
        except (OAuthError, RequestException, ValueError) as error:
            return routes._form(finder, 401, words.no_directory(type(error).__name__))
        then = session.pop("then", "/")
        return routes.let_in(finder, _remembered(finder, said), then)


def _remembered(finder: Finder, said: dict[str, Any]) -> str:
    """Store who the directory says somebody is, and return their id."""
    groups = said.get(finder.deployment.settings.oidc_groups) or []
    names = [groups] if isinstance(groups, str) else [str(group) for group in groups]
    name = next((said[key] for key in ("name", "preferred_username", "email") if said.get(key)), said["sub"])
    person = f"directory:{said['sub']}"
    with transaction(finder.deployment.engine) as stored:
        remember(stored, person, str(name), "directory", names)
    return person
