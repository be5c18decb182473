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


class Disclosure(Model):
    """Hide what could identify somebody. Applied by quality.disclosure.suppression only."""

    hide_up_to: int = Field(7, ge=0)
    """Counts of people from 1 to this are hidden."""
    round_to: int = Field(0, ge=0)
    """Round shown counts to the nearest; 0 does not round."""


def _as_practised(value: Any) -> Any:
    """Take the name of a practice for its rule."""
    return RULES[Practice(value)] if value in list(Practice) else value


AnyDisclosure = Annotated[
    Disclosure, BeforeValidator(_as_practised, json_schema_input_type=Practice | Disclosure)
]
