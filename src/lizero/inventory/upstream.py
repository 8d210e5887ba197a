"""Category 3, derived: what lies upstream of every fuel and of all purchased energy of the same record.

a) upstream of fuels, up to but without combustion; b) upstream of purchased energy; c) transmission and distribution
losses. Derived from the rows of scope 1 and 2, so that a change there changes this; never typed (rule R4.4).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lizero.errors import Finding
from lizero.factors import Library
from lizero.inventory.asks import Answer, Rung, answer, asks, stacked
from lizero.inventory.purchased import ELECTRICITY, HEAT, Purchased

__all__ = ["CATEGORY", "typed", "upstream"]

CATEGORY = "fuel and energy upstream"
GENERAL = (Rung(None), Rung("life-cycle", only=True))
MIX = (Rung("residual", only=True),)
GRID_STANDS = "covered by instruments that state no upstream: the grid's is taken"


def upstream(rows: pl.DataFrame, library: Library, bought: Purchased) -> Answer:
    """Lines of category 3. Fuels have no basis; energy has one line on each, as its scope 2 lines have.

    On the market basis, uncovered energy takes the residual mix's upstream where scope 2 took the residual mix; energy
    that instruments cover takes the grid's upstream, because no instrument states its own.
    """
    fuels = rows.filter((pl.col("role") == "fuel") & (pl.col("scope") == "1"))
    given = {"ask_category": CATEGORY, "category": CATEGORY, "scope": "3"}
    parts = [answer(asks(fuels, basis="none", **given), library)]
    energy = rows.filter(pl.col("category").is_in([ELECTRICITY, HEAT]))
    parts.append(answer(asks(energy, basis="location", geography=_place(), **given), library, GENERAL))
    open_ = energy.join(bought.open, on="part", how="left", maintain_order="left").with_columns(pl.col("open").fill_null(1.0))
    residual = open_.join(_took_residual(bought), on="part", how="semi", maintain_order="left").filter(pl.col("open") > 0)
    mixed = answer(asks(residual, basis="market", geography=_place(), quantity=_times(pl.col("open")), note=_said(), **given), library, MIX)
    parts.append(replace(mixed, unresolved=mixed.unresolved.clear()))
    served = mixed.lines.select("part").unique()
    parts.append(answer(asks(open_.join(served, on="part", how="anti"), basis="market", geography=_place(), **given), library, GENERAL))
    covered = open_.join(served, on="part", how="semi", maintain_order="left").filter(pl.col("open") < 1)
    rest = asks(covered, basis="market", geography=_place(), quantity=_times(1 - pl.col("open")), note=pl.lit(GRID_STANDS), **given)
    parts.append(answer(rest, library, GENERAL))
    return stacked(parts)


def _place() -> pl.Expr:
    return pl.when(pl.col("category") == ELECTRICITY).then(pl.col("grid")).otherwise(pl.col("place"))


def _took_residual(bought: Purchased) -> pl.DataFrame:
    return bought.market.lines.filter(pl.col("family") == "residual").select("part").unique()


def _times(share: pl.Expr) -> pl.Expr:
    return pl.when(share == 1).then(pl.col("quantity")).otherwise(pl.col("quantity") * share)


def _said() -> pl.Expr:
    return pl.when(pl.col("open") < 1).then(pl.format("{} of it is not covered by instruments", pl.col("open").round(6)))


def typed(rows: pl.DataFrame) -> tuple[Finding, ...]:
    """A finding for each row of category 3 that was typed: it is derived, and the typed row does not count."""
    return tuple(
        Finding(
            f"ACTIVITY › {record} › category",
            "upstream.typed",
            "category 3 is derived from the fuels and energy of the record",
            "remove the row; give a factor of category 'fuel and energy upstream' to your own library instead",
            "error",
            record,
        )
        for record in rows.filter(pl.col("category") == CATEGORY)["record"].unique(maintain_order=True)
    )
