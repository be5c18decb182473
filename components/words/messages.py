"""Texts of the messages that are sent, and of the queue they wait in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import category

from components.words import say
from quality.messages.digest import Counts, Digest
from quality.messages.queue import Queued
from quality.messages.targets import Target, Way

LONGEST_TEXT, LONGEST_NAME, LONGEST_SUBJECT = 1000, 120, 150
MOST_SERVICES, MOST_FEEDS = 12, 6

ASKS, QUESTION, ANSWERS = "{other} asks {tier}", "A question to {to}", "{other} replied to {to}"
A_GROUP = "a group of people"
GROUP_NOT_TOLD = "What it says is not in messages. Whoever may see groups of people reads it at the link."
REPLY_BY = "Please reply by {day}."
READ_ON = "Open the huddle of {service}"
ASKED, REPLIED = "Asked", "Reply"
ON_DAY, NOTHING_WAITS = "{service} on {day}", "nothing new, and nothing waits"
SIGNALS, DATA = "See every open signal", "See what is late"


def counts(total: Counts) -> list[str]:
    """Say `2 new signals`, `1 overdue action`: each only where there is any."""
    waits = say.plural(total.waiting, "request waits", "requests wait")
    late = f" ({total.late_replies:,} overdue)" if total.late_replies else ""
    said = (
        (total.new, say.plural(total.new, "new signal")),
        (total.overdue, say.plural(total.overdue, "overdue action")),
        (total.waiting, f"{waits} for a reply{late}"),
        (total.bright, say.plural(total.bright, "new bright spot")),
    )
    return [words for count, words in said if count]


def each(found: Digest) -> list[str]:
    """Say where it is, unless all of it is at the service itself."""
    if [service.code for service, _ in found.by_service] in ([], [found.service.code]):
        return []
    shown = found.by_service[:MOST_SERVICES]
    lines = [f"{name(service.name)}: {', '.join(counts(total))}" for service, total in shown]
    rest = len(found.by_service) - len(shown)
    return lines + ([f"And at {say.plural(rest, 'other service')}."] if rest else [])


def sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:]}."


def late(titles: Sequence[str]) -> str:
    rest = f" and {len(titles) - MOST_FEEDS:,} more" if len(titles) > MOST_FEEDS else ""
    return f"{say.plural(len(titles), 'late feed')}: {'; '.join(map(name, titles[:MOST_FEEDS]))}{rest}."


# -- texts of people --------------------------------------------------------------------------------


def text(written: str) -> str:
    """Return what somebody wrote: lines kept, without letters that no reader sees, and not without end."""
    lines = [_seen(line) for line in written.splitlines()]
    whole = "\n".join(line for line in lines if line)
    return whole if len(whole) <= LONGEST_TEXT else f"{whole[: LONGEST_TEXT - 1]}…"


def name(written: str) -> str:
    """Return a name in one line."""
    return _clipped(_seen(written), LONGEST_NAME)


def one_line(said: str) -> str:
    """Return a heading in one line."""
    return _clipped(_seen(said), LONGEST_SUBJECT)


JOINERS = "\u200c\u200d"
"""Some scripts, and some pictures, are written with them."""


def _seen(written: str) -> str:
    """Leave out control characters, and those that turn the direction of what follows."""
    spaced = re.sub(r"\s", " ", written)
    kept = "".join(letter for letter in spaced if letter in JOINERS or category(letter)[0] != "C")
    return " ".join(kept.split())


def _clipped(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 1]}…"


# -- the end of every message ---------------------------------------------------------------------------


def signed(organisation: str) -> str:
    return f"Sent by Brightspot for {name(organisation)}. Nobody reads what is sent back to this address."


# -- the command --------------------------------------------------------------------------------------

NOTHING_YET = "There is nothing in this database yet: load data first."
NO_TARGETS = "The catalogue names nobody to tell: organisation.messages is empty, so nothing is sent."
NO_ADDRESS = "BRIGHTSPOT_ADDRESS is not set, so messages have no links."


def off(target: Target) -> str:
    setting = (
        "BRIGHTSPOT_MAIL_HOST is not set"
        if target.way is Way.EMAIL
        else (f"BRIGHTSPOT_WEBHOOKS does not name {target.name!r}")
    )
    return f"Off: {target.way} for {target.service}, as {setting}."


def unknown(service: str) -> str:
    return f"Off: no service has the code {service!r}, which organisation.messages names."


def target(one: Target) -> str:
    """Say `ward_4  email  anna@example.org  digest at 07:30`."""
    digest = f"digest at {one.digest}" if one.digest else ""
    return "  ".join(filter(None, (one.service, one.way, one.name, digest)))


def queued(row: Queued) -> str:
    """Say `12  2026-11-20 08:30  act 7  ward_4  email  anna@example.org  sent 2026-11-20 08:31`."""
    one = row.message
    about = f"act {one.act}" if one.act else f"digest of {one.day}"
    if row.sent_at:
        became = f"sent {row.sent_at:%Y-%m-%d %H:%M}"
    elif row.next_try_at:
        tried = f" after {say.plural(one.tries, 'try', 'tries')}" if one.tries else ""
        became = f"next try {row.next_try_at:%Y-%m-%d %H:%M}{tried}"
    else:
        became = "not sent"
    why = f" ({row.last_error})" if row.last_error else ""
    made = f"{one.created_at:%Y-%m-%d %H:%M}"
    return f"{one.number}  {made}  {about}  {one.service}  {one.way}  {one.name}  {became}{why}"
