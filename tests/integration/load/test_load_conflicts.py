"""Two sources that speak of the same: which is believed, and that the order of loading does not decide it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Observation, Population
from errors import UndoRefusedError
from loaders.run.undo import undo
from tests.integration.load.test_load_properties import FILE, few, place, rows
from tests.loading import CATALOGUE, Folder

OTHER = "  other: {shape: tidy, file: other.csv, period: {column: month}, service: ward}\n"
THIRD = "  third: {shape: tidy, file: third.csv, period: {column: month}, service: ward}\n"
READ = "data: {source: falls, numerator: falls, denominator: bed_days}"


def catalogue(*overrides: str, sources=("falls", "other", "third")) -> str:
    """Three sources of one measure; `overrides` are lines `other falls`: other overrides falls."""
    text = CATALOGUE.replace("  by_sex:\n", OTHER + THIRD + "  by_sex:\n")
    for line in overrides:
        code, over = line.split()
        text = text.replace(f"  {code}: {{", f"  {code}: {{overrides: {over}, ")
    formulas = [f"{{source: {code}, numerator: falls, denominator: bed_days}}" for code in sources]
    return text.replace(READ, f"data: [{', '.join(formulas)}]")


def said(folder: Folder, source: str, *lines: str):
    folder.write(f"{source}.csv", "month,ward,falls,bed_days\n" + "".join(f"{line}\n" for line in lines))
    return folder.load(source)


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine, catalogue())


def owner(folder: Folder) -> set[str]:
    loads = {load.id: load.source for load in folder.loads()}
    with Session(folder.engine) as session:
        held = session.scalars(select(Observation.load_id).where(Observation.origin == "loaded"))
        return {loads[number] for number in held}


def test_other_numbers_are_refused_with_who_gave_them_and_what_to_do(folder):
    said(folder, "falls", "2026-01-01,W1,3,540", "2026-02-01,W1,1,500")
    before = folder.values("falls")
    report = said(folder, "other", "2026-01-01,W1,3,540", "2026-02-01,W1,2,500", "2026-01-01,W2,1,100")
    assert (report.new, report.revised, report.unchanged, report.rejected) == (1, 0, 1, 1)
    (problem,) = report.problems
    number = folder.loads()[-2].id
    assert problem.row == 3
    assert problem.expected.startswith(f"what `falls` says since load {number} of ")
    assert problem.expected.endswith("(or `overrides: falls` in this source, if it should win)")
    assert problem.found == "Falls, W1, 2026-02-01: 2 of 500; `falls` says 1 of 500"
    assert folder.values("falls") == before | {("W2", "", "2026-01"): (1, 100)}
    assert folder.revisions("falls") == []


def test_neither_revises_the_other_at_any_later_load(folder):
    said(folder, "falls", "2026-01-01,W1,3,540")
    for _ in range(2):
        assert said(folder, "other", "2026-01-01,W1,4,540").rejected == 1
        assert said(folder, "falls", "2026-01-01,W1,3,540").unchanged == 1
    assert said(folder, "falls", "2026-01-01,W1,5,540").revised == 1, "its own values it may revise"


def test_missing_is_no_agreement(folder):
    said(folder, "falls", "2026-01-01,W1,*,540")
    report = said(folder, "other", "2026-01-01,W1,4,540")
    assert report.problems[0].found == "Falls, W1, 2026-01-01: 4 of 540; `falls` says no value of 540"


def test_declared_winner_replaces_and_the_earlier_value_is_kept(folder):
    folder.describe(catalogue("other falls"))
    said(folder, "falls", "2026-01-01,W1,3,540", "2026-02-01,W1,1,500")
    report = said(folder, "other", "2026-01-01,W1,4,540", "2026-02-01,W1,1,500")
    assert (report.revised, report.unchanged, report.rejected) == (1, 1, 0)
    assert owner(folder) == {"other"}
    report = said(folder, "falls", "2026-01-01,W1,3,540", "2026-02-01,W1,7,500")
    assert report.notes == ("2 values left as `other` gives them, which overrides this source",)
    assert (report.rejected, folder.values("falls")["W1", "", "2026-02"]) == (0, (1, 500))


def test_source_that_left_the_catalogue_is_succeeded_and_that_is_noted(folder):
    said(folder, "other", "2026-01-01,W1,3,540")
    folder.describe(catalogue(sources=("falls", "third")))
    report = said(folder, "falls", "2026-01-01,W1,4,540")
    assert (report.revised, report.notes) == (
        1,
        ("1 value replaced that `other` had given, which no longer does",),
    )


def test_check_says_the_same_and_writes_nothing(folder):
    said(folder, "falls", "2026-01-01,W1,3,540")
    folder.write("other.csv", "month,ward,falls,bed_days\n2026-01-01,W1,4,540\n")
    before = folder.everything()
    assert folder.load("other", check=True).rejected == 1
    assert folder.everything() == before


def test_numbers_of_groups_are_not_repeated(tmp_path, engine):
    again = "  again:\n    shape: tidy\n    file: again.csv\n    period: {column: month}\n    service: ward\n"
    again += "    breakdown: {dimension: sex, column: sex}\n  people:\n"
    read = "data: {source: by_sex, numerator: answered, denominator: received}"
    both = f"data: [{read[6:]}, {read[6:].replace('by_sex', 'again')}]"
    folder = Folder(tmp_path, engine, CATALOGUE.replace("  people:\n", again).replace(read, both))
    folder.by_sex("2026-01-01,W1,Female,3,4")
    folder.write("again.csv", "month,ward,sex,answered,received\n2026-01-01,W1,F,2,4\n")
    (problem,) = folder.load("again").problems
    assert problem.found == "Answered in time, W1, F, 2026-01-01: another number than `by_sex` says"


def test_populations_of_two_sources(tmp_path, engine):
    more = "  register:\n    shape: population\n    file: register.csv\n    service: code\n    year: year\n"
    more += "    count: people\n    breakdown: {dimension: sex, column: sex}\nindicators:\n"
    text = CATALOGUE.replace("indicators:\n", more)
    folder = Folder(tmp_path, engine, text)
    folder.write("people.csv", "code,year,sex,people\nB,2025,F,1200\nB,2025,M,1100\n")
    folder.write("register.csv", "code,year,sex,people\nB,2025,F,1200\nB,2025,M,1101\nB,2024,M,9\n")
    folder.load("people")
    report = folder.load("register")
    assert (report.new, report.revised, report.rejected) == (1, 0, 1)
    assert report.problems[0].found == "B, M, 2025: another number of people"
    folder.describe(text.replace("  register:\n", "  register:\n    overrides: people\n"))
    assert folder.load("register").revised == 1
    assert folder.load("people").notes == (
        "1 value left as `register` gives them, which overrides this source",
    )
    with Session(engine) as session:
        held = dict(session.execute(select(Population.count, Population.source)).all())
    assert held == {1200: "register", 1101: "register", 9: "register"}


def test_people_who_were_left_to_another_source_are_not_lost_with_it(tmp_path, engine):
    more = (
        "  register: {shape: population, overrides: people, file: register.csv, service: code, year: year,\n"
    )
    more += "    count: people, breakdown: {dimension: sex, column: sex}}\nindicators:\n"
    folder = Folder(tmp_path, engine, CATALOGUE.replace("indicators:\n", more))
    folder.write("register.csv", "code,year,sex,people\nB,2025,F,1200\nH1,2025,F,600\n")
    folder.write("people.csv", "code,year,sex,people\nB,2025,F,1100\n")
    folder.load("register")
    folder.load("people")  # leaves what it says to the register
    with pytest.raises(UndoRefusedError, match=r"python -m loaders undo 3 2$"):
        undo(engine, folder.catalogue, [2])
    assert len(undo(engine, folder.catalogue, [3, 2])) == 2


def test_who_overrides_itself_by_way_of_others_is_refused(folder):
    with pytest.raises(Exception, match="falls overrides itself by way of others"):
        folder.describe(catalogue("falls other", "other third", "third falls"))


@few
@given(
    st.lists(st.tuples(st.sampled_from(["falls", "other", "third"]), FILE), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
def test_order_of_loading_does_not_decide_who_wins(files, random):
    """third overrides other, which overrides falls: whatever comes when, the highest word holds."""
    described = catalogue("third other", "other falls")
    latest = {code: {} for code in ("falls", "other", "third")}
    for code, file in files:
        latest[code] |= {(ward, "", month[:7]): value for (month, ward), value in file.items()}
    wins = latest["falls"] | latest["other"] | latest["third"]
    expected = {
        key: (None if falls == "*" else float(falls), float(days)) for key, (falls, days) in wins.items()
    }
    with place() as folder:
        folder.describe(described)
        for code, file in _shuffled(files, random):
            said(folder, code, *rows(file))
        assert folder.values("falls") == expected


def _shuffled(files, random):
    """In another order, but each source's own files in theirs."""
    queues = {code: [entry for entry in files if entry[0] == code] for code, _ in files}
    order = [code for code, _ in files]
    random.shuffle(order)
    return [queues[code].pop(0) for code in order]
