"""The parts of a carbon footprint that ISO 14067 has reported apart, and the two views of biogenic carbon.

Fossil, biogenic emissions, biogenic removals and direct land-use change are disjoint and sum to the total; air freight is
told as part of the fossil one. A figure that exists only as CO2e cannot be told apart, and says so in a part of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from lizero.lca.footprint import Footprint
from lizero.lca.system import System

__all__ = ["AIRCRAFT", "carbon_parts", "views"]

AIRCRAFT = ("aircraft", "air freight", "aviation")
PARTS = ("fossil", "biogenic emissions", "biogenic removals", "land use change", "not told apart (CO2e)")


def carbon_parts(
    system: System, product: str, amount: float = 1.0, *, gwp: str = "ar6-gwp100", process: str | None = None,
    aircraft: Iterable[str] = AIRCRAFT,
) -> pl.DataFrame:
    """part, amount, within: kg CO2e of each part, uptake −1 and release +1 (ISO 14067).

    `aircraft`: words in a process's technology or name that mark air transport; its row is within the fossil part and
    does not add to the total.
    """
    found = system.footprint(product, amount, method=f"{gwp}-iso14067", process=process)
    lines = found.impacts.frame
    sums = {name: _sum(lines, name) for name in ("fossil", "biogenic", "land use")}
    removed = _sum(lines.filter(pl.col("flow") == "CO2 uptake"), "biogenic")
    told = [sums["fossil"], sums["biogenic"] - removed, removed, sums["land use"]]
    rest = (found.total or 0.0) - sum(told)
    rows = [(part, value, None) for part, value in zip(PARTS, [*told, rest], strict=True)]
    flown = found.reached.filter(_flies(aircraft))["process"].to_list()
    air = _sum(lines.filter(pl.col("process").is_in(flown)), "fossil")
    return pl.DataFrame([*rows, ("aircraft", air, "fossil")], schema=["part", "amount", "within"], orient="row")


def _flies(words: Iterable[str]) -> pl.Expr:
    text = pl.concat_str([pl.col("name").fill_null(""), pl.col("technology").fill_null("")], separator=" ").str.to_lowercase()
    return pl.any_horizontal(text.str.contains(w, literal=True) for w in words)


def _sum(lines: pl.DataFrame, part: str) -> float:
    return float(lines.filter(pl.col("impact") == f"climate change, {part}")["amount"].fill_null(0.0).sum())


def views(found: Footprint, system: System) -> dict[str, float]:
    """The two views of biogenic carbon, never mixed (convention 11): total without it, and with uptake −1, release +1."""
    gwp = found.method.removesuffix("-iso14067").removesuffix("-ef")
    maker = str(found.maker["process"])
    both = {
        "excluding uptake": system.footprint(found.product, found.amount, method=gwp, process=maker).total,
        "including uptake": system.footprint(found.product, found.amount, method=f"{gwp}-iso14067", process=maker).total,
    }
    return {name: value for name, value in both.items() if value is not None}
