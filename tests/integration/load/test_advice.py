"""What a refusal proposes is pasted into the catalogue as it stands: it works, and loses no row."""

from __future__ import annotations

import re

import pytest
import yaml

from loaders.run.load import run
from tests.loading import CATALOGUE, SERVICES, TODAY, Folder

HEADER = "month,ward,falls,bed_days\n"


@pytest.fixture
def folder(tmp_path, sqlite_engine):
    return Folder(tmp_path, sqlite_engine)


def proposed(report, key):
    """Return every line that is proposed for a key, as YAML reads it."""
    texts = [*report.notes, *(problem.expected for problem in report.problems)]
    found = [match[0] for text in texts for match in re.finditer(rf"\b{key}: [{{\[].*[}}\]]", text)]
    assert found, texts
    return [next(iter(yaml.safe_load(line).values())) for line in dict.fromkeys(found)]


def pasted(folder, key, value, source="falls"):
    entries = yaml.safe_load((folder.path.parent / "catalogue.yaml").read_text(encoding="utf-8"))
    if source is None:
        entries["sources"][key] = value
    else:
        entries["sources"][source][key] = value
    folder.describe(yaml.safe_dump(entries, sort_keys=False))


def load_all(folder):
    return {r.source: r for r in run(folder.engine, folder.catalogue, folder=folder.path, as_at=TODAY)}


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (("2026-01-01,W1,3,540", "2026-02-01,,1,2", "2026-01-01,W2,3,4", "2026-02-01,,5,6"), "fill_down"),
        (("2026-01-01,W1,3,540", ",W2,1,2", ",W3,1,2", "2026-02-01,W1,3,540"), "fill_down"),
        (("2026-01-01,W1,3,540", "2026-01-01,W2,1,2", "2026-01-01,Total,4,542"), "service"),
        (("2026-01-01,W1,3,540", "2026-01-01,W22,1,2"), "service"),
        (("2026-01-01,W1 - Ward 1,3,540", "2026-01-01,W2 - Ward 2,1,2"), "service"),
        (("2026-01-01,40000124,3,540",), "service"),
    ],
)
def test_no_row_is_lost(folder, rows, key):
    folder.write("services.csv", SERVICES + "040000124,Bay,ward,H1\n")
    folder.load("tree")
    report = folder.falls(*rows)
    assert report.rejected
    (value, *_) = proposed(report, key)
    if key == "fill_down":
        assert not any("drop" in f"{text}" for text in (*report.notes, *report.problems))
    pasted(folder, key, value)
    report = folder.falls(*rows)
    assert report.rejected == report.dropped == 0
    assert len(folder.values("falls")) == len(rows)


def test_merged_cells_of_a_wide_table(folder):
    folder.describe(
        CATALOGUE.replace(
            "shape: tidy, file: falls.csv", "shape: wide, measures: measure, file: falls.csv"
        ).replace("{column: month}, service: ward}", "{format: '%b-%y'}, service: ward}", 1)
    )
    rows = "ward,measure,Jan-26\nW1,falls,3\n,bed_days,540\nW2,falls,1\n,bed_days,2\n"
    folder.write("falls.csv", rows)
    (value,) = proposed(folder.load("falls"), "fill_down")
    pasted(folder, "fill_down", value)
    folder.load("falls")
    assert folder.values("falls") == {("W1", "", "2026-01"): (3, 540), ("W2", "", "2026-01"): (1, 2)}


def test_merged_groups(folder):
    by_sex = "file: by_sex.csv\n    period"
    folder.describe(CATALOGUE, (by_sex, by_sex.replace("period", "only: {sex: ['*', '', F, M]}\n    period")),
                    ("aliases: \"\"", "aliases: \"-\""))  # fmt: skip
    rows = ("2026-01-01,W1,F,3,540", "2026-01-01,W2,,1,2", "2026-01-01,W1,M,3,4", "2026-01-01,W2,,1,2")
    (value,) = proposed(folder.by_sex(*rows), "fill_down")
    pasted(folder, "fill_down", value, "by_sex")
    assert folder.by_sex(*rows).rejected == 0


@pytest.mark.parametrize("has_tree", [True, False])
def test_services_of_the_file_get_a_source_of_their_own(tmp_path, sqlite_engine, has_tree):
    folder = Folder(tmp_path, sqlite_engine, services=SERVICES if has_tree else "")
    if not has_tree:
        entries = yaml.safe_load(CATALOGUE)
        del entries["sources"]["tree"]
        folder.describe(yaml.safe_dump(entries, sort_keys=False))
    folder.write("people.csv", "code,year,sex,people\n")
    rows = ("2026-01-01,Q1,3,540", "2026-01-01,Q2,1,2", "2026-01-01,-,4,542")
    report = folder.falls(*rows)
    (value,) = proposed(report, "falls_services")
    pasted(folder, "falls_services", value, None)
    folder.load("falls_services")
    report = folder.falls(*rows)
    assert report.rejected == 1  # the dash
    assert set(folder.values("falls")) == {("Q1", "", "2026-01"), ("Q2", "", "2026-01")}
