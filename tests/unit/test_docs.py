"""The manual agrees with the program: every part is documented, every link leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import stats
from catalogue.models import Catalogue
from tools import docs

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


@pytest.mark.parametrize("page", sorted(docs.PAGES), ids=lambda page: page.stem)
def test_generated_parts_are_up_to_date(page):
    assert page.read_text() == docs.render(page.read_text()), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    inside = [target for target in targets if "://" not in target]
    assert [target for target in inside if not (page.parent / target).exists()] == []


def test_every_page_of_the_manual_can_be_found():
    index = (DOCS / "README.md").read_text()
    pages = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")} - {"README.md"}
    assert {page for page in pages if f"({page})" not in index} == set()


def test_what_the_house_names_is_there():
    named = re.findall(r"`((?:\w+/)+(?:\w+\.py)?)", (DOCS / "architecture.md").read_text())
    assert len(named) > 25
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("rule_set", stats.RULE_SETS)
def test_every_rule_set_is_documented(rule_set):
    assert f"**{rule_set}, version" in (DOCS / "methods.md").read_text()


@pytest.mark.parametrize("chart", stats.CHARTS)
def test_every_chart_names_itself_in_its_docstring(chart):
    assert len(stats.CHARTS[chart].__globals__["__doc__"].split("\n\n")) >= 2


def keys() -> set[str]:
    schema = Catalogue.model_json_schema()
    parts = [schema, *schema["$defs"].values()]
    return {key for part in parts for key in part.get("properties", {})}


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_catalogue_key_is_documented(key):
    assert f"| `{key}` |" in (DOCS / "catalogue.md").read_text()


@pytest.mark.parametrize("page", sorted((ROOT / "pages").rglob("*.py")), ids=lambda page: page.stem)
def test_every_page_says_what_it_is_for(page):
    assert page.read_text().startswith('"""')


def test_commands_in_the_readme_are_recipes():
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"(?:^    |`)make (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named >= {"run", "test", "real"}
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()
