"""Addresses of pages, and what may stand in them. Every link is made here, so that codes with odd letters
are quoted and a deep link always restores the exact view."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode

from components.words import page
from errors import BrightspotError


def home(*, within: str = "") -> str:
    return _with("/", within=within)


def huddle(service: str, *, tv: bool = False) -> str:
    return _with(f"/huddle/{quote(service, safe='')}", tv="1" if tv else "")


def indicator(code: str, service: str = "", group: str = "", look: str = "", as_of: str = "") -> str:
    """Return an indicator's address. `group` is a category as `dimension:code`; `look` another way than the
    one in force (`Look.code`); `as_of` the number of a load, or a day, to look back at."""
    return _with(f"/indicator/{quote(code, safe='')}", service=service, group=group, look=look, as_of=as_of)


def equity(code: str = "", dimension: str = "", service: str = "", group: str = "") -> str:
    path = f"/equity/{quote(code, safe='')}" if code else "/equity"
    return _with(path, dimension=dimension, service=service, group=group)


def board(service: str = "", **filters: str) -> str:
    return _with("/board", service=service, **filters)


def data(source: str = "") -> str:
    """Return the address of what was loaded: of all sources, or of one."""
    return _with("/data", source=source)


def data_preview(source: str) -> str:
    return _with("/data", source=source, preview="1")


def _with(path: str, **query: str) -> str:
    asked = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def one(value: object, name: str) -> str:
    """Return the text of one query parameter or path part, or raise what is wrong with it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BrightspotError(page.GIVEN_TWICE.format(name=name))
    text = unquote(value).strip()
    if len(text) > 200 or not text.isprintable():
        raise BrightspotError(page.NO_CODE.format(name=name, text=text[:40]))
    return text
