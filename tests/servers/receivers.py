"""Servers that take messages: mail by SMTP, with TLS or without, and webhooks by HTTP.

with mail_server() as server: …; server.mails       # (to, message as bytes)
with webhook() as server: …; server.posts           # JSON, in order
"""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailServer(socketserver.ThreadingTCPServer):
    """As much of a mail server as a client needs."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, trusted: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.trusted = trusted
        self.mails: list[tuple[str, bytes]] = []
        self.answers: list[str] = []
        """The answer to the next mails in place of `250`."""
        self.users: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error of a test."""


class _Mail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        to, is_secure = "", False
        while line := self.rfile.readline():
            word, _, rest = line.decode().strip().partition(" ")
            match word.upper():
                case "EHLO":
                    more = ["STARTTLS"] if self.server.trusted and not is_secure else ["AUTH PLAIN"]
                    self._say("250-here", *(f"250-{each}" for each in more), "250 8BITMIME")
                case "STARTTLS" if self.server.trusted:
                    self._say("220 go on")
                    self.request = self.server.trusted.wrap_socket(self.request, server_side=True)
                    self.setup()
                    is_secure = True
                case "AUTH":
                    self.server.users.append(rest)
                    self._say("235 ok")
                case "RCPT":
                    to = rest.partition("<")[2].partition(">")[0]
                    self._say("550 nobody" if to.startswith("nobody") else "250 ok")
                case "DATA":
                    self._say("354 go on")
                    body = b"".join(iter(self.rfile.readline, b".\r\n"))
                    answer = self.server.answers.pop(0) if self.server.answers else "250 ok"
                    if answer.startswith("250"):
                        self.server.mails.append((to, body))
                    self._say(answer)
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def finish(self) -> None:
        super().finish()
        self.request.close()  # where it became another on the way

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mail_server(trusted: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    with MailServer(trusted) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


class Webhook(ThreadingHTTPServer):
    """A webhook, which says what it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.posts: list[Any] = []
        self.paths: list[str] = []
        self.answers: list[int] = []
        """Codes of the next answers; 202 where none is left."""
        self.held: threading.Event | None = None
        """Until it is set, nobody is answered."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook/secret"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error of a test."""


class _Post(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        said = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
        code = self.server.answers.pop(0) if self.server.answers else 202
        self.server.paths.append(self.path)
        if self.server.held:
            self.server.held.wait()
        if code < 300:
            self.server.posts.append(said)
        self.send_response(code)
        if 300 <= code < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.paths.append(f"GET {self.path}")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def webhook() -> Iterator[Webhook]:
    with Webhook() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for this machine: what a server shows, and the file that a client trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(True, 0), True)
        .sign(key, hashes.SHA256())
    )
    trusted, whole = folder / "trusted.pem", folder / "whole.pem"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    whole.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + trusted.read_bytes()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(whole)
    return context, trusted
