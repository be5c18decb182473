"""A large organisation one level at a time: what is inside whom, and what a search finds."""

from __future__ import annotations

from datetime import date

import orjson
import pytest
from plotly.io.json import to_json_plotly

from components.services import service_level
from quality.reference.service_tree import Service, ServiceTree
from quality.service_overview import SignalCounts

TODAY = date(2026, 11, 20)


def service(number, code, name, parent, *children):
    return Service(number, code, name, "any", parent, children, None, None, None)


@pytest.fixture
def tree():
    services = [
        service(1, "B", "NHS Northfield", None, "H1", "H2"),
        service(2, "H1", "St Mary", "B", "W1", "W2"),
        service(3, "H2", "Royal", "B"),
        service(4, "W1", "Ward 1", "H1"),
        service(5, "W2", "Ward 2 (maternity)", "H1"),
    ]
    return ServiceTree({s.code: s for s in services}, {s.id: s for s in services})


STANDINGS = {"W2": SignalCounts(measures=3, concerns=1), "H1": SignalCounts(measures=3)}


def texts(component):
    """Every text and address of a drawn tree, in order."""

    def walk(node):
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            for one in node:
                yield from walk(one)
        elif isinstance(node, dict):
            props = node.get("props", {})
            if "href" in props:
                yield f"→ {props['href']}"
            yield from walk(props.get("children"))

    return list(walk(orjson.loads(to_json_plotly(component))))


def test_the_top_shows_what_is_directly_inside_it(tree):
    said = texts(service_level.part(tree, STANDINGS, TODAY, ""))
    assert [s for s in said if s in {"NHS Northfield", "St Mary", "Royal", "Ward 1"}] == [
        "NHS Northfield",
        "St Mary",
        "Royal",
    ]
    assert "2 services inside, 1 with an unusual change" in said
    assert "→ /?within=H1" in said


def test_a_part_shows_its_own(tree):
    said = texts(service_level.part(tree, STANDINGS, TODAY, "H1"))
    assert "Ward 1" in said
    assert "Royal" not in said
    assert texts(service_level.crumbs(tree, "H1")) == ["→ /?within=B", "NHS Northfield"]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [("MATERN", ["Ward 2 (maternity)"]), ("h2", ["Royal"]), ("ward", ["Ward 1", "Ward 2 (maternity)"])],
)
def test_a_search_looks_in_names_and_codes(tree, wanted, names):
    said = texts(service_level.found(tree, STANDINGS, TODAY, wanted))
    above = {"St Mary", "NHS Northfield"}  # stand beside what was found
    assert [s for s in said if s in {s.name for s in tree.by_code.values()} - above] == names
    assert f"{len(names)} service{'s'[: len(names) != 1]} found for “{wanted}”" in said


def test_a_search_that_finds_nothing_says_so(tree):
    assert "No services found for “zzz”" in texts(service_level.found(tree, STANDINGS, TODAY, "zzz"))


def test_a_search_that_finds_too_much_says_how_many(monkeypatch, tree):
    monkeypatch.setattr(service_level, "FOUND_AT_MOST", 1)
    said = texts(service_level.found(tree, STANDINGS, TODAY, "ward"))
    assert (
        "2 services found for “ward”. The first 1 are shown. Type more letters to narrow the search." in said
    )
    assert "Ward 2 (maternity)" not in said
