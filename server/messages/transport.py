"""Handing a message over to a mail server or a webhook. What goes wrong is said in a few words that name no
address and repeat nothing of an answer."""

from __future__ import annotations

import smtplib
import ssl
import urllib.error
import urllib.request
from contextlib import suppress
from email.message import EmailMessage
from http.client import HTTPException
from typing import Any

import orjson

from settings import Settings

SECONDS = 20
"""A server is waited for, at each step."""


class NotSentError(Exception):
    """A message that was not taken, and why."""


class NobodyThereError(NotSentError):
    """A server that cannot be reached: it is no use to try others by the same way just now."""


def post_mail(settings: Settings, mail: EmailMessage) -> None:
    """Hand a mail to the mail server."""
    try:
        with suppress(smtplib.SMTPServerDisconnected):  # after it was taken, that is of no matter
            server = _mail_server(settings)
            try:
                server.send_message(mail)
            finally:
                _leave(server)
    except smtplib.SMTPRecipientsRefused as error:
        codes = ", ".join(sorted({str(code) for code, _ in error.recipients.values()}))
        raise NotSentError(f"the mail server refused the address ({codes})") from None
    except smtplib.SMTPAuthenticationError as error:
        raise NobodyThereError(f"the mail server refused name or password ({error.smtp_code})") from None
    except smtplib.SMTPResponseException as error:
        raise NotSentError(f"the mail server answered {error.smtp_code}") from None
    except smtplib.SMTPException as error:
        raise NobodyThereError(f"the mail server could not be used ({type(error).__name__})") from None
    except OSError as error:
        raise NobodyThereError(f"the mail server {_why(error)}") from None


def _mail_server(settings: Settings) -> smtplib.SMTP:
    where = (settings.mail_host, settings.mail_port)
    trusted = ssl.create_default_context()
    if settings.mail_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=SECONDS, context=trusted)
    else:
        server = smtplib.SMTP(*where, timeout=SECONDS)
    try:
        if settings.mail_security == "starttls":
            server.starttls(context=trusted)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Goes nowhere but to the address that an administrator wrote down."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def post_webhook(address: str, content: dict[str, Any]) -> None:
    """Post to a webhook. Its answer is not read."""
    opener = urllib.request.build_opener(_NoRedirect, _https())
    request = urllib.request.Request(
        address,
        data=orjson.dumps(content),
        headers={"Content-Type": "application/json", "User-Agent": "Brightspot"},
        method="POST",
    )
    try:
        opener.open(request, timeout=SECONDS).close()
    except urllib.error.HTTPError as error:
        error.close()
        moved = ", and redirects are not followed" if 300 <= error.code < 400 else ""
        raise NotSentError(f"the webhook answered {error.code}{moved}") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise NobodyThereError(f"the webhook {_why(reason)}") from None


def _https() -> urllib.request.HTTPSHandler:
    return urllib.request.HTTPSHandler(context=ssl.create_default_context())


def _why(error: object) -> str:
    """Say why there is no connection. Only words that are ours or the system's: none can hold an address."""
    if isinstance(error, TimeoutError):
        return "did not answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "has no certificate that is trusted here"
    if isinstance(error, OSError) and error.strerror and not isinstance(error, ssl.SSLError):
        return f"could not be reached ({error.strerror})"
    return f"could not be used ({type(error).__name__})"
