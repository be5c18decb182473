"""Under the earlier limits: what the chart marked before they were recalculated, whatever else held then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from catalogue.fields.periods import Frequency, step
from quality.signals.what_if import flagged_under_earlier_limits, phase_columns
from tests.builders import decision, make_result
from tests.effort import examples

MONTHS, FIRST = 40, date(2023, 1, 1)
COLUMNS = st.integers(4, MONTHS - 5)


def month(column: int) -> date:
    return step(FIRST, Frequency.MONTHLY, column)


@examples(300)
@given(
    st.lists(st.integers(0, 60), min_size=MONTHS, max_size=MONTHS),
    st.lists(COLUMNS, min_size=1, max_size=2, unique=True),
    st.lists(st.tuples(COLUMNS, st.booleans()), max_size=2),
    st.lists(COLUMNS, max_size=2, unique=True),
)
def test_earlier_limits_mark_what_the_chart_marked_before(numbers, rephases, baselines, left_out):
    """Baselines are fixed before limits are recalculated the last time, wherever they end."""
    *earlier, last = sorted(rephases)
    acts = [decision("rephase", month(column), "earlier") for column in earlier]
    for end, begins_late in baselines:
        begins = month(end - 3) if begins_late else None
        acts.append(decision("baseline", month(end), "fixed", first_period=begins))
    acts += [decision("exclusion", month(column), "twice") for column in left_out]
    acts.append(decision("rephase", month(last), "last"))
    acts = [replace(act, act=number) for number, act in enumerate(acts, 1)]
    before = make_result(numbers, first=FIRST, decisions=acts[:-1])
    after = make_result(numbers, first=FIRST, decisions=acts)
    if phase_columns(after)[-1:] != [last]:
        return
    told = [rule for rule, counts in zip(before.rule[last:], before.is_judged[last:], strict=True) if counts]
    found = flagged_under_earlier_limits(after)
    assert (found.points, found.unusual) == (len(told), sum(rule is not None for rule in told))


def test_a_baseline_that_was_fixed_later_is_of_the_new_limits_alone():
    numbers = [*[10, 12, 9, 11] * 6, *[20, 22, 19, 21] * 4]
    fixed = decision("baseline", month(35), "fixed", act=2)
    acts = [decision("rephase", month(24), "a new ward", act=1), fixed]
    after, before = (make_result(numbers, first=FIRST, decisions=some) for some in (acts, []))
    assert sum(one is not None for one in before.rule[24:]) == flagged_under_earlier_limits(after).unusual
