"""A file to download, as an answer to a browser."""

from __future__ import annotations

from string import ascii_letters, digits, punctuation
from urllib.parse import quote

from flask import Response

ASCII = f"{ascii_letters}{digits}{punctuation} ".replace("%", "")


def csv_response(text: str, name: str) -> Response:
    """Return a CSV file of this name (without its ending)."""
    headers = {"Content-Disposition": f"attachment; {_named(f'{name}.csv')}"}
    # The mark at the front tells Excel that the text is UTF-8.
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)


def file_response(content: str | bytes, name: str, kind: str) -> Response:
    """Return a file of a kind, such as text/html, by its whole name."""
    headers = {"Content-Disposition": f"attachment; {_named(name)}"}
    return Response(content, mimetype=kind, headers=headers)


def _named(name: str) -> str:
    """Write a file's name as RFC 6266 has it: every letter in `filename*`, which browsers prefer, beside one
    for programs that know ASCII alone. The latter is not enough for a %, which some browsers decode in it."""
    plain = quote(name, safe=ASCII)
    whole = f"; filename*=UTF-8''{quote(name, safe='')}" if "%" in plain else ""
    return f'filename="{plain}"{whole}'


def no_file(why: str) -> Response:
    """Return a plain 404 that says why there is no such file."""
    return Response(f"{why}\r\n", status=404, mimetype="text/plain")
