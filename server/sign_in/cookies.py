"""The cookies of a session, and of a form to sign in with. Behind TLS their names begin with `__Host-`: a
browser takes these from this one host alone, so that no other host of the domain can plant a session."""

from __future__ import annotations

from flask import Response, request

from server.sign_in.from_where import is_secure
from settings import Settings


def name_of(settings: Settings, cookie: str) -> str:
    return f"__Host-{cookie}" if is_secure(settings) else cookie


def read(settings: Settings, cookie: str) -> str:
    return request.cookies.get(name_of(settings, cookie), "")


def put(settings: Settings, answer: Response, cookie: str, value: str, seconds: int) -> None:
    name, safe = name_of(settings, cookie), is_secure(settings)
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=safe)


def drop(settings: Settings, answer: Response, cookie: str) -> None:
    answer.delete_cookie(name_of(settings, cookie), secure=is_secure(settings))
