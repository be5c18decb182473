"""A real OpenID Connect provider, with what it lacks: it signs the tokens of a back-channel logout.

python -m tests.servers.oidc PORT '{"sub": "a-17", "name": "Anna Bell"}' [--without-refresh]

POST /signed   {"claims": {…}, "header": {…}}    the token, signed with the provider's own key
POST /mood     {"status": 503}                   answers that to every question from then on; 0 ends it
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from flask import Flask, Response, request
from joserfc import jwt
from joserfc.jwk import RSAKey

MOOD = {"status": 0}


def extend(app: Flask) -> None:
    from oidc_provider_mock._storage import storage

    def private_key() -> RSAKey:
        held: Any = storage.jwk
        try:
            return RSAKey.import_key(held.as_dict(is_private=True))
        except TypeError:  # a newer version keeps a key of joserfc
            return RSAKey.import_key(held.as_dict(private=True))

    @app.post("/signed")
    def signed() -> str:
        asked = request.get_json()
        key = private_key()
        header = {"alg": "RS256", "typ": "logout+jwt", "kid": key.thumbprint()} | asked.get("header", {})
        if asked.get("kid_of_the_set", True):
            public = app.test_client().get("/jwks").get_json()["keys"][0]
            header["kid"] = public.get("kid", header["kid"])
        return str(jwt.encode(header, asked["claims"], key))

    @app.post("/mood")
    def mood() -> str:
        MOOD["status"] = request.get_json()["status"]
        return ""

    @app.before_request
    def be_in_the_mood() -> Response | None:
        is_asked = request.path in ("/oauth2/token", "/userinfo")
        return Response(status=MOOD["status"]) if MOOD["status"] and is_asked else None


def main() -> None:
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    import oidc_provider_mock
    import uvicorn
    from oidc_provider_mock._storage import User

    port, people = int(sys.argv[1]), [json.loads(text) for text in sys.argv[2:] if text.startswith("{")]
    users = [User(sub=one.pop("sub"), claims=one) for one in people]
    app = oidc_provider_mock.app(
        require_nonce=True, user_claims=users, issue_refresh_token="--without-refresh" not in sys.argv
    )
    extend(app)
    uvicorn.run(app, interface="wsgi", port=port, host="127.0.0.1", log_config=None)


if __name__ == "__main__":
    main()
