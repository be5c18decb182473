"""Places in words of people that could tell who a patient is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.identifiers import Sort, scan

ROWS = [
    line.partition("|")
    for line in Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
SENTENCES = [({*sorts.replace(",", " ").split()}, text.strip()) for sorts, _, text in ROWS]
DEMO = Path(__file__).parents[4] / "data" / "demo"
FALSE = ["Order 4500012345 came on Monday."]
"""Ten digits that belong to no patient look like a number with a wrong digit."""


def test_of_two_hundred_sentences_those_that_tell_are_marked_and_the_others_are_not():
    wrong = []
    for sorts, text in SENTENCES:
        found = {mark.sort.name for mark in scan(text, names="NAME" in sorts)}
        if found != sorts:
            wrong.append(text)
    assert (len(SENTENCES), wrong) == (200, FALSE)


def test_names_of_staff_are_marked_where_a_comment_is_to_be_shown_and_words_of_care_are_not():
    clean = [text for sorts, text in SENTENCES if not sorts and text not in FALSE]
    named = [text for text in clean if scan(text, names=True)]
    assert named == [
        "The new pump is a B Braun Infusomat P.",
        "Shona Kerr leads, Isla Duncan sponsors.",
        "Dr Iona Fraser looks at the notes first.",
        "Callum looks at the mattresses first.",
    ]


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        return [
            text for one in (value.values() if isinstance(value, dict) else value) for text in texts_in(one)
        ]
    return [value] if isinstance(value, str) else []


def test_nothing_that_the_demos_teams_wrote_is_marked():
    """But for the comments, which hold what they hold on purpose."""
    paths = [path for path in sorted(DEMO.glob("*.yaml")) if path.name != "experience_acts.yaml"]
    texts = [text for path in paths for text in texts_in(yaml.safe_load(path.read_text(encoding="utf-8")))]
    assert len(texts) > 800
    assert [text for text in texts if scan(text)] == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Lives at EH1 1AA, phone 0131 496 0123.", ["EH1 1AA", "0131 496 0123"]),
        ("９４３ ４７６ ５９１９!", ["９４３ ４７６ ５９１９"]),
        ("943\u200b 476 59\u200b19 is hidden", ["943\u200b 476 59\u200b19"]),
        ("Born 3 March 1948.", ["3 March 1948"]),
        ("943 476 5919 twice: 943 476 5919", ["943 476 5919", "943 476 5919"]),
        ("", []),
    ],
)
def test_the_place_is_that_of_the_letters_as_they_were_typed(text, marked):
    found = scan(text)
    assert [mark.text for mark in found] == marked == [text[mark.start : mark.end] for mark in found]


def test_numbers_of_a_hospital_are_known_by_how_they_are_written_there():
    (mark,) = scan("Bed of G204511 is free", numbers=["@######"])
    assert (mark.sort, mark.text) == (Sort.HOSPITAL, "G204511")
    assert scan("Incident 204511", numbers=["@######"]) == []
    assert scan("a.b", numbers=["#.#"]) == []


def test_names_of_services_are_no_names_of_people():
    assert scan("Thank you, Nurse Led Clinic.", names=True, known=["Nurse Led Clinic"]) == []
    assert [one.text for one in scan("Thank you, Nurse Ailsa.", names=True)] == ["Ailsa"]


def test_a_text_of_ten_thousand_letters_is_read_in_a_moment():
    import time

    for text in ("a1 " * 3400, "0 " * 5000, "Aa " * 3400, "born " * 2000, "a@" * 5000, "1-" * 5000):
        began = time.process_time()
        scan(text, names=True)
        assert time.process_time() - began < 1
