"""What files are understood as, without a database: `tests.loading.Folder` for tests of reading alone.

desk = Desk(tmp_path)
report = desk.falls("2026-01-01,W1,3,540")
desk.values("falls")  →  {("W1", "", "2026-01"): (3.0, 540.0)}     of the last file that was not refused
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from catalogue.fields.qualifiers import QUALIFIERS
from data.read.service_names import Known, KnownServices
from data.write.observations import Stored, Values
from errors import LoadRefusedError
from loaders.job import CatalogueIds, LoadJob, LoadReport, Outcome
from loaders.run import load, load_record
from loaders.run.plan import Step, plan
from tests.loading import CATALOGUE, SERVICES, TODAY, Files, Key


class Desk(Files):
    """Files as a hospital would send them, and what their rows say."""

    def __init__(self, path: Path, catalogue: str = CATALOGUE) -> None:
        super().__init__(path, catalogue)
        rows = list(csv.DictReader(SERVICES.splitlines()))
        self.services = KnownServices(
            Known(n, row["code"], row["name"], (row["name"],), row["level"], row["parent"] or None, None, ())
            for n, row in enumerate(rows, start=1)
        )
        self.found: Mapping[str, Values] = {}
        self.period_formats: dict[str, frozenset[str]] = {}

    def load(self, source: str, *, as_at: date = TODAY) -> LoadReport:
        return self.load_all(source, as_at)[0]

    def load_all(self, source: str, as_at: date = TODAY) -> list[LoadReport]:
        """Read all files of a source, as one run does."""
        self.period_formats = {}
        return [self._read(step, as_at) for step in plan(self.catalogue, [source], self.path)]

    def _read(self, step: Step, as_at: date) -> LoadReport:
        try:
            if step.error is not None:
                raise step.error
            source = self.catalogue.sources[step.source]
            file = load.opened(step, source, self.path)
            job = LoadJob(self.ids, self.services, step.source, source, file, as_at)
            log = load.new_log(job, self.period_formats)
            self.found = load.read(job, log)
        except LoadRefusedError as error:
            return load_record.refused_report(step, error)
        new = sum(map(len, self.found.values()))
        return load_record.report_on(job, log, Outcome(Stored(new)))

    @property
    def ids(self) -> CatalogueIds:
        codes = {code: n for n, code in enumerate(self.catalogue.measured, start=1)}
        groups = [(d, entry.code) for d, one in self.catalogue.dimensions.items() for entry in one.categories]
        return CatalogueIds(
            self.catalogue, codes, codes, {key: n for n, key in enumerate([("", ""), *groups])}
        )

    # -- what was understood ---------------------------------------------------------------------

    def _rows(self, indicator: str) -> dict[Key, tuple[Any, Any, int]]:
        values = self.found.get(indicator)
        if values is None:
            return {}
        groups = {number: group for (_, group), number in self.ids.category_ids.items()}
        return {
            (self.services.by_id[service].code, groups[category], f"{day:%Y-%m}"): row
            for service, category, day, *row in zip(
                values.service.tolist(),
                values.category.tolist(),
                values.period.tolist(),
                _with_none(values.numerator),
                _with_none(values.denominator),
                values.qualifier.tolist(),
                strict=True,
            )
        }

    def values(self, indicator: str) -> dict[Key, tuple[Any, Any]]:
        return {key: (top, bottom) for key, (top, bottom, _) in self._rows(indicator).items()}

    def qualifiers(self, indicator: str) -> dict[Key, str | None]:
        return {key: QUALIFIERS[code] for key, (_, _, code) in self._rows(indicator).items() if code}


def _with_none(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]
