"""Declarations of tables, and what comes from each: the frame check, the JSON Schema, the page, the template."""

from lizero.schema.check import DTYPES, Checked, check, empty
from lizero.schema.declaration import Column, Kind, Table
from lizero.schema.json_schema import json_schema
from lizero.schema.page import page
from lizero.schema.template import template

__all__ = ["DTYPES", "Checked", "Column", "Kind", "Table", "check", "empty", "json_schema", "page", "template"]
