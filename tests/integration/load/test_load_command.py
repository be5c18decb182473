"""`python -m loaders` as a person runs it: what it says, and the code it ends with."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from data.database import connect, is_empty, transaction
from data.lock import only_loader
from loaders.__main__ import main
from settings import ROOT
from tests.loading import CATALOGUE, HEADER, SERVICES


@pytest.fixture
def given(tmp_path):
    """A catalogue, its files, and the arguments that name them."""
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "services.csv").write_text(SERVICES, encoding="utf-8")
    rows = "2026-01-01,W1,3,540\n2026-01-01,W2,many,1\n2026-02-01,W2,lots,1\n"
    (tmp_path / "falls.csv").write_text(HEADER + rows, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'test.db'}"
    catalogue, folder = str(tmp_path / "catalogue.yaml"), str(tmp_path)
    return url, ["--catalogue", catalogue, "--data", folder, "--database", url, "--as-at", "2026-11-20"]


def test_run_ends_with_a_table_and_grouped_problems(given, capsys):
    assert main(["run", "tree", "falls", *given[1]]) == 0
    said = capsys.readouterr().out
    assert [line.split() for line in said.splitlines()[:3]] == [
        ["source", "file", "read", "new", "revised", "unchanged", "rejected"],
        ["tree", "services.csv", "6", "6", "0", "0", "0"],
        ["falls", "falls.csv", "3", "1", "0", "0", "2"],
    ]
    assert "row 3, column `falls`: expected a number, found many  (and 1 more like it)" in said
    assert "2 files; 2 rows refused; the others were loaded." in said


def test_check_writes_nothing_not_even_a_database(given, capsys, tmp_path):
    assert main(["run", "tree", "falls", "--check", *given[1]]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert not (tmp_path / "test.db").exists()


def test_refused_file_ends_with_4(given, capsys, tmp_path):
    (tmp_path / "falls.csv").write_bytes(b"%PDF-1.7")
    assert main(["run", "tree", "falls", *given[1]]) == 4
    said = capsys.readouterr().out
    assert "refused" in said
    assert "is a PDF document" in said


def test_wrong_catalogue_ends_with_3(given, capsys, tmp_path):
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE.replace("chart: u", "chart: z"), encoding="utf-8")
    assert main(["run", *given[1]]) == 3
    assert "catalogue.yaml:" in capsys.readouterr().err


def test_unknown_source_ends_with_2_and_the_nearest(given, capsys):
    assert main(["run", "fall", *given[1]]) == 2
    assert "did you mean `falls`?" in capsys.readouterr().err


def test_missing_folder_ends_with_2(given, capsys):
    assert main(["run", *given[1], "--data", "/nowhere/at/all"]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_database_that_cannot_be_made_ends_with_5(given, capsys):
    assert main(["run", *given[1], "--database", "sqlite:////dev/null/x/test.db"]) == 5
    assert "There is no folder /dev/null/x" in capsys.readouterr().err
    assert main(["run", *given[1], "--database", "postgresql+psycopg://nobody@127.0.0.1:1/none"]) == 5
    assert "is it running?" in capsys.readouterr().err


def test_address_that_makes_no_sense_ends_with_2(given, capsys):
    assert main(["run", *given[1], "--database", "nonsense"]) == 2
    assert "address cannot be read" in capsys.readouterr().err


def test_setup_only_makes_the_tables(given, capsys):
    assert main(["setup", "--database", given[0]]) == 0
    engine = connect(given[0])
    assert not is_empty(engine)
    engine.dispose()


def test_locked_database_ends_with_5(given, capsys, sqlite_engine):
    with transaction(sqlite_engine):
        impatient = [*given[1][:-4], "--database", f"{given[0]}?timeout=0.1"]
        assert main(["run", *impatient]) == 5
    assert "Another program is writing to it" in capsys.readouterr().err


def test_another_loader_at_work_ends_with_5_and_says_who(given, capsys):
    engine = connect(given[0])
    with only_loader(engine, "loaders watch"), ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(main, ["run", *given[1], "--wait", "0.2"]).result() == 5
    engine.dispose()
    said = capsys.readouterr().err
    assert said.startswith("Another program is at work on this database (loaders watch, process ")
    assert "It was not done after 0.2 seconds, so nothing was done here" in said


def test_command_runs_as_a_module_without_a_warning(given):
    command = [sys.executable, "-W", "error", "-m", "loaders", "run", "tree", *given[1]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 file." in done.stdout
