"""Codes and names of services over time: zeros, spellings, names, successors; nothing is made silently."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.models import Service, ServiceName
from errors import CatalogueError
from loaders.keys import offers
from loaders.run.undo import undo
from quality.reference.service_tree import read_tree
from quality.reference.succession import succession
from tests.drawn import drawn, told
from tests.loading import CATALOGUE, SERVICES, Folder

FALLS = "  falls: {shape: tidy, file: falls.csv, period: {column: month}, service: ward}"
AFTER = """  after: {shape: services, adds: successors, file: a.csv, code: old, successor: new, closed: until}
  falls:"""


def catalogue(keys="", extra=""):
    text = CATALOGUE.replace(FALLS, FALLS.replace("service: ward", f"service: {{column: ward{keys}}}"))
    return text.replace("  falls:", AFTER, 1) + extra


@pytest.fixture
def folder(tmp_path, engine):
    return Folder(tmp_path, engine, catalogue())


def became(found):
    return drawn("indicator/statements.html", "what_became", found, "falls")


def after(folder, *rows):
    folder.write("a.csv", "old,new,until\n" + "".join(f"{row}\n" for row in rows))
    return folder.load("after")


def named(folder, *rows):
    folder.write("falls.csv", "month,ward,name,falls,bed_days\n" + "".join(f"{row}\n" for row in rows))
    return folder.load("falls")


# -- codes -----------------------------------------------------------------------------------------


def test_lost_zeros_are_filled_up_where_that_is_declared(folder):
    folder.write("services.csv", SERVICES + "040000124,Bay,ward,H1\n")
    folder.load("tree")
    report = folder.falls("2026-01-01,40000124,3,540", "2026-01-01,W1,1,2")
    assert (report.rejected, report.new) == (1, 1)
    assert report.problems[0].expected == (
        "the code of a known service (nearest: 040000124 Bay, with zeros in front: "
        "`service: {column: ward, width: 9}`)"
    )
    folder.describe(catalogue(", width: 9"))
    report = folder.falls("2026-01-01,40000124,3,540", "2026-01-01,W1,1,2")
    assert (report.rejected, report.new) == (0, 1)
    assert folder.values("falls")["040000124", "", "2026-01"] == (3, 540)


def test_tree_that_lost_its_zeros_is_filled_up_too(folder):
    text = catalogue().replace("parent: parent}", "parent: parent, width: 4}")
    folder.describe(text)
    folder.write("services.csv", "code,name,level,parent\n7,Seven,hospital,\n12,Twelve,ward,7\n")
    folder.load("tree")
    with Session(folder.engine) as session:
        assert read_tree(session)["0012"].parent == "0007"


def test_unknown_codes_are_told_once_with_how_often_where_and_what_they_may_be(folder):
    rows = ["2026-01-01,W1,1,10", "2026-01-01,W22,1,10", "2026-02-01,W22,1,10", "2026-01-01,ZZZZ,1,10"]
    report = folder.falls(*rows)
    assert report.rejected == 3
    assert "2 unknown services: W22 (2 rows, first in row 3), ZZZZ (1 row, first in row 5)" in report.notes
    assert report.problems[0].expected == "the code of a known service (nearest: W2 Ward 2)"
    assert report.problems[-1].expected == "the code of a known service"
    assert "if these are spellings of known ones: service: {column: ward, codes: {W22: W2}}" in report.notes
    (offer,) = [note for note in report.notes if "adds: unknown" in note]
    assert offer.endswith(
        "falls_services: {shape: services, file: falls.csv, adds: unknown, code: ward, level: ward, root: B}"
    )
    assert set(folder.values("falls")) == {("W1", "", "2026-01")}, "none was made"


@pytest.mark.parametrize("text", ["-", "Total", "n/a", "", "All providers", "–"])
def test_a_row_about_no_service_is_told_how_to_leave_it_out(folder, text):
    folder.describe(catalogue())
    report = folder.falls(f"2026-01-01,{text},3,540", "2026-01-01,W1,1,2", "2026-01-01,ZZZZ,1,2")
    line = offers.line("drop", {"ward": [text]})
    assert report.problems[0].expected == (
        f"the code of a known service; rows that are about none are left out by `{line}`"
    )
    assert f"if these rows are about no service: {line}" in report.notes
    folder.describe(catalogue(f"}}, {line}, marks: {{p: provisional"))
    assert folder.falls(f"2026-01-01,{text},3,540", "2026-01-01,W1,1,2").rejected == 0


def test_a_ward_of_all_saints_is_no_total(folder):
    folder.describe(catalogue())
    report = folder.falls("2026-01-01,All Saints,3,540", "2026-01-01,W1,1,2")
    assert report.problems[0].expected == "the code of a known service"


def test_unknown_code_is_looked_for_by_its_name(folder):
    folder.describe(catalogue(", name: name"))
    report = named(folder, "2026-01-01,Q77,ward  2,1,10", "2026-01-01,W1,Ward 1,1,10")
    assert report.problems[0].expected.endswith("(nearest: by name W2 Ward 2)")
    assert (
        "if these are spellings of known ones: service: {column: ward, name: name, codes: {Q77: W2}}"
        in report.notes
    )


# -- names -----------------------------------------------------------------------------------------


def names_kept(folder):
    """By whom each name was met."""
    with Session(folder.engine) as session:
        found = select(ServiceName.name, ServiceName.load_id).order_by(ServiceName.id)
        return [tuple(row) for row in session.execute(found)]


def test_other_names_are_recorded_once_and_said(folder):
    folder.describe(catalogue(", name: name"))
    report = named(folder, "2026-01-01,W1,WARD 1 (OLD),1,10", "2026-01-01,W2,Ward 2,1,10")
    (note,) = report.notes
    assert note == "1 name is not the one that the service goes by: W1 “WARD 1 (OLD)” goes by “Ward 1”"
    folder.load("falls")
    assert names_kept(folder) == [("WARD 1 (OLD)", 2)]  # the very same file says nothing new
    named(folder, "2026-02-01,W1,WARD 1 (OLD),1,10")
    assert names_kept(folder) == [("WARD 1 (OLD)", 2), ("WARD 1 (OLD)", 4)]
    with Session(folder.engine) as session:
        found = succession(session, folder.catalogue, read_tree(session), "W1", "falls")
    assert found.names == ("WARD 1 (OLD)",)


def test_earlier_name_of_a_renamed_service_stays_findable(folder):
    folder.write("services.csv", SERVICES.replace("Ward 1", "Willow"))
    folder.load("tree")
    with Session(folder.engine) as session:
        assert succession(session, folder.catalogue, read_tree(session), "W1", "falls").names == ("Ward 1",)


def other_names_of(folder, code="W1"):
    with Session(folder.engine) as session:
        return succession(session, folder.catalogue, read_tree(session), code, "falls").names


def test_a_name_that_was_taken_back_is_no_name_until_a_file_gives_it_again(folder):
    folder.describe(catalogue(", name: name"))
    named(folder, "2026-01-01,W1,WARD 1 (OLD),1,10")
    undo(folder.engine, folder.catalogue, [2])
    assert other_names_of(folder) == ()
    named(folder, "2026-02-01,W1,WARD 1 (OLD),1,10")
    assert other_names_of(folder) == ("WARD 1 (OLD)",)
    named(folder, "2026-03-01,W1,WARD 1 (OLD),1,10")
    undo(folder.engine, folder.catalogue, [5])
    assert other_names_of(folder) == ("WARD 1 (OLD)",)


def test_a_name_that_two_loads_met_is_known_until_both_are_taken_back(folder):
    folder.describe(catalogue(", name: name"))
    for month in (1, 2):
        named(folder, f"2026-0{month}-01,W1,WARD 1 (OLD),1,10")
    undo(folder.engine, folder.catalogue, [2])
    assert other_names_of(folder) == ("WARD 1 (OLD)",)
    undo(folder.engine, folder.catalogue, [3])
    assert other_names_of(folder) == ()


def test_a_name_stands_with_any_load_of_the_file_that_gave_it(folder):
    """The file comes back after another one: it is a load of its own, whatever becomes of the first."""
    folder.describe(catalogue(", name: name"))
    for falls, name in ((1, "WARD 1 (OLD)"), (2, "Ward 1"), (1, "WARD 1 (OLD)")):
        named(folder, f"2026-01-01,W1,{name},{falls},10")
    assert names_kept(folder) == [("WARD 1 (OLD)", 2)]
    undo(folder.engine, folder.catalogue, [2])
    assert other_names_of(folder) == ("WARD 1 (OLD)",)
    undo(folder.engine, folder.catalogue, [4])
    assert other_names_of(folder) == ()


def test_a_rename_that_was_taken_back_leaves_no_name(folder):
    for name in ("Willow", "Rowan"):
        folder.write("services.csv", SERVICES.replace("Ward 1", name))
        folder.load("tree")
    assert other_names_of(folder) == ("Ward 1", "Willow")
    undo(folder.engine, folder.catalogue, [3])
    assert other_names_of(folder) == ("Ward 1",)
    undo(folder.engine, folder.catalogue, [2])
    assert other_names_of(folder) == ()
    with Session(folder.engine) as session:
        assert read_tree(session)["W1"].name == "Ward 1"


# -- successors ------------------------------------------------------------------------------------


def test_history_stays_with_the_code_and_the_page_leads_on(folder):
    after(folder, "W1,W2,2026-01-31")
    folder.falls("2026-01-01,W1,3,540", "2026-02-01,W2,1,500")
    assert set(folder.values("falls")) == {("W1", "", "2026-01"), ("W2", "", "2026-02")}
    with Session(folder.engine) as session:
        old, new = (
            became(succession(session, folder.catalogue, read_tree(session), code, "falls"))
            for code in ("W1", "W2")
        )
    assert "Closed on 31 January 2026 and replaced by" in told(old)
    assert "/indicator/falls?service=W2" in old
    assert "Replaces " in new
    assert "Its numbers are not part of this series." in new


def test_values_follow_the_whole_chain_where_that_is_declared(folder):
    after(folder, "W1,W2,", "W2,W3,")
    folder.describe(catalogue(", follow_successors: true"))
    report = folder.falls("2026-01-01,W1,3,540", "2026-02-01,W2,1,500", "2026-03-01,W3,2,500")
    assert set(folder.values("falls")) == {("W3", "", f"2026-0{month}") for month in (1, 2, 3)}
    assert report.notes == (
        "values of 2 earlier codes are kept for their successors: W1 as W3 Ward 3, W2 as W3 Ward 3",
    )
    with Session(folder.engine) as session:
        found = succession(session, folder.catalogue, read_tree(session), "W3", "falls")
        assert "part of this series" in became(found)


def test_two_codes_that_speak_for_one_service_and_period_are_refused_or_added(folder):
    after(folder, "W1,W2,")
    folder.describe(catalogue(", follow_successors: true"))
    report = folder.falls("2026-01-01,W1,3,540", "2026-01-01,W2,1,500")
    assert report.is_refused
    assert report.problems[-1].expected.startswith("one row for each service, period and group")
    folder.describe(catalogue(", follow_successors: true}, combine: sum, marks: {p: provisional"))
    folder.falls("2026-01-01,W1,3,540", "2026-01-01,W2,1,500")
    assert folder.values("falls") == {("W2", "", "2026-01"): (4, 1040)}


def test_code_that_was_split_cannot_be_followed(folder):
    after(folder, "W1,W2,", "W1,W3,")
    with Session(folder.engine) as session:
        assert read_tree(session)["W1"].successors == ("W2", "W3")
    folder.describe(catalogue(", follow_successors: true"))
    report = folder.falls("2026-01-01,W1,3,540", "2026-01-01,W2,1,500")
    assert report.problems[0].expected == "one successor of W1: W2, W3 share it, and nothing says how"
    assert set(folder.values("falls")) == {("W2", "", "2026-01")}


def test_codes_that_succeed_each_other_are_refused_whole(folder):
    report = after(folder, "W1,W2,", "W2,W3,", "W3,W1,")
    assert report.is_refused
    assert "codes that succeed each other" in report.problems[0].found
    with Session(folder.engine) as session:
        assert set(session.scalars(select(Service.successor_code))) == {None}


def test_codes_of_no_tree_are_noted_and_not_made(folder):
    report = after(folder, "X1,X2,", "W1,X3,")
    assert report.notes == (
        "1 earlier code is in no tree, and left out: X1",
        "1 successor of a known code is in no tree: X3",
    )
    with Session(folder.engine) as session:
        assert read_tree(session)["W1"].successors == ("X3",)
        assert "X1" not in read_tree(session)


def test_successors_may_stand_in_the_catalogue(folder):
    text = catalogue().replace("parent: parent}", "parent: parent, successors: {W1: W2}}")
    folder.describe(text)
    assert folder.load("tree").revised == 1
    assert folder.load("tree").unchanged == 6
    with Session(folder.engine) as session:
        assert read_tree(session)["W1"].successors == ("W2",)


def test_a_dash_is_no_code(folder):
    """NHS England writes `-` beside the country: taken for a service, it would count everything twice."""
    folder.write("services.csv", SERVICES + "-,England,ward,H1\n")
    report = folder.load("tree")
    assert report.rejected == 1
    assert "`drop`" in report.problems[0].expected
    report = folder.falls("2026-01-01,-,7,1080", "2026-01-01,W1,1,2")
    assert (report.rejected, report.new) == (1, 1)


def test_a_code_inside_a_longer_text(tmp_path, engine):
    """As business intelligence tools export it: the message says the line, and the line is understood."""
    folder = Folder(tmp_path, engine)
    rows = ("2026-01-01,W1 - Ward 1 - east,3,540", "2026-01-01,Ward 2 (W2),1,500", "2026-01-01,W3,2,400")
    report = folder.falls(*rows)
    notes = "\n".join(report.notes)
    assert "codes: {'{code} - *': '{code}', '* ({code})': '{code}'}" in notes
    keys = 'codes: {"{code} - *": "{code}", "* ({code})": "{code}"}'
    folder.describe(CATALOGUE, ("service: ward}", f"service: {{column: ward, {keys}}}, only_levels: ward}}"))
    report = folder.falls(*rows, "2026-01-01,H1 - North,4,1040")
    assert (report.rejected, report.dropped) == (0, 1)
    assert folder.values("falls") == {
        ("W1", "", "2026-01"): (3, 540),
        ("W2", "", "2026-01"): (1, 500),
        ("W3", "", "2026-01"): (2, 400),
    }
    with pytest.raises(CatalogueError, match="should name one part"):
        folder.describe(CATALOGUE, ("service: ward}", 'service: {column: ward, codes: {"{org} - *": W1}}}'))
