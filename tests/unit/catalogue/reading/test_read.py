"""Reading a catalogue: everything that is wrong, at once, with its line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from catalogue.__main__ import SCHEMA_FILE, main
from catalogue.formula import Improvement
from catalogue.reading.json_schema import schema
from catalogue.reading.read import load_catalogue, read_catalogue
from errors import CatalogueError

GOOD = """\
organisation: {name: Northfield, levels: [board, ward]}
defaults:
  owner: Head of nursing
  authored_by: A
  checked_by: B
  review_by: 2027-01-01
dimensions:
  simd:
    title: Deprivation
    categories:
      - {code: 01, label: Most deprived}
      - {code: 02, label: Least deprived}
      - {code: NO, label: Not stated, is_unknown: yes, aliases: ""}
sources:
  falls_csv:
    shape: tidy
    file: falls.csv
    period: {column: month}
    service: ward
    drop: {kind: total}
    breakdown: {dimension: simd, column: quintile, codes: {" ": NO}}
indicators:
  falls:
    title: Falls with harm
    why_it_matters: Falls hurt.
    numerator: Falls with harm
    denominator: Occupied bed days
    data: {source: falls_csv, numerator: falls, denominator: bed_days}
    unit: per 1,000 bed days
    per: 1000
    chart: u
    improvement: decrease
    domain: safe
    levels: ward
    dimensions: simd
    targets: 3.5
