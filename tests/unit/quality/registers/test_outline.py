"""An outline is read whatever people type; every picture of it holds the same, and no box on another."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.registers.declared import Layout
from catalogue.registers.shipped import shipped_kinds
from components.charts.scene_png import png_of
from components.registers.diagrams import LAYOUTS, draw
from components.registers.diagrams.tree import WIDTH
from components.words.registers import diagrams as words
from quality.registers.outline import outline_problems, read_outline
from tests.warehouse import make_catalogue

CATALOGUE = make_catalogue({"falls": {}})
KINDS = {code: kind for code, kind in shipped_kinds().items() if kind.diagram}
DRIVERS, FLOW, PEOPLE, TALLY = (KINDS[code] for code in ("drivers", "flow_chart", "stakeholders", "tally"))
OUTLINE = """- Seen often
-- Rhythm
--- Visit every hour [falls]
--- Sheet at the door
    for the night [pdsa 2]
- Help at hand
--- Frames [nothing]
"""
LINES = st.lists(st.text(alphabet="- ab[]f\t|?:", max_size=12), max_size=14)


def told(top):
    return [(one.depth, one.text, one.measure or one.cycle or "") for one in top.walk()]


def test_an_outline_is_a_tree():
    assert told(read_outline("Fewer falls", OUTLINE, DRIVERS.diagram, CATALOGUE)) == [
        (0, "Fewer falls", ""),
        (1, "Seen often", ""),
        (2, "Rhythm", ""),
        (3, "Visit every hour", "falls"),
        (3, "Sheet at the door for the night", 2),
        (1, "Help at hand", ""),
        (2, "Frames [nothing]", ""),
    ]


def _letters(texts):
    return sorted("".join("".join(texts).split()))


@pytest.mark.parametrize("code", KINDS)
@given(lines=LINES)
def test_a_picture_of_any_kind_holds_every_line_within_itself(code, lines):
    kind = KINDS[code]
    outline = "\n".join(lines)
    top = read_outline("Aim", outline, kind.diagram, CATALOGUE)
    assert all(one.depth < len(kind.diagram.levels) for one in top.walk())
    if outline_problems(kind.diagram, {"outline": outline}):
        return  # refused where it is typed
    scene = draw(top, kind.diagram, words.alt(kind, top))
    places = [point for shape in scene.shapes for point in shape.points]
    assert all(-1 <= x <= scene.width + 1 and -1 <= y <= scene.height + 1 for x, y in places)
    assert all(0 <= one.y <= scene.height for one in scene.words)
    drawn = _letters(one.text for one in scene.words)
    for one in top.walk() if kind.diagram.layout is not Layout.FLOW else ():
        assert all(drawn.count(letter) >= one.text.count(letter) for letter in set(one.text) - {" ", "\t"})


@given(lines=LINES)
def test_no_box_of_a_tree_lies_on_another(lines):
    top = read_outline("Aim", "\n".join(lines), DRIVERS.diagram, CATALOGUE)
    boxes = [shape.points for shape in draw(top, DRIVERS.diagram, "").shapes if shape.is_closed]
    assert len(boxes) == len([*top.walk()])
    for left in {box[0][0] for box in boxes}:
        column = sorted((box[0][1], box[2][1]) for box in boxes if box[0][0] == left)
        assert all(end <= begin for (_, end), (begin, _) in pairwise(column))
    assert all(box[1][0] - box[0][0] == WIDTH for box in boxes)


def test_a_decision_has_its_answers_and_goes_on_but_where_it_ends():
    outline = "- Ready?\n-- yes: Go\n-- no: Write\n--- Back to 1\n- End"
    scene = draw(read_outline("Begin", outline, FLOW.diagram, CATALOGUE), FLOW.diagram, "")
    texts = [one.text for one in scene.words]
    assert texts == ["Begin", "1. Ready?", "yes", "2. Go", "no", "3. Write", "4. Back to 1", "5. End"]
    arrows = [shape for shape in scene.shapes if shape.kind == "dot"]
    assert len(arrows) == 5, "in, two branches, to the way back, and on from the one branch that does not end"


@pytest.mark.parametrize(
    ("kind", "line", "wrong"),
    [
        (
            PEOPLE,
            "Nurses | care | high | middling | daily",
            "line 1, column “Influence” is not given as it should be",
        ),
        (PEOPLE, "Nurses", "expected low or high, found ''"),
        (TALLY, "Beds | 3 | many", "expected a whole number, such as 12, found 'many'"),
        (TALLY, "", "it has no line"),
        (DRIVERS, "- x\n" * 121, "it is too long; expected 120 lines"),
    ],
)
def test_a_line_that_cannot_be_drawn_is_named(kind, line, wrong):
    said = {"outline": f"{line}\n" if line else ""}
    assert any(wrong in str(problem) for problem in outline_problems(kind.diagram, said))


def test_what_is_as_long_as_a_form_can_be_is_refused_at_once_and_in_few_words():
    begun = process_time()
    for kind, outline in (
        (DRIVERS, "- a\n" + "b\n" * 900_000),
        (TALLY, "b\n" * 900_000),
        (TALLY, "b" * 1_800_000),
    ):
        told = outline_problems(kind.diagram, {"outline": outline})
        assert len(told) < 300
        assert sum(len(str(one)) for one in told) < 50_000
    assert process_time() - begun < 15


def test_a_list_of_people_and_a_tally_have_columns():
    top = read_outline("Bundle", "Nurses | care | High | low | daily | nightly", PEOPLE.diagram, CATALOGUE)
    assert [one.cells for one in top.below] == [("care", "High", "low", "daily | nightly")]
    assert not outline_problems(PEOPLE.diagram, {"outline": "Nurses | care | High | low | daily"})
    counts = read_outline("Falls", "Toilet | 80 | 3\nChair | 20 | 3", TALLY.diagram, CATALOGUE)
    assert "Before: 1 of 2 causes make 80% of all 100: “Toilet”." in words.alt(TALLY, counts)
    assert png_of(draw(counts, TALLY.diagram, "")).startswith(b"\x89PNG")


def test_every_layout_is_declared_by_some_kind():
    assert {kind.diagram.layout for kind in KINDS.values()} == {*LAYOUTS} == {*Layout}
