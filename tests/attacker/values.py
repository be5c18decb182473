"""Attack published values: rates of groups without the people they are of, beside all else that is shown.

    python -m tests.attacker --values 100 --seed 1

Hospitals, and wards inside some, publish the share of their people who were harmed, by group. In another file
they are counted: by the same groups, by others or not at all. The reader knows the true number of everyone
wherever anybody is counted, and every shown value to its last digit.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from sqlalchemy.orm import Session

from catalogue.reading.read import load_catalogue
from data.database import connect, migrate
from loaders.run.load import run
from quality.disclosure.protected_counts import group_tree
from quality.reference.ids import read_ids
from quality.series.calendar_blocks import Grain

GROUPS, SIDES = ("white", "black", "asian", "mixed"), ("left", "right")
EVENTS, OTHERS = 0, 1
CATALOGUE = """
organisation: {{name: Somewhere, levels: [hospital, ward]}}
defaults: {{why_it_matters: It matters., numerator: Some, improvement: decrease, domain: safe, owner: A,
  authored_by: A, checked_by: B, review_by: 2099-01-01, frequency: annual}}
dimensions:
  origin: {{title: Origin, categories: [{groups}]}}
  side: {{title: Side, categories: [{sides}]}}
sources:
  tree: {{shape: services, file: services.csv, code: code, name: code, level: level, parent: parent}}
  published: {{shape: tidy, file: published.csv, service: place, period: {{column: year, format: "%Y"}},
    breakdown: {{dimension: origin, column: group, everyone: All}}}}
  counted: {{shape: tidy, file: counted.csv, service: place, period: {{column: year, format: "%Y"}},
    breakdown: {{dimension: {by}, column: group, everyone: All}}}}
