"""The methods page tells of what there is: every chart, every rule, every default."""

from __future__ import annotations

from string import Formatter

import pytest

import stats
from quality.methods import SECTIONS as SECTION_FILES
from quality.methods import methods
from quality.methods.parts import FOLDER
from quality.methods.values import values
from quality.signals.chart_type import chart_name
from quality.signals.results import MINIMUM_POINTS
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


def test_every_number_has_a_place_and_every_place_a_number():
    texts = [(FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in SECTION_FILES.values()]
    places = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    assert places == set(values(CATALOGUE))
    assert set(SECTION_FILES.values()) == {path.stem for path in FOLDER.glob("*.md")}


def test_sections_have_anchors_of_their_own():
    assert len(SECTIONS) == len(methods(CATALOGUE))


def test_false_signals_are_told_of_every_chart_and_rule_set():
    tables = {table.title: table for table in SECTIONS["chance"].tables}
    assert set(tables) == {chart_name(kind) for kind in stats.CHARTS}
    assert all([row[0] for row in table.rows] == list(stats.RULE_SETS) for table in tables.values())
    assert tables["XmR chart"].rows[0][1:] == ("1.4", "1.6", "1.6", "1.7", "1.9", "1.9", "0.03", "80")
    assert dict(zip(stats.RULE_SETS, tables["Run chart"].rows, strict=True))["western-electric"][1:3] == (
        "none",
        "< 0.1",
    )


def test_every_column_of_a_table_has_a_head():
    for table in SECTIONS["chance"].tables:
        assert {len(row) for row in table.rows} == {len(table.heads)}
        assert sum(count for _, count in table.groups) == len(table.heads) - 1


def test_only_the_table_of_the_chart_used_most_stands_open():
    assert [table.title for table in SECTIONS["chance"].tables if not table.is_folded] == ["XmR chart"]


def test_what_was_simulated_is_what_the_script_simulates():
    from bench.simulate import false_alarms
    from stats.rules.simulate import SEED

    said = " ".join(SECTIONS["chance"].entries[-1].paragraphs)
    for number in (false_alarms.TABLE_SERIES, false_alarms.TABLE_LONG_SERIES):
        assert f"{number:,} " in said
    assert str(SEED) in said


def test_rule_sets_of_the_catalogue_stand_first_in_words_and_with_their_chances():
    own = {
        "rules": {"shift": 8},
        "on_limit": "outside",
        "order": "concern",
        "points_for_icons": 15,
        "source": "Us",
    }
    catalogue = make_catalogue(
        {"falls": {"rule_set": "ward-rules", "limits": {"screen": False}}}, rule_sets={"ward-rules": own}
    )
    sections = {section.id: section for section in methods(catalogue)}
    entry = sections["rules"].entries[0]
    assert entry.term.startswith("ward-rules, version ")
    words = " ".join(entry.paragraphs)
    assert "8 or more points" in words
    assert "exactly on a control limit lies outside" in words
    assert "the concern names it" in words
    assert "from 15 known, complete points" in words
    assert entry.note == "Used by 1 indicator here. Source: Us."
    assert "Falls with harm: limits of its own" in [entry.term for entry in sections["defaults"].entries]
    rows = sections["chance"].tables[0].rows
    assert rows[0][0] == "ward-rules"
    assert 0 < float(rows[0][3]) < float(rows[1][3])
