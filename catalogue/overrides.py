"""Say which source is believed where two speak of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalogue.sources import Numbers, Source


def overridden_sources(sources: Mapping[str, Source], code: str) -> frozenset[str]:
    """Return every source that this one overrides, directly or by way of others.

    >>> overridden_sources({}, "a")
    frozenset()
    """
    found: set[str] = set()
    ahead = [code]
    while ahead:
        source = sources.get(ahead.pop())
        new = set(source.overrides) - found if isinstance(source, Numbers) else set()
        found |= new
        ahead += sorted(new)
    return frozenset(found)


def circles(sources: Mapping[str, Source]) -> Iterator[str]:
    """Yield sources that override themselves by way of others: neither would win."""
    for code in sources:
        if code in overridden_sources(sources, code):
            yield code
