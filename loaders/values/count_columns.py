"""Columns that hold numbers of things, rather than rates: there a dot may part thousands."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.expressions import Node, parse_sum
from catalogue.expressions.tree import Arithmetic, Column
from catalogue.formula import Formula
from catalogue.models import Indicator
from catalogue.sources import MeasurementSource
from loaders.values import separators
from loaders.values.separators import Doubt


def count_columns(
    source: MeasurementSource, formulas: Iterable[tuple[str, Indicator, Formula]]
) -> dict[str, Doubt]:
    """Return what columns hold that are added up. What is multiplied, or has a unit of its own, is a rate."""
    found: dict[str, Doubt] = {}
    for _, indicator, formula in formulas:
        for text, doubt in _parts(source, indicator, formula):
            expression = parse_sum(text)
            for name in expression.columns:
                if _is_sum(expression.root) and source.factor(name) is None:
                    found[name] = min(doubt, found.get(name, doubt), key=separators.DOUBTS.index)
    return found


def parts_counted(indicator: Indicator, source: MeasurementSource) -> tuple[bool, bool]:
    """Return whether numerator and denominator must be whole numbers."""
    if source.fractional_counts is True:
        return False, False
    return counts_things(indicator), indicator.is_proportion


def counts_things(indicator: Indicator) -> bool:
    """Return whether the numerator is a number of whole things."""
    return indicator.is_proportion or indicator.chart in {"u", "up", "c"}


def _parts(source: MeasurementSource, indicator: Indicator, formula: Formula) -> list[tuple[str, Doubt]]:
    top, bottom = parts_counted(indicator, source)
    if formula.denominator is None:
        plain = separators.OF_VALUES if indicator.additive else separators.OF_RATES
        return [(formula.numerator, separators.OF_WHOLE if top else plain)]
    return [
        (formula.numerator, separators.OF_WHOLE if top else separators.OF_AMOUNTS),
        (formula.denominator, separators.OF_WHOLE if bottom else separators.OF_AMOUNTS),
    ]


def _is_sum(node: Node) -> bool:
    if isinstance(node, Arithmetic):
        return node.operator in {"+", "-"} and _is_sum(node.left) and _is_sum(node.right)
    return isinstance(node, Column)
