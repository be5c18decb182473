"""Two organisations that differ in hidden numbers alone, and agree in all that the gate ever gave of them.

Whatever an output tells the two apart by is a way round the gate: a count, a rate, the range of an axis, the
order of a table, a word. People change places between two groups, here and, where a sum was shown, as many
back in another month or ward; what is left is checked against the gate after the files were loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from catalogue.reading.read import load_catalogue
from data.database import connect, migrate
from loaders.run.load import run
from quality.as_of import session_as_of
from quality.deployment import Deployment
from quality.disclosure.residents import additive_sources, residents
from quality.reference.ids import read_all_ids
from server.startup import open_deployment
from settings import Settings
from tests.attacker.published import Shown, shown_numbers

COLUMNS = ("booked", "seen", "treated", "harmed", "days")
"""Each but the last is a part of the one before; days that those seen stayed."""
DIMENSIONS = {"deprivation": ("1", "2", "3", "4", "5", "X"), "ethnicity": ("a", "b", "c", "d")}
PARENTS = {"B": "", "H0": "B", "H1": "B", "W00": "H0", "W01": "H0", "W02": "H0", "W10": "H1", "W11": "H1"}
WARDS = tuple(code for code in PARENTS if code.startswith("W"))
YEAR = 2025
BEFORE = 2
"""Loads before the first one of counts."""
LATE = 1
"""Loads of one month each, with revisions, after the first one."""

Cells = np.ndarray
"""(dimensions' groups, wards, months, columns) as they are sent."""
DAY = date(2026, 7, 20)

CATALOGUE = """
organisation: {name: Somewhere, levels: [board, hospital, ward]}
forums:
  board: {name: Board, service: B, dates: 2026-07-20}
  group: {name: Group of the hospital, service: H0, dates: [2026-06-20, 2026-07-20]}
defaults: {why_it_matters: It matters., numerator: Some, denominator: All, improvement: decrease,
  domain: safe, owner: A, authored_by: A, checked_by: B, review_by: 2099-01-01, unit: "%", per: 100,
  is_proportion: true, dimensions: [deprivation, ethnicity]}
dimensions:
  deprivation:
    title: Deprivation
    is_ordered: true
    axis_note: 1 = most deprived
    categories:
      - {code: "1", label: Fifth 1}
      - {code: "2", label: Fifth 2}
      - {code: "3", label: Fifth 3}
      - {code: "4", label: Fifth 4}
      - {code: "5", label: Fifth 5}
      - {code: X, label: Not stated, is_unknown: true}
  ethnicity:
    title: Ethnicity
    categories:
      - {code: a, label: Group a}
      - {code: b, label: Group b}
      - {code: c, label: Group c}
      - {code: d, label: Group d}
sources:
  tree: {shape: services, file: services.csv, code: code, name: name, level: level, parent: parent}
  counts:
    shape: tidy
    file: counts.csv
    service: ward
    period: {column: month}
    breakdown: {dimension_column: dimension, column: group, everyone: All}
  people:
    shape: population
    file: people.csv
    service: ward
    year: year
    count: people
    additive: true
    breakdown: {dimension_column: dimension, column: group, everyone: All}
indicators:
  seen_of_booked: {title: Seen, data: {source: counts, numerator: seen, denominator: booked}}
  treated_of_seen: {title: Treated, data: {source: counts, numerator: treated, denominator: seen}}
  harmed_of_treated: {title: Harmed, data: {source: counts, numerator: harmed, denominator: treated}}
  seen_alone: {title: People seen, data: {source: counts, numerator: seen}, unit: people, per: 1,
    is_proportion: false, chart: xmr}
  days_of_stay: {title: Stay, data: {source: counts, numerator: days, denominator: seen}, unit: days, per: 1,
    is_proportion: false, chart: xmr}
  seen_per_head: {title: Seen per head, is_proportion: false, per: 1000, unit: per 1000, chart: u,
    data: {source: counts, numerator: seen, denominator: people, denominator_from: people}}
"""


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """Files that an organisation sent: of each load the cells by dimension, (G, W, M, C)."""

    loads: tuple[Mapping[str, Cells], ...]
    people: Mapping[str, Cells]
    """Residents by dimension, (G, W)."""
    first: date

    def months(self, load: int) -> list[str]:
        start = self.first.year * 12 + self.first.month - 1
        size = next(iter(self.loads[load].values())).shape[2]
        return [f"{at // 12}-{at % 12 + 1:02}" for at in range(start, start + size)]

    def day(self, load: int) -> date:
        last = date.fromisoformat(f"{self.months(load)[-1]}-01")
        return date(last.year + last.month // 12, last.month % 12 + 1, 20)

    def file(self, load: int) -> str:
        rows = ["dimension,group,ward,month," + ",".join(COLUMNS)]
        months = self.months(load)
        for dimension, cells in self.loads[load].items():
            of_all = {"All": cells.sum(axis=0)} if dimension == next(iter(DIMENSIONS)) else {}
            for group, its in {**of_all, **dict(zip(DIMENSIONS[dimension], cells, strict=True))}.items():
                for ward, by_month in zip(WARDS, its, strict=True):
                    rows += [
                        f"{dimension},{group},{ward},{month}-01,{','.join(map(str, counts))}"
                        for month, counts in zip(months, by_month.tolist(), strict=True)
                    ]
        return "\n".join(rows) + "\n"

    def people_file(self) -> str:
        rows = ["dimension,group,ward,year,people"]
        for dimension, people in self.people.items():
            of_all = {"All": people.sum(axis=0)} if dimension == next(iter(DIMENSIONS)) else {}
            for group, its in {**of_all, **dict(zip(DIMENSIONS[dimension], people, strict=True))}.items():
                rows += [
                    f"{dimension},{group},{ward},{YEAR},{count}"
                    for ward, count in zip(WARDS, its.tolist(), strict=True)
                ]
        return "\n".join(rows) + "\n"


def invent(seed: int, months: int = 26) -> Sent:
    """Invent what one organisation sends: large and small groups, a few revisions."""
    random = np.random.default_rng(seed)
    sizes = {name: random.dirichlet(np.full(len(groups), 1.2)) for name, groups in DIMENSIONS.items()}
    wards = random.choice([60, 150, 300], size=len(WARDS))
    people = {
        name: np.empty((len(groups), len(WARDS), months, 4), int) for name, groups in DIMENSIONS.items()
    }
    for ward, size in enumerate(wards):
        for month in range(months):
            came = random.multinomial(random.poisson(size), [0.2, 0.3, 0.38, 0.12])
            for name, share in sizes.items():
                for stage, count in enumerate(came):
                    people[name][:, ward, month, stage] = random.multinomial(count, share)
    loads = []
    for load in range(LATE + 1):
        if load:
            _revise(random, people, int(random.integers(months - LATE)))
        of_load = months - LATE + load
        loads.append({name: _counted(cells[:, :, :of_load]) for name, cells in people.items()})
    living = random.choice([40, 90, 2000], size=len(WARDS))
    residents = {
        name: np.stack([random.multinomial(size, share) for size in living], axis=1)
        for name, share in sizes.items()
    }
    return Sent(tuple(loads), residents, date(2024, 4, 1))


def _counted(people: np.ndarray) -> Cells:
    """Return columns: how many came at least so far; then days, three for each who was seen."""
    least = people[..., ::-1].cumsum(axis=-1)[..., ::-1]
    return np.concatenate([least, 3 * least[..., 1:2]], axis=-1)


def _revise(random: np.random.Generator, people: dict[str, np.ndarray], month: int) -> None:
    """Add a few people of one stage to a ward and month, of one group of each dimension."""
    ward, stage, more = int(random.integers(len(WARDS))), int(random.integers(4)), int(random.integers(1, 6))
    for cells in people.values():
        cells[random.integers(len(cells)), ward, month, stage] += more


# -- loaded ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """An organisation in a database of its own, what the gate ever gave of it, and what was said of loads."""

    here: Deployment
    shown: frozenset[Shown]
    reports: tuple[str, ...]


def load(sent: Sent, folder: Path, catalogue_text: str = CATALOGUE) -> Loaded:
    """Load what was sent, load by load, as a deployment does."""
    folder.mkdir()
    (folder / "catalogue.yaml").write_text(catalogue_text, encoding="utf-8")
    rows = (
        f"{code},Service {code},{('board', 'hospital', 'ward')[_depth(code)]},{above}\n"
        for code, above in PARENTS.items()
    )
    (folder / "services.csv").write_text("code,name,level,parent\n" + "".join(rows), encoding="utf-8")
    catalogue = load_catalogue(folder / "catalogue.yaml")
    engine = connect(f"sqlite:///{folder / 'brightspot.db'}")
    migrate(engine)
    (folder / "people.csv").write_text(sent.people_file(), encoding="utf-8")
    reports = run(engine, catalogue, ["tree", "people"], folder=folder, as_at=sent.day(0))
    shown: set[Shown] = set()
    for number in range(len(sent.loads)):
        (folder / "counts.csv").write_text(sent.file(number), encoding="utf-8")
        reports += run(engine, catalogue, ["counts"], folder=folder, as_at=sent.day(number))
        assert reports[-1].status == "done", reports[-1]
        shown.update(_ever(engine, catalogue, number))
    settings = Settings(
        database=str(engine.url), data=folder, catalogue=folder / "catalogue.yaml", today=DAY, _env_file=None
    )
    return Loaded(open_deployment(settings), frozenset(shown), tuple(_plain(str(r)) for r in reports))


def _plain(report: str) -> str:
    return re.sub(r"seconds=[\d.]+", "", report)


def _depth(code: str) -> int:
    return 0 if not PARENTS[code] else 1 + _depth(PARENTS[code])


def _ever(engine: Engine, catalogue: Catalogue, newest: int) -> Iterator[Shown]:
    """Yield what the gate gives now, and looking back."""
    with Session(engine) as session:
        yield from shown_numbers(session, catalogue, PARENTS, newest)
        yield from _residents(session, catalogue)
    for earlier in range(0 if catalogue.disclosure.is_public else newest):
        with session_as_of(engine, catalogue, str(earlier + BEFORE + 1)) as (session, then, _):
            yield from shown_numbers(session, then, PARENTS, earlier)


def _residents(session: Session, catalogue: Catalogue) -> Iterator[Shown]:
    known = read_all_ids(session)
    for dimension, codes in DIMENSIONS.items():
        groups = [known.categories[known.category_ids[f"{dimension}:{code}"]] for code in codes]
        for service in PARENTS:
            found = residents(session, known, known.services[service], groups, additive_sources(catalogue))
            shown = found.released(catalogue.disclosure) if found else None
            if found and shown is not None:
                for code, count in zip(codes, shown.tolist(), strict=True):
                    yield Shown(0, "", 0, dimension, code, service, (str(YEAR),), count)


# -- twins -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exchange:
    """People of one group who become people of another, by place; a number below zero: the way back."""

    dimension: str
    groups: tuple[int, int]
    places: tuple[tuple[int, int, int], ...]
    """Ward, month, and 1 or -1."""
    column: int
    """The furthest that they came."""
    how_many: int


def twins(seed: int, folder: Path) -> tuple[Loaded, Loaded, int]:
    """Return two organisations of which the gate gave the same, and how many numbers of theirs differ.

    What is hidden as cover goes by size, so that a twin may hide others: then fewer exchanges are tried.
    """
    sent = invent(seed)
    one = load(sent, folder / "one")
    for attempt, wanted in enumerate((120, 60, 30, 10, 3)):
        like, _ = twin_of(sent, one, seed + attempt, wanted)
        other = load(like, folder / f"other{attempt}")
        if other.shown == one.shown:
            pairs = [*zip(sent.loads, like.loads, strict=True), (sent.people, like.people)]
            return one, other, sum(int((a[name] != b[name]).sum()) for a, b in pairs for name in a)
    raise AssertionError(f"no twin of {seed} hides the same")


def twin_of(sent: Sent, loaded: Loaded, seed: int, wanted: int) -> tuple[Sent, list[Exchange]]:
    """Return the same organisation with people of hidden groups exchanged."""
    random = np.random.default_rng(seed)
    spans = _spans(sent, loaded.shown)
    done: list[Exchange] = []
    for _ in range(60 * wanted):
        one = _at_random(random, sent)
        if len(done) < wanted and _is_unseen(one, spans):
            changed = exchanged(sent, one)
            if changed is not None:
                sent, done = changed, [*done, one]
    return _residents_exchanged(sent, loaded.shown, random, 2 if wanted > 10 else 0), done


def _residents_exchanged(
    sent: Sent, shown: frozenset[Shown], random: np.random.Generator, wanted: int
) -> Sent:
    """Exchange residents of two groups between two wards of a hospital, of which neither was ever shown."""
    told = {
        (one.dimension, one.group, one.service) for one in shown if one.indicator in ("", "seen_per_head")
    }
    people = {name: counts.copy() for name, counts in sent.people.items()}
    for _ in range(2000):
        name = str(random.choice(list(DIMENSIONS)))
        groups = random.permutation(len(DIMENSIONS[name]))[:2]
        wards = random.permutation(len(WARDS))[:2]
        is_told = any((name, DIMENSIONS[name][g], WARDS[w]) in told for g in groups for w in wards)
        if is_told or PARENTS[WARDS[wards[0]]] != PARENTS[WARDS[wards[1]]]:
            continue
        at = np.ix_(groups, wards)
        new = people[name][at] + random.choice([1, 2, 5]) * np.array([[1, -1], [-1, 1]])
        if new.min() >= 0 and (np.digitize(new, [1, 8]) == np.digitize(people[name][at], [1, 8])).all():
            people[name][at] = new
            wanted -= 1
        if not wanted:
            break
    return replace(sent, people=people)


def exchanged(sent: Sent, one: Exchange) -> Sent | None:
    """Return what would be sent; None where there are not so many people."""
    moved = [one.how_many * (column <= one.column) for column in range(4)]
    moved.append(3 * one.how_many * (one.column >= 1))
    loads = []
    for cells in sent.loads:
        new = dict(cells)
        its = new[one.dimension] = cells[one.dimension].copy()
        for ward, month, sign in one.places:
            if month < its.shape[2]:
                before = its[list(one.groups), ward, month].copy()
                its[one.groups[0], ward, month] -= sign * np.array(moved)
                its[one.groups[1], ward, month] += sign * np.array(moved)
                after = its[list(one.groups), ward, month]
                if _classes(before) != _classes(after):
                    return None
        loads.append(new)
    return replace(sent, loads=tuple(loads))


def _classes(counts: Cells) -> list[object]:
    """Return which of the counts, and of those without the event, are nobody, few or more: so that the gate
    hides the same of both twins."""
    if counts.min() < 0 or (np.diff(counts[:, :4]) > 0).any():
        return [counts.tolist()]
    others = counts[:, :-2] - counts[:, 1:-1]
    return np.digitize(np.concatenate([counts[:, :4], others], axis=1), [1, 8]).ravel().tolist()


def _at_random(random: np.random.Generator, sent: Sent) -> Exchange:
    months = next(iter(sent.loads[0].values())).shape[2]
    dimension = str(random.choice(list(DIMENSIONS)))
    one, other = random.permutation(len(DIMENSIONS[dimension]))[:2].tolist()
    ward, month = int(random.integers(len(WARDS))), int(random.integers(months))
    places = [(ward, month, 1)]
    if random.random() < 0.5:
        beside = int(random.integers(len(WARDS)))
        places.append((beside, month, -1))
    if random.random() < 0.6:
        other_month = int(random.integers(months))
        places += [(ward, other_month, -sign) for ward, _, sign in places]
    return Exchange(
        dimension, (one, other), tuple(places), int(random.integers(4)), int(random.choice([1, 2, 3, 8, 20]))
    )


Spans = Mapping[tuple[str, str], set[tuple[str, frozenset[int]]]]
"""(dimension, group) → the services and months of which a sum was ever shown."""


def _spans(sent: Sent, shown: frozenset[Shown]) -> Spans:
    month = {name: at for at, name in enumerate(sent.months(len(sent.loads) - 1))}
    found: dict[tuple[str, str], set[tuple[str, frozenset[int]]]] = {}
    for one in shown:
        if not one.indicator or (one.indicator == "seen_per_head" and one.part):
            continue  # residents
        months = frozenset(month[name] for name in one.months)
        found.setdefault((one.dimension, one.group), set()).add((one.service, months))
    return found


def _is_unseen(one: Exchange, spans: Spans) -> bool:
    """Tell if no sum that was ever shown changes."""
    inside = {code: {WARDS.index(w) for w in WARDS if code in _path(w)} for code in PARENTS}
    return all(
        sum(sign for ward, month, sign in one.places if ward in inside[service] and month in months) == 0
        for group in one.groups
        for service, months in spans.get((one.dimension, DIMENSIONS[one.dimension][group]), ())
    )


def _path(code: str) -> list[str]:
    return [code, *_path(PARENTS[code])] if PARENTS[code] else [code]


def noon(here: Deployment) -> datetime:
    """Return the time it always is here."""
    return datetime.combine(here.today, datetime.min.time().replace(hour=12))
