"""What the suites of equity share: columns in, plain values out, answers compared with `expected`.

Every number, flag and name of a field in `expected` must be answered; so must those in `recommended`, which
take the place of the package's where a case marks a fault. Two things are not compared: what a package
prints about itself, and a null that stands for a package's failure to converge.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Row = dict[str, Any]

WORDS_OF_THE_PACKAGE = frozenset({"confidence", "statistic", "method"})
"""Columns that describe a package's output; `statistic` is compared where it is a number."""

NO_ORACLE = ("root search failed", "does not converge")
"""Notes of cases whose nulls say that the package found nothing, not that there is nothing."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Fields in which we differ from a package that is wrong, and why.

    `as_package` makes the package's numbers out of a case and our answer: a difference that it does not
    explain is still one.
    """

    reason: str
    fields: tuple[str, ...]
    as_package: Callable[[Row, Row], Row]


def columns(case: Row, *names: str) -> list[np.ndarray]:
    """Arrays of a case's inputs, NaN for null."""
    return [numbers(case["inputs"][name]) for name in names]


def numbers(values: Any) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in listed(values)], float)


def listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def plain(values: Any) -> list[float | None]:
    return [None if not np.isfinite(v) else float(v) for v in np.atleast_1d(values)]


def levels(case: Row) -> list[tuple[str, float]]:
    """(ending of the field names, confidence): "95_0cl" and the like for several levels, "cl" for one."""
    given = case["options"].get("confidence", 0.95)
    if isinstance(given, list):
        return [(f"{tier(level)}cl", level) for level in given]
    return [("cl", given)]


def only_level(case: Row) -> float:
    """The one confidence of measures whose fields do not name it."""
    return float(listed(case["options"].get("confidence", 0.95))[0])


def by_band(case: Row, *names: str) -> tuple[list[str], list[np.ndarray]]:
    """The groups, and the named columns as tables of groups × age bands, joined by the names of both.

    NaN where there is no such row. A column with one number for each band is the same for all groups.
    """
    inputs = case["inputs"]
    rows = len(inputs[names[0]])
    group_of = inputs.get("group", ["all"] * rows)
    groups = sorted(set(group_of))
    bands = list(dict.fromkeys(inputs.get("ageband", range(rows))))
    cells = [groups.index(g) for g in group_of], [bands.index(b) for b in inputs.get("ageband", range(rows))]
    tables = []
    for name in names:
        table = np.full((len(groups), len(bands)), np.nan)
        table[cells if len(inputs[name]) == rows else ...] = numbers(inputs[name])
        tables.append(table)
    return groups, tables


def tier(level: float) -> str:
    """A level as the fields name it: 0.998 → 99_8."""
    return f"{100 * level:.1f}".replace(".", "_")


def in_groups(case: Row, *names: str) -> tuple[list[str], list[list[np.ndarray]]]:
    """The groups in the order of the alphabet, capitals first, and each one's rows of the named columns."""
    names_of_rows = listed(case["inputs"]["group"])
    groups = sorted(set(names_of_rows))
    arrays = columns(case, *names)
    inside = [np.array([name == group for name in names_of_rows]) for group in groups]
    return groups, [[array[rows] for array in arrays] for rows in inside]


def differences(case: Row, got: Row, deviation: Deviation | None = None) -> list[str]:
    """One line for each field that is missing or not the same, unless a deviation explains it."""
    if case.get("package_error"):
        return _refusal(case, got)
    recommended = _recommended(case)
    wanted = {**case["expected"], **recommended}
    found = []
    for name, value in wanted.items():
        if name in WORDS_OF_THE_PACKAGE and isinstance(listed(value)[0], str):
            continue
        if _is_no_oracle(case, value):
            continue
        tolerance = case.get("tolerance", {})
        if name not in got:
            found.append(f"{name}: expected {value!r}, not answered")
        elif not _same(value, got[name], tolerance, name, wanted):
            theirs = deviation.as_package(case, got) if deviation and name in deviation.fields else {}
            if name not in theirs or not _same(value, theirs[name], tolerance, name, wanted):
                found.append(f"{name}: expected {value!r}, got {got[name]!r}")
    return found


def _refusal(case: Row, got: Row) -> list[str]:
    """A package that refuses: we say why there is no number, and compute what can be computed."""
    recommended = _recommended(case)
    found = [
        f"{name}: expected {value!r}, got {got.get(name)!r}"
        for name, value in recommended.items()
        if name not in got or not _same(value, got[name], case.get("tolerance", {}), name, recommended)
    ]
    missing = [name for name, value in got.items() if name != "reason" and None in listed(value)]
    if missing and not any(listed(got.get("reason"))):
        found.append(f"{', '.join(missing)}: null without a reason")
    return found


def _recommended(case: Row) -> Row:
    return {name: listed(value) for name, value in case.get("recommended", {}).items() if name != "rule"}


def _is_no_oracle(case: Row, value: Any) -> bool:
    return all(v is None for v in listed(value)) and any(
        words in case.get("notes", "") for words in NO_ORACLE
    )


def _same(wanted: Any, ours: Any, tolerance: Row, name: str, expected: Row) -> bool:
    if isinstance(wanted, list):
        ours = listed(ours)
        return len(wanted) == len(ours) and all(
            _same(w, o, tolerance, name, expected) for w, o in zip(wanted, ours, strict=True)
        )
    if wanted in ("Inf", "-Inf") and ours is None:
        return True  # JSON has no infinity
    if wanted is None or isinstance(wanted, str):
        return (wanted is None and ours is None) or wanted == ours
    if ours is None or isinstance(wanted, bool) or isinstance(ours, str):
        return wanted == ours
    room = tolerance.get("abs", 0.0) + tolerance.get("rel", 1e-9) * abs(wanted)
    share = tolerance.get("simulated_ci_abs_fraction_of_width")
    if share and ("lower" in name or "upper" in name) and not name.startswith("analytic"):
        ends = [listed(expected[name.replace(a, b)])[0] for a, b in (("upper", "lower"), ("lower", "upper"))]
        if isinstance(share, dict):
            share = share.get("99.8" if "99_8" in name else "95", max(share.values()))
        if None not in ends:
            room = max(room, share * abs(ends[1] - ends[0]))
    return math.isclose(wanted, ours, rel_tol=0, abs_tol=room)
