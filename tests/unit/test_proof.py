"""The page of proof names tests that are there, and says truly if a browser does them."""

from __future__ import annotations

import ast
import re

from settings import ROOT

ROW = re.compile(r"^\| ([^|]+) \| (?:`(test_\w+)`)? ?\| (browser|requests)? ?\|$")
IN_A_BROWSER = {"browser", "context", "page", "visit"}
"""Fixtures that open one."""


def how() -> dict[str, str]:
    found = {}
    for file in (ROOT / "tests" / "functional").rglob("test_*.py"):
        for one in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(one, ast.FunctionDef):
                asked = {argument.arg for argument in one.args.args}
                found[one.name] = "browser" if asked & IN_A_BROWSER else "requests"
    return found


def test_every_row_names_a_test_that_is_there_and_how_it_is_done():
    known = how()
    lines = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ") and not line.startswith("| row")]
    rows = [ROW.match(line) for line in table]
    assert all(rows), [line for line, row in zip(table, rows, strict=True) if row is None]
    wrong = [row.groups() for row in rows if row and row[2] and known.get(row[2]) != row[3]]
    assert not wrong
    named = {row[2] for row in rows if row and row[2]}
    shows = re.compile(r"test_(his_|roles_service|caldicott|journey)")
    assert {name for name in known if shows.match(name)} <= named, "a test of a row that the page leaves out"
