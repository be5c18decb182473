"""Texts of packs: of their pages, and of the documents made of them."""

from __future__ import annotations

from datetime import date

from catalogue.disclosure import Disclosure
from catalogue.models import Indicator
from components.words import say
from components.words.registers import documents
from quality.acts.ledger import LoggedAct
from quality.packs.differences import Amount, Differences, Turn
from quality.packs.frozen import FrozenPack, Signature
from quality.packs.value import Entry, Meeting, Pack

SIGNAL = "{name} since {since} ({rules})"

NAME, TITLE = "Packs", "Packs: {service}"
LEDE = "A frozen pack shows the same numbers and words for ever. What was revised since stands beside it."
FROZEN, NONE_YET = "Frozen packs", "No pack of this service has been frozen yet."
SEE_DRAFT, FREEZE = "Look at the draft of today", "Freeze the pack"
FREEZE_NOTE = (
    "What you see below is what is frozen, with your name and reason. It can be withdrawn, never changed or "
    "deleted."
)
PACK_TITLE, WHY, SURE = "Title", "Reason", "I have looked at the draft below"
TITLE_PROPOSED, MEETING_OF = "{service}, {month}", "{name}, {day}"
DRAFT_TITLE, DRAFT_DOCUMENT = "Draft pack: {service}", "Draft"
SIGN, SIGN_OFF, SIGN_NOTE = "Sign off", "Sign this pack off", "Remark (optional)"
SIGN_SURE = "I have read this pack"
WITHDRAW, WITHDRAW_WHY = "Withdraw", "Why it no longer holds"
WITHDRAW_PACK, WITHDRAW_SIGNATURE = "Withdraw the pack", "Withdraw this sign-off"
WITHDRAWN = "This pack was withdrawn"
DRAFT, SIGNED = "Draft: not signed off", "Signed off"
NOT_YOURS = "You may not freeze or sign packs of this service."
NO_KIND = "The form names nothing that is done about a pack."
CONFIRM = "Nothing was recorded. Confirm that you have looked at it."
DRAFT_CHANGED = (
    "Nothing was frozen. The numbers or the record changed while you looked at the draft. Load the page "
    "again, and look at what changed."
)
NO_MEETING = "A meeting is named by its forum and its day, as board.2026-11-26. The address gives {asked!r}."
DRAFT_FOR, PACKS_FOR = "Look at the draft of its pack", "Packs frozen for this meeting"
SCHEDULED = "Frozen by itself, on the day before its meeting that the forum declares"
HEADS = (("Pack", ""), ("Kind", ""), ("Day", ""), ("Frozen by", ""), ("Standing", ""))
BACK = "All packs of this service"
REVISED, NOT_REVISED = (
    "Revised since it was frozen",
    "Nothing in this pack has been revised since it was frozen.",
)
REVISED_NOTE = "The pack below still shows what stood then."
ALIKE, COMPARE, WITH_NOW = "The two packs say the same.", "Compare with", "what stands now"
SINCE, SINCE_LINK, SINCE_LABEL, SINCE_SHOW = (
    "What changed since {day}: {service}",
    "What changed since any day",
    "Since the end of the day",
    "Show",
)
SINCE_LEDE = (
    "What stood at the end of that day beside what stands now: verdicts, signals, definitions, targets, and "
    "numbers that a later load revised. Numbers that are new are counted."
)
SINCE_AT, NOTHING_SINCE, SINCE_NOTHING = (
    "Then: load {load}, finished {loaded}",
    "Nothing changed since.",
    "Choose another day",
)
SINCE_SECTION, TO_BOARD = "Changes", "Board"
NOW_GONE = "not measured any more"
REVISED_HEADS = (("Indicator", ""), ("Period", ""), ("Was", "number"), ("Now", "number"))
FILES = {"html": "HTML", "pdf": "PDF", "pptx": "PowerPoint", "xlsx": "Excel", "csv": "CSV", "json": "JSON"}
ABOUT_RECORD = "About record {number}"
NO_UNTIL = "A document ends on a day such as 2026-03-31. The address gives {asked!r}."
NO_ABOUT = "A document names the record that it is about by its number. The address gives {asked!r}."
NO_SLIDES = "A document made from the record has no slides: its pages, workbook and table hold all of it."
SECTION_COLUMNS = ("Section", "Row", "Column", "Text", "Standing")
WATERMARK, WATERMARK_WITHDRAWN = "Draft", "Withdrawn"
SEAL_NOTE = "Content hash (SHA-256): {hash}"
PDF_NUMBERS = (
    "The numbers and definitions behind each chart stand in the workbook and the HTML file of this pack."
)
NO_PDF = (
    "No PDF can be made on this machine. Whoever runs this server has to install Pango with what it needs "
    "(on Debian: libpango-1.0-0, libpangoft2-1.0-0, libharfbuzz-subset0) and start it again. The other files "
    "hold the same pack. What was missing: {why}"
)

