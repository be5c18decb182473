"""Code lists: which group a code in a file means.

    ethnicity_nhs_16   A, B, C …  →  of the 16 groups, or rolled up: W, M, AS, B, O
    deprivation_deciles   1 … 10  →  a tenth, or a fifth; with the declared direction, 1 = most deprived
    age_5_year         a number   →  0-4, 5-9 … 90+

Lists come with Brightspot (catalogue/lists, one CSV each) or are named under `code_lists` of the catalogue.
A list fits a dimension if every one of its groups has one there: under its own code, or under that of one
shorter list it rolls up into. Nothing is mixed: the M of the 16 groups is not the M of the five.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from catalogue.fields.templates import Template, template
from catalogue.sources.grouping import Grouping

FOLDER = Path(__file__).parent / "lists"
GROUP_GAP = "{group}"
_OWN_COLUMNS = 4
_BAND = re.compile(r"(\d+)\s*[-–]\s*(\d+)|(\d+)\s*\+|(\d+)")


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    label: str = ""
    is_unknown: bool = False
    also: tuple[str, ...] = ()
    into: Mapping[str, str] = field(default_factory=dict)
    """By shorter list, the code of the group there."""


@dataclass(frozen=True)
class CodeList:
    name: str
    entries: tuple[Entry, ...]

    @property
    def texts(self) -> set[str]:
        """Return every way to write one of its groups."""
        return {text for e in self.entries for text in (e.code, e.label, *e.also, *self.short(e)) if text}

    def short(self, entry: Entry) -> tuple[str, ...]:
        """Return a label's last part, `Indian` of `Asian: Indian`, where no other entry ends so."""
        own = entry.label.rpartition(": ")[2]
        others = {each.label.rpartition(": ")[2] for each in self.entries if each is not entry}
        return () if own == entry.label or own in others else (own,)

    @property
    def has_direction(self) -> bool:
        return self.name.startswith("deprivation")

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for entry in self.entries for name in entry.into))


@cache
def built_in() -> Mapping[str, CodeList]:
    """Return the lists that come with Brightspot, by name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.csv"))}


def _read(path: Path) -> CodeList:
    with path.open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    return CodeList(path.stem, tuple(_entry(heading, row) for row in rows))


def _entry(heading: Sequence[str], row: Sequence[str]) -> Entry:
    code, label, unknown, also = row[:_OWN_COLUMNS]
    into = dict(zip(heading[_OWN_COLUMNS:], row[_OWN_COLUMNS:], strict=True))
    return Entry(code, label, unknown == "yes", tuple(t for t in also.split("|") if t), into)


def own(name: str, codes: Mapping[str, str]) -> CodeList:
    """Make a list of one's own: how each group is written → its category code."""
    return CodeList(name, tuple(Entry(written, into={"": group}) for written, group in codes.items()))


def filled_from_list(dimension: dict[str, Any]) -> dict[str, Any]:
    """Fill a dimension that names a list with the list's groups as its categories."""
    chosen = built_in().get(str(dimension["list"]))
    if chosen is None:
        raise ValueError(f"there is no list {dimension['list']!r}: one of {', '.join(built_in())}")
    if "categories" in dimension:
        raise ValueError("give either `list` or `categories`")
    note = {"axis_note": "1 = most deprived"} if chosen.has_direction else {}
    groups = [{"code": e.code, "label": e.label, "is_unknown": e.is_unknown} for e in chosen.entries]
    return {"is_ordered": chosen.has_direction} | note | dimension | {"categories": groups}


@dataclass(frozen=True, slots=True)
class Band:
    code: str
    lowest: float
    below: float
    """The first number above it: a band of whole years holds 17.9 in 0-17."""


def band(code: str) -> Band | None:
    """Read 0-17, 65+ or 5 as numbers; None if it is no band."""
    match = _BAND.fullmatch(code.strip())
    if match is None:
        return None
    low, high, over, alone = match.groups()
    if over is not None:
        return Band(code, float(over), float("inf"))
    first, last = (float(low), float(high)) if low is not None else (float(alone), float(alone))
    return Band(code, first, last + 1) if first <= last else None


