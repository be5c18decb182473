"""Say where messages about a service go: escalations, replies, questions, and a digest each day."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from catalogue.fields.base import Model, listed

MAIL_ADDRESS = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*$"
"""Plain letters alone: what else mail allows, few servers take."""
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
WEBHOOK = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,47}$"

MailAddress = Annotated[str, Field(pattern=MAIL_ADDRESS, max_length=254)]
MailAddresses = Annotated[
    tuple[MailAddress, ...],
    BeforeValidator(listed, json_schema_input_type=MailAddress | list[MailAddress]),
]


def _named(text: str) -> str:
    if "://" in text:
        raise ValueError("an address stands in the setting BRIGHTSPOT_WEBHOOKS alone; say its name there")
    return text


Webhook = Annotated[str, AfterValidator(_named), Field(pattern=WEBHOOK)]


class Channel(Model):
    """Say where messages about a service and everything inside it go. What is asked of a service goes to its
    own channels, or to those of the nearest service above it that has any."""

    service: str = Field(min_length=1)
    """Code of the service."""
    email: MailAddresses = ()
    """Addresses to write to, once the setting BRIGHTSPOT_MAIL_HOST is there."""
    teams: Webhook | None = None
    """A Teams channel, by the name that the setting BRIGHTSPOT_WEBHOOKS gives its address."""
    slack: Webhook | None = None
    """A Slack channel, by the name that the setting BRIGHTSPOT_WEBHOOKS gives its address."""
    digest: str | None = Field(None, pattern=CLOCK)
    """Time of a digest each day, by the clock of the machine that sends: `07:30`. Without it none is sent."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if not (self.email or self.teams or self.slack):
            raise ValueError("messages go nowhere: give `email`, `teams` or `slack`")
        return self
