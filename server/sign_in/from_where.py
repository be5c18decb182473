"""The network address that a request came from, and what a proxy that is trusted says about who sent it."""

from __future__ import annotations

from ipaddress import ip_address

from flask import request

from settings import Settings


def is_trusted(settings: Settings) -> bool:
    """Tell if the request was handed on by one of the proxies that the settings name."""
    try:
        here = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(here in network for network in settings.trusted)


def sent_from(settings: Settings) -> str:
    """Return where a request was sent from: of a trusted proxy, what it says last about that."""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return said if said and is_trusted(settings) else request.remote_addr or ""


def said_by_proxy(settings: Settings) -> tuple[str, tuple[str, ...]] | None:
    """Return the name and the groups that a trusted proxy says somebody has; None where none says so."""
    if not settings.user_header or not is_trusted(settings):
        return None
    name = _utf8(request.headers.get(settings.user_header, "")).strip()
    groups = _utf8(request.headers.get(settings.groups_header, ""))
    return (name, tuple(filter(None, map(str.strip, groups.split(","))))) if name else None


def _utf8(text: str) -> str:
    """Read a header that a proxy wrote as UTF-8: WSGI hands every byte on as a letter of Latin-1."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def is_secure(settings: Settings) -> bool:
    """Tell if the browser speaks TLS. Whoever only says so gets a cookie that is kept more strictly."""
    said = request.headers.get("X-Forwarded-Proto", "")
    return request.is_secure or said == "https" or settings.address.startswith("https:")
