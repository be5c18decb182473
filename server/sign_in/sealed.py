"""Tokens sealed before they are stored. The key comes from the secret of the deployment, which its database
holds, and from the one that the directory gave, which only the settings do: neither opens them alone."""

from __future__ import annotations

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken

Tokens = dict[str, str]
"""`access` and `refresh`, as far as a directory gave them."""


class Seal:
    def __init__(self, *secrets: str) -> None:
        parts = b"".join(hashlib.sha256(one.encode()).digest() for one in secrets)
        key = hashlib.sha256(b"tokens of a directory" + parts).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, tokens: Tokens) -> str:
        return self._fernet.encrypt(json.dumps(tokens).encode()).decode()

    def open(self, sealed: str) -> Tokens | None:
        """Return the tokens; None where they were sealed by another secret, or changed."""
        try:
            opened: Tokens = json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            return None
        return opened
