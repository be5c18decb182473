"""An explanation of a number: declared once for each kind of number, worked out for each number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalogue.models import Indicator
from components.words import say

ASK = "How was this made?"
FORMULA, PUT_IN, FROM = "Formula", "Put in", "Method"


@dataclass(frozen=True, slots=True)
class Worked:
    """One number worked out: what is put into the formula, and what comes of it, as its page shows it."""

    put_in: str
    result: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of number that pages show."""

    name: str
    words: str
    """The way it is made, in plain words."""
    formula: str
    source: str
    """The method and who described it; empty for plain arithmetic."""
    worked: Callable[..., Worked | None]
    """Work one out of what its page is drawn from; None: the page does not show it."""


Explanation = tuple[Kind, Worked]


def formula(kind: Kind, indicator: Indicator | None) -> str:
    """Return the formula with what the indicator counts by; None: of no single one."""
    return kind.formula if indicator is None else kind.formula.replace("{per}", per_so_many(indicator))


def explain(kinds: Iterable[Kind], *of: object) -> list[Explanation]:
    """Return the kinds of numbers that a page shows of something, each worked out."""
    worked = ((kind, kind.worked(*of)) for kind in kinds)
    return [(kind, one) for kind, one in worked if one is not None]


def exact(amount: float, places: int = 3) -> str:
    """Write a number that is put in: as exact as the file gave it, so that it can be calculated again."""
    text = say.number(amount, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def per_so_many(indicator: Indicator) -> str:
    """Return ` × 100`, or nothing where a value is counted for one."""
    return "" if indicator.per == 1 else f" × {exact(indicator.per)}"


def quotient(x: float, n: float, indicator: Indicator) -> str:
    """Write `2,531 ÷ 17,388 × 100`."""
    return f"{exact(x)} ÷ {exact(n)}{per_so_many(indicator)}"
