"""Sources: how the files look that the numbers come from. One model per shape; `catalogue.models` puts
them beside the indicators."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from catalogue.sources.base import Lateness, Numbers, Origin, SourceBase
from catalogue.sources.events import EventsSource
from catalogue.sources.grouping import Grouping
from catalogue.sources.measurement import MeasurementSource
from catalogue.sources.notes import NotesSource
from catalogue.sources.parts import Breakdown, PeriodColumn, ServiceColumn
from catalogue.sources.population import PopulationSource
from catalogue.sources.records import Join, RecordsSource
from catalogue.sources.services import ServiceEntry, ServicesSource

__all__ = [
    "Breakdown",
    "EventsSource",
    "Grouping",
    "Join",
    "Lateness",
    "MeasurementSource",
    "NotesSource",
    "Numbers",
    "Origin",
    "PeriodColumn",
    "PopulationSource",
    "RecordsSource",
    "ServiceColumn",
    "ServiceEntry",
    "ServicesSource",
    "Source",
    "SourceBase",
]

Source = Annotated[
    ServicesSource | PopulationSource | MeasurementSource | EventsSource | NotesSource | RecordsSource,
    Field(discriminator="shape"),
]
