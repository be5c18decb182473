"""The catalogue of published files: every entry reads, and says where its file comes from."""

from __future__ import annotations

import re

import pytest

from catalogue.reading.read import load_catalogue, read_catalogue
from settings import ROOT

EXAMPLES = ROOT / "examples" / "nhs"
CALIFORNIA = ROOT / "examples" / "california.yaml"
CATALOGUE = load_catalogue(EXAMPLES)


@pytest.mark.parametrize("path", [EXAMPLES, CALIFORNIA], ids=lambda path: path.stem)
def test_examples_read_without_a_warning(path):
    reading = read_catalogue(path)
    assert (reading.problems, reading.warnings) == ((), ())


@pytest.mark.parametrize("code", CATALOGUE.sources)
def test_source_says_where_its_file_is_published(code):
    assert CATALOGUE.sources[code].published_at


def test_examples_hold_no_data():
    assert all(re.fullmatch(r"\w+\.yaml", path.name) for path in EXAMPLES.iterdir())
