"""The JSON Schema of a declared table (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from lizero.schema.declaration import Column, Table

__all__ = ["json_schema"]

_TYPES = {"text": "string", "number": "number", "integer": "integer", "date": "string", "flag": "boolean"}


def json_schema(table: Table) -> dict[str, Any]:
    """The JSON Schema of an array of rows of `table`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.row,
        "type": "array",
        "items": {
            "type": "object",
            "properties": {c.name: _property(c) for c in table.columns},
            "required": list(table.required),
            "additionalProperties": False,
        },
    }


def _property(column: Column) -> dict[str, Any]:
    kind: str | list[str] = _TYPES[column.kind]
    made: dict[str, Any] = {"type": kind if column.required else [kind, "null"], "description": column.about}
    if column.kind == "date":
        made["format"] = "date"
    if column.choices:
        made["enum"] = [*column.choices] if column.required else [*column.choices, None]
    if column.minimum is not None:
        made["minimum"] = column.minimum
    if column.maximum is not None:
        made["maximum"] = column.maximum
    return made
