"""Every rule, formula and default in words: Markdown beside this module, filled with the program's numbers.

The page and the manual show the same value, so neither can tell of a method that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from catalogue.models import Catalogue
from quality.methods import entries
from quality.methods.false_alarm_tables import false_alarm_tables
from quality.methods.parts import Entry, Section, read_section
from quality.methods.values import values

SECTIONS = {
    "variation": "variation",
    "rules": "rules",
    "assurance": "assurance",
    "charts": "charts",
    "defaults": "defaults",
    "chance": "false_alarms",
    "events": "rare_events",
    "seasons": "seasonality",
    "first": "ranking",
    "board": "board",
    "feeds": "late_data",
    "lasting": "surveillance",
    "outcomes": "outcomes",
    "gaps": "equity",
    "change": "change",
    "disclosure": "disclosure",
}
"""Anchor on the page → name of the Markdown file, in the order of the page."""

_WRITTEN: dict[str, Callable[[Catalogue], Iterable[Entry]]] = {
    "rules": entries.rule_set_entries,
    "charts": entries.chart_entries,
    "defaults": entries.limit_entries,
    "board": entries.call_entries,
    "feeds": entries.grace_entries,
}


def methods(catalogue: Catalogue) -> tuple[Section, ...]:
    """Describe what holds here: the methods in general, and the defaults of this catalogue."""
    return tuple(_section(anchor, catalogue) for anchor in SECTIONS)


def _section(anchor: str, catalogue: Catalogue) -> Section:
    section = read_section(SECTIONS[anchor], anchor, values(catalogue))
    written = _WRITTEN[anchor](catalogue) if anchor in _WRITTEN else ()
    tables = false_alarm_tables(catalogue) if anchor == "chance" else ()
    return replace(section, entries=(*section.entries, *written), tables=tables)
