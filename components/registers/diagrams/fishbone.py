"""Cause and effect (Ishikawa 1968): a spine to the effect on the right, and a bone for each kind of cause,
above and below in turn. Each cause has a line to its bone; what lies behind it stands below the line."""

from __future__ import annotations

from catalogue.registers.declared import Diagram
from components.charts.scene import LINE, Scene, Shape, Words, lines_of, rectangle, wrapped
from quality.registers.outline import Item

WIDTH, SLANT, PAD, HEAD, AIR = 270, 50, 10, 220, 16
TEXT = WIDTH - SLANT - 3 * PAD
INDENT = 14


def fishbone(top: Item, diagram: Diagram, alt: str) -> Scene:
    """Place kinds of causes two by two along the spine, from the left."""
    above, under = top.below[::2], top.below[1::2]
    rise = max((_height(one) for one in above), default=AIR)
    fall = max((_height(one) for one in under), default=AIR)
    spine, columns = rise + AIR, max(len(above), 1)
    end = columns * WIDTH + AIR
    shapes, words = [Shape("spine", ((0, spine), (end, spine)))], list[Words]()
    for at, one in enumerate(above):
        _bone(one, at * WIDTH, spine - _height(one), spine, shapes, words, is_above=True)
    for at, one in enumerate(under):
        _bone(one, at * WIDTH, spine, spine + _height(one), shapes, words, is_above=False)
    lines = wrapped(top.text, HEAD - 2 * PAD)
    height = len(lines) * LINE + 2 * PAD
    shapes.append(rectangle("strong", end, spine - height / 2, HEAD, height))
    words += lines_of(lines, end + PAD, spine - height / 2 + PAD - 3)
    bottom = max(spine + fall, spine + height / 2) + AIR
    return Scene(end + HEAD + 4, bottom, tuple(shapes), tuple(words), alt).moved(
        2, max(height / 2 - spine, 2)
    )


def _causes(one: Item) -> list[tuple[list[str], list[str]]]:
    """Return lines of each cause, and of all that lies behind it."""
    found = []
    for cause in one.below:
        behind = [line for item in [*cause.walk()][1:] for line in _dashed(item)]
        found.append((wrapped(cause.text, TEXT), behind))
    return found


def _dashed(item: Item) -> list[str]:
    first, *others = wrapped(f"– {item.text}", TEXT - INDENT)
    return [first, *(f"  {line}" for line in others)]


def _height(one: Item) -> float:
    lines = sum(len(cause) + len(behind) for cause, behind in _causes(one))
    return (lines + len(wrapped(one.text, TEXT))) * LINE + len(one.below) * PAD + 4 * PAD + AIR


def _bone(
    one: Item,
    x: float,
    top: float,
    bottom: float,
    shapes: list[Shape],
    words: list[Words],
    *,
    is_above: bool,
) -> None:
    """Draw a kind of cause: its box at the far end, its causes between there and the spine."""
    lines = wrapped(one.text, TEXT)
    box = len(lines) * LINE + 2 * PAD
    y = top if is_above else bottom - box
    far, near = (top + box, bottom) if is_above else (bottom - box, top)
    begin, end = x + TEXT + PAD, x + TEXT + PAD + SLANT
    shapes += [rectangle("box", x, y, TEXT + 2 * PAD, box), Shape("line", ((begin, far), (end, near)))]
    words += lines_of(lines, x + PAD, y + PAD - 3, is_bold=True)
    at = (top + box if is_above else top) + PAD
    for cause, behind in _causes(one):
        words += lines_of(cause, x + PAD, at)
        at += len(cause) * LINE + 3
        shapes.append(Shape("grid", ((x + PAD, at), (_on(begin, end, far, near, at), at))))
        words += lines_of(behind, x + PAD + INDENT, at)
        at += len(behind) * LINE + PAD - 3


def _on(begin: float, end: float, far: float, near: float, y: float) -> float:
    """Return the place of the bone at a height."""
    return begin + (end - begin) * (y - far) / (near - far)
