"""Texts of the huddle and of its wall screen."""

from __future__ import annotations

from datetime import date

from catalogue.models import Indicator
from components.words import chart_sentence, say, services
from components.words.chart_sentence import COMMON_CAUSE
from components.words.series import rare_events, why_here
from quality.harm import DaysSince, DayState, SafetyCross, Yesterday
from quality.huddle import Awaited, Huddle
from quality.lifecycle.cards import CardKind, HuddleCard
from quality.provenance.lateness import awaited
from quality.signals.results import Status, Variation

TIMER = "Time since this page was opened"
WALL, LEAVE_WALL = "Wall screen", "Leave the wall screen"
MEASURES = "Measures"
_MEASURES_NOTE = f"Each tile shows the latest value, recent points and the target. {COMMON_CAUSE}"
HARM_TITLE = "Harm, day by day"
KINDS = {
    CardKind.CONCERN: ("is-concern", "concern", "Concern"),
    CardKind.IMPROVEMENT: ("is-improvement", "improvement", "Improvement"),
    CardKind.BUILT_UP: ("is-concern", "concern", "Building up"),
    CardKind.CHANGE: ("is-neutral", "neutral_high", "Change"),
}
"""Tone, shape and word of each kind of card."""
TITLE = "Huddle: {service}"

NEW = "New {since}"
NEW_AND_OPEN = "New {since}, and still open"
STILL_OPEN = "Still open. Nothing new {since}"
NOTHING_UNUSUAL = "No unusual change in any measure."
HISTORY = "History"
NOT_NOW = "What the measures showed last stands below. It is history, and no signal."

LEGEND = "Diamond: harm. Plain: no harm. Dashed: still to come. Hatched: no data."
DAYS = {
    DayState.HARM: ("harm", "harm"),
    DayState.NONE: ("none", "no harm"),
    DayState.NOT_YET: ("later", "still to come"),
    DayState.NO_DATA: ("unknown", "no data"),
}
"""Look and words of a day of the cross."""

RARE = 0.05
"""A gap that fewer than 1 in 20 would reach is worth a word; it is not proof of anything."""
CHART_OF = "Chart of {indicator.title}: {sentence}"


def signals_title(found: Huddle) -> str:
    """Choose the title of the signals. One is new when the latest period completed its pattern: no earlier
    huddle could have seen it."""
    if found.is_history or not found.is_open:
        return HISTORY
    new = sum(card.is_new for card in found.cards)
    is_all_new = not found.cards or new == len(found.cards)
    text = NEW if is_all_new else NEW_AND_OPEN if new else STILL_OPEN
    return text.format(since="since the last huddle" if found.agenda.huddles else "in the newest data")


def measures_note(found: Huddle) -> str:
    has_hollow = any(tile.status.immature for tile in found.tiles)
    return f"{_MEASURES_NOTE}{' A hollow ring is not complete yet.' if has_hollow else ''}"


def no_signals(found: Huddle, data_to: date | None) -> str:
    if not found.checked and found.too_few:
        return f"Nobody can say what is new: {too_few(found.too_few)}{_and_late(found)}."
    if not found.checked:
        late = len(found.awaited)
        measures = f"all {late:,} measures" if late > 1 else "the only measure"
        return f"Nobody can say what is new: the data of {measures} is late."
    checked = f"{say.plural(found.checked, 'measure')} checked"
    if found.awaited:
        return f"No new signals in what came: {checked}, {_late(len(found.awaited))}."
    return f"No new signals: {checked}, data to {say.short_day(data_to)}."


