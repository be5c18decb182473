"""Define what every part of the schema is made of: strict models, codes, lists of one thing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

CODE = r"^[a-z][a-z0-9_]{0,47}$"
Code = Annotated[str, Field(pattern=CODE)]


def listed(value: Any) -> Any:
    """Take one thing for a list of one thing."""
    return value if isinstance(value, list | tuple) else (value,)


def written(value: Any) -> Any:
    """Take a number for an expression: with `numerator: 1` each row counts one."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def alone(key: str, json_schema: Any) -> BeforeValidator:
    """Expand one thing, written where keys and values may stand, to `{key: it}`."""

    def expand(value: Any) -> Any:
        return {key: value} if isinstance(value, str | int | list) else value

    return BeforeValidator(expand, json_schema_input_type=json_schema)


Texts = Annotated[tuple[str, ...], BeforeValidator(listed, json_schema_input_type=str | list[str])]
Codes = Annotated[tuple[Code, ...], BeforeValidator(listed, json_schema_input_type=Code | list[Code])]
Sum = Annotated[str, BeforeValidator(written, json_schema_input_type=str | float)]


class Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy with changes. All that was worked out of the old values is worked out anew."""
        copy = super().model_copy(update=update, deep=deep)
        kept = copy.__dict__.keys() - (update or copy.__dict__).keys()
        for name in kept:
            if isinstance(getattr(type(copy), name, None), cached_property):
                del copy.__dict__[name]
        return copy
