"""Explanations of the numbers of groups that are made alike in another dimension."""

from __future__ import annotations

from components.words import say
from components.words.equity import equity_crossed, equity_numbers
from components.words.explain.explanation import Kind, Worked, exact, per_so_many
from quality.equity.crossed_view import Band, Cell, Triple
from quality.equity.view import EquityView, GroupRow

PLACES = 6


def _bands(view: EquityView, row: GroupRow) -> list[tuple[Band, Cell]]:
    """Return the bands that count, each with those of the group who are in it."""
    assert view.crossed is not None
    cells = ((band, cell) for band in view.crossed.bands for cell in band.cells if cell.second == row.label)
    return [(band, cell) for band, cell in cells if band.weight]


def _alike(view: EquityView, row: GroupRow) -> Worked | None:
    one = view.crossed.of(row.code) if view.crossed else None
    if one is None or one.value is None:
        return None
    parts = [
        f"{exact(band.weight)} × {exact(cell.numerator or 0.0)} ÷ {exact(cell.denominator or 0.0)}"
        for band, cell in _bands(view, row)
    ]
    weights = " + ".join(exact(band.weight) for band, _ in _bands(view, row))
    put_in = f"({' + '.join(parts)}) ÷ ({weights}){per_so_many(view.indicator)}"
    return Worked(put_in, say.value_with_unit(one.value[0], view.indicator))


def _expected(view: EquityView, row: GroupRow) -> Worked | None:
    one = view.crossed.of(row.code) if view.crossed else None
    if one is None or one.ratio is None:
        return None
    bands = _bands(view, row)
    expected = [
        f"{exact(cell.denominator)} × {exact(band.numerator or 0.0)} ÷ {exact(band.denominator)}"
        for band, cell in bands
        if cell.denominator and band.denominator
    ]
    observed = " + ".join(exact(cell.numerator or 0.0) for _, cell in bands)
    return Worked(f"({observed}) ÷ ({' + '.join(expected)})", equity_numbers.times_as_much(one.ratio[0]))


def _gap(view: EquityView) -> Worked | None:
    gap = view.crossed.gap if view.crossed else None
    if gap is None:
        return None
    (a, *_), (b, *_) = gap.sides
    put_in = f"{exact(a, PLACES)} − {exact(b, PLACES)}"
    return Worked(put_in, equity_numbers.short_amount(gap.difference[0], view))


def _limits(view: EquityView) -> Worked | None:
    gap = view.crossed.gap if view.crossed else None
    if gap is None:
        return None
    put_in = "; ".join(f"{name} = {_with_limits(side)}" for name, side in zip("ab", gap.sides, strict=True))
    return Worked(put_in, equity_numbers.low_to_high(*gap.difference[1:], view))


def _with_limits(side: Triple) -> str:
    value, low, high = (exact(number, PLACES) for number in side)
    return f"{value} ({low} to {high})"


ALIKE_KINDS = (
    Kind(
        "Allowing for the other",
        "The value as if the group had the same mix as everyone: that of each band, weighted by all in it.",
        "Σ w × x ÷ n, ÷ Σ w{per}",
        f"Direct standardisation, limits by {equity_crossed.DOBSON}",
        _alike,
    ),
    Kind(
        "Held against everyone",
        "Its events, divided by those that everyone's values would give the people of each band.",
        "Σ x ÷ Σ n × X ÷ N; X and N those of everyone",
        "Indirect standardisation, Byar's limits (Breslow & Day 1987)",
        _expected,
    ),
)
ALIKE_GAP_KINDS = (
    Kind(
        "Gap allowing for the other", "The first less the second, both with the same mix.", "a − b", "", _gap
    ),
    Kind(
        "95% interval of that gap",
        "Where it may lie, allowing for chance in both.",
        "gap − √((a − a₋)² + (b₊ − b)²) to gap + √((a₊ − a)² + (b − b₋)²); a and b with their own limits",
        f"MOVER (Donner & Zou 2012); a and b: {equity_crossed.DOBSON}",
        _limits,
    ),
)