def bands_of(grouping: Grouping, lists: Mapping[str, CodeList]) -> tuple[Band, ...]:
    """Return the bands a grouping names, in their order; ValueError says what is wrong with them."""
    codes: Sequence[str] = grouping.bands
    if len(codes) == 1 and codes[0] in lists:
        codes = [entry.code for entry in lists[codes[0]].entries if not entry.is_unknown]
    found = []
    for code in codes:
        one = band(code)
        if one is None:
            raise ValueError(f"{code!r} is no band such as 0-17 or 65+, and no list of bands has that name")
        found.append(one)
    found.sort(key=lambda each: each.lowest)
    for before, after in pairwise(found):
        if after.lowest < before.below:
            raise ValueError(f"the bands {before.code} and {after.code} overlap")
    return tuple(found)


def _plain(text: str) -> str:
    """Simplify a code: `01` and `1` are one, as are `Not Known` and `not known`."""
    text = " ".join(text.split()).casefold()
    return text.lstrip("0") or "0" if text.isdigit() else text


def misfits(chosen: CodeList, categories: Mapping[str, object]) -> list[str]:
    """List the codes that no group of a dimension stands for, in the way that fits best."""
    return _without_group(chosen, categories, _way(chosen, categories))


def _without_group(chosen: CodeList, categories: Mapping[str, object], way: str | None) -> list[str]:
    return [entry.code for entry in chosen.entries if _in(entry, way) not in categories]


def _way(chosen: CodeList, categories: Mapping[str, object]) -> str | None:
    """Choose the names under which the list's groups stand in a dimension: their own (None), or those of a
    shorter list. All of them in one way: where ways were mixed, a code could be read as a code of the
    other."""
    ways = ("",) if "" in chosen.targets else (None, *chosen.targets)
    return min(ways, key=lambda way: len(_without_group(chosen, categories, way)))


def _in(entry: Entry, way: str | None) -> str:
    return entry.code if way is None else entry.into[way]


def reader(
    grouping: Grouping, categories: Mapping[str, str], lists: Mapping[str, CodeList]
) -> Callable[[str], str | None]:
    """Return the function from a cell's text to a category's code; None where it is not understood.

    categories: code or alias → code, of the dimension.
    """
    bands = bands_of(grouping, lists)
    otherwise = None if grouping.drops_others else grouping.otherwise
    known = dict(categories) if not grouping.list else {}
    known |= _known(grouping, lists[grouping.list], categories) if grouping.list else {}
    plain = {_plain(text): code for text, code in reversed(known.items())} if grouping.list else {}
    # Other spellings are of codes in the file's own list, so they are turned round with it.
    codes = {
        text: known.get(code) or plain.get(_plain(code)) or categories.get(code, code)
        for text, code in grouping.codes.items()
        if GROUP_GAP not in code
    }
    longer = {template(text): code for text, code in grouping.codes.items() if GROUP_GAP in code}

    def understood(text: str) -> str | None:
        if bands:
            return _banded(text, bands, categories) or otherwise
        for written in (text, *_inside(text, longer)):
            for table, key in ((codes, written), (known, written), (plain, _plain(written))):
                if key in table:
                    return table[key]
        return otherwise

    return understood


def _inside(text: str, longer: Mapping[Template, str]) -> Iterator[str]:
    """Return the groups that stand in a longer text, as templates read it: Indian in `Indian (number)`."""
    for written, code in longer.items():
        for reading in written.readings(text):
            yield code.replace(GROUP_GAP, reading["group"])


def _known(grouping: Grouping, chosen: CodeList, categories: Mapping[str, str]) -> dict[str, str]:
    way, is_turned = _way(chosen, categories), grouping.one_is == "least deprived"
    meant = list(chosen.entries)
    if is_turned:  # the other end first; the unknown stay where they are
        ranked = [e for e in chosen.entries if not e.is_unknown]
        turned = dict(zip((e.code for e in ranked), reversed(ranked), strict=True))
        meant = [turned.get(e.code, e) for e in chosen.entries]
    known: dict[str, str] = {}
    for entry, stands_for in zip(chosen.entries, meant, strict=True):
        group = categories.get(_in(stands_for, way))
        for text in (entry.code, *(() if is_turned else (entry.label, *entry.also, *chosen.short(entry)))):
            if group is not None and text:
                known.setdefault(text, group)
    return known


def _banded(text: str, bands: Sequence[Band], categories: Mapping[str, str]) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return next((categories.get(b.code) for b in bands if b.lowest <= number < b.below), None)
