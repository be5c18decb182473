"""Shapes are found by walking the folder, and do not know each other."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import get_args

from catalogue.sources import (
    EventsSource,
    MeasurementSource,
    NotesSource,
    PopulationSource,
    RecordsSource,
    ServicesSource,
)
from loaders.shapes import shapes

SHAPES = shapes()


def test_every_shape_of_the_catalogue_has_a_module():
    models = (
        EventsSource,
        MeasurementSource,
        NotesSource,
        PopulationSource,
        RecordsSource,
        ServicesSource,
    )
    in_catalogue = {name for model in models for name in get_args(model.model_fields["shape"].annotation)}
    assert set(SHAPES) == in_catalogue


def test_services_come_before_populations_before_measurements():
    assert SHAPES["services"].RANK < SHAPES["population"].RANK < SHAPES["tidy"].RANK == SHAPES["wide"].RANK


def test_shapes_do_not_know_each_other():
    modules = {module.__name__ for module in SHAPES.values()}
    for name in modules:
        source = Path(sys.modules[name].__file__ or "").read_text(encoding="utf-8")
        known = set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module:
                known |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        assert not known & (modules - {name}), f"{name} knows a sibling"
