"""Stylesheets and scripts of every page, in few answers."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, Response

from components.page.document import STYLE

UNUSED = re.compile(r"<script src=\"[^\"]*/(?:dash_table/|deps/polyfill@)[^\"]*\"></script>\s*")
"""Scripts that Dash adds to every page and none of ours uses: its table, and what browsers lacked in 2018."""


def serve_style(server: Flask, folder: Path) -> None:
    """Serve all stylesheets as one, in the order of their names."""
    text = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sorted(folder.glob("*.css")))

    @server.get(STYLE)
    def style() -> Response:
        answer = Response(text, mimetype="text/css")
        answer.cache_control.max_age = server.config["SEND_FILE_MAX_AGE_DEFAULT"]
        return answer


def without_unused(scripts: str) -> str:
    return UNUSED.sub("", scripts)
