"""Tell if two sources may read the same rows, by their files and the tables that their queries name.

    ./Wards.csv          wards.csv                 the same file
    {year}/wards*.csv    2026/wards_late.csv       a file that fits both
    wards.zip            wards.zip/late.csv        a file in the archive
    FROM stays JOIN ...  FROM a JOIN stays         a table that one of them counts from

Two queries that only look up the same table (both `JOIN wards`) count other rows. Where it cannot be told,
the answer is yes: what is tied hides more, what is not may give somebody away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalogue.sources.base import Origin

_PART = re.compile(r"\{[^{}]*\}|\[[^\]]*\]|[*?]+")
"""In place of letters that vary in the path of a file."""
_NO_WORDS = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
_TOKEN = re.compile(
    r"""(?:[\w$]+|"[^"]+"|`[^`]+`|\[[^\]]+\])(?:\s*\.\s*(?:[\w$]+|"[^"]+"|`[^`]+`|\[[^\]]+\]))*|[(),;]"""
)
_TAKES_FROM = frozenset({"extract", "trim", "substring", "overlay"})
"""Functions with a `FROM` of their own inside."""
_ENDS = frozenset(
    {"where", "group", "order", "having", "union", "intersect", "except", "limit", "on", "using", "select"}
    | {"left", "right", "inner", "outer", "full", "cross", "natural", "fetch", "offset", "window", ";"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """Name where the rows of a source are: a file or files, or a query of a database."""

    file: str = ""
    query: str = ""
    database: str = ""

    @classmethod
    def of(cls, source: Origin) -> Place:
        return cls(source.file or "", source.query or "", source.database or "")


@lru_cache(maxsize=4096)
def may_be_the_same(one: Place, other: Place) -> bool:
    """Tell if a row may be in both."""
    if one.file and other.file:
        return _may_fit(one.file, other.file)
    if not one.query or not other.query:
        return False
    if _words(one.query) == _words(other.query):
        return True
    if one.database != other.database:
        return False
    (its, beside), (theirs, beside_them) = tables(one.query), tables(other.query)
    return _share(its, theirs | beside_them) or _share(theirs, its | beside)


# -- files -----------------------------------------------------------------------------------------


def _may_fit(one: str, other: str) -> bool:
    its, theirs = _steps(one), _steps(other)
    for at, (step, their) in enumerate(zip(its, theirs, strict=False)):
        if "**" in step or "**" in their:
            return True
        if not _meet(_PART.sub("*", step), _PART.sub("*", their)):
            return False
        if step.endswith(".zip") and at + 1 in (len(its), len(theirs)):
            return True
    return len(its) == len(theirs)


def _steps(path: str) -> list[str]:
    """Return the folders and the name of a path; of a letter's size some disks know nothing."""
    return [step for step in path.casefold().replace("\\", "/").split("/") if step not in ("", ".")]


def _meet(one: str, other: str) -> bool:
    """Tell if some text fits both of two patterns, in which `*` stands for any letters."""
    if "*" not in one + other:
        return one == other
    # ends[i][j]: what is left from i of the one and from j of the other can be the same.
    rows, columns = len(one), len(other)
    ends = [[False] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            if i == rows and j == columns:
                ends[i][j] = True
            elif i < rows and one[i] == "*":
                ends[i][j] = ends[i + 1][j] or (j < columns and ends[i][j + 1])
            elif j < columns and other[j] == "*":
                ends[i][j] = ends[i][j + 1] or (i < rows and ends[i + 1][j])
            elif i < rows and j < columns and one[i] == other[j]:
                ends[i][j] = ends[i + 1][j + 1]
    return ends[0][0]


# -- queries ---------------------------------------------------------------------------------------


def _words(query: str) -> str:
    return " ".join(query.split()).casefold()


def tables(query: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the tables that a query counts from, and those it looks up beside them (`JOIN`)."""
    tokens = [token.casefold() for token in _TOKEN.findall(_NO_WORDS.sub(" ", query))]
    named = set(_named_inside(tokens))
    found: dict[str, set[str]] = {"from": set(), "join": set()}
    opened: list[str] = []
    """The words before the brackets that are open."""
    wanted = ""
    last = ""
    for at, token in enumerate(tokens):
        if token == "(":
            opened.append(tokens[at - 1] if at else "")
            wanted = ""
        elif token == ")":
            opened = opened[:-1]
            last, wanted = ("from" if last else ""), ""
        elif token == "from" and not (opened and opened[-1] in _TAKES_FROM):
            wanted = last = "from"
        elif token == "join":
            wanted, last = "join", "join"
        elif token == ",":
            wanted = "from" if last == "from" else ""
        elif token in _ENDS:
            last = wanted = ""
        elif wanted and token not in ("lateral", "only"):
            found[wanted].add(re.sub(r'["`\[\]\s]', "", token))
            wanted = ""
    return frozenset(found["from"] - named), frozenset(found["join"] - named)


def _named_inside(tokens: list[str]) -> Iterator[str]:
    """Yield the names that a query gives to parts of itself: `WITH name AS (`."""
    for name, word, bracket in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word == "as" and bracket in ("(", "materialized"):
            yield name


def _share(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Tell if a table is one of both, with or without the schema before its name."""
    return any(
        one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
        for one in ones
        for other in others
    )
