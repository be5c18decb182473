"""Evidence that a series has moved of late, from its own past; and what chance alone would mark.

series_evidence         a p-value for every series, which neighbours that are alike do not inflate
recent_change           the numbers of one series that its p-value is made of, to be kept
weigh_change            p-values from such numbers of many series
most_evident            series in the order of their evidence
pooled_autocorrelation  how alike neighbouring points are, from many short series together
pooled_by_family        the same of each measure, drawn towards that of all
built_up_chance         that something seems to have built up in a steady series that no rule marks
detectable_change       the smallest change that a chart without a signal would have shown
expected_signals        how many steady series a rule set marks at their newest point, so alike
"""

from stats.evidence.built_up import built_up_chance, events_built_up_chance
from stats.evidence.by_chance import alike_newest_point_chance, expected_signals
from stats.evidence.detectable_change import detectable_change
from stats.evidence.pooled import pooled_autocorrelation, pooled_by_family
from stats.evidence.recent_change import RECENT, RecentChange, recent_change, recent_weights
from stats.evidence.series_evidence import SeriesEvidence, most_evident, series_evidence, weigh_change

__all__ = [
    "RECENT",
    "RecentChange",
    "SeriesEvidence",
    "alike_newest_point_chance",
    "built_up_chance",
    "detectable_change",
    "events_built_up_chance",
    "expected_signals",
    "most_evident",
    "pooled_autocorrelation",
    "pooled_by_family",
    "recent_change",
    "recent_weights",
    "series_evidence",
    "weigh_change",
]
