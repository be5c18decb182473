"""Services to choose from: a small organisation whole, of a large one a level, and what a search finds."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from components.services import listing
from components.services.listing import MOST, Listing
from components.templates import ENVIRONMENT
from quality.reference.service_tree import Service, ServiceTree
from quality.service_overview import SignalCounts

TODAY = date(2026, 11, 20)


def service(number, code, name, parent, *children):
    return Service(number, code, name, "any", parent, children, None, None, None)


def tree_of(*services):
    return ServiceTree({s.code: s for s in services}, {s.id: s for s in services})


@pytest.fixture
def tree():
    return tree_of(
        service(1, "B", "NHS Northfield", None, "H1", "H2"),
        service(2, "H1", "St Mary", "B", "W1", "W2"),
        service(3, "H2", "Royal", "B"),
        service(4, "W1", "Ward 1", "H1"),
        service(5, "W2", "Ward 2 (maternity)", "H1"),
    )


STANDINGS = {"W2": SignalCounts(measures=3, concerns=1), "H1": SignalCounts(measures=3)}


def drawn(macro, tree, standings=STANDINGS, within="", wanted="", **more):
    macros = ENVIRONMENT.get_template("services/list.html").module
    return getattr(macros, macro)(Listing(tree, standings, TODAY, within, wanted), **more)


def texts(html):
    """Every text and address, in order."""
    parts = re.findall(r'href="([^"]*)"|>([^<]+)', html)
    return [f"→ {href}" if href else unescape(text.strip()) for href, text in parts if href or text.strip()]


def found(tree, wanted, most=MOST):
    return texts(drawn("found", tree, wanted=wanted, most=most))


def test_the_top_shows_what_is_directly_inside_it(tree):
    said = texts(drawn("level", tree))
    assert [s for s in said if s in {"NHS Northfield", "St Mary", "Royal", "Ward 1"}] == [
        "NHS Northfield",
        "St Mary",
        "Royal",
    ]
    assert "2 services inside, 1 with an open signal" in said
    assert "→ /?within=H1" in said


def test_a_part_shows_its_own(tree):
    said = texts(drawn("level", tree, within="H1"))
    assert "Ward 1" in said
    assert "Royal" not in said


def test_the_way_down_is_told_where_one_level_is_shown(monkeypatch, tree):
    part = Listing(tree, STANDINGS, TODAY, "H1")
    assert part.crumbs == []
    monkeypatch.setattr(listing, "MOST", 4)
    assert part.crumbs == [("NHS Northfield", "/?within=B")]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [("MATERN", ["Ward 2 (maternity)"]), ("h2", ["Royal"]), ("ward", ["Ward 1", "Ward 2 (maternity)"])],
)
def test_a_search_looks_in_names_and_codes(tree, wanted, names):
    said = found(tree, wanted)
    above = {"St Mary", "NHS Northfield"}  # stand beside what was found
    assert [s for s in said if s in {s.name for s in tree.by_code.values()} - above] == names
    assert f"{len(names)} service{'s'[: len(names) != 1]} found for “{wanted}”" in said


def test_a_search_that_finds_nothing_says_so(tree):
    assert "No services found for “zzz”" in found(tree, "zzz")


def test_a_search_that_finds_too_much_says_how_many(tree):
    said = found(tree, "ward", most=1)
    assert (
        "2 services found for “ward”. The first 1 are shown. Type more letters to narrow the search." in said
    )
    assert "Ward 2 (maternity)" not in said


def test_a_small_organisation_stands_there_whole(tree):
    said = texts(drawn("whole", tree))
    assert [s for s in said if s in {s.name for s in tree.by_code.values()}] == [
        "NHS Northfield",
        "Royal",  # what is not inside a part stands alone
        "St Mary",
        "Ward 1",
        "Ward 2 (maternity)",
    ]
    assert [s for s in said if s in {"no unusual change", "1 concern"}] == ["no unusual change", "1 concern"]


def test_of_many_services_the_blocks_are_folded(monkeypatch, tree):
    assert "<details" not in drawn("whole", tree)
    monkeypatch.setattr(listing, "UNFOLDED", 4)
    assert "<details" not in drawn("whole", tree)  # two wards are no long list
    wards = [service(n, f"X{n}", f"Ward {n}", "H1") for n in range(10, 14)]
    above = service(2, "H1", "St Mary", "B", *(ward.code for ward in wards))
    html = drawn("whole", tree_of(tree["B"], tree["H2"], above, *wards))
    assert "<summary>4 services inside, none with an open signal</summary>" in html


# -- ten thousand ---------------------------------------------------------------------------------

EVERY_KIND = SignalCounts(measures=9, concerns=2, improvements=1, changes=1)


@pytest.fixture(scope="module")
def country():
    """Five thousand practices directly below the top, and as many teams inside the last of them; or nobody at
    the top at all."""
    practices = [service(n, f"P{n}", f"Practice {n:04}", "T", *(["X"] * (n == 5000))) for n in range(1, 5001)]
    inside = service(5001, "X", "Hub", "P5000", *(f"Y{n}" for n in range(5002, 10_000)))
    teams = [service(n, f"Y{n}", f"Team {n}", "X") for n in range(5002, 10_000)]
    top = service(10_000, "T", "NHS Everywhere", None, *(one.code for one in practices))
    return tree_of(top, *practices, inside, *teams)


@pytest.mark.parametrize(("macro", "more"), [("level", {}), ("found", {"wanted": "practice", "most": MOST})])
def test_no_list_is_longer_than_can_be_read(country, macro, more):
    html = drawn(macro, country, dict.fromkeys(country.by_code, EVERY_KIND), **more)
    assert html.count("<li") <= MOST + 1
    assert len(re.findall(r"<\w", html)) < 2900  # with the frame round it below 3,000


def test_of_a_long_level_those_that_lead_on_come_first_and_then_the_signals(country):
    said = texts(drawn("level", country, {"P4000": EVERY_KIND}))
    assert [s for s in said if s.startswith("Practice")][:3] == [
        "Practice 5000",
        "Practice 4000",
        "Practice 0001",
    ]
    assert (
        "200 of 5,000 services are shown: first those with services inside, then those with an open "
        "signal. Find the others by name or code." in said
    )


def test_a_short_level_keeps_its_order_and_says_nothing(tree):
    said = texts(drawn("level", tree, {"H2": EVERY_KIND}))
    assert said.index("St Mary") < said.index("Royal")
    assert not any("are shown" in s for s in said)


def test_thousands_of_tops_are_one_list(country):
    orphans = tree_of(*(service(n, f"O{n}", f"Team {n}", None) for n in range(5000)))
    assert drawn("level", orphans, {}).count("<li") == MOST


def test_of_several_at_the_top_the_organisations_own_comes_first():
    tree = tree_of(
        service(1, "A", "Another trust", None),
        service(2, "E", "England", None, "T"),
        service(3, "T", "Our trust", "E"),
    )
    assert [one.code for one in Listing(tree, STANDINGS, TODAY).tops] == ["A", "E"]
    assert [one.code for one in Listing(tree, STANDINGS, TODAY, own="T").tops] == ["E", "A"]
    assert [one.code for one in Listing(tree, STANDINGS, TODAY, own="gone").tops] == ["A", "E"]
