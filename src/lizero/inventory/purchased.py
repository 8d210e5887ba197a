"""Purchased energy on both bases, side by side (Scope 2 Guidance; convention 11).

Location: the grid's average. Market, for each row in this order: certificates, contracts and direct lines, and supplier
rates that pass their gates; the supplier's own factor; the residual mix; where there is none, the grid's average.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.factors import Library
from lizero.inventory.asks import LINE, STEP, Answer, Rung, answer, asks, stacked
from lizero.inventory.instruments import Cover
from lizero.units import conversion

__all__ = ["ELECTRICITY", "HEAT", "Purchased", "exported", "kwh", "purchased"]

ELECTRICITY, HEAT = "purchased electricity", "purchased heat"
SUPPLIER = Rung("supplier", only=True, by_provider=True)
RESIDUAL = Rung("residual", only=True)
GRID = Rung("statistical")
NULL: dict[str, pl.Expr | str | None] = {
    "ask_category": ELECTRICITY,
    "basis": "market",
    "geography": pl.col("grid"),
    "scope": "2",
    "provider": pl.lit(None, pl.String),
    "note": pl.format("the attributes of {} of it were sold", pl.col("sold").round(6)),
}


@dataclass(frozen=True)
class Purchased:
    """`location` and `market` answers, and the part of each row that no instrument covers (part, open: 0 to 1)."""

    location: Answer
    market: Answer
    open: pl.DataFrame


@lru_cache(maxsize=512)
def _to_kwh(text: str) -> float | None:
    try:
        return conversion(text, "kWh")
    except LizeroError:
        return None


def kwh(units: pl.Series) -> pl.Series:
    """Kilowatt hours in one of each unit; null where it is no energy without basis."""
    known = {u: _to_kwh(u) for u in units.unique().to_list()}
    return units.replace_strict(known, default=None, return_dtype=pl.Float64)


def purchased(rows: pl.DataFrame, library: Library, cover: Cover, gwp: str, null: pl.DataFrame) -> Purchased:
    """Lines of purchased electricity and heat on both bases.

    `rows`: prepared; `cover`: what instruments cover of them; `null`: own generation whose attributes were sold.
    """
    power, heat = rows.filter(pl.col("category") == ELECTRICITY), rows.filter(pl.col("category") == HEAT)
    left = _open(power, cover)
    location = stacked(
        [
            answer(asks(power, basis="location", geography=pl.col("grid"), scope="2"), library, (GRID,)),
            _heated(asks(heat, basis="location", scope="2"), library, (GRID,)),
        ]
    )
    rest = power.join(left, on="part", how="left", maintain_order="left").filter(pl.col("open") > 0)
    open_asks = asks(rest, basis="market", geography=pl.col("grid"), scope="2", quantity=_part(), note=_said())
    market = stacked(
        [
            _covered(power, cover, gwp),
            _mixed(open_asks, library),
            _mixed(asks(null, **NULL), library),
            _heated(asks(heat, basis="market", scope="2"), library, (SUPPLIER, GRID)),
        ]
    )
    return Purchased(location, market, left)


def _heated(asked: pl.DataFrame, library: Library, ladder: tuple[Rung, ...]) -> Answer:
    """Heat by its own name (steam, hot water); where that has no factor, as heat."""
    named = answer(asked, library, ladder)
    rest = named.unresolved.filter(pl.col("item").is_in(["steam", "hot water"]))
    if not rest.height:
        return named
    other = named.unresolved.join(rest.select("part"), on="part", how="anti")
    as_heat = answer(rest.with_columns(pl.lit("heat").alias("item")), library, ladder)
    found = stacked([handed_on(named), as_heat])
    return Answer(found.lines, found.factors, found.steps, pl.concat([other, as_heat.unresolved], how="diagonal"), found.findings)


def exported(rows: pl.DataFrame, library: Library) -> Answer:
    """Exported electricity and heat valued with the factors of purchased energy, outside the scopes (rule R3.5).

    A view that subtracts exports takes these lines; no scope holds them. What has no factor has no line.
    """
    given: dict[str, pl.Expr | str | None] = {"basis": "location", "scope": None}
    power, heat = (rows.filter(pl.col("category") == f"exported {kind}") for kind in ("electricity", "heat"))
    return handed_on(
        stacked(
            [
                answer(asks(power, ask_category=ELECTRICITY, geography=pl.col("grid"), **given), library, (GRID,)),
                _heated(asks(heat, ask_category=HEAT, **given), library, (GRID,)),
            ]
        )
    )


def _part() -> pl.Expr:
    return pl.when(pl.col("open") == 1).then(pl.col("quantity")).otherwise(pl.col("quantity") * pl.col("open"))


def _said() -> pl.Expr:
    return pl.when(pl.col("open") < 1).then(pl.format("{} of it is not covered by instruments", pl.col("open").round(6)))


def _open(power: pl.DataFrame, cover: Cover) -> pl.DataFrame:
    """Part and `open`: the share of the row that no instrument covers."""
    taken = cover.covered.group_by("part", maintain_order=True).agg(pl.col("covered"))
    taken = taken.with_columns(pl.col("covered").list.sum())
    scaled = power.select("part", (pl.col("quantity") * kwh(power["unit"])).alias("kwh"))
    joined = scaled.join(taken, on="part", how="left", maintain_order="left")
    rest = 1 - pl.col("covered") / pl.col("kwh")
    share = pl.when(pl.col("covered").is_null()).then(1.0).when(rest < 1e-12).then(0.0).otherwise(rest)
    return joined.select("part", share.alias("open"))


def _covered(power: pl.DataFrame, cover: Cover, gwp: str) -> Answer:
    """The lines of covered energy, with the instrument's own factor (CO2e, counted as of the inventory's set)."""
    covered = cover.covered.join(
        asks(power, basis="market", geography=pl.col("grid"), scope="2"), on="part", how="inner", maintain_order="left"
    )
    scale = kwh(covered["unit"])
    share = pl.col("covered") / (pl.col("quantity") * scale)
    lines = covered.with_columns(
        (pl.col("quantity") * share).alias("quantity"),
        scale.alias("conversion"),
        pl.col("instrument").alias("factor"),
        pl.lit("CO2e").alias("flow"),
        pl.lit("air").alias("compartment"),
        pl.col("factor").alias("amount"),
        pl.lit("kg").alias("flow_unit"),
        pl.lit(gwp).alias("gwp_set"),
        pl.lit("own").alias("status"),
        pl.lit("supplier").alias("family"),
        pl.lit("generation").alias("boundary"),
        pl.format("{} to kWh", "unit").alias("steps"),
        pl.format("covered by {} {}, whose gates pass", "kind", "instrument").alias("reason"),
        pl.format("{} of it is covered by {}", share.round(6), "instrument").alias("note"),
    )
    empty = stacked([])
    steps = lines.select(
        "part",
        "factor",
        pl.lit(1, pl.Int64).alias("nth"),
        pl.col("steps").alias("text"),
        pl.col("conversion").alias("value"),
        pl.lit("definition of the units").alias("source"),
        pl.lit("checked").alias("status"),
    )
    return Answer(lines.select(*LINE), _as_factors(lines), steps.cast(STEP), empty.unresolved, _sets(lines, gwp))  # type: ignore[arg-type]


def _as_factors(lines: pl.DataFrame) -> pl.DataFrame:
    """Instruments used, in the columns of FACTORS, so that a line can be explained like any other."""
    return lines.unique("factor", maintain_order=True).select(
        "factor",
        pl.lit("instruments").alias("library"),
        pl.lit("own").alias("edition"),
        pl.lit(ELECTRICITY).alias("category"),
        pl.lit("electricity").alias("activity"),
        pl.format("{} {}", "kind", "factor").alias("name"),
        pl.lit("kWh").alias("unit"),
        "flow",
        "compartment",
        "amount",
        "flow_unit",
        "geography",
        "family",
        "boundary",
        "gwp_set",
        pl.col("provider").alias("publisher"),
        pl.lit("INSTRUMENTS").alias("table"),
        pl.lit("own").alias("licence"),
        "status",
        pl.lit(None, pl.Float64).alias("uncertainty"),
    )


def _sets(lines: pl.DataFrame, gwp: str) -> tuple[Finding, ...]:
    some = lines.filter(pl.col("amount") != 0)["factor"].unique(maintain_order=True).to_list()
    return tuple(
        Finding(
            f"INSTRUMENTS › {name} › factor",
            "instrument.co2e",
            f"its factor is CO2e without a GWP set; it counts as {gwp}",
            "convention 3",
            "notice",
        )
        for name in some
    )


def _mixed(asked: pl.DataFrame, library: Library) -> Answer:
    """Uncovered electricity: the supplier's factor, the residual mix, else the grid, and the absence is disclosed."""
    supplier = answer(asked, library, (SUPPLIER,))
    residual = answer(supplier.unresolved, library, (RESIDUAL,))
    grid = answer(residual.unresolved, library, (GRID,))
    absent = tuple(
        Finding(
            f"factors › electricity › {place}",
            "market.no-residual-mix",
            f"no residual mix serves {place}: the grid's average stands in the market-based total",
            str(hint or ""),
            "notice",
        )
        for place, hint in residual.unresolved.unique("geography", maintain_order=True).select("geography", "hint").iter_rows()
    )
    parts = [handed_on(supplier), handed_on(residual), grid]
    found = stacked(parts)
    return Answer(found.lines, found.factors, found.steps, found.unresolved, (*found.findings, *absent))


def handed_on(found: Answer) -> Answer:
    """The same answer without its unresolved asks, which the next rung takes over."""
    return Answer(found.lines, found.factors, found.steps, found.unresolved.clear(), found.findings)
