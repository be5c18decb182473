"""A file to download, as an answer to a browser."""

from __future__ import annotations

from flask import Response


def csv_response(text: str, name: str) -> Response:
    """Return a CSV file of this name (without its ending)."""
    ascii_name = name.encode("ascii", "ignore").decode().replace('"', "")
    headers = {"Content-Disposition": f'attachment; filename="{ascii_name}.csv"'}
    # The mark at the front tells Excel that the text is UTF-8.
    return Response("\ufeff" + text, mimetype="text/csv", headers=headers)


def no_file(why: str) -> Response:
    """Return a plain 404 that says why there is no such file."""
    return Response(f"{why}\r\n", status=404, mimetype="text/plain")
