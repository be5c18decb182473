"""The ways by which somebody is told, and who is told of what is asked of a service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalogue.messages import Channel
from catalogue.models import Catalogue
from quality.reference.service_tree import ServiceTree
from settings import Settings


class Way(StrEnum):
    EMAIL = "email"
    TEAMS = "teams"
    SLACK = "slack"


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """One address of the catalogue."""

    service: str
    way: Way
    name: str
    """An address of mail, or the name of a webhook."""
    digest: str = ""
    """Time of the daily digest; empty: none."""


def targets(catalogue: Catalogue) -> list[Target]:
    """Return every address that the catalogue gives, each of a service once."""
    return sorted({target for channel in catalogue.organisation.messages for target in _of(channel)})


def _of(channel: Channel) -> Iterator[Target]:
    ways = [(Way.EMAIL, address.lower()) for address in channel.email]
    ways += [(Way.TEAMS, channel.teams)] if channel.teams else []
    ways += [(Way.SLACK, channel.slack)] if channel.slack else []
    for way, name in ways:
        yield Target(channel.service, way, name, channel.digest or "")


def is_on(target: Target, settings: Settings) -> bool:
    """Tell if the settings let something be sent to it."""
    if target.way is Way.EMAIL:
        return bool(settings.mail_host)
    return target.name in settings.webhook_addresses


def who_hears(found: Iterable[Target], tree: ServiceTree, service: str) -> Sequence[Target]:
    """Return where something asked of a service is told: at its own addresses, or at those of the nearest
    service above it that has any."""
    if service not in tree:
        return ()
    found = list(found)
    for one in reversed(tree.path(service)):
        if heard := [target for target in found if target.service == one.code]:
            return heard
    return ()
