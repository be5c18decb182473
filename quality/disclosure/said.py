"""Comments as counts of people: the one place that says who may know how many there were."""

from __future__ import annotations

from catalogue.disclosure import Disclosure


def comments_counted(count: int, rule: Disclosure) -> int | None:
    """Return how many comments came to a service on a day, for whoever reads: staff are told it as it is.
    Where everybody reads, nobody is: a ward has few in a day, and each is a person."""
    return None if rule.is_public else count
