"""Small organisations invented at random: a tree of services, one or two dimensions, linked measures, and
what was sent each month, with revisions of what was sent before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

MONTHLY_LOADS = 6
COLUMNS = ("booked", "seen", "treated", "harmed")
"""Each is a part of the one before: few harmed of those treated, of those seen, of those booked."""
MEASURES = {
    "seen_of_booked": ("seen", "booked"),
    "treated_of_seen": ("treated", "seen"),
    "treated_of_booked": ("treated", "booked"),
    "harmed_of_treated": ("harmed", "treated"),
    "harmed_of_booked": ("harmed", "booked"),
    "seen_alone": ("seen", ""),
}
"""Numerators under two denominators, and numerators of one that are denominators of another."""

Cells = dict[tuple[str, str, str, str, str], int]
"""(dimension, group, service, month, column) → how many."""


@dataclass(frozen=True, slots=True)
class Organisation:
    parents: dict[str, str]
    """Service → the one it is in."""
    dimensions: dict[str, tuple[str, ...]]
    measures: tuple[str, ...]
    sent: tuple[tuple[date, Cells], ...]
    """The contents of the file of each load, and the day it was loaded."""
    columns: tuple[str, ...] = field(default=COLUMNS)

    @property
    def leaves(self) -> list[str]:
        return [code for code in self.parents if code not in self.parents.values()]

    def inside(self, service: str) -> list[str]:
        """Return the leaves of a service, itself where it is one."""
        return [leaf for leaf in self.leaves if service in self.path(leaf)]

    def path(self, service: str) -> list[str]:
        found = [service]
        while above := self.parents[found[-1]]:
            found.append(above)
        return found

    def catalogue(self) -> str:
        dimensions = "".join(
            f"  {name}:\n    title: {name}\n    categories:\n"
            + "".join(f"      - {{code: {group}, label: {name} {group}}}\n" for group in groups)
            for name, groups in self.dimensions.items()
        )
        indicators = "".join(self._indicator(code) for code in self.measures)
        return f"""
organisation: {{name: Somewhere, levels: [board, hospital, ward]}}
defaults: {{why_it_matters: It matters., numerator: Some, denominator: All, improvement: decrease,
  domain: safe, owner: A, authored_by: A, checked_by: B, review_by: 2099-01-01, unit: "%", per: 100,
  is_proportion: true,
  dimensions: [{", ".join(self.dimensions)}]}}
dimensions:
{dimensions}sources:
  tree: {{shape: services, file: services.csv, code: code, name: name, level: level, parent: parent}}
  counts:
    shape: tidy
    file: counts.csv
    service: ward
    period: {{column: month}}
    breakdown: {{dimension_column: dimension, column: group, everyone: All}}
indicators:
{indicators}"""

    def _indicator(self, code: str) -> str:
        numerator, denominator = MEASURES[code]
        under = f", denominator: {denominator}" if denominator else ""
        rest = "" if denominator else ", unit: people, per: 1, is_proportion: false, chart: xmr"
        data = f"{{source: counts, numerator: {numerator}{under}}}"
        return f"  {code}: {{title: {code}, data: {data}{rest}}}\n"

    def services(self) -> str:
        levels = ("board", "hospital", "ward")
        rows = (
            f"{code},{code},{levels[len(self.path(code)) - 1]},{above}\n"
            for code, above in self.parents.items()
        )
        return "code,name,level,parent\n" + "".join(rows)

    def file(self, cells: Cells) -> str:
        rows: dict[tuple[str, str, str, str], dict[str, int]] = {}
        first = next(iter(self.dimensions))
        for (dimension, group, service, month, column), count in cells.items():
            rows.setdefault((dimension, group, service, month), {})[column] = count
            if dimension == first:
                everyone = rows.setdefault((dimension, "All", service, month), {})
                everyone[column] = everyone.get(column, 0) + count
        head = "dimension,group,ward,month," + ",".join(self.columns) + "\n"
        return head + "".join(
            f"{','.join(key)}-01,{','.join(str(counts[c]) for c in self.columns)}\n"
            for key, counts in rows.items()
        )


def invent(seed: int) -> Organisation:
    """Invent one organisation; the same seed gives the same."""
    random = np.random.default_rng(seed)
    parents = {"B": ""}
    for hospital in range(int(random.integers(1, 3))):
        parents[f"H{hospital}"] = "B"
        for ward in range(int(random.integers(2, 4))):
            parents[f"W{hospital}{ward}"] = f"H{hospital}"
    dimensions = {
        name: tuple(str(i) for i in range(int(random.integers(3, 6))))
        for name in ("ethnicity", "age")[: int(random.integers(1, 3))]
    }
    measures = tuple(sorted(random.permutation(list(MEASURES))[: int(random.integers(3, 7))].tolist()))
    months = _months(date(2024, int(random.integers(1, 4)), 1), int(random.integers(13, 18)) + MONTHLY_LOADS)
    size = random.choice([6, 12, 25, 60], p=[0.15, 0.3, 0.35, 0.2])
    weight = {name: random.dirichlet(np.full(len(groups), 1.5)) for name, groups in dimensions.items()}
    leaves = [code for code in parents if code.startswith("W")]
    people = {
        (leaf, month): _people(random, int(random.poisson(size * len(next(iter(weight.values()))))), weight)
        for leaf in leaves
        for month in months
    }
    sent, newest = [], len(months) - MONTHLY_LOADS
    for load in range(MONTHLY_LOADS + 1):
        if load:
            for _ in range(int(random.integers(0, 3))):
                leaf, month = leaves[random.integers(len(leaves))], months[random.integers(newest)]
                _revise(random, people[leaf, month], weight)
            newest += 1
        day = _months(months[newest - 1], 2)[-1].replace(day=20)
        sent.append((day, _counted(people, dimensions, months[:newest])))
    return Organisation(parents, dimensions, measures, tuple(sent))


def _months(first: date, how_many: int) -> list[date]:
    at = first.year * 12 + first.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(at, at + how_many)]


People = dict[str, np.ndarray]
"""By dimension the group of each, and `stage`: how far each came, 0 for booked to 3 for harmed."""


def _people(random: np.random.Generator, count: int, weight: dict[str, np.ndarray]) -> People:
    found = {name: random.choice(share.size, size=count, p=share) for name, share in weight.items()}
    return found | {"stage": random.choice(4, size=count, p=[0.25, 0.3, 0.35, 0.1])}


def _revise(random: np.random.Generator, people: People, weight: dict[str, np.ndarray]) -> None:
    """Take most of one group away, or add a few people."""
    name = list(weight)[random.integers(len(weight))]
    group = random.integers(weight[name].size)
    inside = np.flatnonzero(people[name] == group)
    if random.random() < 0.6 and inside.size:
        gone = inside[: max(1, inside.size - int(random.integers(1, 6)))]
        for part in people:
            people[part] = np.delete(people[part], gone)
    else:
        more = _people(random, int(random.integers(1, 9)), weight)
        for part in people:
            people[part] = np.concatenate([people[part], more[part]])


def _counted(
    people: dict[tuple[str, date], People], dimensions: dict[str, tuple[str, ...]], months: list[date]
) -> Cells:
    found: Cells = {}
    for (leaf, month), of_it in people.items():
        if month not in months:
            continue
        for name, groups in dimensions.items():
            for place, group in enumerate(groups):
                stage = of_it["stage"][of_it[name] == place]
                for least, column in enumerate(COLUMNS):
                    found[name, group, leaf, f"{month:%Y-%m}", column] = int((stage >= least).sum())
    return found
