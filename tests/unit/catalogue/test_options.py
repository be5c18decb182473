"""Rule sets of one's own, limits and plans in a catalogue: what is read, and what is refused, where."""

from __future__ import annotations

import re
from datetime import date

import pytest

import stats
from catalogue.reading.read import load_catalogue, read_catalogue
from components.words.chart_sentence import plan_words, sentence
from errors import CatalogueError
from quality.alternatives.rule_set_comparison import compare_rule_sets
from settings import ROOT
from stats import RULE_SETS, Rule
from tests.builders import STEADY, make_result
from tests.unit.catalogue.reading.test_read import GOOD, write
from tests.warehouse import make_catalogue

OWN = """\
rule_sets:
  ward-rules:
    based_on: plotthedots
    rules:
      shift: 8
      trend: false
      two_in_three: {outside_counts: true}
    order: [concern, shift, astronomical]
    on_limit: outside
    on_centre: skipped
    equality: fails
    points_for_icons: 15
    source: Our statistics group, May 2026
"""
TEXT = OWN + GOOD.replace("    chart: u\n", "    chart: u\n    rule_set: ward-rules\n")


def read(folder, *changes, text=TEXT):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return load_catalogue(write(folder, text))


def problems(folder, *changes, text=TEXT):
    with pytest.raises(CatalogueError) as caught:
        read(folder, *changes, text=text)
    return [str(problem) for problem in caught.value.problems]


def test_an_indicator_is_judged_by_the_set_of_its_catalogue(tmp_path):
    rules = read(tmp_path).indicators["falls"].rules
    checks = {check.rule: check for check in rules.checks}
    assert rules.rules == (Rule.SHIFT, Rule.ASTRONOMICAL, Rule.TWO_IN_THREE)
    assert (checks[Rule.SHIFT].length, checks[Rule.SHIFT].on_centre) == (8, "skipped")
    assert checks[Rule.TWO_IN_THREE].outside_counts
    assert checks[Rule.TWO_IN_THREE].all_one_side  # as in plotthedots
    assert (rules.when_both, rules.on_limit, rules.equality) == ("concern", "outside", "fails")
    assert (rules.points_for_icons, rules.source) == (15, "Our statistics group, May 2026")


def test_another_rule_set_may_be_asked_of_the_same_indicator(tmp_path):
    falls = read(tmp_path).indicators["falls"]
    assert falls.model_copy(update={"rule_set": "nelson"}).rules is RULE_SETS["nelson"]
    assert falls.model_copy(update={"targets": ()}).rules is falls.rules


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("shift: 8", "shift: 9", True),
        ("on_limit: outside", "on_limit: inside", True),
        ("points_for_icons: 15", "points_for_icons: 20", True),
        ("May 2026", "June 2026", False),
    ],
)
def test_the_version_follows_what_the_set_does(tmp_path, old, new, changes):
    before, after = read(tmp_path), read(tmp_path, (old, new))
    versions = [catalogue.indicators["falls"].rules.version for catalogue in (before, after)]
    assert (versions[0] != versions[1]) is changes
    assert before.fingerprint != after.fingerprint


def test_name_and_version_fit_the_database(tmp_path):
    longest = "w" * 32
    text = TEXT.replace("ward-rules", longest)
    rules = read(tmp_path, text=text).indicators["falls"].rules
    assert len(f"{rules.name} {rules.version}") <= 48


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("based_on: plotthedots", "based_on: plothedots", 3, "did you mean `plotthedots`?"),
        ("shift: 8", "shfit: 8", 5, "did you mean `shift`?"),
        (
            "shift: 8",
            "shift: 2",
            5,
            "shift: length is 2; it can be 3 to 60",
        ),
        ("shift: 8", "shift: eight", 5, "shift: length is eight; it can be 3 to 60"),
        ("outside_counts", "outside_count", 7, "or choose outside_counts and all_one_side"),
        ("order: [concern, shift,", "order: [concern, shfit,", 8, "did you mean `shift`?"),
        ("order: [concern, shift,", "order: [trend,", 8, "order names trend, which the set leaves out"),
        ("order: [concern,", "order: [worse,", 8, "unknown rule in `order`"),
        ("points_for_icons: 15", "points_for_icons: 1", 12, "greater than or equal to 2"),
        ("  ward-rules:", "  mdc:", 2, "mdc is the name of a published rule set"),
        ("  ward-rules:", "  Ward Rules:", 2, "a rule set's name is a small letter"),
        ("rule_set: ward-rules", "rule_set: ward-rule", 45, "did you mean `ward-rules`?"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, old, new, line, words):
    found = problems(tmp_path, (old, new))
    assert [text for text in found if text.startswith(f"indicators.yaml:{line}: ") and words in text], found


