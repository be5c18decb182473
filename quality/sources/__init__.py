"""Sources: how the files look that the numbers come from. One model per shape; `quality.catalogue` puts
them beside the indicators."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from quality.sources.base import SourceBase
from quality.sources.events import EventsSource
from quality.sources.grouping import Grouping
from quality.sources.measurement import MeasurementSource, WidePeriods
from quality.sources.notes import NotesSource
from quality.sources.parts import Breakdown, PeriodColumn
from quality.sources.population import PopulationSource
from quality.sources.records import Join, RecordsSource
from quality.sources.services import LevelColumns, ServiceEntry, ServicesSource

__all__ = [
    "Breakdown",
    "EventsSource",
    "Grouping",
    "Join",
    "LevelColumns",
    "MeasurementSource",
    "NotesSource",
    "PeriodColumn",
    "PopulationSource",
    "RecordsSource",
    "ServiceEntry",
    "ServicesSource",
    "Source",
    "SourceBase",
    "WidePeriods",
]

Source = Annotated[
    ServicesSource | PopulationSource | MeasurementSource | EventsSource | NotesSource | RecordsSource,
    Field(discriminator="shape"),
]