def nothing_new(found: Huddle) -> list[str]:
    """Say beneath `no_signals` that all is calm, or what keeps it from being so."""
    if found.is_calm:
        return [NOTHING_UNUSUAL]
    since, lines = found.days_since, []
    if found.is_harm_recent and found.yesterday and found.yesterday.state is DayState.HARM:
        lines.append(f"{yesterday(found.yesterday)}.")
    if found.is_harm_recent and since and since.last:
        lines.append(f"The last {say.one_of(since.indicator.label)} was on {say.day(since.last)}.")
    if found.agenda.is_waiting:
        lines.append("Something waits for an answer, or is overdue: see below.")
    if found.registered.is_late:
        lines.append("Something of the registers is overdue: see below.")
    if found.agenda.hidden:
        lines.append("A signal went away by a decision about its chart, and nobody closed it: see below.")
    if resting := len(found.agenda.resting):
        are = "is" if resting == 1 else "are"
        lines.append(
            f"{say.plural(resting, 'signal')} {are} snoozed or closed, and still unusual: see below."
        )
    if found.too_few and found.checked:
        lines.append(f"{too_few(found.too_few).capitalize()} to show an unusual change.")
    if found.agenda.groups:
        count = len(found.agenda.groups)
        are = "is" if count == 1 else "are"
        lines.append(f"{say.plural(count, 'signal')} about groups of people {are} open: see below.")
    if found.failing:
        names = ", ".join(one.label for one in found.failing)
        lines.append(f"At their present level these miss the target every time: {names}.")
    if found.data.refused or found.data.lagging or found.data.silent_since:
        lines.append("See below what is refused or incomplete.")
    return lines


def today(day: date) -> str:
    """Name the day on the wall, where the name of the ward needs the room: nobody there asks for the year."""
    return f"{day:%A} {day.day} {day:%B}"


def over(found: Huddle) -> str:
    """Say that nothing is measured here any more."""
    return "Every measure here ended years ago" if found.is_open else services.closed_on(found.service)


def waiting(found: Huddle) -> str:
    """Say `2 measures wait for data; 3 ended years ago`."""
    count = len(found.awaited)
    text = f"{say.plural(count, 'measure').capitalize()} {'waits' if count == 1 else 'wait'} for data"
    return f"{text}; {found.over:,} ended years ago" if found.over else text


def waits(one: Awaited) -> str:
    """Say since when, and when the next value was due."""
    status, indicator, due = one.status, one.indicator, say.day(one.due)
    if indicator.is_rare_event:
        return f"The list is complete to {say.day(status.received_to)}. A newer one was due by {due}."
    received = status.received_to
    assert received is not None
    until, next_one = (say.period(at, indicator.frequency) for at in (received, awaited(received, indicator)))
    return f"Nothing since {until}. {next_one} was due by {due}."


def checked(found: Huddle) -> str:
    few = f", {too_few(found.too_few)}" if found.too_few else ""
    return f"{say.plural(found.checked, 'measure').capitalize()} checked{few}{_and_late(found)}."


def too_few(measures: int) -> str:
    return f"{say.plural(measures, 'measure has', 'measures have')} too few points"


def _and_late(found: Huddle) -> str:
    return f", {_late(len(found.awaited))}" if found.awaited else ""


def _late(measures: int) -> str:
    return f"{measures:,} {'waits' if measures == 1 else 'wait'} for data"


def checked_of(found: Huddle) -> str:
    """Say how many measures were looked at, and that more than the cards are unusual."""
    first = f" Those that nobody dealt with{_since_huddle(found)} come first." if found.rest else ""
    return f"{why_here.funnel(found.funnel)}{too_few_and_late(found)}{first}"


def too_few_and_late(found: Huddle) -> str:
    """Say how many measures could not be looked at, or only as they stood before."""
    few = f" {too_few(found.too_few).capitalize()}." if found.too_few else ""
    return f"{few} {_late(len(found.awaited)).capitalize()}." if found.awaited else few


def rest(found: Huddle) -> str:
    """Say `2 more signals, 1 dealt with since the last huddle`."""
    dealt = sum(card.is_dealt_with for card in found.rest)
    more = f"{say.plural(len(found.rest), 'more signal')}"
    return f"{more}, {dealt} dealt with{_since_huddle(found)}" if dealt else more


def _since_huddle(found: Huddle) -> str:
    return " since the last huddle" if found.agenda.huddles else ""


def closed(day: date | None) -> str:
    return f"closed on {say.day(day)}"


def replaced(day: date | None) -> str:
    """Write a template: `closed on 31 March 2026, replaced by {service}`."""
    return f"{closed(day)}, replaced by {{service}}"


# -- cards ----------------------------------------------------------------------------------------


def age(card: HuddleCard, indicator: Indicator) -> str:
    """Say how long it has been so, and to when that is known where it is late."""
    if card.is_new:
        return "new"
    if card.status.built_up is not None:
        return f"since {say.period(card.status.built_up.since, indicator.frequency)}"
    to = f", to {say.period(card.status.period, indicator.frequency)}" if card.due else ""
    return f"for {say.plural(card.age, say.point_noun(indicator))}{to}"


