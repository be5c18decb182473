"""The rule by which small numbers are hidden, of one's own or as a body that publishes has it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from catalogue.fields.base import Model


class Practice(StrEnum):
    """A published rule; docs/disclosure.md cites each."""

    NHS_ENGLAND = "nhs_england"
    OPENSAFELY = "opensafely"
    SCOTLAND = "scotland"


RULES: dict[Practice, dict[str, int]] = {
    Practice.NHS_ENGLAND: {"hide_up_to": 7, "round_to": 5},
    Practice.OPENSAFELY: {"hide_up_to": 7, "round_to": 5},
    Practice.SCOTLAND: {"hide_up_to": 9, "round_to": 0},
}


class Audience(StrEnum):
    """Name who reads what is shown."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Disclosure(Model):
    """Hide what could identify somebody. Applied by quality.disclosure only."""

    rule: Practice | None = None
    """The published rule that the numbers below are those of, where they are not given: `scotland`, say."""
    hide_up_to: int = Field(7, ge=0)
    """Counts of people from 1 to this are hidden."""
    round_to: int = Field(0, ge=0)
    """Round shown counts to the nearest; 0 does not round."""
    hide_zeros: bool = False
    """Hide nobody as few people are hidden: a group in which nobody, or everybody, had the event."""
    mode: Audience = Audience.INTERNAL
    """`public`: numbers of everyone are hidden and rounded by the same rule, and nothing is looked back at.
    `internal`: staff may see everyone's numbers as they are."""

    @property
    def is_public(self) -> bool:
        return self.mode is Audience.PUBLIC


def _as_practised(value: Any) -> Any:
    """Take the name of a practice for its rule, and fill a rule that is named with its numbers."""
    if isinstance(value, str):
        value = {"rule": value}
    if isinstance(value, dict) and value.get("rule") in list(Practice):
        return {**RULES[Practice(value["rule"])], **value}
    return value


AnyDisclosure = Annotated[
    Disclosure, BeforeValidator(_as_practised, json_schema_input_type=Practice | Disclosure)
]