SUMMARY, CALLS, MATRIX, EXCEPTIONS = (
    "In short",
    "Alert, advise, assure, applaud",
    "Where each indicator stands",
    "Exceptions",
)
ALL_INDICATORS, DEFINITIONS = "Every other indicator", "Definitions"
MATRIX_HEADS = (
    ("Indicator", ""),
    ("Variation", ""),
    ("Latest", "number"),
    ("Target", ""),
    ("Assurance", ""),
    ("Owner", ""),
)
OWNER, VALUE, CENTRE, LOWER, UPPER, TARGET, PLAN = (
    "Owner",
    "Value",
    "Centre line",
    "Lower limit",
    "Upper limit",
    "Target",
    "Plan",
)
MARKS = {
    "concern": "Concern",
    "improvement": "Improvement",
    "neutral_high": "Change, high",
    "neutral_low": "Change, low",
    "immature": "Not complete",
    "excluded": "Left out",
}
"""The names of points of a kind, in the legend of a chart."""
NUMBER_HEADS = (
    ("Period", ""),
    *((word, "number") for word in ("Numerator", "Denominator", VALUE, CENTRE, LOWER, UPPER, TARGET)),
)
NUMBERS, NOTHING, TABLE = "Numbers", "None", "Table: {of}"
ACCOUNT, QUESTIONS, DECISIONS, CHART_DECISIONS = (
    "Account",
    "Questions",
    "Decisions",
    "Decisions about the chart",
)
ABOUT = "About this pack"
MATRIX_SHEET, RECORD_SHEET = "Indicators", "Record"
MATRIX_COLUMNS = ("Indicator", "Domain", "Call", "Variation", "Assurance", "Period", "Numerator",
                  "Denominator", "Value", "Unit", "Target", "Owner", "Sentence", "Notes", "Chart title",
                  "Chart of")  # fmt: skip
DEFINITION_COLUMNS, ABOUT_COLUMNS = ("Indicator", "Term", "Text"), ("About", "Text")
RECORD_COLUMNS = ("Indicator", "About", "Text", "Signed")
QUESTION, ANSWER, DECISION = "Question", "Answer", "Decision"
NO_GROUPS = "This pack holds no numbers about groups of people. The equity pages show them."


