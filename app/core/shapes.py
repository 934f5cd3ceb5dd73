"""The base of what comes in and what goes out: unknown fields are refused, so are characters that no person types."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What no row can hold: all control characters but tab and line ends, and halves of a surrogate pair."""


def _has_control(value: Any) -> bool:
    if isinstance(value, str):
        return CONTROL.search(value) is not None
    if isinstance(value, dict):
        return any(map(_has_control, value)) or any(map(_has_control, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_control, value))


class In(BaseModel):
    """Something asked of us."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_control_characters(cls, data: Any) -> Any:
        if _has_control(data):
            raise ValueError("a text holds a character that cannot be stored")
        return data


class Out(BaseModel):
    """Something that we answer."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
