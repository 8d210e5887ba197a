"""Blended fuels as their components: E10 counts as gasoline and ethanol, each with its own factors.

A blend is stated by PARAMETERS rows ``share of <component>`` with the blend as scope and the unit of the share: ``L/L``
by volume, ``GJ/GJ`` by energy, ``kg/kg`` by mass. The user's own rows come before those that ship.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.factors import Library
from lizero.reference import data_set
from lizero.units import unit
from lizero.vocab import fold, item_id

__all__ = ["Blends", "unblended"]

PREFIX = "share of "


class Component(NamedTuple):
    """A component of a blend: canonical item, share, unit of the share's numerator."""

    item: str
    share: float
    unit: str


class Blends(NamedTuple):
    """Rows with blends replaced by their components, rows of blends whose unit does not fit, findings."""

    rows: pl.DataFrame
    refused: pl.DataFrame
    findings: tuple[Finding, ...]


def unblended(rows: pl.DataFrame, library: Library) -> Blends:
    """Prepared rows with each blend as its components (`part` kept, `quantity` × share).

    Only blends whose shares add up to the whole are used; a blend for which the library has factors of its own in the
    row's category stays as it is.
    """
    known = _stated(library)
    own = (
        library.factors.select(pl.col("category"), pl.col("activity").map_elements(_item, return_dtype=pl.String).alias("item"))
        if known
        else None
    )
    blended = rows.filter(pl.col("item").is_in(list(known)) & pl.col("scope").is_not_null())
    if own is not None:
        blended = blended.join(own.unique(), on=["category", "item"], how="anti", maintain_order="left")
    if not blended.height:
        return Blends(rows, rows.clear(), ())
    whole = rows.join(blended.select("part"), on="part", how="anti", maintain_order="left")
    table, faults = _components(blended, known)
    split = blended.join(table, on=["item", "unit"], how="inner", maintain_order="left").with_columns(
        pl.col("component").alias("item"), (pl.col("quantity") * pl.col("_share")).alias("quantity")
    )
    refused = blended.join(table, on=["item", "unit"], how="anti", maintain_order="left")
    return Blends(pl.concat([whole, split.select(rows.columns)]).sort("part", maintain_order=True), refused, tuple(faults))


def _item(text: str) -> str:
    """The canonical item; a blend that no list knows goes by its folded name, as factors and parameters do."""
    return item_id(text) or fold(text)


def _stated(library: Library) -> dict[str, list[Component]]:
    """Blends by item, of the library's parameters first, then of the set that ships."""
    shipped = data_set("blends").frame("blends").with_columns(pl.col("value").cast(pl.Float64))
    known: dict[str, list[Component]] = defaultdict(list)
    for source in (library.parameters, shipped):
        found: dict[str, list[Component]] = defaultdict(list)
        rows = source.filter(pl.col("parameter").str.starts_with(PREFIX)).select("parameter", "scope", "value", "unit")
        for name, blend, value, measure in rows.iter_rows():
            if blend and value is not None:
                component = name.removeprefix(PREFIX)
                found[_item(blend)].append(Component(_item(component), value, (measure or "L/L").split("/")[0]))
        for blend, parts in found.items():
            if blend not in known and abs(sum(p.share for p in parts) - 1) < 1e-9:
                known[blend] = parts
    return dict(known)


def _components(blended: pl.DataFrame, known: dict[str, list[Component]]) -> tuple[pl.DataFrame, list[Finding]]:
    made, faults = [], []
    for item, text in blended.select("item", "unit").unique(maintain_order=True).iter_rows():
        parts = known[item]
        if all(_same_kind(text, p.unit) for p in parts):
            made += [(item, text, p.item, p.share) for p in parts]
        else:
            by = ", ".join(dict.fromkeys(p.unit for p in parts))
            faults.append(
                Finding(
                    f"ACTIVITY › {item} › unit",
                    "blend.unit",
                    f"{item} is blended by {by}, and is recorded in {text}",
                    f"record it in a unit like {by}, or state its shares in {text} as parameters",
                )
            )
    schema = {"item": pl.String(), "unit": pl.String(), "component": pl.String(), "_share": pl.Float64()}
    return pl.DataFrame(made, schema=schema, orient="row"), faults


def _same_kind(a: str, b: str) -> bool:
    try:
        return unit(a).dimension == unit(b).dimension
    except LizeroError:
        return False
