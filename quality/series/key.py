"""The name of one series."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """One indicator, one service, one category: codes, as in addresses and files.

    `category` is empty for everyone, else `dimension:code`.
    """

    indicator: str
    service: str
    category: str = ""

    @property
    def dimension(self) -> str:
        return self.category.partition(":")[0]

    @property
    def of_everyone(self) -> SeriesKey:
        """Return the key of the same measure of the same service, of everyone."""
        return replace(self, category="")
