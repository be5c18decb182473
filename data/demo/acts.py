"""The acts of the demo's people, for the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Act:
    """A decision, or a mark on a chart; the text is its reason."""

    kind: str
    indicator: str
    service: str
    period: date
    """First day of the period it is about."""
    text: str
    actor: str
    role: str


ACTS = [Act(**fields) for fields in yaml.safe_load(Path(__file__).with_name("acts.yaml").read_text("utf-8"))]
