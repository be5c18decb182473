"""Points and commas in numbers: which of them part thousands, and which stand before a fraction.

1,273      a thousand and more, unless the file writes fractions with commas
1.273      a fraction, unless the file parts thousands with dots
1.273,5    both: the comma stands before the fraction

Where both readings fit, and the wrong one would be a thousand times too small or large, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ASK = "?"  # in the place of the sign before a fraction: nobody has said, and both are likely
COMMA_FRACTION = re.compile(r"[-+]?(\d+,(\d{1,2}|\d{4,})|0+,\d+|\d{4,},\d+)( ?%)?")
"""A comma that cannot part thousands."""
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
DOTTED = re.compile(r"[-+]?[1-9]\d{0,2}(?P<groups>(\.\d{3})+)(?P<fraction>,\d+)?([^\d.,].*)?", re.DOTALL)
"""Dots that may part thousands; what stands behind it is no number."""
_WITH_COMMA = re.compile(
    r"(?P<whole>[-+]?(\d{1,3}(\.\d{3})+|\d+))(?P<part>,\d+)?(?P<rest>[^\d.,].*)?", re.DOTALL
)
"""1.273,5 p"""
_POINT_FRACTION = re.compile(r"[-+]?\d*\.\d")
_LONG = re.compile(r"[-+]?\d{4,}")
_SHORT = re.compile(r"[-+]?[1-9]\d{0,2}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """The conditions for asking about numbers that may have dots between thousands."""

    enough: float  # so many different ones make it worth asking
    beside_whole: bool = False  # and a number below a thousand beside them, without a dot


OF_WHOLE = Doubt(1)  # where only whole numbers can stand
OF_AMOUNTS = Doubt(2)
OF_VALUES = Doubt(2, beside_whole=True)  # where minutes may stand as well as cases
OF_RATES = Doubt(np.inf)  # three digits behind the point are nothing unusual
DOUBTS = (OF_WHOLE, OF_AMOUNTS, OF_VALUES, OF_RATES)  # the readiest to ask first


def commas(texts: np.ndarray, decimal: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the texts with a point before fractions, and which of them cannot be told apart: `2,869` may
    be two thousand or nearly three, as soon as one cell of the column shows that commas stand before
    fractions."""
    if decimal == ",":
        pairs = [(_WITH_COMMA.fullmatch(text), text) for text in texts]
        written = [_with_point(match) if match else text for match, text in pairs]
        unclear = [not match and "." in text and text[-1:].isdigit() for match, text in pairs]
        return np.array(written, dtype=object), np.array(unclear, dtype=bool)
    with_comma = np.array(["," in text for text in texts], dtype=bool)
    if not with_comma.any():
        return texts, with_comma
    if decimal != ASK and not any(COMMA_FRACTION.fullmatch(text) for text in texts[with_comma]):
        return texts, np.zeros(len(texts), dtype=bool)
    is_number = [THOUSANDS.fullmatch(text) or COMMA_FRACTION.fullmatch(text) for text in texts[with_comma]]
    with_comma[with_comma] = [bool(found) for found in is_number]
    return texts, with_comma


def _with_point(match: re.Match[str]) -> str:
    return match["whole"].replace(".", "") + (match["part"] or "").replace(",", ".") + (match["rest"] or "")


def dots(texts: Sequence[str], doubt: Doubt) -> np.ndarray:
    """Tell which of a column's texts may be thousands, because each with a dot has groups of three digits
    behind it. Besides what only parted thousands explain one is asked about, otherwise as many as `doubt`
    says."""
    unclear = np.zeros(len(texts), dtype=bool)
    found: list[tuple[int, re.Match[str]]] = []
    for at, text in enumerate(texts):
        if "." not in text:
            continue
        match = DOTTED.fullmatch(text)
        if match is not None:
            found.append((at, match))
        elif _POINT_FRACTION.match(text):
            return unclear  # 0.478, 12.5: no thousands, so the others are none either
    if not found:
        return unclear
    is_sure = any(len(match["groups"]) > 4 or match["fraction"] for _, match in found)
    is_sure = is_sure or any(COMMA_FRACTION.fullmatch(text) for text in texts)
    if is_sure or (len(found) >= doubt.enough and _leaves_doubt(texts, doubt)):
        unclear[[at for at, _ in found]] = True
    return unclear


def _leaves_doubt(texts: Sequence[str], doubt: Doubt) -> bool:
    """Tell if doubt is left: 1234 without a dot parts no thousands, 987 is no fraction of three digits."""
    has_short = not doubt.beside_whole or any(_SHORT.fullmatch(text) for text in texts)
    return has_short and not any(_LONG.fullmatch(text) for text in texts)
