"""Write the demo's files."""

from __future__ import annotations

from pathlib import Path

from data.demo import files
from data.demo.monitoring import equality_monitoring
from data.demo.populations import populations
from data.demo.services import PLACES
from data.demo.tables import Table, write_csv


def services() -> Table:
    return {
        "code": [place.code for place in PLACES],
        "name": [place.name for place in PLACES],
        "level": [place.level for place in PLACES],
        "part_of": [place.parent for place in PLACES],
        "closed": [place.closed for place in PLACES],
        "moved_into": [place.successor for place in PLACES],
    }


FILES = {
    "services.csv": services,
    "populations.csv": populations,
    "ward_safety.csv": files.ward_safety,
    "ward_safety_daily.csv": files.ward_safety_daily,
    "severe_falls.csv": files.severe_falls,
    "infections.csv": files.infections,
    "mortality.csv": files.mortality,
    "observations.csv": files.observations,
    "hand_hygiene.csv": files.hand_hygiene,
    "inpatients.csv": files.inpatients,
    "delayed_discharges.csv": files.delayed_discharges,
    "experience.csv": files.experience,
    "complaints.csv": files.complaints,
    "staffing.csv": files.staffing,
    "staffing_inverlarig.csv": files.staffing_inverlarig,
    "emergency_weekly.csv": files.emergency_weekly,
    "outpatients.csv": files.outpatients,
    "theatres.csv": files.theatres,
    "maternity.csv": files.maternity,
    "equality_monitoring.csv": equality_monitoring,
}
"""File name → what makes its table."""


def write(folder: Path) -> None:
    """Write every file into a folder, which is made if it is missing. The same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in FILES.items():
        write_csv(folder / name, table())
