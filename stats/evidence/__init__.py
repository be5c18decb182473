"""Evidence that a series has moved of late, from its own past; and what chance alone would mark.

series_evidence         a p-value for every series, which neighbours that are alike do not inflate
most_evident            series in the order of their evidence
pooled_autocorrelation  how alike neighbouring points are, from many short series together
expected_signals        how many steady series a rule set marks at their newest point, so alike
"""

from stats.evidence.by_chance import alike_newest_point_chance, expected_signals
from stats.evidence.pooled import pooled_autocorrelation
from stats.evidence.series_evidence import SeriesEvidence, most_evident, series_evidence

__all__ = [
    "SeriesEvidence",
    "alike_newest_point_chance",
    "expected_signals",
    "most_evident",
    "pooled_autocorrelation",
    "series_evidence",
]