def known_without_data(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Return term and text of what is known of an indicator that has no data here."""
    return (("Why it matters", indicator.why_it_matters), ("Owner", indicator.owner))


def day(text: str) -> str:
    """Write a day of a pack: `19 November 2026`."""
    return say.day(date.fromisoformat(text)) if text else say.day(None)


def proposed(pack: Pack) -> str:
    """Propose a title for a draft."""
    if pack.document:
        return documents.proposed(pack, day(pack.day))
    if pack.meeting is not None:
        return meeting(pack.meeting)
    return TITLE_PROPOSED.format(service=pack.service_name, month=say.month(date.fromisoformat(pack.day)))


def draft_title(pack: Pack) -> str:
    if pack.document:
        return f"{DRAFT_DOCUMENT}: {pack.document_name}, {pack.service_name}"
    return DRAFT_TITLE.format(service=pack.service_name)


def rule(of: Disclosure) -> str:
    """Say by which rule a public edition was made."""
    rounded = f", shown ones rounded to {of.round_to}" if of.round_to else ""
    return (
        f"Public edition: counts of people from 1 to {of.hide_up_to} are hidden{rounded}. What people wrote "
        "is left out."
    )


def meeting(one: Meeting) -> str:
    """Name the meeting that a pack is for: `Board of NHS Glenmore, 26 November 2026`."""
    return MEETING_OF.format(name=one.name, day=day(one.day))


def signed(act: LoggedAct) -> str:
    """Say `Ailsa Munro, board member, 19 November 2026, 08:30`."""
    return f"{act.actor}, {act.role}, {say.day(act.at.date())}, {act.at:%H:%M}"


def frozen_by(one: FrozenPack) -> str:
    return f"Frozen by {signed(one.act)}"


def state(one: FrozenPack) -> str:
    """Say in a few words where a pack stands."""
    if one.retracted is not None:
        return f"Withdrawn by {one.retracted.actor}, {say.day(one.retracted.at.date())}"
    names = [act.actor for act in one.signed]
    return f"{SIGNED} by {say.listed(names)}" if names else DRAFT


def watermark(one: FrozenPack) -> str:
    """Return the word that stands on every page of a file, and in its name; nothing once it is signed off."""
    return WATERMARK_WITHDRAWN if one.retracted else WATERMARK if one.is_draft else ""


def remark(one: Signature) -> str:
    """Say who signed, with the remark, and who took it back."""
    text = one.act.content.get("text", "")
    said = f"{SIGNED} by {signed(one.act)}" + (f": {text}" if text else "")
    if one.retracted is None:
        return said
    return f"{say.ended(said)} Withdrawn by {signed(one.retracted)}: {one.retracted.content['reason']}"


def pack_of(one: FrozenPack) -> str:
    """Name a pack with the day on which it was frozen."""
    edition = ", public edition" if one.edition else ""
    return f"{one.title} ({say.short_day(one.act.at.date())}{edition})"


def compared(one: FrozenPack, other: FrozenPack) -> str:
    """Say which two packs are beside each other, the earlier one first."""
    was, now = sorted((one, other), key=lambda pack: pack.number)
    return f"What changed from {pack_of(was)} to {pack_of(now)}"


def withdrawn(one: FrozenPack) -> str:
    act = one.retracted
    return f"{signed(act)}: {act.content['reason']}" if act else ""


def facts(pack: Pack) -> list[tuple[str, str]]:
    """List what a pack was made from."""
    cut = pack.cut
    loaded = f"load {cut.load}, finished {cut.loaded}" if cut.loaded else "nothing loaded"
    if pack.document:
        return [
            ("Document", say.capital(pack.document_name)),
            ("Service", f"{pack.service_name} ({pack.service}), {pack.organisation}"),
            *([("Record", str(pack.about))] if pack.about else []),
            ("Time", documents.SPAN.format(first=day(pack.since), last=day(pack.day)).rstrip(".")),
            ("Data to", day(cut.data_to)),
            ("Data cut", f"{loaded}; acts to number {cut.act}"),
            ("Made by", f"Brightspot {pack.program}"),
        ]
    sets = "; ".join(f"{name} ({source})" if source else name for name, source in pack.rule_sets)
    for_meeting = [("Meeting", meeting(pack.meeting))] if pack.meeting else []
    return [
        ("Service", f"{pack.service_name} ({pack.service}), {pack.organisation}"),
        *for_meeting,
        *([("Edition", pack.rule)] if pack.rule else []),
        ("Day", day(pack.day)),
        ("Changes since", day(pack.since)),
        ("Data to", day(cut.data_to)),
        ("Data cut", f"{loaded}; acts to number {cut.act}"),
        ("Catalogue", pack.catalogue),
        ("Rule sets", sets or NOTHING),
        ("Made by", f"Brightspot {pack.program}"),
    ]


def standing(one: FrozenPack) -> list[tuple[str, str]]:
    """List who froze a pack, why, who signed it or took it back, and its hash."""
    found = [("Frozen by", signed(one.act)), ("Reason", str(one.act.content["reason"]))]
    found += [("Standing", state(one))]
    found += [(SIGN_OFF, remark(signature)) for signature in one.signatures]
    found += [(WITHDRAWN, withdrawn(one))] if one.retracted else []
    return [*found, ("Content hash", one.hash)]


def number(value: float | None) -> str:
    """Write a number of a table: to six digits, as the file with data has it whole."""
    return "" if value is None else f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def ends(entry: Entry, last: int) -> tuple[str, str]:
    """Return the first and last period that a chart of the newest points shows."""
    labels = entry.points.labels[-last:] if entry.points else ()
    return (labels[0], labels[-1]) if labels else ("", "")


def matrix_columns(pack: Pack) -> tuple[str, ...]:
    """Return the heads of the workbook's first sheet: a pack of before has no titles of charts, and no
    columns for them."""
    return MATRIX_COLUMNS if any(one.finding for one in pack.entries) else MATRIX_COLUMNS[:-2]


def below(entry: Entry) -> str:
    """Return the caption of a chart: what it is of, and its lines in numbers."""
    return " ".join(filter(None, (entry.caption, entry.levels)))


def amount(of: Amount | None) -> str:
    """Write the numbers of one period, without the unit: `7.1 (12 / 1,690)`."""
    if of is None or of == (None, None, None):
        return NOW_GONE
    numerator, denominator, value = of
    counted = (
        f" ({say.count(numerator)} / {say.count(denominator)})"
        if numerator is not None and denominator
        else ""
    )
    return f"{number(value)}{counted}"


def told(changed: Differences) -> list[str]:
    """Say in sentences what changed besides single numbers."""
    found = [f"{one.title}: {one.was} then, {one.now} now." for one in changed.verdicts]
    for one in changed.signals:
        found += [f"{one.title}: {text}, a new signal." for text in one.began]
        found += [f"{one.title}: {text}, a signal no more." for text in one.ended]
    found += [_redefined(one) for one in changed.definitions]
    found += [f"{one.title} is judged by {one.now}, then by {one.was}." for one in changed.rule_sets]
    found += [f"{one.title}: {one.was} then, {one.now} now." for one in changed.targets]
    found += [f"{title} has numbers for the first time." for title in changed.first]
    found += [f"{title} is new on the board." for title in changed.began]
    found += [f"{title} is on the board no more." for title in changed.ended]
    if changed.newer:
        found.append(f"{say.capital(say.plural(changed.newer, 'newer number'))} came since.")
    return found


def _redefined(one: Turn) -> str:
    """Say which part of a definition reads otherwise."""
    if not one.part:
        return f"{one.title} is defined anew."
    return f"{one.title}, {one.part}: {say.ended(one.was or NOTHING)} Now: {say.ended(one.now or NOTHING)}"
