"""Places on the wall screen, 1920 × 1080, that a stylesheet cannot choose."""

from __future__ import annotations

from components.charts.svg_chart import Size

REFRESH_SECONDS = 300


def columns(number: int, cards: int) -> int:
    """Choose how many tiles stand side by side, so that the rows are full or nearly, and charts wider than
    high. Above two rows of large words there is no room for several signals."""
    return number if number <= 3 else {4: 2 if cards <= 1 else 4, 5: 3, 6: 3}.get(number, 4)


def chart_size(number: int, cards: int, *, has_harm: bool) -> Size:
    """Return the room for one tile's chart, so that the tiles together fill the screen. Roughly: the
    stylesheet gives the place, and a drawing keeps its shape inside."""
    across = columns(number, cards)
    down = -(-number // across)
    width = (1854 - (466 if has_harm else 0) - 27 * (across - 1)) / across
    lower = 900 - {0: 110, 1: 255}.get(cards, 370)
    words = 250 if number <= 4 else 185
    height = max(56.0, (lower - 17 * (down - 1)) / down - words)
    return Size(width, min(height, 0.75 * width), radius=3.6 if number <= 4 else 2.6, stroke=1.8)
