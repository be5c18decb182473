"""Charts that remember: small lasting changes, sooner than a chart of single points shows them.

    ewma    a weighted mean of all points so far, the newest weighing most
    cusum   evidence, period by period, that there are more (or fewer) events than expected
    vlad    expected less observed so far: lives gained, or lost, against what was expected
    cusum_limit, cusum_run_length   how long it is to a false signal of a CUSUM, and the limit for it
    ewma_run_length, xmr_run_length that of an EWMA, and of single values: with limits from few points,
                                    with values that are alike, beside a chart of moving ranges
    seasonal_bounds                 how far counts with seasons reach by chance, from the years before
    ewma_newest_chance              how often the newest point of a steady EWMA lies outside its limits

All start again at a rephase. A missing or excluded period leaves them where they were. They go along the
periods one by one, all series at once, because each value needs the one before.
"""

from stats.surveillance.cusum import Cusum, cusum, vlad
from stats.surveillance.ewma import WEIGHT, WIDTH, Ewma, ewma, ewma_newest_chance
from stats.surveillance.normal_run_lengths import ewma_run_length, xmr_run_length
from stats.surveillance.run_lengths import cusum_limit, cusum_run_length
from stats.surveillance.seasonal_bounds import MONTHS, WEEKS, SeasonalBounds, Seasons, seasonal_bounds

__all__ = [
    "MONTHS",
    "WEEKS",
    "WEIGHT",
    "WIDTH",
    "Cusum",
    "Ewma",
    "SeasonalBounds",
    "Seasons",
    "cusum",
    "cusum_limit",
    "cusum_run_length",
    "ewma",
    "ewma_newest_chance",
    "ewma_run_length",
    "seasonal_bounds",
    "vlad",
    "xmr_run_length",
]
