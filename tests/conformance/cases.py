"""Reading cases and comparing answers: what every suite shares."""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]

# JSON numbers carry 15 significant digits and the references were made by another language.
RELATIVE, ABSOLUTE = 1e-6, 1e-12


def read_cases(folder: Path) -> list[Row]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def or_null(value: Any) -> Any:
    """A plain Python value for JSON; NaN and infinity, which JSON lacks, as null."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def same(expected: Any, got: Any) -> bool:
    """Numbers within the tolerance, everything else exactly. A flag is not a number."""
    is_number = [isinstance(value, int | float) and not isinstance(value, bool) for value in (expected, got)]
    if all(is_number):
        return math.isclose(expected, got, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return type(expected) is type(got) and expected == got


def row_differences(
    what: str,
    expected: list[Row],
    got: list[Row],
    key: Callable[[Row], Any],
    forgiven: Callable[[Row, str], bool] = lambda row, field: False,
) -> Iterator[str]:
    """Compare two lists of rows found by their key, field by field."""
    ours = {key(row): row for row in got}
    theirs = {key(row): row for row in expected}
    if len(ours) != len(got) or ours.keys() != theirs.keys():
        missing, extra = sorted(map(str, theirs.keys() - ours)), sorted(map(str, ours.keys() - theirs))
        yield f"{what}: {len(got)} rows for {len(expected)}; missing {missing}, extra {extra}"
        return
    for place, row in theirs.items():
        for field in row.keys() | ours[place].keys():
            value, our = row.get(field, "no such field"), ours[place].get(field, "no such field")
            if not same(value, our) and not forgiven(row, field):
                yield f"{what} {place}: {field} expected {value!r}, got {our!r}"


def pick(row: Row, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in names)
