"""The token that every write has to bring: only a page of ours, drawn for the same person, has it.

In a form it is the hidden field `csrf` (`viewer.csrf` in a template), from a script the header X-CSRF-Token.
"""

from __future__ import annotations

import hashlib
import hmac

from flask import g, request
from werkzeug.exceptions import BadRequest

FIELD, HEADER = "csrf", "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STALE = "This page is out of date. Load it again, and then repeat what you did."


def token_of(secret: str) -> str:
    """Return the token that belongs to a secret which only one person, or one browser, has."""
    return hashlib.sha256(f"csrf {secret}".encode()).hexdigest()[:32]


def check_token() -> None:
    """Refuse a write that does not bring the token of whoever is signed in."""
    if request.method in SAFE:
        return
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hmac.compare_digest(given.encode(), g.viewer.csrf.encode()):
        raise BadRequest(STALE)
