"""The methods page tells of what there is: every chart, every rule, every default."""

from __future__ import annotations

import pytest

import stats
from quality.methods import methods
from quality.results import MINIMUM_POINTS
from tests.warehouse import make_catalogue

CATALOGUE = make_catalogue({"falls": {}, "waits": {"rule_set": "anhoej", "chart": "run"}})
SECTIONS = {section.id: section for section in methods(CATALOGUE)}


def text(section: str) -> str:
    return "\n".join(
        "\n".join((entry.term, *entry.paragraphs, entry.note)) for entry in SECTIONS[section].entries
    )


@pytest.mark.parametrize("name", stats.RULE_SETS)
def test_every_rule_set_is_explained_rule_by_rule(name):
    entry = next(e for e in SECTIONS["rules"].entries if e.term.startswith(f"{name}, "))
    assert len(entry.paragraphs) >= len(stats.RULE_SETS[name].checks)
    assert stats.RULE_SETS[name].source in entry.note


def test_every_chart_is_described():
    assert len(SECTIONS["charts"].entries) == len(stats.CHARTS)
    assert all(entry.paragraphs for entry in SECTIONS["charts"].entries)


def test_charts_and_rules_in_use_say_so():
    assert "Used by 1 indicator here." in SECTIONS["charts"].entries[0].note
    assert text("rules").count("Used by 1 indicator here.") == 2


def test_numbers_are_those_the_code_uses():
    assert str(MINIMUM_POINTS) in text("defaults")
    assert f"1 to {CATALOGUE.disclosure.hide_up_to} people" in text("disclosure")


def test_sections_have_anchors_of_their_own():
    assert len(SECTIONS) == len(methods(CATALOGUE))