def test_everything_wrong_is_said_at_once(tmp_path):
    found = problems(
        tmp_path,
        ("based_on: plotthedots", "based_on: mcd"),
        ("[concern, shift, astronomical]", "[shfit, astro]"),
    )
    assert len(found) == 3


def test_a_set_that_leaves_out_everything_is_refused(tmp_path):
    nothing = (
        "rule_sets: {none-at-all: {rules: {astronomical: no, shift: no, trend: no, two_in_three: no}}}\n"
    )
    assert "at least one rule" in problems(tmp_path, text=nothing + GOOD)[0]


def test_a_set_nobody_uses_is_worth_a_warning(tmp_path):
    reading = read_catalogue(write(tmp_path, OWN + GOOD))
    assert reading.catalogue
    assert "no indicator uses the rule set ward-rules" in str(reading.warnings[0])


def test_rule_sets_of_a_folder_are_merged(tmp_path):
    write(tmp_path, OWN, "rules.yaml")
    write(tmp_path, TEXT.removeprefix(OWN), "rest.yaml")
    assert load_catalogue(tmp_path).indicators["falls"].rules.name == "ward-rules"


def test_limits_are_taken_from_defaults_key_by_key(tmp_path):
    text = GOOD.replace(
        "defaults:\n", "defaults:\n  rule_set: mdc\n  limits: {screen: false, constant: 3/1.128}\n"
    )
    text = text.replace(
        "    chart: u\n", "    chart: xmr\n    limits: {constant: 2.66, points_for_limits: 12}\n"
    )
    falls = load_catalogue(write(tmp_path, text)).indicators["falls"]
    assert (falls.limits.constant, falls.limits.screen, falls.limits.points_for_limits) == ("2.66", False, 12)
    assert falls.rules is RULE_SETS["mdc"]
    options = falls.limits.options(per=1000)
    assert (options.constant, options.screen, options.multiplier) == (2.66, False, 1000)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ("{constant: 2.7}", "'2.66' or '3/1.128'"),
        ("{screne: no}", "did you mean `screen`?"),
        ("{points_for_limits: many}", "a whole number"),
    ],
)
def test_wrong_limits_in_defaults_are_named_there(tmp_path, limits, words):
    text = GOOD.replace("defaults:\n", f"defaults:\n  limits: {limits}\n").replace(
        "    chart: u\n", "    chart: u\n    limits: {clip: no}\n"
    )
    found = problems(tmp_path, text=text)
    assert [text for text in found if text.startswith("indicators.yaml:3: ") and words in text], found


def test_a_plan_is_read(tmp_path):
    plan = "    trajectory:\n      - {by: 2026-04-30, value: 12}\n      - {by: 2026-08-31, value: 8}\n"
    falls = read(tmp_path, ("    targets: 3.5\n", plan)).indicators["falls"]
    assert [(point.by, point.value) for point in falls.trajectory] == [
        (date(2026, 4, 30), 12.0),
        (date(2026, 8, 31), 8.0),
    ]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("[{by: 2026-04-30, value: 12}]", "at least two dated values"),
        ("[{by: 2026-04-30, value: 12}, {by: 2026-04-30, value: 9}]", "must be later"),
        ("[{by: soon, value: 12}, {by: 2026-04-30, value: 9}]", "a date such as"),
    ],
)
def test_a_plan_that_leads_nowhere_is_refused(tmp_path, plan, words):
    found = problems(tmp_path, ("    targets: 3.5\n", f"    trajectory: {plan}\n"))
    assert [text for text in found if text.startswith("indicators.yaml:50: ") and words in text], found


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        ("xbar", "needs the means and the spread inside each subgroup"),
        ("s", "needs the spread inside each subgroup"),
        ("mr", "draws nothing but steps"),
        ("pp", "a pp chart is for proportions"),
        ("pie", "'auto', 'run', 'xmr'"),
    ],
)
def test_charts_that_cannot_be_drawn_are_refused(tmp_path, chart, words):
    assert words in problems(tmp_path, ("chart: u", f"chart: {chart}"))[0]


@pytest.mark.parametrize("chart", ["run", "xmr", "i", "u", "up", "ip"])
def test_charts_of_a_rate(tmp_path, chart):
    assert read(tmp_path, ("chart: u", f"chart: {chart}")).indicators["falls"].chart == chart


@pytest.mark.parametrize("chart", ["up", "ip", "pp"])
def test_charts_that_need_a_denominator(tmp_path, chart):
    found = problems(tmp_path, ("chart: u", f"chart: {chart}"), (", denominator: bed_days", ""))
    assert any(f"{chart} chart needs a denominator" in text for text in found)


HOW_TO = (ROOT / "docs" / "how-to" / "make-a-rule-set.md").read_text(encoding="utf-8")


