"""Everything Brightspot says to people when something they gave it is wrong.

    BrightspotError            shown without a traceback: the person can mend it
    ├── CatalogueError         indicators.yaml: all problems at once, with file and line
    ├── LoadRefusedError          a file as a whole: wrong header, not what its name says, empty
    ├── UndoRefusedError          loads that cannot be taken back, all reasons at once
    ├── DecisionError             an act that cannot be recorded, all reasons at once
    │   └── OvertakenError     somebody else did something about the same thing meanwhile
    ├── NotFoundError             a service, indicator or dimension that does not exist
    └── SettingsError          an environment variable that makes no sense

Anything else that escapes is a bug of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class BrightspotError(Exception):
    """A mistake that the person who reads this can mend. `exit_code` is what a command ends with."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do. `where` reads `file:line` or `file, row 7`."""

    where: str
    what: str
    expected: str = ""
    found: str = ""
    asks: str = ""
    """The token for it where it is only asked about: whoever says that it is right sends this back."""

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}"
        if self.expected:
            text += f"; expected {self.expected}"
        if self.found:
            text += f", found {self.found}"
        return text


class CatalogueError(BrightspotError):
    """Every problem of a catalogue, gathered before any is shown."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = f"{count} problem{'s' if count != 1 else ''} in the catalogue:"
        super().__init__("\n".join([heading, *(f"  {problem}" for problem in self.problems)]))


class LoadRefusedError(BrightspotError):
    """A file that was refused whole, before any of its rows was stored."""

    exit_code = 4

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UndoRefusedError(BrightspotError):
    """Loads that cannot be undone as asked; nothing was."""

    exit_code = 4

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["Nothing was undone:", *(f"  {problem}" for problem in self.problems)]))


class DecisionError(BrightspotError):
    """An act that cannot be recorded; nothing was."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(["Nothing was recorded:", *(f"  {problem}" for problem in self.problems)]))

    @property
    def asks(self) -> str:
        """Return what a form sends back to say that all of it is right; empty where something is wrong."""
        tokens = [problem.asks for problem in self.problems]
        return " ".join(tokens) if all(tokens) else ""


class OvertakenError(DecisionError):
    """Somebody else acted on the same thing since it was looked at: their act comes with it."""

    def __init__(self, act: Any) -> None:
        self.act = act
        what = f"{act.actor} acted on it at {act.at:%H:%M}"
        super().__init__([Problem(act.kind, what, "that you look again, and then decide")])


class NotFoundError(BrightspotError):
    """A service, indicator, dimension or category that this deployment does not have."""


class ForbiddenError(BrightspotError):
    """Something that is there, but not for whoever asks."""


class SettingsError(BrightspotError):
    """A setting whose value makes no sense."""
