"""What must not change a result: neighbours, blocks, empty months, the sign; and never a warning."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stats
from stats import CHARTS, RULE_SETS, Phases, charts
from stats.multiplicity import discoveries
from stats.rules import detect as rules
from tests.effort import examples
from tests.plain.charts import LINES
from tests.plain.strategies import phased, subgroups

KINDS = st.sampled_from(sorted(CHARTS))
SETS = st.sampled_from(sorted(RULE_SETS))


@st.composite
def series(draw):
    """(kind, parts of a chart, phases), with subgroups where the chart needs them."""
    kind = draw(KINDS)
    numerator, denominator, phases = draw(phased())
    spread = None
    if kind in ("xbar", "s"):
        denominator, spread = draw(subgroups(numerator.shape))
    return kind, [numerator, denominator, spread], phases


def judged(kind, parts, phases, rule_set):
    numerator, denominator, spread = parts
    chart = stats.control_chart(kind, numerator, denominator, spread=spread, phases=phases)
    return chart, stats.detect(chart, rule_set)


def assert_same(one, other, columns=slice(None)):
    for name in LINES:
        np.testing.assert_allclose(
            getattr(one[0], name)[:, columns], getattr(other[0], name)[:, columns], rtol=1e-9, atol=1e-9
        )
    np.testing.assert_array_equal(one[1].winner[:, columns], other[1].winner[:, columns])
    np.testing.assert_array_equal(one[1].direction[..., columns], other[1].direction[..., columns])


@examples(150)
@given(given=series(), rule_set=SETS, block=st.sampled_from([1, 7, 40]))
def test_the_size_of_a_block_changes_nothing(given, rule_set, block):
    whole = judged(*given, rule_set)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "BLOCK_POINTS", block)
        patch.setattr(rules, "BLOCK_POINTS", block)
        assert_same(whole, judged(*given, rule_set))


@examples(150)
@given(given=series(), rule_set=SETS, extra=st.integers(1, 9))
def test_empty_months_at_the_end_change_nothing(given, rule_set, extra):
    kind, parts, phases = given
    periods = phases.shape[1]
    wide = [
        None if part is None else np.pad(part, ((0, 0), (0, extra)), constant_values=np.nan) for part in parts
    ]
    longer = Phases(
        *(
            np.pad(m, ((0, 0), (0, extra)), mode="edge")
            for m in (phases.phase, phases.baseline, phases.included)
        )
    )
    assert_same(judged(*given, rule_set), judged(kind, wide, longer, rule_set), slice(periods))


@examples(150)
@given(given=series(), rule_set=SETS)
def test_a_series_is_the_same_alone(given, rule_set):
    kind, parts, phases = given
    whole = judged(*given, rule_set)
    for row in range(phases.shape[0]):
        part = slice(row, row + 1)
        alone = judged(kind, [None if p is None else p[part] for p in parts], phases.rows(part), rule_set)
        np.testing.assert_array_equal(whole[1].winner[part], alone[1].winner)
        np.testing.assert_allclose(whole[0].upper[part], alone[0].upper, rtol=1e-9, atol=1e-9)


@examples(150)
@given(matrix=phased(), rule_set=SETS)
def test_upside_down_every_direction_turns(matrix, rule_set):
    numerator, _, phases = matrix
    up = stats.detect(stats.control_chart("xmr", numerator, phases=phases), rule_set)
    down = stats.detect(stats.control_chart("xmr", -numerator, phases=phases), rule_set)
    np.testing.assert_array_equal(up.fired, down.fired)
    np.testing.assert_array_equal(up.direction, -down.direction)


@examples(150)
@given(given=series(), rule_set=SETS)
def test_no_number_however_odd_makes_numpy_warn(given, rule_set):
    with np.errstate(all="raise"):
        chart, found = judged(*given, rule_set)
        stats.assure(chart, chart.centre[:, -1], 1)
        assert found.winner.shape == chart.shape


@pytest.mark.parametrize("kind", sorted(CHARTS))
@pytest.mark.parametrize("rule_set", sorted(RULE_SETS))
@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (3, 0), (1, 1), (2, 1)])
def test_no_matrix_however_small_makes_numpy_warn(kind, rule_set, shape):
    for value in (np.nan, 0.0, 4.0):
        value = 4.0 if kind == "t" and value == 0 else value
        part = np.full(shape, value)
        with np.errstate(all="raise"):
            chart, found = judged(kind, [part, part, part], None, rule_set)
            assert stats.assure(chart, 1.0, -1).shape == shape[:1]
        assert found.winner.shape == shape


def test_the_limits_of_the_deciding_point_itself_decide_about_a_target():
    few, many = [9.0, 11.0] * 5 + [10.0, 50.0], [100.0] * 11 + [500.0]
    chart = stats.control_chart("p", [few], [many])  # limits 1 to 19 %, of the last period 6 to 14 %
    codes = [stats.assure(chart, [0.16], [-1], at=at)[0] for at in (-1, -2)]
    assert [str(stats.ASSURANCE_CODES[code]) for code in codes] == ["passing", "hit_or_miss"]


def test_a_chance_as_large_as_the_share_allowed_is_a_discovery():
    assert discoveries([0.05], 0.05).all()
