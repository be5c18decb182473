"""Read words with gaps, for names that mean something: `hospital {hospital} - ind {indicator}.csv`.

`{part}` is a gap with a name, `*` one without. A template reads a text if the words between the gaps stand
where they should; what fills the gaps are its parts. A part beside a `*` begins or ends where a word does.
Where several readings are possible (`{topic}_{part}` and `burned_out_base`), what a part may be decides; the
reader is told of all that is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

_GAP = re.compile(r"\{([^{}*]+)\}|(\*)")
_READINGS_AT_MOST = 20  # enough to say that a template is not clear

May = Mapping[str, Callable[[str], bool]]
"""Part → whether it may be this text; a part that is not named here may be any."""


@dataclass(frozen=True, slots=True)
class Template:
    text: str
    pieces: tuple[tuple[str, str], ...]  # ("words", …), ("part", name) or ("any", "")

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(name for kind, name in self.pieces if kind == "part")

    @property
    def letters(self) -> int:
        """Return how many letters stand between the gaps."""
        return sum(len(words) for kind, words in self.pieces if kind == "words")

    def readings(self, text: str, may: May | None = None) -> list[dict[str, str]]:
        """Return the ways in which the template reads the text, each as part → what fills it."""
        if not _expression(self.text).fullmatch(text):
            return []
        found: list[dict[str, str]] = []
        for reading in self._from(0, text, 0, may or {}):
            if reading not in found:
                found.append(reading)
            if len(found) == _READINGS_AT_MOST:
                break
        return found

    def _from(self, at: int, text: str, begin: int, may: May) -> Iterator[dict[str, str]]:
        if at == len(self.pieces):
            if begin == len(text):
                yield {}
            return
        kind, name = self.pieces[at]
        if kind == "words":
            if text.startswith(name, begin):
                yield from self._from(at + 1, text, begin + len(name), may)
            return
        touches = at + 1 < len(self.pieces) and self.pieces[at + 1][0] != "words"
        for end in range(begin + (kind == "part"), len(text) + 1):
            if touches and not _is_edge(text, end):
                continue
            part = text[begin:end]
            if kind == "any":
                yield from self._from(at + 1, text, end, may)
            elif part == part.strip() and (name not in may or may[name](part)):
                yield from ({name: part, **more} for more in self._from(at + 1, text, end, may))


def _is_edge(text: str, at: int) -> bool:
    """Tell whether no word and no number goes on there: `Mar-20` does not stand in `Mar-2023`."""
    if at in {0, len(text)}:
        return True
    a, b = text[at - 1], text[at]
    return not ((a.isdigit() and b.isdigit()) or (a.isalpha() and b.isalpha()))


@cache
def template(text: str) -> Template:
    """Return the template written so. ValueError says what is wrong with it."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for gap in _GAP.finditer(text):
        if gap.start() > at:
            pieces.append(("words", text[at : gap.start()]))
        pieces.append(("part", gap[1].strip()) if gap[1] else ("any", ""))
        at = gap.end()
    if text[at:]:
        pieces.append(("words", text[at:]))
    if any(sign in words for kind, words in pieces if kind == "words" for sign in "{}"):
        raise ValueError(f"`{text}` has a bracket without its other half: a part is written {{part}}")
    names = [name for kind, name in pieces if kind == "part"]
    if "" in names or len(set(names)) < len(names):
        raise ValueError(f"`{text}` must name each {{part}}, and each once")
    if any(a[0] == b[0] for a, b in pairwise(pieces)):
        raise ValueError(f"`{text}` needs something between two parts, or nobody can tell them apart")
    return Template(text, tuple(pieces))


@cache
def _expression(text: str) -> re.Pattern[str]:
    """Take a quick first look, before parts are tried letter by letter."""
    gaps = {"part": "(?:.+?)", "any": "(?:.*?)"}
    pieces = (gaps.get(kind) or re.escape(name) for kind, name in template(text).pieces)
    return re.compile("".join(pieces), re.DOTALL)
