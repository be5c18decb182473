"""Every reference case as a test of its own, skipped where the cases are not at hand; and the random cases
that the packages answered for us."""

import copy
import json
from pathlib import Path

import pytest

from tests.conformance import __main__ as runner
from tests.conformance import spc
from tests.conformance.cases import UnreadableError, read_cases

FOLDER = Path(__file__).parents[2].parent / "shared" / "oracles" / "spc"
CASES = read_cases(FOLDER)
RANDOM = read_cases(Path(__file__).parent / "random_spc" / "cases.json.gz")
CHARTS = sorted({case["chart"] for case in RANDOM})


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


@pytest.mark.parametrize("chart", CHARTS)
def test_random_cases_agree_with_the_packages(chart):
    cases = [case for case in RANDOM if case["chart"] == chart]
    assert len(cases) >= 8
    assert {case["id"]: found for case in cases if (found := spc.mismatches(case, spc.answer(case)))} == {}


def a_case(chart: str = "i") -> dict:
    """A random case with an answer, free to be spoilt."""
    found = next(case for case in RANDOM if case["chart"] == chart and not case["expected"]["error"])
    return copy.deepcopy(found)


@pytest.mark.parametrize("chart", ["i", "xmr"])
def test_an_unknown_option_is_not_passed_over(chart):
    case = a_case(chart)
    case["options"]["something_new"] = 3
    with pytest.raises(UnreadableError, match="something_new"):
        spc.answer(case)


@pytest.mark.parametrize("chart", ["i", "xmr"])
def test_an_unknown_column_is_not_passed_over(chart):
    case = a_case(chart)
    case["input"][0]["weight"] = 3
    with pytest.raises(UnreadableError, match="weight"):
        spc.answer(case)


@pytest.mark.parametrize("changes", [{"x_type": "season"}, {"part_column": True}, {"cl": [1, 2]}])
def test_an_option_we_cannot_read_is_neither_passed_nor_refused(changes):
    case = a_case()
    case["options"] |= changes | ({"part": None} if "part_column" in changes else {})
    with pytest.raises(UnreadableError):
        spc.answer(case)


def test_the_runner_reads_nested_folders_and_fails_loudly(tmp_path, capsys):
    good, bad = a_case(), a_case("xmr")
    bad["options"]["something_new"] = True
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "good.json").write_text(json.dumps(good))
    (tmp_path / "many.json").write_text(json.dumps({"cases": [bad]}))
    assert runner.main(["spc", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "something_new" in printed
    assert printed.endswith("1 passed, 1 failed\n")


def test_a_refusal_is_expected_only_where_the_package_refuses():
    case = a_case("xmr")
    case["options"]["improvement_direction"] = "sideways"
    assert spc.mismatches(case, spc.answer(case))
