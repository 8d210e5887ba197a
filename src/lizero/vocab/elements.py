"""Elementary flows: what goes to or comes from nature, as the register ELEMENTARY."""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from lizero.vocab.lists import rows
from lizero.vocab.names import fold

if TYPE_CHECKING:
    import polars as pl

__all__ = ["elementary", "flow_id"]


@cache
def elementary() -> pl.DataFrame:
    """The elementary flows, columns of ELEMENTARY, all text.

    >>> elementary().filter(flow="SF6")["cas"].item()
    '2551-62-4'
    """
    import polars as pl

    text = files("lizero.vocab").joinpath("elementary.csv").read_bytes()
    return pl.read_csv(io.BytesIO(text), infer_schema=False)


@cache
def _index() -> dict[str, str]:
    known: dict[str, str] = {}
    listed = rows("elementary")
    for row in listed:
        known.setdefault(fold(row["flow"]), row["flow"])
    for row in listed:
        for name in (row["name"], *row["synonyms"].split("|")):
            if name.strip():
                known.setdefault(fold(name), row["flow"])
    return known


def flow_id(text: str) -> str | None:
    """The id of the elementary flow that `text` names; None when it is not known.

    >>> flow_id("二氧化硫"), flow_id("R-134a"), flow_id("fairy dust")
    ('SO2', 'HFC-134a', None)
    """
    return _index().get(fold(text))