def test_the_example_of_the_manual_is_a_good_one(tmp_path):
    rule_sets, defaults = re.findall(r"```yaml\n(.*?)```", HOW_TO, re.DOTALL)
    text = rule_sets + GOOD.replace("defaults:\n", defaults).replace("chart: u", "chart: xmr")
    falls = load_catalogue(write(tmp_path, text)).indicators["falls"]
    assert (falls.rules.name, falls.rules.source) == ("ward-rules", "Our statistics group, May 2026")
    assert [str(rule) for rule in falls.rules.rules] == [
        "astronomical", "shift", "trend", "two_in_three", "hugging",
    ]  # fmt: skip
    assert falls.limits.words("u") == ("no step left out of the mean",)
    assert falls.limits.words("xmr") == ("3/1.128 × mean moving range", "no step left out of the mean")


def test_the_notebook_of_the_manual_runs():
    code = re.findall(r"```python\n(.*?)```", HOW_TO, re.DOTALL)[0]
    names: dict[str, object] = {}
    exec(code, names)
    chance = float(stats.newest_point_chance("xmr", names["own"], 24))
    assert chance == pytest.approx(0.0153, abs=0.0005)


@pytest.mark.parametrize(
    ("when_both", "rule", "variation"),
    [
        ("order", Rule.SHIFT, "improvement"),
        ("improvement", Rule.SHIFT, "improvement"),
        ("concern", Rule.TREND, "concern"),
    ],
)
def test_which_direction_names_a_point(when_both, rule, variation):
    """The last three months rise, though still below the centre line."""
    numbers = [*[9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8], 4.0, 4.1, 4.0, 4.0, 4.1, 4.2, 4.3]
    order = [*({when_both} - {"order"}), "shift", "trend"]
    own = {"rules": {"shift": 7, "trend": 3, "astronomical": False, "two_in_three": False}, "order": order}
    catalogue = make_catalogue({"falls": {"rule_set": "both"}}, rule_sets={"both": own})
    status = make_result(numbers, indicator=catalogue.indicators["falls"]).status
    assert (status.rule, status.variation) == (rule, variation)


def test_points_for_icons_of_the_rule_set():
    indicators = {"few": {"rule_set": "few"}, "many": {"rule_set": "many"}}
    sets = {"few": {"points_for_icons": 8}, "many": {"points_for_icons": 15}}
    catalogue = make_catalogue(indicators, rule_sets=sets)
    few, many = (make_result(STEADY[:10], indicator=i, targets=[]) for i in catalogue.indicators.values())
    assert (few.status.variation, many.status.variation) == ("common_cause", "too_few")
    assert "10 of the 15 needed" in sentence(many.status, catalogue.indicators["many"])


def test_limits_are_calculated_as_the_indicator_says():
    usual, exact = (make_result(limits=limits) for limits in ({}, {"constant": "3/1.128"}))
    width = [float(result.upper[0] - result.centre[0]) for result in (usual, exact)]
    assert width[1] / width[0] == pytest.approx(3 / 1.128 / 2.66)
    assert make_result(limits={"points_for_limits": 24}).status.is_provisional


def test_every_chart_that_stored_numbers_can_make_is_drawn():
    for chart in ("run", "xmr", "i", "p", "pp", "u", "up", "ip"):
        result = make_result(STEADY, [50 + value for value in STEADY], chart=chart, is_proportion=True)
        assert result.status.chart == chart
        assert result.status.variation == "common_cause"


def test_other_rule_sets_are_asked_beside_ones_own():
    catalogue = make_catalogue({"falls": {"rule_set": "own"}}, rule_sets={"own": {"rules": {"shift": 9}}})
    said = compare_rule_sets(make_result(indicator=catalogue.indicators["falls"]))
    assert [(opinion.rule_set, opinion.is_ours) for opinion in said][:2] == [
        ("own", True),
        ("plotthedots", False),
    ]
    assert 0 < said[0].chance < said[1].chance


@pytest.mark.parametrize(
    ("improvement", "value", "words"),
    [
        ("decrease", 6, "latest value behind the plan of 5"),
        ("decrease", 4, "latest value ahead of the plan of 5"),
        ("increase", 6, "latest value ahead of the plan of 5"),
        ("decrease", 5, "latest value on the plan of 5"),
        ("neutral", 6, "latest value above the plan of 5"),
    ],
)
def test_the_plan_in_words(improvement, value, words):
    plan = [{"by": "2024-01-01", "value": 5}, {"by": "2026-01-01", "value": 5}]
    result = make_result([*STEADY, value], trajectory=plan, improvement=improvement)
    assert plan_words(result.status, result.indicator) == words


def test_without_a_plan_nothing_is_said():
    plan = [{"by": "2024-01-01", "value": 5}, {"by": "2024-06-01", "value": 4}]
    for result in (make_result(), make_result(trajectory=plan)):  # the plan ended long ago
        assert plan_words(result.status, result.indicator) == ""
