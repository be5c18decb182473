"""Tables of text to rows, and columns to CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

Table = dict[str, Sequence[object]]


def read_table(text: str) -> list[dict[str, str]]:
    """Return the rows of a table that is written for people: columns parted by spaces, `-` for nothing."""
    lines = csv.reader(text.strip().splitlines(), delimiter=" ", skipinitialspace=True)
    header, *rows = lines
    return [dict(zip(header, ("" if cell == "-" else cell for cell in row), strict=True)) for row in rows]


def by_period(
    service: str,
    services: tuple[str, ...],
    values: dict[str, np.ndarray],
    known: np.ndarray,
    periods: Sequence[str],
    period: str = "month",
) -> Table:
    """Return one row per period and service, in that order; unknown ones are left out.

    service, period: the names that the office uses for these columns
    """
    keep = known.T.ravel()
    table: Table = {
        period: np.repeat(np.array(periods), len(services))[keep].tolist(),
        service: np.tile(np.array(services), len(periods))[keep].tolist(),
    }
    return table | {column: matrix.T.ravel()[keep].tolist() for column, matrix in values.items()}


def written(periods: Sequence[date], how: str = "%Y-%m-%d") -> list[str]:
    return [period.strftime(how) for period in periods]


def write_csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*table.values(), strict=True))
