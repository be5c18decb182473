"""The rooms and who may know whom: the contracts of pyproject.toml, and what no tool can say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("stats", "data", "catalogue", "quality", "loaders", "components", "server", "pages")
MOST_MODULES = 20


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module a file imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def rooms_of(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


def test_contracts_are_kept(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    # It would switch off every logger of this process that is there already, for all later tests.
    monkeypatch.setattr(cli.logging_config, "dictConfig", lambda config: None)
    status = cli.lint_imports(no_cache=True)
    assert status == 0, capsys.readouterr().out


@pytest.mark.parametrize("room", ROOMS)
def test_nobody_imports_a_page_or_the_application(room):
    guilty = [
        str(p.relative_to(ROOT))
        for p in modules(room)
        if rooms_of(p) & {"pages", "app", "server", "tests", "bench"} - {room}
    ]
    assert guilty == []


# Pages ask `quality` and draw with `components`: storage, files and statistics are behind those.
@pytest.mark.parametrize("page", modules("pages"), ids=lambda path: path.stem)
def test_a_page_knows_only_quality_and_components(page):
    assert rooms_of(page) & {"data", "loaders", "sqlalchemy", "pandas", "numpy", "duckdb"} == set()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.walk(ast.parse(path.read_text()))
    return [node for node in tree if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", modules("quality"), ids=lambda path: path.stem)
def test_what_touches_the_database_shows_it_first(path):
    for function in functions(path):
        given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        given = [argument for argument in given if argument.arg != "self"]
        kinds = [ast.unparse(argument.annotation) if argument.annotation else "" for argument in given]
        assert "Session" not in kinds[1:], f"{path.name}: {function.name} takes its session later on"


def test_every_room_is_in_the_contracts_or_here():
    packages = {p.name for p in ROOT.iterdir() if p.is_dir() and any(p.glob("*.py"))}
    assert packages - set(ROOMS) <= {"tests", "tools", "bench"}


def test_no_folder_is_crowded():
    crowded = {}
    for room in (*ROOMS, "bench", "tests", "tools"):
        for folder in {path.parent for path in modules(room)} - {ROOT / "data" / "migrations" / "versions"}:
            count = len([path for path in folder.glob("*.py") if path.name != "__init__.py"])
            if count > MOST_MODULES:
                crowded[str(folder.relative_to(ROOT))] = count
    assert crowded == {}


def test_tests_mirror_the_rooms():
    unit = ROOT / "tests" / "unit"
    strays = [
        str(folder.relative_to(ROOT))
        for folder in unit.rglob("*")
        if folder.is_dir() and folder.name != "__pycache__" and not (ROOT / folder.relative_to(unit)).is_dir()
    ]
    assert strays == []


def docstrings(path: Path) -> list[str]:
    """All of a file: of itself, its classes and functions, and those below a name they describe."""
    bodies = [getattr(node, "body", None) for node in ast.walk(ast.parse(path.read_text()))]
    said = [statement for body in bodies if isinstance(body, list) for statement in body]
    texts = [one.value for one in said if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)]
    return [text.value for text in texts if isinstance(text.value, str)]


# Ruff's D401 asks for a verb in functions; a relative clause is no title of a class, module or name either.
@pytest.mark.parametrize("room", ROOMS)
def test_no_docstring_is_a_relative_clause(room):
    relative = re.compile(r"(What|Whether|Which|Where|How|Who|Whom|Whose|When|Why)\b")
    guilty = [
        f"{path.relative_to(ROOT)}: {text.splitlines()[0]}"
        for path in modules(room)
        for text in docstrings(path)
        if relative.match(text.strip())
    ]
    assert guilty == []


@pytest.mark.parametrize(
    "command",
    ["loaders", "loaders run", "loaders watch", "loaders verify", "catalogue", "quality.decide list"],
)
def test_help_is_given_without_what_only_working_needs(command):
    module, *named = command.split()
    heavy = "catalogue.models dash duckdb numpy pandas pydantic scipy"
    script = (
        f"import runpy, sys; sys.argv = {[module, *named, '--help']}\n"
        f"try: runpy.run_module('{module}', run_name='__main__')\n"
        f"finally: sys.stderr.write(' '.join(m for m in '{heavy}'.split() if m in sys.modules))"
    )
    made = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert (made.returncode, made.stderr) == (0, "")
    assert "usage" in made.stdout
