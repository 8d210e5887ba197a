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

__all__ = ["WITHIN", "elementary", "flow_id", "general"]

WITHIN = " › "
"""Between a flow and its sub-compartment: ``SO2 › low population density``."""

_LABELS = ("zh-Hans", "es")


@cache
def elementary() -> pl.DataFrame:
    """The elementary flows, columns of ELEMENTARY, all text.

    >>> elementary().filter(flow="SF6")["cas"].item()
    '2551-62-4'
    """
    import polars as pl

    text = files("lizero.vocab").joinpath("elementary.csv").read_bytes()
    return pl.read_csv(io.BytesIO(text), infer_schema=False).drop(_LABELS)


@cache
def _ids() -> dict[str, str]:
    """Each id by itself, and by its folded form where no other id folds to the same (CO and Co do)."""
    flows = [row["flow"] for row in rows("elementary")]
    folds = [fold(flow) for flow in flows]
    return {f: flow for f, flow in zip(folds, flows, strict=True) if folds.count(f) == 1} | {flow: flow for flow in flows}


@cache
def _named() -> dict[str, dict[str, str]]:
    """Folded name → compartment → flow, from names, labels and synonyms; a name may belong to a flow in air and one in water."""
    known: dict[str, dict[str, str]] = {}
    for row in rows("elementary"):
        for name in (row["name"], *(row[n] for n in _LABELS), *row["synonyms"].split("|")):
            if name.strip():
                known.setdefault(fold(name), {}).setdefault(row["compartment"], row["flow"])
    return known


def flow_id(text: str, compartment: str | None = None) -> str | None:
    """The id of the elementary flow that `text` names; None when it is not known, or names several and none is chosen.

    An id always means itself; a name that flows in several compartments share needs the `compartment`.

    >>> flow_id("二氧化硫"), flow_id("R-134a"), flow_id("fairy dust")
    ('SO2', 'HFC-134a', None)
    >>> flow_id("lead"), flow_id("lead", "water")
    (None, 'Pb')
    >>> flow_id("CO"), flow_id("Co"), flow_id("co")
    ('CO', 'Co', None)
    """
    key = fold(text)
    found = _ids().get(text) or _ids().get(key)
    if found:
        return found
    places = _named().get(key, {})
    if compartment:
        return places.get(compartment)
    return next(iter(places.values())) if len(places) == 1 else None


def general(column: str) -> pl.Expr:
    """The flow in `column` without its sub-compartment.

    >>> import polars as pl
    >>> pl.DataFrame({"flow": ["SO2 › low population density", "CO2"]}).select(general("flow"))["flow"].to_list()
    ['SO2', 'CO2']
    """
    import polars as pl

    return pl.col(column).str.split(WITHIN).list.first()
