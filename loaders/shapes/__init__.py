"""The shapes there are: every module of this folder that exports SHAPES. To add one, add a file."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import cast

from loaders.job import Shape


@cache
def shapes() -> dict[str, Shape]:
    """Return each module by the name its sources give as `shape`."""
    found: dict[str, Shape] = {}
    for info in pkgutil.iter_modules(__path__):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{__name__}.{info.name}")
        for name in getattr(module, "SHAPES", ()):
            assert name not in found, f"two modules load the shape {name!r}"
            found[name] = cast(Shape, module)
    return found
