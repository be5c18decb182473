"""YAML read into plain values, with the line of every key.

Scalars stay text. The schema, not YAML, says what is a number, a date or a yes: so a category code `01`
keeps its zero and a country code `NO` is not `false`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from errors import Problem

Path_ = tuple[str | int, ...]
_NOTHING = {"", "~", "null", "Null", "NULL"}
_DEEPEST = 40
_LARGEST = 5_000_000  # letters of a file
_MOST = 100_000
"""Values of a file, an alias counted each time it stands. A hundred indicators have some thousands."""
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its values, the `file:line` of each path in them, and what was wrong with the YAML."""

    name: str
    values: Any
    lines: dict[Path_, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read(path: Path) -> Document:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 text (byte {error.start})"
        return Document(path.name, {}, problems=(Problem(path.name, what, "a YAML file saved as UTF-8"),))
    if len(text) > _LARGEST:
        what = f"has {len(text):,} letters"
        return Document(
            path.name, {}, problems=(Problem(path.name, what, f"at most {_LARGEST:,} in a file"),)
        )
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return Document(path.name, {}, problems=(_syntax(path.name, error),))
    except RecursionError:
        return Document(path.name, {}, problems=(Problem(path.name, "is nested too deeply"),))
    reader = _Reader(path.name)
    try:
        values = reader.value(root, ()) if root is not None else {}
    except _TooManyError as error:
        return Document(path.name, {}, problems=(error.problem,))
    return Document(path.name, values, reader.lines, tuple(reader.problems))


class _TooManyError(Exception):
    def __init__(self, where: str) -> None:
        self.problem = Problem(
            where, "repeats itself too often", f"at most {_MOST:,} values, aliases written out"
        )


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, str] = {}
        self.problems: list[Problem] = []
        self.merging: list[yaml.Node] = []
        self.count = 0

    def where(self, node: yaml.Node) -> str:
        return f"{self.name}:{node.start_mark.line + 1}"

    def counted(self, node: yaml.Node) -> None:
        self.count += 1
        if self.count > _MOST:
            raise _TooManyError(self.where(node))

    def value(self, node: yaml.Node, path: Path_) -> Any:
        self.counted(node)
        self.lines.setdefault(path, self.where(node))
        if len(path) > _DEEPEST:  # an alias that holds itself, for one
            self.problems.append(Problem(self.where(node), "is nested too deeply"))
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        is_plain = node.style is None
        return None if is_plain and node.value in _NOTHING else node.value

    def mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        values: dict[str, Any] = {}
        taken_over: dict[str, Any] = {}
        for key_node, value_node in node.value:
            self.counted(key_node)
            if key_node.tag == _MERGE:
                taken_over = self.merged(value_node, path) | taken_over
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(self.where(key_node), "a key is not text", "one word or phrase"))
                continue
            key = key_node.value
            if key in values:
                first = self.lines[(*path, key)]
                self.problems.append(
                    Problem(self.where(key_node), f"`{key}` stands twice", f"once (it is at {first} already)")
                )
                continue
            self.lines[(*path, key)] = self.where(key_node)
            values[key] = self.value(value_node, (*path, key))
        return taken_over | values

    def merged(self, node: yaml.Node, path: Path_) -> dict[str, Any]:
        """Read what `<<: *name` takes over: a mapping, or several of which the first counts most."""
        found: dict[str, Any] = {}
        for part in reversed(node.value if isinstance(node, yaml.SequenceNode) else [node]):
            if not isinstance(part, yaml.MappingNode) or part in self.merging:
                what = "`<<` takes over no mapping"
                self.problems.append(Problem(self.where(node), what, "the name of one above it: `<<: *name`"))
                continue
            self.merging.append(part)
            found |= self.mapping(part, path)
            self.merging.remove(part)
        return found


def _syntax(name: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{name}:{mark.line + 1}" if mark else name
    words = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).splitlines()[0]
    hint = ""
    if words == "second occurrence":
        first = getattr(error, "context_mark", None)
        words = "two things are called by the same `&name`"
        hint = f" (the first in line {first.line + 1 if first else 1}): give one of them another"
    elif "undefined alias" in words:
        hint = " (`*name` repeats what stands above behind `&name`; a text that begins with * needs quotes)"
    if "\\t" in words:
        hint = " (indent with blanks, not tabs)"
    elif "mapping values are not allowed" in words:
        hint = " (a text with a colon in it needs quotes, or the line above is indented differently)"
    return Problem(where, f"is not YAML: {words}{hint}")
