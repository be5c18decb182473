"""Somebody of the demo at a running server, who acts over HTTP as a browser without scripts does."""

from __future__ import annotations

import re
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

TYPE = "application/x-www-form-urlencoded"


class HuddleClient:
    """One browser: its cookies, its token, its connection."""

    def __init__(self, port: int, person: str, timeout: float = 60) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._cookies: dict[str, str] = {}
        self.token = ""
        self.get("/")
        status, _ = self.post("/sign-in/as", person=f"demo:{person}")
        assert status == 303, status
        self.get("/methods")

    def close(self) -> None:
        self._connection.close()

    def get(self, address: str) -> tuple[int, str]:
        """Return the status and the text of a page, and keep the token of its forms."""
        answer, body = self._ask("GET", address)
        text = body.decode(errors="replace")
        found = re.search(r'name="csrf" value="(\w+)"', text)
        self.token = found[1] if found else self.token
        return answer.status, text

    def post(self, address: str, **fields: str) -> tuple[int, str]:
        """Return the status and where the answer leads to."""
        answer, _ = self._ask("POST", address, urlencode({"csrf": self.token, **fields}))
        return answer.status, answer.headers.get("Location", "")

    def note(self, service: str, text: str) -> int:
        return self.post(f"/huddle/{service}/acts", kind="note", text=text)[0]

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[HTTPResponse, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers |= {"Content-Type": TYPE} if body is not None else {}
        try:
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except Exception:
            self._connection.close()  # the next request opens another
            raise
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer, content
