"""Measures whose numerator and denominator stand in two sources: falls in one file, bed days in another.

    falls_rate   numerator from `falls_log`            falls_rate:numerator     3   loaded
                 denominator from `occupancy`     →    falls_rate:denominator 612   loaded
                                                       falls_rate         3 / 612   a pair of both

Each part is loaded by itself, as a count with all that a load keeps: revisions, conflicts, undoing. The
pairs are derived from what stands (loaders/rollup/two_sources.py) and made again whenever a part changes, so
it does not matter which file comes first. Pages see the measure only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from catalogue.formula import SIGN, Formula

if TYPE_CHECKING:
    from catalogue.models import Indicator


class RatioPart(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


def code_of(code: str, part: RatioPart) -> str:
    return f"{code}{SIGN}{part.value}"


def owner_of(code: str) -> str:
    """Return the measure that a loaded series belongs to: itself, or the one it is a part of."""
    return code.partition(SIGN)[0]


def ratio_part(code: str) -> RatioPart | None:
    """Return the part that a loaded series is; None: it is whole."""
    part = code.partition(SIGN)[2]
    return RatioPart(part) if part else None


def ratio_parts(code: str, indicator: Indicator) -> Mapping[str, Indicator]:
    """Return both parts of a measure that takes them from two sources, as counts to be loaded."""
    return {code_of(code, part): _part(indicator, part) for part in RatioPart}


def _part(indicator: Indicator, part: RatioPart) -> Indicator:
    # Which numbers are whole is decided by the chart (loaders/observations/checks.py); none is below zero.
    is_whole = indicator.is_proportion or (
        part is RatioPart.NUMERATOR and indicator.chart in {"u", "up", "c"}
    )
    return indicator.model_copy(
        update={
            "title": f"{indicator.title}, {part.value}",
            "short_title": f"{indicator.label}, {part.value}",
            "numerator": getattr(indicator, part.value),
            "denominator": "",
            "expected": "",
            "data": tuple(formula for _, formula in _formulas(indicator, part)),
            "unit": "in all",
            "per": 1.0,
            "chart": "c" if is_whole else "auto",
            "is_proportion": False,
            "targets": (),
        }
    )


def _formulas(indicator: Indicator, part: RatioPart) -> Iterator[tuple[int, Formula]]:
    """Yield each formula of a part once, with the place of the first one that asks for it.

    Two numerators (one for everyone, one for groups) may share a denominator."""
    seen = []
    for place, formula in enumerate(indicator.data):
        if formula.denominator is None:  # a mistake that the catalogue's rules tell
            continue
        one = _one(formula, part)
        if one not in seen:
            seen.append(one)
            yield place, one


def _one(formula: Formula, part: RatioPart) -> Formula:
    plain: dict[str, Any] = {"denominator": None, "denominator_from": None}
    if part is RatioPart.NUMERATOR:
        return formula.model_copy(update=plain)
    there = formula.denominator_from or formula
    told = {"source": there.source, "only": there.only}
    return formula.model_copy(update={**plain, **told, "numerator": formula.denominator})


def place_of(code: str, indicators: Mapping[str, Indicator], number: int) -> tuple[str | int, ...]:
    """Return where in the catalogue formula `number` of a loaded series is written."""
    owner, part = indicators[owner_of(code)], ratio_part(code)
    if part is None:
        return ("indicators", code, "data", number)
    place = [place for place, _ in _formulas(owner, part)][number]
    is_elsewhere = part is RatioPart.DENOMINATOR and owner.data[place].denominator_from is not None
    path = ("indicators", owner_of(code), "data", place)
    return (*path, "denominator_from") if is_elsewhere else path