indicators:
  harmed: {{title: Harmed, unit: "%", additive: false, chart: run, dimensions: [origin],
    data: {{source: published, numerator: share}}}}
  seen: {{title: Seen, unit: "%", per: 100, is_proportion: true, dimensions: [{by}], denominator: All,
    additive: false, data: {{source: counted, numerator: harmed, denominator: people}}}}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A service of an invented organisation."""

    code: str
    above: str
    people: np.ndarray
    """(2, G) with the event, and without."""
    is_counted: bool
    """Its people stand in the other file, too."""


@dataclass(frozen=True, slots=True)
class Invented:
    places: list[Place]
    by: str
    """Dimension by which the other file counts."""


def invent(seed: int) -> Invented:
    random = np.random.default_rng(seed)
    groups = int(random.integers(2, len(GROUPS) + 1))
    places: list[Place] = []
    for number in range(int(random.integers(1, 4))):
        code, size = f"H{number}", random.choice([10, 60, 400, 3000])
        wards = int(random.integers(0, 4))
        inside = [_people(random, groups, size) for _ in range(wards)] or [_people(random, groups, size)]
        is_counted = bool(random.random() < 0.5)
        places.append(Place(code, "", np.sum(inside, axis=0), is_counted))
        places += [Place(f"{code}W{i}", code, people, is_counted) for i, people in enumerate(inside) if wards]
    return Invented(places, str(random.choice(["origin", "side"])))


def _people(random: np.random.Generator, groups: int, size: int) -> np.ndarray:
    of_group = random.poisson(size * random.dirichlet(np.full(groups, 1.5)) * groups)
    events = random.binomial(of_group, random.choice([0.02, 0.1, 0.4], size=groups))
    return np.stack([events, of_group - events])


def shown(invented: Invented, folder: Path) -> dict[tuple[str, int], float]:
    """Return (service, group) → the value that leaves the gate, after the files were loaded."""
    engine = connect(f"sqlite:///{folder / 'brightspot.db'}")
    migrate(engine)
    catalogue = folder / "catalogue.yaml"
    categories = (", ".join(f"{{code: {c}, label: {c}}}" for c in names) for names in (GROUPS, SIDES))
    catalogue.write_text(
        CATALOGUE.format(by=invented.by, **dict(zip(("groups", "sides"), categories, strict=True)))
    )
    _write(folder / "services.csv", ("code", "level", "parent"), (
        (p.code, "ward" if p.above else "hospital", p.above) for p in invented.places))  # fmt: skip
    _write(folder / "published.csv", ("place", "year", "group", "share"), _values(invented))
    _write(folder / "counted.csv", ("place", "year", "group", "harmed", "people"), _counts(invented))
    known = load_catalogue(catalogue)
    reports = run(engine, known, ["tree", "published", "counted"], folder=folder)
    assert all(report.status == "done" for report in reports), reports
    found: dict[tuple[str, int], float] = {}
    with Session(engine) as session:
        tree, services = group_tree(session, known, "harmed", "origin"), read_ids(session).services
        for place in invented.places:
            counts = tree.of(services[place.code].id) if tree else None
            values = counts.released(Grain.PERIOD).numerator[:, -1] if counts else []
            found |= {(place.code, g): float(v) for g, v in enumerate(values) if not np.isnan(v)}
    engine.dispose()
    return found


def _write(path: Path, head: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def _values(invented: Invented) -> Iterator[tuple[object, ...]]:
    for place in invented.places:
        events, all_of = place.people[EVENTS], place.people.sum(axis=0)
        for group, name in enumerate(GROUPS[: all_of.size]):
            if all_of[group]:
                yield place.code, 2025, name, repr(100 * float(events[group]) / float(all_of[group]))
        yield place.code, 2025, "All", repr(100 * float(events.sum()) / float(all_of.sum()))


def _counts(invented: Invented) -> Iterator[tuple[object, ...]]:
    yield "H0", 2024, "All", 1, 100_000  # a file has a line
    for place in invented.places:
        if not place.is_counted:
            continue
        events, people = int(place.people[EVENTS].sum()), int(place.people.sum())
        yield place.code, 2025, "All", events, people
        if invented.by == "origin":
            for group, name in enumerate(GROUPS[: place.people.shape[1]]):
                yield place.code, 2025, name, *(int(n) for n in (place.people[EVENTS, group],
                                                                 place.people[:, group].sum()))  # fmt: skip
        else:
            yield place.code, 2025, "left", events // 2, people // 2
            yield place.code, 2025, "right", events - events // 2, people - people // 2


def worked_out(invented: Invented, values: dict[tuple[str, int], float], k: int) -> list[str]:
    """Return each number of people or events that is known to within less than the threshold, in a service
    whose values are shown and where everyone is counted; else their sizes have no unit."""
    found = []
    for place in invented.places:
        groups = [group for group in range(place.people.shape[1]) if (place.code, group) in values]
        if not groups or not place.is_counted:
            continue
        counts, all_of = place.people.sum(axis=0)[groups].astype(float), float(place.people.sum())
        share = np.array([values[place.code, group] for group in groups]) / 100
        sums = np.stack([np.ones(len(groups)), share])
        totals = np.array([all_of, place.people[EVENTS].sum()])
        for at, group in enumerate(groups):
            for what, weight, whole in (("people", 1.0, all_of), ("events", share[at], totals[1]),
                                        ("others", 1 - share[at], all_of - totals[1])):  # fmt: skip
                true = counts[at] * weight
                if not 0 < round(true) <= k:
                    continue
                aim = np.eye(len(groups))[at] * weight
                ends = [
                    sign * linprog(sign * aim, A_eq=sums, b_eq=totals, bounds=(0, None)).fun
                    for sign in (1, -1)
                ]
                if ends[1] - ends[0] < min(k, whole) - 1e-6 or (ends[0] >= 1 and ends[1] <= k):
                    range_ = f"{ends[0]:g} to {ends[1]:g}"
                    found.append(f"{what} of {GROUPS[group]} in {place.code}: {true:g}, known as {range_}")
    return found


def attack_values(seed: int, k: int) -> tuple[int, int, list[str]]:
    """Return how many values of groups were sent, how many were shown, and what was worked out of them."""
    invented = invent(seed)
    with tempfile.TemporaryDirectory() as name:
        values = shown(invented, Path(name))
    sent = sum(int((place.people.sum(axis=0) > 0).sum()) for place in invented.places)
    return sent, len(values), [f"organisation {seed}: {one}" for one in worked_out(invented, values, k)]
