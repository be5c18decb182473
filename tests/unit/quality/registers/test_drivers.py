"""A driver diagram is read out of an outline, whatever people type; its picture and list hold the same."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from components.registers.driver_picture import driver_picture
from quality.registers.drivers import DEEPEST, read_drivers
from tests.warehouse import make_catalogue

CATALOGUE = make_catalogue({"falls": {}})
OUTLINE = """- Seen often
-- Rhythm
--- Visit every hour [falls]
--- Sheet at the door
    for the night
- Help at hand
--- Frames [nothing]
"""


def told(top):
    return [(one.depth, one.text, one.measure) for one in top.walk()]


def test_an_outline_is_a_tree():
    assert told(read_drivers("Fewer falls", OUTLINE, CATALOGUE)) == [
        (0, "Fewer falls", ""),
        (1, "Seen often", ""),
        (2, "Rhythm", ""),
        (3, "Visit every hour", "falls"),
        (3, "Sheet at the door for the night", ""),
        (1, "Help at hand", ""),
        (2, "Frames [nothing]", ""),
    ]


def _letters(text):
    return "".join(text.split())


LINES = st.lists(st.text(alphabet="- ab[]f\t", max_size=12), max_size=14)


@given(LINES)
def test_the_picture_holds_every_driver_once_and_no_box_lies_on_another(lines):
    top = read_drivers("Aim", "\n".join(lines), CATALOGUE)
    picture = driver_picture(top)
    drawn = sorted((box.depth, _letters("".join(box.lines))) for box in picture.boxes)
    assert len(picture.boxes) == len([*top.walk()]) == len(picture.links) + 1
    assert drawn == sorted((one.depth, _letters(one.text)) for one in top.walk())
    assert all(one.depth <= DEEPEST for one in top.walk())
    for depth in range(DEEPEST + 1):
        column = sorted((box.y, box.y + box.height) for box in picture.boxes if box.depth == depth)
        assert all(end <= begin for (_, end), (begin, _) in pairwise(column))
    assert all(box.y >= 0 and box.y + box.height <= picture.height for box in picture.boxes)