"""


def write(folder: Path, text: str, name: str = "indicators.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(write(folder, text))
    return [str(problem) for problem in caught.value.problems]


def test_load_reads_every_convenience(tmp_path):
    catalogue = load_catalogue(write(tmp_path, GOOD))
    falls = catalogue.indicators["falls"]
    assert falls.improvement is Improvement.DECREASE
    assert falls.owner == "Head of nursing"
    assert falls.data[0].denominator == "bed_days"
    assert falls.target_at(falls.review_by) == 3.5
    assert (falls.levels, falls.dimensions) == (("ward",), ("simd",))
    assert catalogue.sources["falls_csv"].drop == {"kind": ("total",)}


def test_load_keeps_codes_as_text(tmp_path):
    groups = load_catalogue(write(tmp_path, GOOD)).dimensions["simd"].categories
    assert [group.code for group in groups] == ["01", "02", "NO"]
    assert [group.is_unknown for group in groups] == [False, False, True]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("improvement: decrease", "improvment: decrease", "did you mean `improvement`?"),
        ("    unit: per 1,000 bed days\n", "", "indicators.falls needs `unit`"),
        ("per: 1000", "per: lots", "indicators.yaml:30: `indicators.falls.per` is not right; expected a num"),
        ("per: 1000", "per: 1000\n    per: 100", "`per` stands twice; expected once (it is at indicators"),
        ("per: 1000", "per: inf", "finite number"),
        ("shape: tidy", "shape: tdy", "indicators.yaml:16"),
        ("    shape: tidy\n", "", "needs `shape`"),
        ("column: month", "colum: month", "did you mean `column`?"),
        ("domain: safe", "domain: safer", "'safe', 'effective'"),
        ("source: falls_csv", "source: fals_csv", "did you mean `falls_csv`?"),
        (
            "label: Most deprived",
            "label: ''",
            "categories.0.label` is not right; expected a text of 1 or more",
        ),
        ("numerator: falls,", "numerator: falls + ,", "ends where a column or a number should stand"),
        ("dimensions: simd", "dimensions: smid", "did you mean `simd`?"),
        ("levels: ward", "levels: wards", "did you mean `ward`?"),
        ('{" ": NO}', '{" ": YES}', "stands for an unknown group"),
        ("dimension: simd, column", "dimension: simd2, column", "unknown dimension"),
        (", denominator: bed_days", "", "a u chart needs a denominator"),
        (", denominator: bed_days", "", "falls would be added up over services, and its unit says 'per'"),
        ("    drop: {kind", "    overrides: fals_csv\n    drop: {kind", "overrides an unknown source"),
        ("    drop: {kind", "    overrides: falls_csv\n    drop: {kind", "overrides itself"),
        ("chart: u", "chart: c", "a c chart is for counts over equal opportunities"),
        ("chart: u", "chart: p", "a p chart is for proportions"),
        ("chart: u", "rule_set: plothedots", "did you mean `plotthedots`?"),
        ("owner: Head of nursing", 'owner: ""', "`owner` is empty"),
        ("  falls:\n", "  Falls!:\n", "a small letter"),
        ("organisation: {name: Northfield,", "organisation: {", "organisation needs `name`"),
        ("code: 02", "code: 01", "each category code or alias stands once"),
        ("indicators:", "indicators: [", "is not YAML"),
        ("    title: Falls", "\ttitle: Falls", "is not YAML"),
    ],
)
def test_load_names_what_is_wrong(tmp_path, old, new, expected):
    assert expected in "\n".join(problems(tmp_path, (old, new)))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "[one, two, three]",
            [
                (0, "keys and values below it (code, label), found 'one'"),
                *((i, "keys and values") for i in (1, 2)),
            ],
        ),
        (
            "[one]",
            [(0, "keys and values below it (code, label)"), (None, "at least 2 of them, found a list")],
        ),
        ("[]", [(None, "at least 2 of them, found a list: []")]),
        ("one", [(None, "a list, found 'one'")]),
    ],
)
def test_load_says_plainly_what_a_list_of_groups_needs(tmp_path, written, told):
    found = problems(
        tmp_path, ("dimensions:\n", f"dimensions:\n  odd: {{title: Odd, categories: {written}}}\n")
    )
    assert len(found) == len(told)
    for said, (number, expected) in zip(found, told, strict=True):
        place = "dimensions.odd.categories" + ("" if number is None else f".{number}")
        assert f"`{place}` is not right; expected {expected}" in said


def test_load_gives_every_problem_at_once(tmp_path):
    found = problems(tmp_path, ("per: 1000", "per: lots"), ("domain: safe", "domian: safe"))
    assert len(found) == 3  # per, the unknown key, the missing one
    assert {line.split(": ")[0] for line in found} == {
        "indicators.yaml:30",
        "indicators.yaml:33",
        "indicators.yaml:23",
    }


def test_mistake_in_defaults_is_said_once(tmp_path):
    second = GOOD.partition("indicators:\n")[2].replace("  falls:", "  slips:")
    found = problems(
        tmp_path, ("review_by: 2027-01-01", "review_by: soon"), ("indicators:\n", "indicators:\n" + second)
    )
    assert [line.split(": ")[0] for line in found] == ["indicators.yaml:6"] * 2


def test_folder_is_merged_and_shares_defaults(tmp_path):
    head, _, tail = GOOD.partition("indicators:\n")
    write(tmp_path, head, "a.yaml")
    write(tmp_path, "indicators:\n" + tail, "b.yml")
    write(tmp_path, "ignored", "notes.txt")
    assert load_catalogue(tmp_path).indicators["falls"].owner == "Head of nursing"


def test_folder_refuses_one_code_in_two_files(tmp_path):
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, "indicators:\n" + GOOD.partition("indicators:\n")[2], "b.yaml")
    with pytest.raises(
        CatalogueError, match=r"b.yaml:2: `indicators.falls` stands in two files; .*a.yaml:23"
    ):
        load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "needs `organisation`"),
        ("- a\n- b\n", "is not a catalogue"),
        ("a: &x\n  b: *x\n", "nested too deeply"),
        ("? [a]\n: b\n", "a key is not text"),
        ("a: 1\n---\nb: 2\n", "is not YAML"),
        ("\x00", "is not YAML"),
    ],
)
def test_load_survives_strange_yaml(tmp_path, text, expected):
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(write(tmp_path, text))
    assert expected in str(caught.value)


def test_load_names_a_file_that_is_not_text(tmp_path):
    path = tmp_path / "indicators.yaml"
    path.write_bytes("title: Größe".encode("cp1252"))
    with pytest.raises(CatalogueError, match="not UTF-8"):
        load_catalogue(path)


def test_load_names_a_missing_path(tmp_path):
    with pytest.raises(CatalogueError, match="does not exist"):
        load_catalogue(tmp_path / "nothing.yaml")
    with pytest.raises(CatalogueError, match="holds no catalogue"):
        load_catalogue(tmp_path)


def test_warning_does_not_refuse(tmp_path):
    text = GOOD.replace("    denominator: Occupied bed days\n", "")
    reading = read_catalogue(write(tmp_path, text))
    assert reading.catalogue
    assert "no words for it" in str(reading.warnings[0])


def test_schema_in_docs_is_the_schema_of_the_models():
    written = SCHEMA_FILE.read_text(encoding="utf-8")
    assert written == schema(), "run: python -m catalogue schema"


def test_command_checks_without_a_warning(tmp_path):
    """As a person would run it: exit code, output, and no double-import warning from runpy."""
    tree = "sources:\n  tree: {shape: services, file: wards.csv, code: code, level: ward}\n"
    path = write(tmp_path, GOOD.replace("sources:\n", tree))
    command = [sys.executable, "-W", "error", "-m", "catalogue", "check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 indicator, 2 sources, 1 dimension; nothing wrong" in done.stdout


def test_command_warns_where_no_source_describes_the_services(tmp_path):
    warnings = read_catalogue(write(tmp_path, GOOD)).warnings
    assert [warning.what for warning in warnings] == [
        "no source describes the services, so no row of the others can be placed"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.replace("shape: tidy", "shape: Tidy"),
            "is unknown; expected a known one (did you mean `tidy`?)",
        ),
        (
            GOOD.replace("shape: tidy", "shape: long"),
            "expected one of services, population, tidy, wide, events",
        ),
        ("# nothing yet\n", "says nothing: a catalogue needs `organisation`, `sources` and `indicators`"),
        ("{}", "says nothing"),
        ("a: &x {b: c}\nd: &x {b: e}\n", "two things are called by the same `&name` (the first in line 1)"),
        ("a: *x\n", "repeats what stands above behind `&name`"),
    ],
)
def test_words_say_what_to_write(tmp_path, text, said):
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(write(tmp_path, text))
    assert said in str(caught.value)


@pytest.mark.parametrize(("denominator", "count"), [("bed_days", 1), ("1", 0)])
def test_share_in_percent_needs_a_hundred(tmp_path, denominator, count):
    changed = re.sub(r"unit: .*", 'unit: "%"', re.sub(r"    per: .*\n", "", GOOD))
    changed = changed.replace("denominator: bed_days}", f"denominator: {denominator}}}")
    found = [w for w in read_catalogue(write(tmp_path, changed)).warnings if "per: 100" in w.expected]
    assert len(found) == count


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("chart: auto", 1),
        ("chart: xmr", 0),
        ("chart: u", 0),
        ("expected: falls", 0),
        ("is_proportion: true", 0),
    ],
)
def test_a_mean_is_not_judged_as_a_rate_unseen(tmp_path, said, count):
    changed = re.sub(r"    per: .*\n", "", GOOD).replace("chart: u", said)
    found = [w for w in read_catalogue(write(tmp_path, changed)).warnings if "chart: xmr" in w.expected]
    assert len(found) == count


def test_command_names_problems_and_exits_with_3(tmp_path, capsys):
    path = write(tmp_path, GOOD.replace("per: 1000", "per: lots"))
    assert main(["check", str(path)]) == 3
    assert "indicators.yaml:30" in capsys.readouterr().err


def test_a_slip_in_one_entry_does_not_hide_a_mistake_in_another(tmp_path):
    second = "  ulcers:" + GOOD.split("  falls:")[1].replace("source: falls_csv", "source: fall_csv")
    found = problems(tmp_path, (GOOD, GOOD + second), ("domain: safe", "domain: sfae"))
    assert any("`indicators.falls.domain` is not right" in problem for problem in found)
    assert any("ulcers takes its numbers from an unknown source" in problem for problem in found)


def test_who_names_an_entry_with_a_slip_is_not_blamed(tmp_path):
    found = problems(tmp_path, ("shape: tidy", "shape: tdiy"))
    assert len(found) == 1
    assert "shape" in found[0]


def test_a_file_that_is_no_yaml_is_not_also_said_to_lack_everything(tmp_path):
    assert len(problems(tmp_path, ("indicators:", "indicators: ["))) == 1
