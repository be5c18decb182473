"""Codes become groups: in one way at a time, in the declared direction, and never silently."""

from __future__ import annotations

import pytest

from catalogue.code_lists import band, bands_of, built_in, misfits, own, reader
from catalogue.dimensions import Dimension
from catalogue.sources import Grouping

LISTS = built_in()


def known(name):
    return {text: c.code for text, c in Dimension(title="D", list=name).by_code.items()}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_codes_of_its_own_and_rolls_up_into_groups_that_exist(name):
    entries = LISTS[name].entries
    codes = [entry.code for entry in entries]
    assert len(set(codes)) == len(codes)
    texts = [text.casefold() for e in entries for text in (e.code, *e.also)]
    assert len(set(texts)) == len(texts)
    for target in LISTS[name].targets:
        groups = {entry.code for entry in LISTS[target].entries}
        assert {entry.into[target] for entry in entries} <= groups


@pytest.mark.parametrize(
    ("list_", "dimension", "more", "table"),
    [
        (
            "ethnicity_nhs_16",
            "ethnicity_nhs_5",
            {},
            {"A": "W", "M": "B", "D": "M", "R": "O", "Z": "U", "W": None},
        ),
        ("ethnicity_nhs_16", "ethnicity_nhs_16", {}, {"M": "M", "99": "99", "m": "M", "Q": None}),
        ("ethnicity_scotland", "ethnicity_scotland_6", {}, {"1B": "W", "4D": "AF", "5C": "CB", "98": "U"}),
        (
            "deprivation_deciles",
            "deprivation_quintiles",
            {"one_is": "most deprived"},
            {"1": "1", "10": "5", "02": "1"},
        ),
        (
            "deprivation_deciles",
            "deprivation_quintiles",
            {"one_is": "least deprived"},
            {"01": "5", "10": "1", "U": "U"},
        ),
        (
            "deprivation_quintiles",
            "deprivation_quintiles",
            {"one_is": "least deprived"},
            {"1": "5", "3": "3"},
        ),
        (
            "deprivation_deciles",
            "deprivation_deciles",
            {"one_is": "least deprived", "codes": {"01 Least deprived": "1", "10 Most": "10", "n/k": "U"}},
            {"01 Least deprived": "10", "10 Most": "1", "n/k": "U"},
        ),
        (
            "sex",
            "sex",
            {"codes": {"W": "F"}},
            {"2": "F", "male": "M", "W": "F", "Not Specified": "U", "": None},
        ),
        ("sex", "sex", {"otherwise": "U"}, {"": "U", "??": "U"}),
    ],
)
def test_a_code_becomes_a_group(list_, dimension, more, table):
    understand = reader(Grouping(column="c", list=list_, **more), known(dimension), LISTS)
    assert {text: understand(text) for text in table} == table


def test_turning_deciles_round_twice_gives_them_back():
    turned = reader(
        Grouping(column="c", list="deprivation_deciles", one_is="least deprived"),
        known("deprivation_deciles"),
        LISTS,
    )
    assert [turned(turned(str(i))) for i in range(1, 11)] == [str(i) for i in range(1, 11)]


def test_numbers_fall_into_bands():
    understand = reader(Grouping(column="c", bands="age_5_year"), known("age_5_year"), LISTS)
    cells = {"0": "0-4", "4.99": "0-4", "5": "5-9", "89": "85-89", "104": "90+", "-1": None, "old": None}
    assert {text: understand(text) for text in cells} == cells
    assert [b.code for b in bands_of(Grouping(column="c", bands=["65+", "0-17", "18-64"]), LISTS)] == [
        "0-17",
        "18-64",
        "65+",
    ]


@pytest.mark.parametrize("text", ["", "17-0", "young", "1-2-3", "+65"])
def test_what_is_no_band_is_none(text):
    assert band(text) is None


def test_codes_without_a_group_are_named():
    assert misfits(LISTS["ethnicity_nhs_16"], known("ethnicity_nhs_5")) == []
    assert misfits(LISTS["sex"], {"F": 1, "M": 1, "U": 1}) == ["I"]
    assert misfits(own("ours", {"1": "F", "2": "??"}), {"F": 1}) == ["2"]


def test_a_dimension_takes_its_groups_from_a_list():
    dimension = Dimension(title="Deprivation", list="deprivation_quintiles")
    assert dimension.is_ordered
    assert dimension.axis_note == "1 = most deprived"
    assert [c.code for c in dimension.categories if c.is_unknown] == ["U"]


FIVE = {code: code for code in ("A", "B", "M", "W", "O", "U")}


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        ({"Indian (number)": "ASI"}, {"Indian (number)": "A", "ASI": "A", "Indian": "A", "BAF": "B"}),
        ({"{group} (number)": "{group}"}, {"Indian (number)": "A", "African (number)": "B", "number": None}),
        ({"{group} (%)": "{group}", "Other": "O"}, {"Other (%)": "O", "WIR (%)": "W", "Roma": "W"}),
    ],
)
def test_codes_of_a_finer_list_and_groups_in_longer_texts(codes, table):
    understood = reader(Grouping(column="x", list="ethnicity_ons_19", codes=codes), FIVE, built_in())
    assert {text: understood(text) for text in table} == table


def test_group_in_a_longer_text_without_a_list():
    understood = reader(Grouping(column="x", codes={"Sex: {group}": "{group}"}), {"F": "F", "Women": "F"}, {})
    assert [understood(text) for text in ("Sex: Women", "Women", "Sex: Men")] == ["F", "F", None]


def test_template_of_groups_names_the_group():
    with pytest.raises(ValueError, match="should name one part"):
        Grouping(column="x", codes={"{name} (%)": "{name}"})
