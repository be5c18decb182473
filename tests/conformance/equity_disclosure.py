"""Disclosure cases, asked of the whole gate: lists with subtotals, tables of two ways, services in a tree.

A table of two ways is a service for each row inside one of all rows, and a group for each column. What a
reader can work out of the sums that stay shown is asked of integer programming.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import LinearConstraint, milp

from quality.disclosure.nested_groups import hide_sums
from quality.disclosure.together import hidden_at_each_grain
from quality.series.calendar_blocks import Grain
from tests.conformance import equity_overlaps
from tests.conformance.equity_fields import Row
from tests.conformance.equity_overlaps import table_of

MONTHS = 12
ALL = "Total"


@dataclass(frozen=True, slots=True)
class Published:
    """Counts that stand nowhere by themselves, and the sums of them that are published."""

    counts: Mapping[str, int]
    sums: Mapping[str, tuple[str, ...]]


def answer(case: Row) -> Row:
    table, k = case["table"], case["rule"]["hide_counts_to"]
    if table["kind"] == "one_way":
        return {"hidden": _list(table["labels"], table["values"], table.get("subtotals", {}), k)}
    if table["kind"] == "two_way":
        rows, groups, values = [ALL, *table["rows"]], table["cols"], np.array(table["values"])
        return {"hidden": _tree(rows, groups, np.vstack([values.sum(axis=0), values]), k)}
    if not all("|" in name for name in table["published"]):
        return {"hidden": equity_overlaps.hidden(table, k)}
    atoms = table["atoms"]
    inside = list(dict.fromkeys(name.partition("|")[0] for name in atoms))
    groups = list(dict.fromkeys(name.partition("|")[2] for name in atoms))
    (around,) = {name.partition("|")[0] for name in table["published"]} - set(inside)
    values = np.array([[atoms[f"{row}|{group}"] for group in groups] for row in inside])
    hidden = _tree([around, *inside], groups, np.vstack([values.sum(axis=0), values]), k)
    return {"hidden": [name for name in hidden if name in table["published"]]}


def _list(labels: list[str], values: list[int], subtotals: Mapping[str, list[str]], k: int) -> list[str]:
    """Subtotals are groups of another dimension. That they are sums is seen in months that the case lacks."""
    more = np.random.default_rng(0).integers(100, 1000, size=(len(labels), MONTHS - 1))
    parts = np.column_stack([more if subtotals else more[:, :0], values])
    tables = {"parts": {"list": table_of(parts[np.newaxis], parts.sum(axis=0))}}
    if subtotals:
        sums = np.array(
            [parts[[labels.index(part) for part in its]].sum(axis=0) for its in subtotals.values()]
        )
        tables["sums"] = {"list": table_of(sums[np.newaxis], parts.sum(axis=0))}
    hidden = {name: hidden_at_each_grain(of_it.values(), {}, k) for name, of_it in tables.items()}
    hide_sums(hidden, tables)
    names = [*labels, *subtotals]
    mask = np.concatenate([grains[Grain.PERIOD][0] for grains in hidden.values()])
    return [names[i] for i in np.flatnonzero(mask)]


def _tree(rows: list[str], groups: list[str], values: np.ndarray, k: int) -> list[str]:
    table = table_of(values[..., np.newaxis], values.sum(axis=1, keepdims=True))
    mask = hidden_at_each_grain([table], {0: list(range(1, len(rows)))}, k)[Grain.PERIOD]
    return [f"{rows[r]}|{groups[g]}" for r, g in np.argwhere(mask)]


def _published(table: Row) -> Published:
    if table["kind"] == "atoms":
        return Published(table["atoms"], {name: tuple(parts) for name, parts in table["published"].items()})
    if table["kind"] == "one_way":
        counts = dict(zip(table["labels"], table["values"], strict=True))
        sums = {name: (name,) for name in counts} | {ALL: tuple(counts)}
        return Published(counts, sums | {n: tuple(parts) for n, parts in table.get("subtotals", {}).items()})
    rows, groups = table["rows"], table["cols"]
    counts = {
        f"{row}|{group}": count
        for row, line in zip(rows, table["values"], strict=True)
        for group, count in zip(groups, line, strict=True)
    }
    sums = {name: (name,) for name in counts} | {f"{ALL}|{ALL}": tuple(counts)}
    sums |= {f"{row}|{ALL}": tuple(f"{row}|{group}" for group in groups) for row in rows}
    return Published(counts, sums | {f"{ALL}|{g}": tuple(f"{row}|{g}" for row in rows) for g in groups})


def broken_properties(case: Row, got: Row) -> list[str]:
    published, hidden, rule = _published(case["table"]), set(got["hidden"]), case["rule"]
    least = rule["min_feasible_range_width"]
    broken = [f"P1: {name} is shown" for name in case["must_hide"] if name not in hidden]
    for name in case["must_hide"]:
        low, high = feasible_range(published, hidden, name)
        if high - low < least:
            broken.append(f"P2: {name} is known to be {low} to {high}")
    for quantity, count in case.get("unpublished_sensitive_quantities", {}).items():
        (atom,) = (one for one in published.counts if quantity.startswith(one))
        low, high = feasible_range(published, hidden, atom)
        if high - low < least:
            broken.append(f"P6: {quantity}, {count}, is known to be {low} to {high}")
    few = {name for name, count in published.counts.items() if 0 < count <= rule["hide_counts_to"]}
    allowed = 2 * max(len(case["example_minimal_solution"]["hidden"]), len(few))
    if len(hidden) > allowed:
        broken.append(f"P5: {len(hidden)} hidden where {allowed} would do")
    return broken


def feasible_range(published: Published, hidden: set[str], name: str) -> tuple[float, float]:
    """Return the least and the most that a number can be, given those that are shown."""
    place = {atom: i for i, atom in enumerate(published.counts)}
    row = {
        one: np.isin(np.arange(len(place)), [place[atom] for atom in atoms]).astype(float)
        for one, atoms in ({one: (one,) for one in place} | dict(published.sums)).items()
    }
    shown = [one for one in published.sums if one not in hidden]
    values = [sum(published.counts[atom] for atom in published.sums[one]) for one in shown]
    limits = LinearConstraint(np.stack([row[one] for one in shown]), values, values)
    least, most = (
        milp(sign * row[name], constraints=limits, integrality=np.ones(len(place))) for sign in (1, -1)
    )
    return round(least.fun), math.inf if most.fun is None else -round(most.fun)
