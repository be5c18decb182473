"""Which chart? Twenty months of each kind, short enough to judge by eye."""

import pytest

import stats
from stats import ADVICE_REASONS

STEADY = [18, 22, 20, 25, 17, 19, 23, 16, 21, 20] * 2
WILD = [10, 30, 12, 28, 35, 8, 22, 6, 31, 18] * 2
FEW = [0, 1, 0, 0, 2, 0, 0, 0, 1, 0] * 2

TABLE = [
    # number       events           out of  chart   reason
    ("proportion", STEADY,          100,    "p",    "usual"),
    ("proportion", WILD,            100,    "pp",   "overdispersed"),
    ("proportion", FEW,             100,    "g",    "rare_events"),
    ("proportion", [100 - n for n in FEW], 100, "g", "rare_events"),  # failures are what is rare
    ("proportion", [100] * 20,      100,    "p",    "constant"),
    ("proportion", STEADY[:12],     100,    "run",  "few_points"),
    ("rate",       STEADY,          900,    "u",    "usual"),
    ("rate",       WILD,            900,    "up",   "overdispersed"),
    ("rate",       FEW,             900,    "t",    "rare_events"),
    ("rate",       FEW[:5],         900,    "t",    "rare_events"),  # rare, however short
    ("count",      STEADY,          None,   "c",    "usual"),
    ("count",      WILD,            None,   "xmr",  "overdispersed"),
    ("count",      [0] * 20,        None,   "c",    "constant"),
    ("value",      WILD,            None,   "xmr",  "usual"),
    ("value",      WILD[:12],       None,   "run",  "few_points"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "events", "out_of", "chart", "reason"), TABLE)
def test_chart(number, events, out_of, chart, reason):
    found = stats.advise(number, [events], None if out_of is None else [[out_of] * len(events)])
    assert (str(found.kind[0]), str(ADVICE_REASONS[found.reason[0]])) == (chart, reason)
