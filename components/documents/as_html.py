"""A frozen pack as one HTML file: charts as SVG, no script, nothing fetched. The same pack in the same
standing gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import cache
from pathlib import Path

from markupsafe import Markup

from components.documents import picture
from components.templates import render
from components.theme import FONT, LIGHT
from quality.packs.frozen import FrozenPack

HERE = Path(__file__).resolve().parent
ASSETS = HERE.parents[1] / "assets"
SIZES = {
    **{f"size-{n}": f"{size}rem" for n, size in enumerate((0.875, 1, 1.25, 1.625, 2.25), start=1)},
    **{f"space-{n}": f"{size}rem" for n, size in enumerate((0.25, 0.5, 0.75, 1, 1.5, 2.5, 4), start=1)},
    "measure": "68ch",
    "touch": "2.75rem",
    "font": FONT,
}


def html_of(frozen: FrozenPack) -> str:
    values = {"frozen": frozen, "pack": frozen.pack, "picture": picture, "style": style()}
    return str(render("documents/file.html", **values))


@cache
def style() -> Markup:
    """Return the sheet of a file: what the pages use of a pack, and what it needs to stand alone."""
    tokens = {name.replace("_", "-"): colour for name, colour in asdict(LIGHT).items()} | SIZES
    root = "".join(f"--{name}:{value};" for name, value in tokens.items())
    drawing = (ASSETS / "drawing.css").read_text(encoding="utf-8").partition(".chart__plot")[0]
    sheets = (drawing, (ASSETS / "pack.css").read_text(encoding="utf-8"), (HERE / "file.css").read_text())
    text = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)
    lines = (line for line in text.splitlines() if line.strip())
    return Markup("\n").join([Markup(f":root{{{root}}}"), *map(Markup, lines)])
