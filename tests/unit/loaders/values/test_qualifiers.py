"""A reason stands at a missing value, a remark at a number."""

from __future__ import annotations

import numpy as np

from data.read.qualifiers import FIRST_MISSING, QUALIFIERS
from loaders.values.qualifiers import only_fitting


def test_every_reason_fits_a_missing_value_and_every_remark_a_number():
    codes = np.arange(len(QUALIFIERS), dtype=np.int8)
    at_missing, at_numbers = (
        only_fitting(codes, np.full(codes.size, is_missing)) for is_missing in (True, False)
    )
    assert at_missing.tolist() == [*[0] * FIRST_MISSING, *codes[FIRST_MISSING:].tolist()]
    assert at_numbers.tolist() == [*codes[:FIRST_MISSING].tolist(), *[0] * (codes.size - FIRST_MISSING)]
