"""Forty mistakes that somebody could make in the product, and the tests of the usual run that find them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from settings import ROOT

LIST = Path(__file__).with_name("faults.yaml")


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake: what a file says now, and what it would say."""

    id: str
    file: str
    now: str
    faulty: str
    harm: str
    found_by: tuple[str, ...]

    def broken(self, root: Path = ROOT) -> str:
        """Return the file's text with the mistake. ValueError: today's text is not there once."""
        text = (root / self.file).read_text(encoding="utf-8")
        if text.count(self.now) != 1:
            raise ValueError(f"{self.id}: {self.file} holds {self.now!r} {text.count(self.now)} times")
        return text.replace(self.now, self.faulty)


def read_faults() -> dict[str, Fault]:
    """Read the list, by id."""
    entries = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    faults = [
        Fault(id=name, **entry | {"found_by": tuple(entry["found_by"])}) for name, entry in entries.items()
    ]
    return {fault.id: fault for fault in faults}
