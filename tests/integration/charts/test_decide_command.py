"""`python -m quality.decide` as a person runs it: what it says, and the code it ends with."""

from __future__ import annotations

import subprocess
import sys

import pytest

from loaders.__main__ import main as load
from quality.decide.__main__ import main
from settings import ROOT
from tests.loading import CATALOGUE, HEADER, SERVICES

WHO = ["--by", "Morag Sinclair", "--role", "Clinical lead"]
SERIES = ["--indicator", "falls", "--service", "W1"]


@pytest.fixture
def where(tmp_path):
    """The arguments that name a catalogue and a database with two years of one series."""
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "services.csv").write_text(SERVICES, encoding="utf-8")
    months = [f"{year}-{month:02}-01" for year in (2024, 2025) for month in range(1, 13)]
    rows = [f"{day},W1,{3 + i % 4},540\n" for i, day in enumerate(months)]
    (tmp_path / "falls.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    where = [
        "--catalogue",
        str(tmp_path / "catalogue.yaml"),
        "--database",
        f"sqlite:///{tmp_path / 'test.db'}",
    ]
    assert load(["run", "tree", "falls", "--data", str(tmp_path), *where, "--as-at", "2026-11-20"]) == 0
    return where


def test_who_decides_may_say_that_what_looks_like_a_patients_is_not(where, capsys):
    note = ["annotate", *SERIES, *where, *WHO, "--period", "2025-01-01", "--text"]
    assert main([*note, "The van of EH1 1AA"]) == 2
    assert "may be a patient's postcode" in capsys.readouterr().err
    assert main([*note, "The van of EH1 1AA", "--no-patients"]) == 0
    assert main([*note, "Asked for by 943 476 5919", "--no-patients"]) == 2


def test_decisions_are_recorded_listed_and_taken_back(where, capsys):
    capsys.readouterr()
    rephase = ["rephase", *SERIES, *where, *WHO]
    assert main([*rephase, "--period", "2025-05-01", "--reason", "A new falls bundle"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "Recorded as number 1: Limits recalculated from May 2025: A new falls bundle (Morag"
    )
    assert "provisional: they rest on few points" in said
    fix = ["fix-baseline", *SERIES, *where, *WHO, "--to", "2025-04-01"]
    assert main([*fix, "--from", "2024-02-01", "--reason", "Before the bundle"]) == 0
    exclude = ["exclude", *SERIES, *where, *WHO, "--period", "2024-03-01", "--reason", "Counted twice"]
    assert main(exclude) == 0
    assert main([*exclude[:-1], "Counted twice, see the audit"]) == 2, "it is left out already"
    note = ["annotate", *SERIES, *where, *WHO, "--period", "2025-01-01", "--text", "Ward 3 moved in"]
    assert main(note) == 0
    withdraw = ["withdraw", *where, *WHO, "--reason", "Bundle came later"]
    assert main([*withdraw, *SERIES, "--kind", "rephase", "--period", "2025-05-01"]) == 0
    assert main([*withdraw, "--number", "4"]) == 0
    capsys.readouterr()
    assert main(["list", *SERIES, *where]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Falls, ")
    told = [line.partition(" (Morag")[0].strip() for line in lines[1:]]
    back = [
        line.partition("2026: ")[2] or line.rpartition(": ")[2] for line in lines if "withdrawn by" in line
    ]
    assert told[0] == "1  Limits recalculated from May 2025: A new falls bundle"
    assert "2  Limits fixed on Feb 2024 to Apr 2025: Before the bundle" in told
    assert "3  Mar 2024 left out of limits and rules: Counted twice" in told
    assert "4  Jan 2025: Ward 3 moved in" in told
    assert len(back) == 2
    assert all(line.endswith("Bundle came later") for line in back)


def test_targets_plans_and_notes_on_several_periods(where, capsys):
    target = ["set-target", *SERIES, *where, *WHO, "--period", "2025-06-01", "--value", "4.5"]
    assert main([*target, "--reason", "Agreed"]) == 0
    plan = ["set-trajectory", *SERIES, *where, *WHO, "--from", "2025-01-01", "--to", "2026-12-01"]
    assert main([*plan, "--start-value", "6", "--value", "3", "--reason", "In steps"]) == 0
    note = ["annotate", *SERIES, *where, *WHO, "--from", "2025-03-01", "--to", "2025-05-01"]
    assert main([*note, "--text", "Ward closed"]) == 0
    capsys.readouterr()
    assert main(["list", *SERIES, *where]) == 0
    told = [line.partition(" (Morag")[0].strip() for line in capsys.readouterr().out.splitlines()[1:]]
    assert told == [
        "1  Target 4.5 from Jun 2025: Agreed",
        "2  Plan from 6 in Jan 2025 to 3 in Dec 2026: In steps",
        "3  Mar 2025 to May 2025: Ward closed",
    ]
    assert main([*target[:-1], "many", "--reason", "Agreed"]) == 2
    assert "value: it is no number" in capsys.readouterr().err


def test_everything_wrong_is_said_at_once_and_ends_with_2(where, capsys):
    wrong = ["exclude", "--indicator", "fall", "--service", "W99", "--period", "May", "--reason", "", *where]
    assert main([*wrong, *WHO]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Nothing was recorded:")
    for part in (
        "reason: it is empty",
        "no indicator 'fall'",
        "no service 'W99'",
        "period: it cannot be read",
    ):
        assert part in said


def test_withdrawing_needs_to_know_what(where, capsys):
    assert main(["withdraw", *where, *WHO, "--reason", "x"]) == 2
    said = capsys.readouterr().err
    assert [line.strip().partition(":")[0] for line in said.splitlines()[1:]] == [
        "indicator", "service", "kind", "period",
    ]  # fmt: skip


def test_an_empty_database_ends_with_2(tmp_path, capsys, where):
    empty = ["--catalogue", where[1], "--database", f"sqlite:///{tmp_path / 'empty.db'}"]
    assert main(["list", *SERIES, *empty]) == 2
    assert "load data first" in capsys.readouterr().err


def test_an_unknown_series_ends_with_2(where, capsys):
    assert main(["list", "--indicator", "falls", "--service", "W99", *where]) == 2
    assert main(["list", "--indicator", "fall", "--service", "W1", *where]) == 2
    assert "There is no service with the code 'W99'." in capsys.readouterr().err


def test_a_wrong_catalogue_ends_with_3_and_a_wrong_address_with_2(where, capsys, tmp_path):
    assert main(["list", *SERIES, "--catalogue", str(tmp_path / "services.csv"), *where[2:]]) == 3
    assert main(["list", *SERIES, *where[:2], "--database", "nonsense"]) == 2
    assert "address cannot be read" in capsys.readouterr().err


def test_the_command_itself():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "quality.decide", "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert "fix-baseline" in run.stdout
