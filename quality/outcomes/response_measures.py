"""The measures of response, described as any other measure is."""

from __future__ import annotations

from typing import Any

from catalogue.models import Indicator


def _measure(**entry: Any) -> Indicator:
    return Indicator.model_validate(
        {
            "data": [{"source": "acts", "numerator": "amount", "denominator": "count"}],
            "domain": "timely",
            "kind": "process",
            "owner": "Brightspot",
            "authored_by": "Brightspot",
            "checked_by": "Brightspot",
            "review_by": "2100-01-01",
            **entry,
        }
    )


FIRST_ACT = _measure(
    title="Days from signal to first act",
    why_it_matters="A signal that nobody looks at changes nothing.",
    numerator="Days from the day at which the numbers stood to the first act about the signal",
    denominator="Signals raised in the month",
    unit="days",
    chart="ip",
    improvement="decrease",
)
REPLY = _measure(
    title="Days from escalation to reply",
    why_it_matters="Whoever asks for help has to hear back.",
    numerator="Days from the escalation to its reply",
    denominator="Escalations sent in the month",
    unit="days",
    chart="ip",
    improvement="decrease",
)
IN_TIME = _measure(
    title="Escalations answered in time",
    why_it_matters="A day was agreed by which a reply comes.",
    numerator="Escalations with a reply by the day it was due",
    denominator="Escalations with a reply, or overdue, that were sent in the month",
    unit="%",
    per=100,
    is_proportion=True,
    chart="p",
    improvement="increase",
)
