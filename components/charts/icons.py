"""Our own icons: variation as a small chart gesture with H or L, assurance as a band against the target
line with P, F or ?. The letters are drawn, not typed, so they look the same wherever the picture goes."""

from __future__ import annotations

from components.charts.drawing import Drawing, Path, points
from components.charts.marks import Mark
from quality.signals.results import Variation
from stats import Assurance

SIZE = 40
"""Side of the drawing; CSS decides how large it is shown."""

_LETTERS = {
    "H": "v10m7-10v10m-7-5h7",
    "L": "v10h6",
    "P": "m0 10v-10h3.6a2.8 2.8 0 0 1 0 5.6h-3.6",
    "F": "m6.5 0h-6.5v10m0-5h5.2",
    "?": "m0 2.8a3 3 0 1 1 4.6 2.2c-1.2.8-1.6 1.2-1.6 2m0 2.4v.6",
}
_CALM = [(7.5, 25.5), (12.0, 22.5), (16.5, 26.0)]
_AFTER = [(21.0, 19.5), (25.5, 14.0), (29.5, 9.0)]
"""A high signal: calm points, then points that leave them. A low one is its mirror image."""
_STEADY = [(8.5, 21.0), (14.0, 17.0), (19.5, 23.0), (25.5, 16.5), (31.5, 21.0)]
_RING = "M1.5 20a18.5 18.5 0 1 0 37 0a18.5 18.5 0 1 0-37 0z"

TONES = {Assurance.PASSING: "is-improvement", Assurance.FAILING: "is-concern"}


def variation_name(kind: Variation, direction: int) -> str:
    """Return the name by which a page shows the icon (`ICONS`)."""
    return f"{kind}-{'high' if direction > 0 else 'low'}" if kind.is_special else kind.value


def assurance_name(kind: Assurance, sign: int) -> str:
    return f"{kind}-{'low' if sign < 0 else 'high'}"


def variation(kind: Variation, direction: int) -> Drawing:
    """Draw the gesture. `direction` +1 gives H, −1 gives L."""
    if kind is Variation.TOO_FEW:
        few = points([(Mark.COMMON_CAUSE, x, 20) for x in (13, 20, 27)], 2.2)
        return _framed(*few, ring="ring broken", radius=2.2)
    if kind is Variation.COMMON_CAUSE:
        limits = Path("limit", "M7 12.5H33M7 27.5H33")
        calm = points([(Mark.COMMON_CAUSE, x, y) for x, y in _STEADY], 2)
        return _framed(limits, _line(_STEADY), *calm, radius=2)
    is_high = direction > 0
    calm, after = (_CALM, _AFTER) if is_high else (_mirrored(_CALM), _mirrored(_AFTER))
    letter = _letter("H", 24, 22) if is_high else _letter("L", 24, 8.5)
    return _framed(
        _line(calm + after),
        *points([(Mark.COMMON_CAUSE, x, y) for x, y in calm], 1.6),
        *points([(Mark(kind.value), x, y) for x, y in after], 1.9),
        letter,
        radius=1.6,
    )


def assurance(kind: Assurance, sign: int) -> Drawing:
    """Draw where the process lies against its target. `sign` +1 when higher is better, −1 when lower is."""
    good = sign or 1
    letter, side = {
        Assurance.PASSING: ("P", good),
        Assurance.FAILING: ("F", -good),
        Assurance.HIT_OR_MISS: ("?", 0),
    }[kind]
    line_y, band_y = 20 + side * 6, 20 - side * 5
    return _framed(
        Path("process", f"M17 {band_y - 5.5}h17v11h-17z"),
        Path("level", f"M17 {band_y}H34"),
        Path("aim", f"M15 {line_y}H36"),
        _letter(letter, 6.5, 15, "letter muted" if kind is Assurance.HIT_OR_MISS else "letter"),
    )


def _mirrored(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x, SIZE - y) for x, y in points]


def _framed(*inside: Path, ring: str = "ring", radius: float = 2) -> Drawing:
    return Drawing(SIZE, SIZE, (Path(ring, _RING), *inside), stroke=1.3, radius=radius)


def _line(points: list[tuple[float, float]]) -> Path:
    return Path("line", "M" + "L".join(f"{x:g} {y:g}" for x, y in points))


def _letter(letter: str, x: float, y: float, kind: str = "letter") -> Path:
    return Path(kind, f"M{x:g} {y:g}{_LETTERS[letter]}")


ICONS = {variation_name(kind, way): variation(kind, way) for kind in Variation for way in (1, -1)} | {
    assurance_name(kind, sign): assurance(kind, sign)
    for kind in (Assurance.PASSING, Assurance.FAILING, Assurance.HIT_OR_MISS)
    for sign in (1, -1)
}
"""Every icon, by name: once in the document, and shown from there."""
