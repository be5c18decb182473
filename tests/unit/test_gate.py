"""One gate for numbers about groups of people: every way from the database to a page is named here.

A new reader of their tables, a new user of the gate or a new chain of imports round it fails until somebody
has thought about it and written it down.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.unit.test_architecture import ROOMS, ROOT, imported, modules

READER = "data.read.group_observations"
GATE = "quality.disclosure"
EVERYONES = "data.read.observations"

TABLES = {
    "Observation": "observation",
    "ObservationRevision": "observation_revision",
    "Population": "population",
    "PopulationRevision": "population_revision",
    "SumOfChildren": "sum_of_children",
}

NAMES_THE_TABLES = {
    READER: "the gate's reader",
    EVERYONES: "revisions of category 0",
    "data.read.arrival": "loads that brought points of category 0; no number",
    "data.read.as_of": "where rows of an earlier load stand; asks for none",
    "data.read.definition_changes": "days on which the definition changed",
    "data.models": "the tables",
    "data.undo": "taking a load back",
    "data.write": "storing; sums_of gives category 0",
    "loaders.commands": "how many rows a backup holds",
    "loaders.observations": "storing: what a file no longer says",
    "loaders.preview.data_page": "whether there is too much to compare",
    "loaders.preview.effects": "drops what PreviewNames.hides",
    "loaders.rollup": "storing: denominators of everyone",
    "loaders.run": "checks of what is stored",
}
"""The modules and folders of the product that name a table with numbers of groups, and what for."""

WAYS = {
    "quality.change.by_group": {"protected_counts"},
    "quality.equity.build_view": {"not_known", "protected_counts", "residents"},
    "quality.planning.people_served": {"residents"},
    "quality.equity.comparison": {"protected_counts"},
    "quality.equity.parts.each_group": {"protected_counts"},
    "quality.equity.parts.elsewhere": {"protected_counts"},
    "quality.equity.page_tests": {"protected_counts"},
    "quality.equity.crossed": {"protected_counts"},
    "quality.equity.group_rows": {"residents"},
    "quality.equity.pareto.build": {"protected_counts"},
    "quality.equity.trend": {"protected_counts"},
    "quality.equity.completeness": {"not_known"},
    "quality.equity.service_funnel": {"protected_counts"},
    "quality.equity.view": {"not_known"},
    "components.words.equity.equity_unknown": {"not_known"},
    "quality.equity.parts.years": {"protected_counts"},
    "quality.registers.experience": {"said"},  # if comments may be counted
    "quality.packs.compose": {"totals"},  # lets everyone's numbers pass; takes no number
    "quality.deployment": {"totals"},  # how far everyone's numbers are read; takes no number
    "quality.signals.read": {"protected_counts", "totals"},
    "quality.signals.refresh": {"release", "release_log"},  # decides and writes down; takes no number
    "quality.methods.values": {"not_known"},  # the threshold alone
    "loaders.problems": {"redaction"},
    "loaders.observations.source_conflicts": {"redaction"},
    "loaders.preview.names": {"suppression"},  # the mark of a hidden number
    "loaders.preview.rows": {"redaction", "suppression"},
    "components.exports.equity.equity_csv": {"suppression"},
    "components.exports.equity.group_matrix_csv": {"suppression"},
    "components.exports.equity.pareto_csv": {"suppression"},
}
"""Modules that ask the gate, and the part they ask: the only ways on which a number of a group leaves."""

STORES_SEEN_BY_QUALITY = {"data.write.bulk", "data.write.child_sums", "data.write.events", "data.write.notes",
                          "data.write.reference"}  # fmt: skip
"""Names that quality takes from the storing half: none of it reads a number of a group."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def names_a_table(source: str) -> bool:
    """Find a table's class, its name as a text, or a statement in SQL that reads or writes it."""
    tables = "|".join(TABLES.values())
    sql = re.compile(rf"\b(from|join|into|update)\s+({tables})\b", re.IGNORECASE)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", getattr(node, "name", ""))
            if name in TABLES:
                return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # `population` is also a shape of sources.
            is_name = node.value in set(TABLES.values()) - {"population"}
            if is_name or sql.search(node.value):
                return True
    return False


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS[: ROOMS.index("server") + 1], cache_dir=None)


def test_the_tables_are_named_where_they_may_be():
    paths = [path for room in ROOMS for path in modules(room) if "migrations" not in path.parts]
    found = {name_of(path) for path in [*paths, ROOT / "app.py"] if names_a_table(path.read_text())}
    places = {
        name: next((p for p in NAMES_THE_TABLES if f"{name}.".startswith(f"{p}.")), "") for name in found
    }
    assert [name for name, place in places.items() if not place] == []
    assert set(places.values()) == set(NAMES_THE_TABLES)


@pytest.mark.parametrize(
    "source",
    [
        "from data.models import Observation as O",
        "import data.models as m\nselect(m.Observation.numerator).where(m.Observation.category_id == 4)",
        "session.execute(text('SELECT numerator FROM observation WHERE category_id = 4'))",
        "Base.metadata.tables['observation_revision']",
        "f'select count from population where category_id = {group}'",
    ],
)
def test_a_select_round_the_gate_is_seen(source):
    assert names_a_table(source)


def test_every_way_through_the_gate_is_named():
    found: dict[str, set[str]] = {}
    for part in graph().find_children(GATE):
        for importer in graph().find_modules_that_directly_import(part):
            if not importer.startswith(GATE):
                found.setdefault(importer, set()).add(part.removeprefix(f"{GATE}."))
    assert found == WAYS


def test_quality_takes_no_number_of_a_group_from_what_stores():
    found = {
        imported_module
        for module in graph().modules
        if module.startswith(("quality.", "components.", "server."))
        for imported_module in graph().find_modules_directly_imported_by(module)
        if imported_module.startswith(("data.write.", "data.undo.", "data.backup."))
    }
    assert found == STORES_SEEN_BY_QUALITY


def chains_round(open_graph: grimp.ImportGraph, start: str) -> list[tuple[str, ...]]:
    """Chains of imports from a module to the reader that pass neither the gate nor everyone's numbers."""
    return sorted(open_graph.find_shortest_chains(start, READER, as_packages=False))


@pytest.mark.parametrize("page", [*modules("pages"), ROOT / "app.py"], ids=lambda path: path.stem)
def test_no_page_reaches_the_numbers_of_groups_round_the_gate(page):
    without = grimp.build_graph(*ROOMS[: ROOMS.index("server") + 1])
    for module in [*without.find_children(GATE), EVERYONES]:
        without.remove_module(module)
    tree = ast.walk(ast.parse(page.read_text()))
    parts = {
        f"{node.module}.{a.name}" for node in tree if isinstance(node, ast.ImportFrom) for a in node.names
    }
    known = sorted((imported(page) | parts) & without.modules)
    assert [chain for name in known for chain in chains_round(without, name)] == []


def test_a_chain_round_the_gate_is_seen():
    leaky = grimp.build_graph(*ROOMS[: ROOMS.index("server") + 1])
    leaky.remove_module(EVERYONES)
    leaky.add_import(importer="quality.huddle", imported=READER)
    assert ("quality.huddle", READER) in chains_round(leaky, "quality.huddle")
