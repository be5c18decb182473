"""Shapes `tidy` and `wide`: numerators and denominators by service, period and group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from catalogue.fields.base import Texts, alone
from catalogue.fields.qualifiers import Marks, Reason
from catalogue.sources.base import Lateness, Numbers, TurnedSource
from catalogue.sources.parts import AnyPeriod, Breakdowns, Service

T = TypeVar("T")

Combine = Literal["refuse", "sum", "same"]
OTHERS = "*"
SHORT_TIMES = ("minutes and seconds", "hours and minutes")
UNITS: Mapping[str, float] = {
    "fraction": 1,
    "percent": 0.01,
    "percent over 100": 0.01,
    "per 1,000": 1e-3,
    "per 10,000": 1e-4,
    "per 100,000": 1e-5,
    "per million": 1e-6,
    "time in seconds": 1,
    "time in minutes": 1 / 60,
    "time in hours": 1 / 3600,
    "time in days": 1 / 86400,
}
"""The factor that makes a number so written a part of one; of a time, its seconds."""


def _unit(said: Any) -> Any:
    """Return a unit that is known, or a factor."""
    text = str(said)
    if re.fullmatch(r"[\d.]+(e-?\d+)?", text):
        return float(text)
    if text not in _UNITS:
        raise ValueError(f"expected a number to multiply by, or one of {', '.join(_UNITS)}; found {said!r}")
    return text


_UNITS = (*UNITS, *(f"{unit}, {short}" for unit in UNITS if unit.startswith("time") for short in SHORT_TIMES))
Unit = Annotated[
    float | str,
    BeforeValidator(_unit),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"enum": list(_UNITS)}]}),
]


class MeasurementSource(Lateness, Numbers, TurnedSource):
    """Describe measurements, tidy (one row per service and period) or wide (periods across)."""

    shape: Literal["tidy", "wide"]
    period: AnyPeriod | None = None
    """The column of the period and how it is written. Wide: only how the headings write it, if that is not to
    be found out."""
    service: Service
    each_file_is_whole: bool = False
    """Each file holds all there is of its periods: what an earlier file or load gave for them and this one
    lacks (a provider that now goes by another code) is taken back. Not if any row is refused."""
    only_levels: Texts = ()
    """Only rows about services of these levels: totals of the services above are left out."""
    combine: Annotated[dict[str, Combine], alone(OTHERS, Combine | dict[str, Combine])] = Field(
        {OTHERS: "refuse"}
    )
    """Several rows for one service, period and group: `refuse` them, `sum` them up, or take a value that is
    repeated once (`same`; where they differ they are refused). Or column -> which, with `"*"` for the
    others: {"*": sum, Total: same} takes a total beside each specialty once."""
    breakdown: Breakdowns = ()
    marks: Marks = Field({})
    """Mark behind a number -> what it says (`p: provisional` for 12.3p), added to the usual `[p]`, `[r]` …;
    `ignored` for a footnote."""
    ranges: Reason | None = None
    """`<5`, `5 to 9`, `300 or more` are no numbers: keep them as missing values, for this reason. Refused if
    not given."""
    zero_is: Reason | dict[str, Reason] | None = None
    """Meaning of 0 where nothing was sent (`not reported`), for all columns or per column. Zero is zero if
    not given."""
    qualifiers: dict[str, Texts] = Field({})
    """Column of qualifiers (`d`, `z`, `:` …) -> the columns of numbers it stands beside. `marks` says what
    its codes mean, where that is not the usual."""
    unit_of: dict[str, Unit] = Field({})
    """Column of rates -> how they are written: `fraction` (0 to 1), `percent` (0 to 100), `percent over 100`,
    `per 1,000` …. Checked, and read as parts of one: `per` of the indicator says how it is shown. Of
    times: `time in minutes`; where 07:24 stands, with what it is: `time in minutes, hours and minutes`. A
    number multiplies without a check."""
    fractional_counts: bool | Literal["round"] = False
    """Counts may be fractions (apportioned weeks); `round` makes whole numbers of numerators that are worked
    out of a rounded rate and its base."""

    @property
    def repeated(self) -> tuple[str, ...]:
        """Return the columns that repeat one number on every row of its details."""
        return tuple(column for column, way in self.combine.items() if way == "same" and column != OTHERS)

    @property
    def combining(self) -> str:
        """Return what is done with several rows, where nothing else is said of a column."""
        return self.combine.get(OTHERS, "refuse")

    def means_zero(self, column: str) -> str | None:
        """Return what a zero in a column stands for, where it is no zero."""
        return _at(self.zero_is, column) if isinstance(self.zero_is, dict) else self.zero_is

    def unit(self, column: str) -> str | None:
        """Return how the rates of a column are written, if it is declared."""
        said = _at(self.unit_of, column)
        return said.partition(", ")[0] if isinstance(said, str) else None

    def is_repeated(self, column: str) -> bool:
        """Return whether a column repeats one number on every row of its details."""
        return _at(dict.fromkeys(self.repeated, True), column) or False

    def is_time(self, column: str) -> bool:
        """Tell whether a column says how long something took (0:07:12)."""
        return (self.unit(column) or "").startswith("time in ")

    def short_time(self, column: str) -> str | None:
        """Return what the two parts of a time such as 07:24 are, if it is declared."""
        return str(_at(self.unit_of, column)).partition(", ")[2] or None

    def factor(self, column: str) -> float | None:
        """Return what every number of a column is multiplied by."""
        said = _at(self.unit_of, column)
        return said if isinstance(said, float) else UNITS.get(self.unit(column) or "")

    @model_validator(mode="after")
    def _shape_has_its_keys(self) -> Self:
        column = self.period.column if self.period else ()
        if self.shape == "wide" and (column or (self.period and (self.period.always or self.period.rolling))):
            raise ValueError(
                "the headings of a wide source name its periods: `period` says only `format`, and windows "
                "that overlap are taken with `headings` and a `period` that says `rolling: true`"
            )
        if self.shape == "tidy" and not (column or (self.period and self.period.always)):
            raise ValueError("a tidy source needs `period`: a column, or `always`")
        return self


def _at(by_column: Mapping[str, T], column: str) -> T | None:
    """Return what is said of a column; blanks in names count as little as in a file's headings."""
    name = " ".join(column.split())
    return next((said for key, said in by_column.items() if " ".join(key.split()) == name), None)
