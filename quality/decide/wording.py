"""A decision in words: the same on the chart's page, in its file and from the command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from catalogue.fields.periods import Frequency, label
from quality.acts.decision import Baseline, Decision, DecisionKind


def what(
    decision: Decision,
    frequency: Frequency,
    baseline: Baseline | None = None,
    *,
    amount: Callable[[float], str] = "{:g}".format,
) -> str:
    """Say `Limits recalculated from Apr 2025: new model of care`.

    baseline: where a fixed one begins; amount: how values of the measure are written
    """
    period, first = label(decision.period, frequency), (baseline or decision).first_period
    begins = label(first, frequency) if first else ""
    limits = f"{begins} to {period}" if first else f"the points up to {period}"
    values = (decision.start_value, decision.value)
    start, value = ("" if number is None else amount(number) for number in values)
    facts = {
        DecisionKind.REPHASE: f"Limits recalculated from {period}",
        DecisionKind.BASELINE: f"Limits fixed on {limits}",
        DecisionKind.EXCLUSION: f"{period} left out of limits and rules",
        DecisionKind.ANNOTATION: f"{begins} to {period}" if first else period,
        DecisionKind.TARGET: f"Target {value} from {period}",
        DecisionKind.TRAJECTORY: f"Plan from {start} in {begins} to {value} in {period}",
    }
    above = f" for {decision.of_service}" if decision.of_service else ""
    return f"{facts[decision.kind]}{above}: {decision.text}"


def who(decision: Decision) -> str:
    """Say `Morag Sinclair, Senior charge nurse, 3 Jun 2025`."""
    return _signed(decision.actor, decision.role, decision.on)


def withdrawn(decision: Decision) -> str:
    """Say `withdrawn by Morag Sinclair, Senior charge nurse, 3 Jun 2025: a mistake`; empty while it holds."""
    gone = decision.withdrawn
    return f"withdrawn by {_signed(gone.actor, gone.role, gone.on)}: {gone.reason}" if gone else ""


def _signed(name: str, role: str, on: date | None) -> str:
    day = f"{on.day} {on:%b %Y}" if on else ""
    return ", ".join(part for part in (name, role, day) if part)
