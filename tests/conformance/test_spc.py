"""Every reference case as a test of its own; skipped where the cases are not at hand."""

from pathlib import Path

import pytest

from tests.conformance import spc
from tests.conformance.cases import read_cases

FOLDER = Path(__file__).parents[2].parent / "shared" / "oracles" / "spc"
CASES = read_cases(FOLDER)


@pytest.mark.skipif(not CASES, reason=f"the reference cases are not beside the project, in {FOLDER.name}/")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case_agrees_with_the_reference(case):
    assert not spc.mismatches(case, spc.answer(case))


@pytest.mark.skipif(not CASES, reason="the reference cases are not beside the project")
@pytest.mark.parametrize("case", CASES[::20], ids=lambda case: case["id"])
def test_comparison_notices_a_wrong_number(case):
    got = spc.answer(case)
    if not got["points"]:
        pytest.skip("a refused case has no numbers")
    line = "mean" if case["chart"] == "xmr" else "cl"
    got["points"][0][line] = (got["points"][0][line] or 0) * 1.00001 + 0.00001
    assert spc.mismatches(case, got)
