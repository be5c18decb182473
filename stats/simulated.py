"""Tables of simulated numbers: CSV files beside the modules that look things up in them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def read_table(path: Path, keys: int) -> tuple[tuple[str, ...], dict[tuple[str, ...], tuple[float, ...]]]:
    """Return the heads of the number columns, and per row its first `keys` cells → its numbers.

    An empty cell is NaN: a number that does not exist.
    """
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    numbers = {tuple(row[:keys]): tuple(float(cell or "nan") for cell in row[keys:]) for row in rows}
    return tuple(head[keys:]), numbers


def write_table(path: Path, head: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """Write a table that `read_table` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
