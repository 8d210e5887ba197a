"""From the unit of an activity to the unit of a factor: exact, or through stated densities and calorific values."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from lizero.errors import UnitMismatch, UnknownName
from lizero.factors.library import Library, general_item
from lizero.factors.shipped import OWN
from lizero.units import Conversion, Step, bridge, conversion

__all__ = ["conversions", "parameters_for"]

KEY = ["release", "item", "unit", "row_unit"]
SCHEMA = {
    "release": pl.UInt32(),
    **dict.fromkeys(KEY[1:], pl.String()),
    "conversion": pl.Float64(),
    "way": pl.Int64(),
    "how": pl.String(),
    "mismatch": pl.String(),
    "bridge": pl.Object(),
}


def conversions(pairs: pl.DataFrame, releases: pl.DataFrame, lib: Library) -> pl.DataFrame:
    """For each distinct release, item, unit and row_unit of `pairs`: the factor between the units and how it was got.

    `way` is 0 for the same unit, 1 for an exact conversion, 2 for a bridge through parameters, null for none; `how` tells
    it in words, `mismatch` why there is none; `bridge` holds the steps.
    """
    names = {r: (name, edition) for r, name, edition in releases.select("release", "library", "edition").iter_rows()}
    known: dict[int, pl.DataFrame] = {}

    def parameters(release: int) -> pl.DataFrame:
        if release not in known:
            known[release] = parameters_for(lib, *names[release])
        return known[release]

    rows = [
        (release, item, a, b, *_between(item, a, b, lambda r=release: parameters(r)))  # type: ignore[misc]
        for release, item, a, b in pairs.select(KEY).unique(maintain_order=True).iter_rows()
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


Found = tuple[float | None, int | None, str, str, tuple[Step, ...]]


def _between(item: str, a: str, b: str, parameters: Callable[[], pl.DataFrame]) -> Found:
    if a == b:
        return 1.0, 0, "", "", ()
    try:
        return conversion(a, b), 1, f"{a} to {b}", "", ()
    except UnknownName as fault:
        return None, None, "", str(fault), ()
    except UnitMismatch:
        pass
    try:
        found = _bridge(item, a, b, parameters())
    except (UnitMismatch, UnknownName) as fault:
        return None, None, "", str(fault), ()
    how = f"{a} to {b} by " + ", ".join(f"{s.text} [{s.source}]" for s in found.steps)
    return found.value, 2, how, "", found.steps


def _bridge(item: str, a: str, b: str, parameters: pl.DataFrame) -> Conversion:
    """Through the parameters of `item`, else of the fuel that it is a use or grade of."""
    general = general_item(item)
    try:
        return bridge(a, b, item, parameters)
    except UnitMismatch:
        if not general:
            raise
        return bridge(a, b, general, parameters)


def parameters_for(lib: Library, name: str, edition: str) -> pl.DataFrame:
    """PARAMETERS to bridge units of a factor of `name` `edition`: the user's own first, then the same edition's, the same
    library's, and the others in order of precedence; one row a parameter and scope.
    """
    order = (
        pl.when(pl.col("library") == OWN)
        .then(0)
        .when((pl.col("library") == name) & (pl.col("edition") == edition))
        .then(1)
        .when(pl.col("library") == name)
        .then(2)
        .otherwise(3)
    )
    ranked = lib.parameters.with_columns(order.alias("order")).sort("order", "rank", maintain_order=True)
    return ranked.unique(["parameter", "scope", "unit", "scenario", "year"], keep="first", maintain_order=True).drop(
        "order", "rank", "library", "edition"
    )