def said(card: HuddleCard, indicator: Indicator) -> str:
    """Say what the chart says, and what it waits for."""
    sentence = chart_sentence.sentence(card.status, indicator)
    return f"{sentence} {waits(Awaited(card.status, indicator, card.due))}" if card.due else sentence


def said_briefly(card: HuddleCard, indicator: Indicator) -> str:
    return chart_sentence.short_sentence(card.status, indicator)


# -- harm -----------------------------------------------------------------------------------------


def yesterday(found: Yesterday) -> str:
    """Say `Yesterday: 2 falls with harm`; a day that is not known is not a day without harm."""
    label = found.indicator.label
    what = label[0].lower() + label[1:]
    if found.state is DayState.HARM:
        return f"Yesterday: {say.plural(found.count, say.one_of(label), what)}"
    return f"Yesterday: no {what}" if found.state is DayState.NONE else f"Yesterday: {what} not known yet"


def harm_on(day: date, state: DayState, count: int) -> tuple[str, str]:
    """Return the look of a day, and what is said of it: `November: 2 harms`."""
    look, words = DAYS[state]
    return look, f"{day:%B}: {say.plural(count, words) if state is DayState.HARM else words}"


def harm_month(cross: SafetyCross) -> str:
    """Say how many days are known too: an empty cross is not a safe month."""
    states = [state for _, state, _ in cross.days]
    harmed, unknown = states.count(DayState.HARM), states.count(DayState.NO_DATA)
    known = harmed + states.count(DayState.NONE)
    on = f"Harm on {say.in_words(harmed)} of" if harmed else "No harm on"
    text = f"{on} the {say.plural(known, 'day')} recorded this month." if known else "No day is recorded yet."
    if not unknown:
        return text
    return f"{text} {say.plural(unknown, 'day').capitalize()} {'has' if unknown == 1 else 'have'} no data."


def days_since(since: DaysSince, today: date) -> str:
    """Say `days since the last severe fall`, after the number; where the days after are not known, to which
    day they are counted."""
    what = say.one_of(since.indicator.label)
    noun = "day" if since.days == 1 else "days"
    if since.is_behind(today):
        known = say.day(since.known_to)
        begin = f"{noun} from the last {what}" if since.last else f"{noun} recorded, no {what},"
        return f"{begin} to {known}. Nothing is known since"
    return f"{noun} since the last {what}" if since.last else f"{noun} recorded, no {what}"


def days_since_whole(since: DaysSince, today: date) -> str:
    return f"{since.days:,} {days_since(since, today)}"


def gap(since: DaysSince) -> str:
    if since.last is None or since.usual_gap is None or since.chance is None:
        return f"{say.plural(since.recorded_days, 'day')} recorded: too few to say what is usual."
    known = f", data to {say.day(since.known_to)}" if since.known_to else ""
    usual = f"Last on {say.day(since.last)}{known}. {rare_events.usual_gap_words(since.usual_gap)}"
    often = f"By chance alone, {say.chance(since.chance)} gaps would be this long or longer"
    return f"{usual} {often}: {'longer than usual' if since.chance < RARE else 'nothing unusual'}."


def brief_gap(since: DaysSince) -> str:
    if since.last is None or since.usual_gap is None or since.chance is None:
        return gap(since)
    usual = rare_events.gap_words(since.usual_gap)
    return f"Usual gap {usual}. By chance, {say.chance(since.chance)} last this long."


def reporting(since: DaysSince) -> str:
    """Say how many incidents were reported: no harm and few reports may mean that nobody reports."""
    status = since.reporting
    if status is None or status.value is None or status.period is None:
        return "Reporting is not measured here, so a long gap may also mean that nobody reports."
    label = chart_sentence.variation_label(status.variation, status.direction).lower()
    change = "no unusual change" if status.variation is Variation.COMMON_CAUSE else label
    return f"Incidents reported in the latest period: {_reports(status)} ({change})."


def brief_reporting(since: DaysSince) -> str:
    if since.reporting is None or since.reporting.value is None:
        return "Reporting is not measured here."
    return f"Incidents reported, latest period: {_reports(since.reporting)}."


def _reports(status: Status) -> str:
    """Say the count itself where there is one: a rate would hide how few reports it rests on."""
    return say.count(status.numerator if status.numerator is not None else status.value)
