"""How rare events are charted, and how a silence is read, in words."""

from __future__ import annotations

from quality.methods.parts import Entry, Section


def rare_events() -> Section:
    return Section(
        "events",
        "Rare events",
        "Where a month has one event or none, a count per month can hardly show a change. What lies between "
        "events can: each point is one event, on its own date, and its value is the time (t chart) or the "
        "cases (g chart) since the event before.",
        (
            Entry.of(
                "The first event",
                "Has none before it on record: its value is missing, not zero.",
            ),
            Entry.of(
                "Several on one day",
                "On a t chart they are set evenly through that day, because nobody knows at what hour they "
                "came: two on one day lie half a day apart. No event is lost, no gap is zero, and the days "
                "add up. A g chart counts whole days: two on one day have none between them.",
            ),
            Entry.of(
                "Cases between",
                "Operations, admissions or procedures since the event before, as the service counted them. "
                "They are not added up for the services above: each unit counts its own.",
            ),
            Entry.of(
                "The silence at the end",
                "A hollow point at the day the list is complete to: how long it has been so far. It sets no "
                "limits and fires no rule. A list that is not complete to today says nothing about since.",
            ),
            Entry.of(
                "How often chance makes a silence as long",
                "exp(−days ÷ mean gap) on a t chart, (mean ÷ (mean + 1)) to the power of the days on a g "
                "chart of days; the mean is that of the gaps under the limits in force. 60 days at one event "
                "every 30 days: about 14 in 100.",
                "From few gaps the rate itself is uncertain: (n × mean ÷ (n × mean + days)) to the power n "
                "allows for that, and is said beside it.",
            ),
            Entry.of(
                "Neither targets nor groups",
                "How long it stays quiet is no aim that can be met on a day. A single event of a group of "
                "people is one person, whom no rounding would hide.",
            ),
        ),
    )
