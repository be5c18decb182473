"""Names of the reports beside the planning register."""

from __future__ import annotations

PAGES = "Reports about planning"
TABS = {
    "people": "Whom it serves",
}
NO_REPORT = "There is no report called {asked!r}. There are {known}."
ALL_SERVICES = "all services"
