"""Texts for machines that watch a deployment, and for the people who read what they say."""

from __future__ import annotations

OFF = (
    "Nobody may ask for metrics here. Set BRIGHTSPOT_METRICS_TOKEN, and send it as `Authorization: Bearer …`."
)
NO_TOKEN = "Metrics are for whoever sends `Authorization: Bearer …` with BRIGHTSPOT_METRICS_TOKEN."
READY = "ready"
NO_DATABASE = "the database does not answer"
OTHER_TABLES = "the tables are of another version of Brightspot: start it once, or migrate"
NOT_JUDGED = "what was loaded is not judged yet by this catalogue: load, or start again"

CATALOGUE = "Version of the catalogue that measures are declared in"
AGE = "Seconds since the newest file of a source was taken"
DATA_AGE = "Days since the last day that the data of a source reach to"
STATE = "State of a source: on time, late, ended, missing"
LOADS = "Files of a source since the beginning, by what became of them"
FAILED = "1 if the newest file of a source was refused"
ROWS = "Rows of the newest file of a source that was taken, by what became of them"
SERIES = "Series with a stored judgement"
JUDGED = "1 if everything loaded is judged by this catalogue"
WAITING = "Messages that wait to be sent"
NOT_SENT = "Messages that were tried in vain"
WATCHER = "Seconds since the watcher of files looked last"
SENDER = "Seconds since the sender of messages looked last"
