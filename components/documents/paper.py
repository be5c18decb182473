"""A drawing as an image of its own, for documents whose pictures know no sheet of the page: the looks of
assets/drawing.css, worked out."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path

from components.theme import LIGHT

SHEET = Path(__file__).resolve().parents[2] / "assets" / "drawing.css"
CALC = re.compile(r"calc\(([\d.]+)px \* ([\d.]+)\)")
VARIABLE = re.compile(r"var\(--([\w-]+)(?:, var\(--[\w-]+\))?\)")


@lru_cache(maxsize=64)
def looks(stroke: float, radius: float, tone: str = "") -> str:
    """Return the rules for a drawing with these lines and points. tone: class that colours an icon, such as
    `is-concern`."""
    tones = {"tone": tokens().get(tone.removeprefix("is-"), LIGHT.common)}
    text = replaced(_rules(), tones | {"w": f"{stroke:g}px", "r": f"{radius:g}px"})
    return CALC.sub(lambda found: f"{float(found[1]) * float(found[2]):g}px", text)


@cache
def _rules() -> str:
    """Return the rules for small pictures, without what is for screens."""
    text = SHEET.read_text(encoding="utf-8").partition(".chart__plot")[0]
    text = re.sub(r"/\*.*?(\*/|$)", "", text, flags=re.DOTALL)
    return "\n".join(line for line in text.splitlines() if line.startswith(".drawing"))


@cache
def tokens() -> dict[str, str]:
    """Return the colours of light ground by the names that sheets use."""
    return {name.replace("_", "-"): colour for name, colour in asdict(LIGHT).items()}


def replaced(text: str, more: dict[str, str] | None = None) -> str:
    """Return a sheet with the values of its variables in their places."""
    known = tokens() | (more or {})
    return VARIABLE.sub(lambda found: known[found[1]], text)
