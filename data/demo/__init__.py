"""A health board that does not exist, for trying Brightspot out.

`write(folder)` makes the same CSV files every time, byte for byte; the sources in `indicators.yaml` then
load them like anybody's files. Every service, person and number is invented.

    calendar.py    which months, weeks, days    services.py  who is measured
    baselines.py   what is usual                stories.py   what is not, and should be seen
    noise.py       common cause variation       groups.py    who the patients are
    activity.py    bed days, discharges …       measures.py  every monthly number
    files.py, monitoring.py, populations.py     the tables of each file
    acts.yaml, team_acts.yaml, past_team_acts.yaml, meeting_acts.yaml
                   what people did about it, for quality to record
"""

from data.demo.acts import (
    ACTS,
    MEETING_ACTS,
    PAST_CLOSINGS,
    PAST_ESCALATIONS,
    PAST_HUDDLES,
    PEOPLE,
    REGISTER_ACTS,
    TEAM_ACTS,
)
from data.demo.calendar import TODAY
from data.demo.files import write
from data.demo.stories import STORIES

__all__ = [
    "ACTS",
    "MEETING_ACTS",
    "PAST_CLOSINGS",
    "PAST_ESCALATIONS",
    "PAST_HUDDLES",
    "PEOPLE",
    "REGISTER_ACTS",
    "STORIES",
    "TEAM_ACTS",
    "TODAY",
    "write",
]
