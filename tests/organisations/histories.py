"""Histories of loading, for tests of looking back and of undoing: random files of every shape, one after the
other, in a small organisation, on SQLite or PostgreSQL.

with place(server) as folder:                   # None: SQLite
    for step in steps: step.load(folder)
    state(folder)                                # everything that is shown, by codes
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from loaders.job import LoadReport
from quality.signals.stored import OF_STATUS
from tests.databases import on_postgresql, on_sqlite
from tests.loading import CATALOGUE, Folder

HISTORY = CATALOGUE.replace("    title: Falls\n", "    title: Falls\n    maturity: 1\n", 1).replace(
    "  people:\n",
    "  arrests: {shape: events, file: arrests.csv, period: {column: day}, service: ward, "
    "complete_to: {column: to}}\n  people:\n",
    1,
)
HISTORY += """\
  arrests:
    title: Days between arrests
    data: {source: arrests, numerator: 1}
    chart: t
    unit: days
    improvement: increase
    additive: true
disclosure: {hide_up_to: 0}
"""
"""Hides nothing: a group that is hidden now is hidden as of any load, so that it would not show what it
showed."""
MONTHS = [f"2026-{month:02d}-01" for month in range(1, 5)]
WARDS = ["W1", "W2", "W3"]
AS_AT = {"2026-05-20": date(2026, 5, 20), "2026-06-20": date(2026, 6, 20)}


@dataclass(frozen=True)
class Step:
    """One file, and the day its data stand at."""

    source: str
    file: str
    lines: tuple[str, ...]
    as_at: str = "2026-06-20"

    def load(self, folder: Folder) -> LoadReport:
        folder.write(self.file, "".join(f"{line}\n" for line in self.lines))
        return folder.load(self.source, as_at=AS_AT[self.as_at])


def _falls(cells: dict[tuple[str, str], tuple[str, str]], as_at: str) -> Step:
    lines = [f"{month},{ward},{falls},{days}" for (month, ward), (falls, days) in cells.items()]
    return Step("falls", "falls.csv", ("month,ward,falls,bed_days", *lines), as_at)


def _by_sex(cells: dict[tuple[str, str], tuple[int, int, int]]) -> Step:
    lines = [
        f"{month},{ward},{sex},{count},{count + more}"
        for (month, ward), (women, men, more) in cells.items()
        for sex, count in (("F", women), ("M", men))
    ]
    return Step("by_sex", "by_sex.csv", ("month,ward,sex,answered,received", *lines))


def _people(counts: dict[tuple[str, str], int]) -> Step:
    lines = [f"{code},2025,{sex},{count}" for (code, sex), count in counts.items()]
    return Step("people", "people.csv", ("code,year,sex,people", *lines))


def _arrests(days: set[tuple[int, str]], to: int) -> Step:
    lines = [f"2026-{1 + day // 28:02d}-{1 + day % 28:02d},{ward},2026-04-{to:02d}" for day, ward in days]
    return Step("arrests", "arrests.csv", ("day,ward,to", *sorted(lines)))


def _tree(above: tuple[str, str], name: str, has_third: bool) -> Step:
    wards = [f"W1,{name},ward,{above[0]}", f"W2,Ward 2,ward,{above[1]}"]
    wards += ["W3,Ward 3,ward,H2"] if has_third else []
    top = ("B,Northfield,board,", "H1,North,hospital,B", "H2,South,hospital,B")
    return Step("tree", "services.csv", ("code,name,level,parent", *top, *wards))


FIRST_TREE = _tree(("H1", "H1"), "Ward 1", True)
_hospital = st.sampled_from(["H1", "H2"])
_month_and = st.tuples(st.sampled_from(MONTHS), st.sampled_from([*WARDS, "H1"]))
TREES = st.builds(_tree, st.tuples(_hospital, _hospital), st.sampled_from(["Ward 1", "One"]), st.booleans())
FALLS = st.builds(
    _falls,
    st.dictionaries(
        _month_and,
        st.tuples(st.one_of(st.integers(0, 3).map(str), st.just("*")), st.integers(10, 11).map(str)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(sorted(AS_AT)),
)
BY_SEX = st.builds(
    _by_sex,
    st.dictionaries(
        st.tuples(st.sampled_from(MONTHS), st.sampled_from(WARDS)),
        st.tuples(st.integers(20, 22), st.integers(20, 22), st.integers(5, 6)),
        min_size=1,
        max_size=4,
    ),
)
PEOPLE = st.builds(
    _people,
    st.dictionaries(
        st.tuples(st.sampled_from(["B", "H1"]), st.sampled_from("FM")), st.integers(1, 3), min_size=1
    ),
)
ARRESTS = st.builds(
    _arrests,
    st.sets(st.tuples(st.integers(0, 60), st.sampled_from(WARDS)), min_size=1, max_size=5),
    st.integers(1, 28),
)
STEPS = st.one_of(FALLS, FALLS, BY_SEX, PEOPLE, ARRESTS, TREES)


MATURING = [
    _falls({("2026-03-01", "W1"): ("3", "10"), ("2026-04-01", "W1"): ("1", "10")}, as_at)
    for as_at in ("2026-05-20", "2026-06-20", "2026-05-20")
]
"""April is complete only by the second file, and by the third not yet again."""
GROWING = [
    _by_sex({("2026-01-01", ward): (20, 20, 5) for ward in wards}) for wards in (("W1", "W2"), ("W1", "W3"))
]
"""A third ward comes in after two were shown."""


@st.composite
def histories(draw: st.DrawFn, at_most: int = 5) -> list[Step]:
    """Files as they come in life: mostly what came before, on another day, with rows more or fewer."""
    found = [draw(STEPS)]
    for _ in range(draw(st.integers(0, at_most - 1))):
        earlier = draw(st.sampled_from(found))
        as_at, how = draw(st.sampled_from(sorted(AS_AT))), draw(st.integers(0, 3))
        lines = earlier.lines
        if how == 0:
            found.append(draw(STEPS))
        else:
            if how == 1 and len(lines) > 2 and earlier.source != "tree":
                lines = lines[:-1]
            elif how == 2 and earlier.source == "falls":
                lines = tuple({line[:13]: line for line in (*lines, *draw(FALLS).lines)}.values())
            found.append(Step(earlier.source, earlier.file, lines, as_at))
    return found


# -- places ----------------------------------------------------------------------------------------


@contextmanager
def place(server: Engine | None = None, catalogue: str = HISTORY) -> Iterator[Folder]:
    """A fresh folder with an empty database, on SQLite, or on a PostgreSQL server."""
    with (
        tempfile.TemporaryDirectory() as name,
        on_postgresql(server) if server else on_sqlite(Path(name, "test.db")) as engine,
    ):
        yield Folder(Path(name), engine, catalogue, services="")


# -- what is shown ---------------------------------------------------------------------------------

_SHOWN = {
    "values": "SELECT i.code, s.code, c.dimension || c.code, CAST(o.period_start AS text), o.numerator, "
    "o.denominator, CAST(o.is_immature AS integer), o.origin, o.definition_id "
    "FROM observation o JOIN indicator i ON i.id = o.indicator_id JOIN service s ON s.id = o.service_id "
    "JOIN category c ON c.id = o.category_id",
    "services": "SELECT s.code, s.name, s.level, p.code, s.opened, s.closed, s.successor_code FROM service s "
    "LEFT JOIN service p ON p.id = s.parent_id WHERE s.load_id IS NULL OR s.load_id NOT IN "
    "(SELECT id FROM load WHERE undone_by IS NOT NULL)",
    "people": "SELECT s.code, c.code, p.year, p.count, p.source FROM population p "
    "JOIN service s ON s.id = p.service_id JOIN category c ON c.id = p.category_id",
    "events": "SELECT s.code, CAST(e.happened_on AS text), e.position, e.count, e.opportunities FROM event e "
    "JOIN service s ON s.id = e.service_id WHERE e.superseded_by IS NULL",
    "days known": "SELECT s.code, CAST(k.complete_from AS text), CAST(k.complete_to AS text) "
    "FROM event_coverage k JOIN service s ON s.id = k.service_id",
    # A sum is shown beside a published value only.
    "sums inside": "SELECT i.code, s.code, o.category_id, CAST(o.period_start AS text), o.numerator, "
    "o.denominator FROM sum_of_children o JOIN indicator i ON i.id = o.indicator_id "
    "JOIN service s ON s.id = o.service_id JOIN observation p ON p.indicator_id = o.indicator_id "
    "AND p.service_id = o.service_id AND p.category_id = o.category_id AND p.period_start = o.period_start "
    "WHERE p.origin = 'loaded'",
    "statuses": f"SELECT i.code, s.code, {', '.join(OF_STATUS)} FROM series_status g "
    "JOIN indicator i ON i.id = g.indicator_id JOIN service s ON s.id = g.service_id",
    "signals": "SELECT i.code, s.code, g.first_period, g.rule, g.direction FROM signal g "
    "JOIN indicator i ON i.id = g.indicator_id JOIN service s ON s.id = g.service_id",
}


def state(folder: Folder) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is shown, by codes: not which load it came with."""
    with Session(folder.engine) as session:
        return {
            name: sorted((tuple(row) for row in session.execute(text(query))), key=repr)
            for name, query in _SHOWN.items()
        }
