"""A message before it has a format: what an act says to whoever is asked or answered, or a day's digest."""

from __future__ import annotations

from dataclasses import dataclass

from components import address
from components.words import messages as words
from components.words import say
from components.words.messages import name, one_line, text
from quality.messages.digest import Digest
from quality.messages.told import Told


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts of a message. Every text is plain: no format may take any of it for more."""

    subject: str
    """In one line."""
    lead: str
    quotes: tuple[tuple[str, str], ...]
    """Texts that people wrote, each with the words before it."""
    facts: tuple[tuple[str, ...], ...]
    """Paragraphs of lines."""
    links: tuple[tuple[str, str], ...]
    """Words, and an address below that of the deployment."""


def of_act(told: Told) -> Letter:
    """Return what is said of an escalation, a question or a reply."""
    names = {"to": name(told.to.name), "other": name(told.tier or told.other.name), "tier": name(told.tier)}
    if told.kind == "escalate":
        names["other"] = name(told.other.name)
    said = {"escalate": words.ASKS, "question": words.QUESTION, "reply": words.ANSWERS}[told.kind]
    about = words.A_GROUP if told.is_about_group else name(told.measure)
    lead = said.format(**names) + (f": {about}" if about else "")
    quotes: tuple[tuple[str, str], ...] = (("", text(told.text)),)
    facts = [words.REPLY_BY.format(day=say.day(told.reply_by))]
    if told.kind == "reply":
        quotes, facts = ((words.ASKED, text(told.asked)), (words.REPLIED, text(told.text))), []
    if told.is_about_group:
        quotes, facts = (), [*facts, words.GROUP_NOT_TOLD]
    link = (words.READ_ON.format(service=names["to"]), address.huddle(told.to.code))
    return Letter(one_line(lead), f"{lead}.", quotes, _paragraphs(facts), (link,))


def of_digest(found: Digest) -> Letter:
    """Return what is said of a day."""
    service, counts = name(found.service.name), words.counts(found.total)
    lead = words.ON_DAY.format(service=service, day=say.weekday(found.day))
    lines = [words.sentence(one) for one in counts or [words.NOTHING_WAITS]]
    lines += [words.late(found.late)] if found.late else []
    links = [(words.READ_ON.format(service=service), address.huddle(found.service.code))]
    links += [(words.SIGNALS, address.signals(found.service.code))]
    links += [(words.DATA, address.data())] if found.late else []
    subject = one_line(f"{lead}: {', '.join(counts or [words.NOTHING_WAITS])}")
    return Letter(subject, f"{lead}.", (), _paragraphs(lines, words.each(found)), tuple(links))


def _paragraphs(*found: list[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(lines) for lines in found if lines)
