"""A frozen pack as slides: what the board is told, where each indicator stands, and a slide for every
exception with a chart that can be edited, its numbers inside. The same pack gives the same bytes.

Each slide has a title; each chart and table has its text for whoever does not see it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from pptx import Presentation
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Inches

from components.documents import slide_chart, slide_text
from components.documents.still import still
from components.words import packs as words
from quality.packs.frozen import FrozenPack
from quality.packs.value import Entry, Meeting, Pack

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE, BELOW, FULL = Inches(0.6), Inches(1.45), Inches(12.13)
TITLE_ONLY = 5
"""Place of the layout in python-pptx's own template."""
ROWS = 8
"""Of a table on one slide."""


def pptx_of(frozen: FrozenPack) -> bytes:
    slides, pack = Presentation(), frozen.pack
    slides.slide_width, slides.slide_height = WIDTH, HEIGHT
    _opening(slides, frozen)
    if pack.meeting is not None:
        _meeting(slides, pack.meeting)
    _calls(slides, pack)
    for first in range(0, len(pack.entries), ROWS):
        _matrix(slides, pack.entries[first : first + ROWS])
    for entry in pack.called("alert"):
        _exception(slides, entry)
    _about(slides, frozen)
    for slide in list(slides.slides)[1:]:
        _foot(slide, frozen)
    about = slides.core_properties
    about.title, about.author, about.language = frozen.title, frozen.act.actor, "en-GB"
    about.created = about.modified = frozen.act.at.replace(microsecond=0)
    about.last_modified_by = frozen.act.actor
    made = io.BytesIO()
    slides.save(made)
    return still(made.getvalue(), frozen.act.at)


def _slide(slides: Slides, title: str) -> Slide:
    slide = slides.slides.add_slide(slides.slide_layouts[TITLE_ONLY])
    slide_text.title(slide, title, EDGE, Inches(0.4), FULL)
    return slide


def _opening(slides: Slides, frozen: FrozenPack) -> None:
    pack, slide = frozen.pack, _slide(slides, frozen.title)
    said = [pack.organisation, f"{words.frozen_by(frozen)}. {frozen.act.content['reason']}"]
    said += [f"{words.WITHDRAWN}: {words.withdrawn(frozen)}"] if frozen.retracted else []
    said += [words.DRAFT] if frozen.is_draft else []
    said += [words.remark(one) for one in frozen.signatures]
    slide_text.box(
        slide, [(text, 16) for text in [*said, "", pack.summary, pack.rule]], EDGE, BELOW, FULL, Inches(5)
    )


def _meeting(slides: Slides, told: Meeting) -> None:
    """Put what the author tells the meeting before everything else."""
    lines = [
        line
        for word, said in told.lines
        for line in ((word.capitalize(), 18), *((text, 16) for text in said))
    ]
    slide = _slide(slides, words.meeting(told))
    slide_text.box(slide, [*lines, (told.signed, 12)], EDGE, BELOW, FULL, Inches(5.3), shrink=True)


def _calls(slides: Slides, pack: Pack) -> None:
    """Put the four calls beside each other."""
    slide, width = _slide(slides, words.CALLS), FULL // len(pack.calls)
    for at, (call, rule, codes) in enumerate(pack.calls):
        lines = [(f"{call.capitalize()} ({len(codes)})", 18)]
        entries = pack.called(call)
        lines += [(f"{one.label}: {one.why}" if one.why else one.label, 14) for one in entries]
        lines += [] if entries else [(words.NOTHING, 14)]
        lines += [(rule, 12)]
        slide_text.box(slide, lines, EDGE + at * width, BELOW, width - Inches(0.2), Inches(5.3), shrink=True)


def _exception(slides: Slides, entry: Entry) -> None:
    """Put the chart left, and right of it what is said of it."""
    slide = _slide(slides, entry.title)
    said = [(entry.sentence, 15), *((text, 12) for text in (*entry.signals, *entry.changes, *entry.data))]
    said += [(text, 12) for text in (entry.state, f"{words.OWNER}: {entry.owner}") if text]
    for account in entry.accounts[:1]:
        said += [(f"{term}: {text}", 12) for term, text in account.parts] + [(account.signed, 11)]
    for one in (*entry.questions, *entry.decisions):
        said += [(f"{one.text} {one.signed}", 12)]
        said += [(f"{one.reply} {one.reply_signed}", 12)] if one.reply else []
    said += [(f"{words.CHART_DECISIONS}: {' '.join(entry.decided)}", 12)] if entry.decided else []
    left = Inches(7.6)
    if entry.points is not None:
        slide_chart.add(slide, entry, EDGE, BELOW, left, Inches(4.9))
        slide_text.box(slide, [(words.below(entry), 11)], EDGE, Inches(6.35), left, Inches(0.6), shrink=True)
    beside = EDGE + left + Inches(0.2)
    slide_text.box(slide, said, beside, BELOW, WIDTH - beside - EDGE, Inches(5.3), shrink=True)


def _matrix(slides: Slides, entries: Sequence[Entry]) -> None:
    slide = _slide(slides, words.MATRIX)
    heads = [word for word, _ in words.MATRIX_HEADS]
    rows = [heads, *([*_standing(entry)] for entry in entries)]
    alt = words.TABLE.format(of=words.MATRIX)
    slide_text.table(slide, rows, EDGE, BELOW, FULL, (2.9, 1.5, 2.7, 1.5, 1.2, 2.4), alt)


def _standing(entry: Entry) -> Iterator[str]:
    latest = entry.latest
    yield entry.title
    yield entry.variation_word
    yield ", ".join(filter(None, (latest.words, latest.counted, latest.label))) if latest else ""
    yield from (entry.target_words, entry.assurance_word, entry.owner)


def _about(slides: Slides, frozen: FrozenPack) -> None:
    facts = [*words.facts(frozen.pack), ("", words.NO_GROUPS), ("", words.SEAL_NOTE.format(hash=frozen.hash))]
    lines = [(f"{term}: {text}" if term else text, 13) for term, text in facts]
    slide_text.box(_slide(slides, words.ABOUT), lines, EDGE, BELOW, FULL, Inches(5))


def _foot(slide: Slide, frozen: FrozenPack) -> None:
    """Say on every slide which pack it is of, and that it is a draft."""
    text = " · ".join(filter(None, (frozen.title, frozen.pack.organisation, words.watermark(frozen))))
    slide_text.box(slide, [(text, 11)], EDGE, Inches(6.95), FULL, Inches(0.35))
