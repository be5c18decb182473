"""A report of a large organisation: the page holds the first rows of its tables, and the file all of them."""

from __future__ import annotations

from components.exports.report_csv import report_csv
from components.registers.report import MOST_ROWS, Cell, Head, Part, Report, Table
from components.templates import ENVIRONMENT

ROWS = 3 * MOST_ROWS


def test_a_page_does_not_grow_with_the_organisation_and_says_so():
    table = Table("Services", (Head("Service"),), tuple((Cell(f"Ward {n}."),) for n in range(ROWS)))
    part = Part("services", "Services", (), table)
    page = str(ENVIRONMENT.get_template("registers/report_parts.html").make_module({}).part(part))
    assert page.count("<tr>") == MOST_ROWS + 1
    assert f"The first {MOST_ROWS} of {ROWS} rows." in page
    assert report_csv(Report("R", "", (part,))).count("Ward ") == ROWS
