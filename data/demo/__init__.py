"""A health board that does not exist, for trying Brightspot out.

`write(folder)` makes the same CSV files every time, byte for byte; the sources in `indicators.yaml` then
load them like anybody's files. Every service, person and number is invented.

    services.py     who is measured                     calendar.py  which months, weeks and days
    baselines.py    what is usual in each service       stories.py   what is not usual, and should be seen
    noise.py        common cause variation              groups.py    who the patients are
    activity.py  →  months.py, weeks.py, days.py, monitoring.py, populations.py  →  write.py
"""

from data.demo.calendar import TODAY
from data.demo.stories import ANNOTATIONS, REPHASES, STORIES
from data.demo.write import write

__all__ = ["ANNOTATIONS", "REPHASES", "STORIES", "TODAY", "write"]
