"""Colours: the same in CSS and Python, and enough contrast for everybody."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from components.theme import LIGHT, Palette

TOKENS = (Path(__file__).resolve().parents[3] / "assets" / "1-tokens.css").read_text()


def tokens(block: str) -> dict[str, str]:
    colours = TOKENS.split(f"{block} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", colours))


WALL = Palette(**{name.replace("-", "_"): colour for name, colour in tokens(".theme-wall").items()})
"""Only CSS knows it: what is drawn in Python stands on a light ground."""


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_css_and_python_have_the_same_colours():
    in_python = {f.name.replace("_", "-"): getattr(LIGHT, f.name) for f in fields(Palette)}
    assert tokens(":root") == in_python


TEXTS = ("ink", "muted", "improvement_text", "concern_text", "neutral_text")
MARKS = ("improvement", "concern", "common", "neutral", "target", "rule_strong")


@pytest.mark.parametrize("palette", [LIGHT, WALL], ids=["light", "wall"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", ["ground", "panel", "common_tint"])
def test_text_can_be_read(palette, text, ground):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, WALL], ids=["light", "wall"])
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("ground", ["ground", "band"])
def test_marks_can_be_told_from_their_ground(palette, mark, ground):
    assert contrast(getattr(palette, mark), getattr(palette, ground)) >= 3


def test_no_type_is_smaller_than_14_px():
    sizes = [float(size) for size in re.findall(r"--size-\d: ([\d.]+)rem", TOKENS)]
    assert len(sizes) == 5
    assert min(sizes) * 16 >= 14
    # On the wall the root follows the width, so that the smallest is 24 px on a screen of 1920.
    share = float(re.search(r"theme-wall\) \{ font-size: ([\d.]+)vw", TOKENS).group(1))
    assert min(sizes) * share / 100 * 1920 >= 24
