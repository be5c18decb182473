"""Names of the reports beside the planning register, and words that they share."""

from __future__ import annotations

PAGES = "Reports about planning"
TABS = {
    "people": "Whom it serves",
    "measures": "Measures and objectives",
    "round": "Yearly round",
    "burden": "Burden",
    "training": "Training",
    "kept": "How records are kept",
}
NO_REPORT = "There is no report called {asked!r}. There are {known}."
NO_YEAR = "A year has four digits, such as 2026. This is none: {asked!r}."
SERVICE, MEASURE, YEAR = "Service", "Measure", "Year"


def more(shown: int, rows: int) -> str:
    """Say that a page shows the first rows of a table, and where the others are."""
    return f"The first {shown} of {rows:,} rows. Choose a service, or save the CSV file with all of them."


def title(name: str, service: str) -> str:
    """Name a report, and the service that it is about."""
    return f"{name}: {service}"
