"""The demo attacked from outside: every file of one measure by one dimension is fetched, of every service and
group, and solved for the few people that are hidden."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from urllib.parse import quote

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from quality.disclosure.protected_counts import group_tree
from quality.reference.ids import read_ids
from tests.attacker.attack import Attack

K = 7
COUNTS = """
SELECT s.code, c.code, o.period_start, o.numerator FROM observation o
JOIN indicator i ON i.id = o.indicator_id JOIN service s ON s.id = o.service_id
JOIN category c ON c.id = o.category_id WHERE i.code = :indicator AND c.dimension = :dimension
"""


@pytest.fixture(scope="module")
def client(demo):
    from app import make_app

    return make_app(demo).server.test_client()


class Files:
    """What the files of one measure by one dimension say about its latest year, as sums over own people of a
    service, of a group, in a month: everybody is of a group, "not stated" being one."""

    def __init__(self, demo, client, indicator, dimension) -> None:
        self.client, self.indicator, self.dimension = client, indicator, dimension
        with Session(demo.engine) as session:
            known = read_ids(session)
            tree = group_tree(session, demo.catalogue, indicator, dimension)
            self.months = [day.isoformat() for day in tree.periods[tree.blocks.year_columns()]]
            self.groups = {group.code: group.label for group in tree.groups}
            places = [known.services.by_id[number] for number in tree.rows]
            self.services = [place.code for place in places]
            self.inside = {
                code: [row for row, other in enumerate(places) if code in _path(known.services, other.code)]
                for code in self.services
            }
            rows = session.execute(text(COUNTS), {"indicator": indicator, "dimension": dimension})
            self.true = {(s, g, str(day)[:10]): count for s, g, day, count in rows if count is not None}
        self.shape = len(self.services), len(self.groups), len(self.months)
        self.attack = Attack(int(np.prod(self.shape)))
        self.shown: dict[tuple[str, str], set[str]] = defaultdict(set)

    def sum_of(self, service, groups, months):
        found = np.zeros(self.shape, dtype=np.int8)
        found[np.ix_(self.inside[service], groups, months)] = 1
        return found.ravel()

    def rows(self, address):
        answer = self.client.get(f"{address}&dimension={self.dimension}")
        assert answer.status_code == 200, address
        _, head, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        return [dict(zip(head, row, strict=True)) for row in rows]

    def read(self) -> None:
        """Fetch everyone's months, each group's months, and the year of all groups, of every service."""
        every = range(self.shape[1])
        for service in self.services:
            self._series(service, every, f"/indicator/{self.indicator}.csv?service={service}")
            for place, code in enumerate(self.groups):
                group = quote(f"{self.dimension}:{code}")
                self._series(
                    service, [place], f"/indicator/{self.indicator}.csv?service={service}&group={group}", code
                )
            year = {
                r["group"]: r
                for r in self.rows(f"/equity/{self.indicator}.csv?service={service}")
                if r["group"]
            }
            for place, (code, label) in enumerate(self.groups.items()):
                if label in year and year[label]["numerator"] not in ("*", ""):
                    self.shown[service, code].add("year")
                    whole = self.sum_of(service, [place], range(len(self.months)))
                    self.attack.learns(whole, float(year[label]["numerator"]))

    def _series(self, service, groups, address, code="") -> None:
        for row in self.rows(address):
            if row["numerator"] and row["period_start"] in self.months:
                month = self.months.index(row["period_start"])
                self.shown[service, code].add("month")
                self.attack.learns(self.sum_of(service, groups, [month]), float(row["numerator"]))

    def few(self):
        """Return the hidden counts of one to seven, by service, group and month; None for the year."""
        found = {}
        for service in self.services:
            for place, code in enumerate(self.groups):
                counts = [self.true.get((service, code, month), 0.0) for month in self.months]
                for month, count in enumerate(counts):
                    if 0 < count <= K:
                        assert "month" not in self.shown[service, code]
                        found[service, code, self.months[month]] = self.sum_of(service, [place], [month])
                if 0 < sum(counts) <= K:
                    assert "year" not in self.shown[service, code]
                    found[service, code, None] = self.sum_of(service, [place], range(len(self.months)))
        return found


def _path(tree, code):
    return [place.code for place in tree.path(code)]


USUAL = [("waits_18_weeks", "sex"), ("antenatal_by_12_weeks", "deprivation")]
MORE = [("falls_harm", "disability"), ("cancelled_operations", "age"), ("did_not_attend", "ethnicity")]
SPLIT = [*USUAL, *(pytest.param(*which, marks=pytest.mark.slow) for which in MORE)]


@pytest.mark.parametrize(("indicator", "dimension"), SPLIT)
def test_files_of_the_demo_give_nobody_away(demo, client, indicator, dimension):
    files = Files(demo, client, indicator, dimension)
    files.read()
    few = files.few()
    assert few
    assert any("month" in shown for shown in files.shown.values())
    assert files.attack.recovers(few) == []
