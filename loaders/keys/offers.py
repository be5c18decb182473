"""Lines of a catalogue that would take what was refused: for people to judge, and right as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from catalogue.sources import ServicesSource
from catalogue.sources.base import SourceBase
from loaders.job import LoadJob


def line(key: str, value: Any) -> str:
    """Write a key and its value in one line of YAML.

    >>> line("drop", {"Ward": ["", "Total"]})
    "drop: {Ward: ['', Total]}"
    """
    return f"{key}: " + yaml.safe_dump(
        plain(value), default_flow_style=True, width=10**6, sort_keys=False, allow_unicode=True
    ).removesuffix("\n").removesuffix("\n...")


def dropping(job: LoadJob, column: str, texts: Sequence[str]) -> str:
    """Leave rows with such texts out, beside those that are left out already."""
    return line("drop", _dropped(job, column, texts))


def _dropped(job: LoadJob, column: str, texts: Sequence[str]) -> dict[str, list[str]]:
    drop = {name: list(values) for name, values in job.source.drop.items()}
    return {**drop, column: [*drop.get(column, []), *texts]}


def filling_down(job: LoadJob, column: str) -> str:
    return line("fill_down", [*job.source.fill_down, column])


def service(job: LoadJob, *, codes: Mapping[str, str] | None = None, width: int | None = None) -> str:
    """Say of the services what more must be said of them."""
    said = job.source.service.model_dump(exclude_defaults=True)
    more = {"codes": {**said.get("codes", {}), **codes}} if codes else {}
    return line("service", {**said, **more, **({"width": width} if width else {})})


def time_zone(job: LoadJob, zone: str) -> str:
    """Say whose days the times of a period are."""
    said = job.source.period.model_dump(exclude_defaults=True, mode="json")
    return line("period", {**said, "time_zone": zone})


def services_in_the_file(job: LoadJob, column: str, none: Sequence[str]) -> str:
    """Describe a source that adds the services of this file which no tree has, below those that are known.

    Where none is known, it hangs them below the organisation itself. `none` are no services.
    """
    how = SourceBase.model_fields.keys() & ServicesSource.model_fields.keys() - {"title", "published_at"}
    read = {key: value for key, value in job.source.model_dump(exclude_defaults=True).items() if key in how}
    name = job.source.service.name
    organisation = job.catalogue.organisation
    tops = [known.code for known in job.services if known.parent is None]
    itself = {"code": "ORG", "name": organisation.name, "level": next(iter(organisation.levels))}
    if none:
        read["drop"] = _dropped(job, column, none)
    entry = {
        "shape": "services",
        **read,
        "adds": "unknown",
        "code": column,
        **({"name": name} if name else {}),
        "level": list(organisation.levels)[-1],
        "root": tops[0] if tops else itself,
    }
    return line(f"{job.code}_services"[:48], entry)


def plain(value: Any) -> Any:
    """Return tuples as lists, and one thing that stands for a list of one as itself."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return plain(value[0]) if len(value) == 1 else [plain(one) for one in value]
    return [plain(one) for one in value] if isinstance(value, list) else value
