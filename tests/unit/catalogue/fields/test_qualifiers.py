"""Marks, reasons and remarks: what a catalogue may say of them, and the words for people."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from catalogue.checks.entries import check
from catalogue.fields.qualifiers import (
    DEFAULT_CODES,
    DEFAULT_MARKS,
    DEFAULT_MISSING,
    FIRST_MISSING,
    MEANING,
    QUALIFIERS,
    MissingMarks,
    Qualifier,
    meaning,
    tally,
    word,
)
from tests.warehouse import SOURCE, make_catalogue

MARKS = TypeAdapter(MissingMarks)


def test_every_word_fits_its_column_and_has_a_meaning():
    assert all(len(q) <= 16 for q in Qualifier)
    assert set(MEANING) == set(Qualifier)
    assert (QUALIFIERS[0], word(0), meaning(0)) == (None, "", "")


def test_reasons_are_stricter_than_remarks():
    reasons = {"suppressed", "only a range", "not reported", "not available", "not applicable"}
    assert set(QUALIFIERS[FIRST_MISSING:]) == reasons


def test_the_defaults_say_only_known_words():
    known = {*Qualifier, "ignored"}
    assert {*DEFAULT_MARKS.values(), *DEFAULT_CODES.values()} <= known
    assert set(DEFAULT_MISSING.values()) - {None} <= known


def test_marks_may_be_a_list_or_say_why():
    assert MARKS.validate_python("#") == {"#": None}
    assert MARKS.validate_python(["#", "n.d."]) == {"#": None, "n.d.": None}
    given = {"#": "suppressed", "-": "zero", "~": "no reason given", "?": None}
    assert MARKS.validate_python(given) == given | {"~": None}
    with pytest.raises(ValidationError):
        MARKS.validate_python({"#": "hidden"})


def test_counts_are_told_the_most_frequent_first():
    assert tally([("suppressed", 3), ("not reported", 1200)]) == "1,200 not reported, 3 suppressed"


def test_repeated_columns_are_not_mixed_with_others():
    def findings(**changes):
        catalogue = make_catalogue({"falls": {}}, sources={"wards": SOURCE | changes})
        return [" | ".join(finding.words) for finding in check(catalogue)]

    assert findings(combine={"bed_days": "same"}) == findings()
    mixed = make_catalogue(
        {"falls": {"data": {"source": "wards", "numerator": "falls + beds", "denominator": "bed_days"}}},
        sources={"wards": SOURCE | {"combine": {"beds": "same"}}},
    )
    said = [" | ".join(finding.words) for finding in check(mixed)]
    assert any("the numerator of falls mixes repeated columns with others" in words for words in said)
