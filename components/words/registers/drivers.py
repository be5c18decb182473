"""Texts of driver diagrams."""

from __future__ import annotations

from components.words import say
from quality.registers.drivers import Driver

TITLE, OUTLINE, PICTURE = "Driver diagram", "The same in words", "Picture of the driver diagram"
LEVELS = ("Aim", "Primary driver", "Secondary driver", "Idea for a change")


def alt(top: Driver) -> str:
    """Say what the picture holds; the outline below it says the rest."""
    depths = [one.depth for one in top.walk()]
    counts = [
        say.plural(depths.count(1), "primary driver"),
        say.plural(depths.count(2), "secondary driver"),
        say.plural(depths.count(3), "idea for a change", "ideas for a change"),
    ]
    return f"Driver diagram of the aim “{top.text}”: {say.listed(counts)}. The outline below says the same."
