"""Text to numbers: what is missing, what is a number, and what is neither.

`1,273` is a number (thousands); `47.8%` is one only where the source says what a percentage means
(`scale: {column: 0.01}`), since the same file may hold fractions too; `*` is missing, never zero;
anything else is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import pandas as pd

from loaders.reading.tables import Column

_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_PERCENT = re.compile(r"[-+]?\d+(\.\d+)? ?%")

EXPECTED = "a number"
EXPECTED_PERCENT = "a number; for percentages say `scale: {column: 0.01}` in the source"


def read(column: Column, missing: Collection[str], scale: float | None) -> tuple[np.ndarray, np.ndarray]:
    """Per row its number (NaN where missing or refused) and whether it was refused."""
    texts = np.array(column.texts, dtype=object)
    values = np.asarray(pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce"), dtype=np.float64)
    values = np.array(values)  # pandas may give back a view that cannot be written to
    marks = {mark.strip() for mark in missing} | {""}
    refused = ~np.isfinite(values)
    for i in np.flatnonzero(refused):
        if texts[i] in marks:
            values[i], refused[i] = np.nan, False
            continue
        understood = _patiently(texts[i], scaled=scale is not None)
        values[i], refused[i] = (np.nan, True) if understood is None else (understood, False)
    if scale is not None:
        values *= scale
    return values[column.codes], refused[column.codes]


def _patiently(text: str, *, scaled: bool) -> float | None:
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(",", ""))
    if scaled and _PERCENT.fullmatch(text):
        return float(text.rstrip("% "))
    return None


def expected(found: str) -> str:
    return EXPECTED_PERCENT if _PERCENT.fullmatch(found) else EXPECTED
