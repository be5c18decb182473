"""Colours, type and sizes in one place: the same tokens that `assets/1-tokens.css` gives to the page,
for the figures of large charts. `tests/unit/components/test_theme.py` compares the two
and measures every contrast."""

from __future__ import annotations

from dataclasses import dataclass

from quality.signals.results import Variation

FONT = '"Atkinson Next", "Atkinson Hyperlegible", system-ui, sans-serif'


@dataclass(frozen=True, slots=True)
class Palette:
    """One ground and what is drawn on it. Text colours reach 4.5:1, marks 3:1 (WCAG 1.4.3, 1.4.11)."""

    ground: str
    panel: str
    rule: str
    rule_strong: str
    ink: str
    muted: str
    improvement: str
    improvement_text: str
    improvement_tint: str
    concern: str
    concern_text: str
    concern_tint: str
    common: str
    common_tint: str
    neutral: str
    neutral_text: str
    neutral_tint: str
    target: str
    band: str

    def mark(self, variation: Variation) -> str:
        """Return the colour of a point. Its shape says the same (`components.charts.marks`)."""
        return getattr(self, tone(variation))


def tone(variation: Variation) -> str:
    """Return `improvement`, `concern`, `neutral` or `common`."""
    return variation.value.partition("_")[0] if variation.is_special else "common"


LIGHT = Palette(
    ground="#ffffff",
    panel="#f5f6f4",
    rule="#dfe2e0",
    rule_strong="#7b858e",
    ink="#18222d",
    muted="#55616d",
    improvement="#0b66c3",
    improvement_text="#0b5cad",
    improvement_tint="#e8f1fa",
    concern="#cc5200",
    concern_text="#b34700",
    concern_tint="#fdeee2",
    common="#6b7681",
    common_tint="#eef0f2",
    neutral="#6b3fa0",
    neutral_text="#6b3fa0",
    neutral_tint="#f1eaf8",
    target="#18222d",
    band="#eef0f2",
)


def css_class(variation: Variation) -> str:
    """Return `is-improvement`, `is-concern`, `is-neutral` or `is-common`: colour by class, never inline."""
    return f"is-{tone(variation)}"
