"""Reading cases and comparing answers: what every suite shares."""

import gzip
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]

# JSON numbers carry 15 significant digits and the references were made by another language.
RELATIVE, ABSOLUTE = 1e-6, 1e-12


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


class UnreadableError(Exception):
    """The case asks for something this harness does not know: neither a pass nor a refusal."""


def read_cases(place: Path) -> list[Row]:
    """Every case in a file, or in the files of a folder and the folders in it.

    A file holds one case, or many as a list or under "cases"; it may be compressed (.json.gz).
    """
    paths = [place] if place.is_file() else sorted({*place.rglob("*.json"), *place.rglob("*.json.gz")})
    return [case for path in paths for case in _cases_of(path)]


def _cases_of(path: Path) -> list[Row]:
    raw = path.read_bytes()
    content = json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)
    if isinstance(content, dict) and "cases" in content:
        content = content["cases"]
    cases = content if isinstance(content, list) else [content]
    named: list[Row] = [{"id": path.name.split(".")[0], **case} for case in cases]
    return named


def refuse_unknown(case: Row, options: set[str], columns: set[str]) -> None:
    """Nothing in a case may be passed over without a word: it might matter."""
    if unknown := {name for name, value in case["options"].items() if value not in (None, False)} - options:
        raise UnreadableError(f"options {sorted(unknown)} are not known")
    if unknown := {name for row in case["input"] for name in row} - columns:
        raise UnreadableError(f"columns {sorted(unknown)} are not known")


def moment(text: str) -> datetime:
    """A date or a time as one instant, UTC where nothing is said, so that they compare however written."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _comparable(value: Any) -> Any:
    return moment(value) if isinstance(value, str) and _MOMENT.fullmatch(value) else value


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
    expected, got = _comparable(expected), _comparable(got)
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
    """Some fields of a row to find it by."""
    return tuple(_comparable(row.get(name)) for name in names)
