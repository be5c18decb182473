"""The JSON Schema of a catalogue file, for editors."""

from __future__ import annotations

import orjson

from catalogue.models import Catalogue, Indicator
from catalogue.registers.declared import Declaration


def schema() -> str:
    """Return the JSON Schema of a catalogue file. `defaults` may hold any key of an indicator."""
    document = Catalogue.model_json_schema()
    fields = Indicator.model_json_schema(ref_template="#/$defs/{model}")["properties"]
    document["properties"]["defaults"] = {
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
        "description": "What the indicators of this file need not repeat.",
    }
    document["required"] = []  # a folder's files share the sections
    document["$defs"]["Indicator"]["required"] = []  # …and defaults may fill any key
    document["title"] = "Brightspot catalogue"
    for part in (document, {"properties": fields}, *document["$defs"].values()):
        for field in part.get("properties", {}).values():
            if said := field.get("description"):
                field["description"] = " ".join(said.split())
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"


def registers_schema() -> str:
    """Return the JSON Schema of a file that declares kinds of record."""
    document = Declaration.model_json_schema()
    # The file says it by its own name, and every kind has a step for notes.
    document["$defs"]["RecordKind"]["required"].remove("listed_in")
    del document["$defs"]["RecordKind"]["properties"]["listed_in"]
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"
