"""The numbers that whatever is stored refers to: a row for every indicator, definition and group."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
from sqlalchemy.orm import Session

from catalogue.models import Catalogue
from data.write.reference import ensure_categories, ensure_definition, ensure_indicators, keep_versions
from loaders.job import CatalogueIds


def prepare(session: Session, catalogue: Catalogue) -> CatalogueIds:
    """Make rows for every indicator, definition and group of the catalogue."""
    described = {**catalogue.indicators, **catalogue.measured}
    indicators = ensure_indicators(session, described)
    now = datetime.now(UTC).replace(tzinfo=None)
    contents = {
        code: orjson.dumps(indicator.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS).decode()
        for code, indicator in described.items()
    }
    keep_versions(session, {indicators[code]: contents[code] for code in catalogue.indicators}, now)
    definitions = {
        code: ensure_definition(
            session, indicators[code], fingerprint=indicator.fingerprint, content=contents[code], now=now
        )
        for code, indicator in described.items()
    }
    groups = [
        {
            "dimension": dimension,
            "code": entry.code,
            "label": entry.label,
            "position": position,
            "is_unknown": entry.is_unknown,
        }
        for dimension, shown in catalogue.dimensions.items()
        for position, entry in enumerate(shown.categories)
    ]
    return CatalogueIds(catalogue, indicators, definitions, ensure_categories(session, groups))
