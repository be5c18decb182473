"""The words of a pack, as the pages write them: they are kept in the value, with the look of every point."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.models import Indicator
from components.charts.svg_chart import LAST, banded, marks_of
from components.page.navigation import VERSION
from components.words import chart_sentence, charts, say
from components.words import packs as pack_words
from components.words.acts import minutes, standing, tasks
from components.words.board import board as words
from components.words.indicator import definition
from components.words.meetings import meetings
from components.words.registers import documents
from components.words.series import finding, silence
from quality.acts.decision import Decision
from quality.decide import wording
from quality.lifecycle.signal_life import SignalName
from quality.meetings.briefing import Briefing
from quality.packs.compose import About, Wording, Writing
from quality.packs.documents import DocumentWriting
from quality.packs.value import Account, Said
from quality.signals.results import SeriesResult, Status


def _wording(about: About) -> Wording:
    row, status, result = about.row, about.status, about.result
    indicator = row.indicator
    thread = about.agenda.signals.get(SignalName(row.code))
    return Wording(
        why=words.why(status, row.marks),
        variation=chart_sentence.variation_label(status.variation, status.direction) if status else "",
        assurance=_assurance(status),
        sentence=_sentence(status, indicator) if status else words.NO_DATA_YET,
        alt=finding.alt(result, about.agenda.measures.get(row.code)) if result else "",
        levels=words.levels(status, indicator) if status and status.period else "",
        finding=finding.finding(result.status, indicator) if result else "",
        caption=finding.caption(result, result.periods[-LAST:], about.catalogue.sources) if result else "",
        latest=say.value_with_unit(status.value, indicator) if status else "",
        counted=say.counted(status.numerator, status.denominator, indicator) if status else "",
        target=chart_sentence.aim(status, indicator) if status else "",
        state=standing.state(thread) if thread else "",
        definitions=_definitions(about),
        signals=tuple(_signals(status, result)),
        changes=tuple(words.changed([change], indicator, about.since) for change in row.changes),
        decided=tuple(_decided(result)) if result else (),
        data=tuple(_data(about)),
        **_record(about),
        marks=tuple(mark.value for mark in marks_of(result)) if result else (),
        banded=tuple(bool(one) for one in banded(result)) if result else (),
    )


def _sentence(status: Status, indicator: Indicator) -> str:
    return " ".join(
        filter(None, (chart_sentence.sentence(status, indicator), silence.sentence(status, indicator)))
    )


def _assurance(status: Status | None) -> str:
    if status is None:
        return ""
    return chart_sentence.assurance_label(status.assurance, has_target=status.target is not None)


def _definitions(about: About) -> tuple[tuple[str, str], ...]:
    if about.result is None:
        return pack_words.known_without_data(about.row.indicator)
    said = definition(about.row.indicator, about.row.code, about.catalogue.sources, about.result)
    return tuple((term, text) for term, text in said.items() if text)


def _signals(status: Status | None, result: SeriesResult | None) -> Iterator[str]:
    """Yield the signals that the newest point belongs to, where what is shown has not taken them back."""
    if status is None or result is None or not status.variation.is_special:
        return
    for one in result.signals:
        if one.is_current:
            since = say.period(one.first_period, result.indicator.frequency)
            name = chart_sentence.rule_name(one.rule)
            yield pack_words.SIGNAL.format(name=name, since=since, rules=one.rule_set)


def _decided(result: SeriesResult) -> Iterator[str]:
    """Yield the decisions about the chart that hold, each signed."""
    for fixed in (phase.baseline for phase in result.phases if phase.baseline):
        yield _signed(fixed.decision, charts.decided(fixed.decision, result.indicator, fixed))
    rephases = (phase.rephase for phase in result.phases if phase.rephase)
    for act in (*rephases, *result.exclusions, *result.annotations, *result.aims):
        yield _signed(act, charts.decided(act, result.indicator))


def _signed(act: Decision, said: str) -> str:
    return f"{say.ended(said)} {wording.who(act)}."


def _data(about: About) -> Iterator[str]:
    yield from (words.MARKS[mark][1] for mark in about.row.marks)
    if (
        about.status
        and not about.row.is_over
        and words.is_late(about.status, about.row.indicator, about.today)
    ):
        yield words.late(about.status, about.row.indicator)


def _record(about: About) -> dict[str, tuple[Account, ...] | tuple[Said, ...]]:
    kept = about.agenda.measures.get(about.row.code)
    if kept is None:
        return {"accounts": (), "questions": (), "decisions": ()}
    return {
        "accounts": tuple(
            Account(parts=tuple(minutes.narrative(act)), signed=minutes.dated(act))
            for act in reversed(kept.narratives)
        ),
        "questions": tuple(
            Said(
                text=one.text,
                signed=tasks.question(one, about.today),
                reply=one.reply.content["text"] if one.reply else "",
                reply_signed=minutes.dated(one.reply) if one.reply else "",
            )
            for one in kept.questions
        ),
        "decisions": tuple(
            Said(text=standing.decided(act), signed=minutes.dated(act)) for act in kept.decisions
        ),
    }


def _edited(told: Briefing) -> str:
    if told.act is not None:
        return meetings.edited(told.act)
    return meetings.COMPOSED if told.bullets else meetings.NO_BULLETS


WRITING = Writing(
    entry=_wording,
    summary=words.chance,
    bullet=meetings.bullet,
    edited=_edited,
    title=pack_words.proposed,
    rule=pack_words.rule,
    scheduled=pack_words.SCHEDULED,
    program=VERSION,
    document=DocumentWriting(
        head=documents.head, cell=documents.cell, summary=documents.summary, program=VERSION
    ),
)
"""The writer that pages and commands hand to `compose`."""
