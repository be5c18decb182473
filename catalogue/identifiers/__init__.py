"""The one guard for what could tell who somebody is: by the name of a column, by what stands in it, and
wherever a cell is quoted.

Records may read nothing of the kind, unless it is declared under `personal`. No column of any source may
become a code, a name, a group or a text if its name or its content is that of people; there is no exception.
"""

from catalogue.identifiers.contents import LOOKED_AT, by_content, holds_health_number
from catalogue.identifiers.names import OF_ONE, by_name, of_people, tells_of_people
from catalogue.identifiers.quoted import NOT_REPEATED, cell, count, masked
from catalogue.identifiers.texts import Mark, Sort, scan

__all__ = [
    "LOOKED_AT",
    "NOT_REPEATED",
    "OF_ONE",
    "Mark",
    "Sort",
    "by_content",
    "by_name",
    "cell",
    "count",
    "holds_health_number",
    "masked",
    "of_people",
    "scan",
    "tells_of_people",
]
