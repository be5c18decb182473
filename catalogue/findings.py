"""Findings about a catalogue, wrong or worth a thought: their place, and the words they are told in."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One offence: where in the catalogue, and the words of a Problem (what, expected, found)."""

    path: Place
    words: tuple[str, str, str]
    is_warning: bool = False


def finding(path: Place, what: str, expected: str = "", found: str = "") -> Finding:
    return Finding(path, (what, expected, found))


def warning(path: Place, what: str, expected: str = "", found: str = "") -> Finding:
    return Finding(path, (what, expected, found), is_warning=True)


def unknown(path: Place, what: str, names: Iterable[str], name: str) -> Finding:
    """Return what is wrong where `name` is none of `names`."""
    return finding(path, what, one_of(names, name), name)


def one_of(names: Iterable[str], name: str) -> str:
    """Say what was expected where `name` is none of `names`: the nearest, or all if they are few."""
    known = list(names)
    near = difflib.get_close_matches(name, known, 1, 0.6)
    if near:
        return f"a known one (did you mean `{near[0]}`?)"
    if not known:
        return "none is defined yet"
    return "one of " + ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
