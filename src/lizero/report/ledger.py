"""The lines of an inventory, ready to be recomputed: quantity × conversion × part × factor × share × GWP.

`ledger(flows, method)` joins each row of FLOWS with the activity it comes from, the factor it was made with and the
potential that characterises it. The product of the columns gives ``t_co2e`` of the line; ``part`` is 1 unless only a part
of the recorded quantity counts (days inside the year, a component of a blend), and a measured release has no factor.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from lizero.report.tree import Column, Say, Table, say

__all__ = ["COLUMNS", "frame_of", "largest", "ledger", "used_factors", "used_potentials"]

COLUMNS = ("line", "record", "organisation", "site", "source", "scope", "category", "basis", "start", "end", "activity",
           "quantity", "unit", "conversion", "part", "factor", "factor_amount", "flow", "compartment", "amount", "flow_unit",
           "share", "gwp", "t_co2e", "status", "reason")
_SHOWN = 25


def frame_of(flows: Any) -> pl.DataFrame:
    """The FLOWS frame of `flows`, which is such a frame or holds one as `.frame`."""
    found = getattr(flows, "frame", flows)
    if not isinstance(found, pl.DataFrame):
        raise TypeError(f"flows must be a FLOWS frame or hold one as .frame, not {type(flows).__name__}")
    return found


def ledger(flows: Any, method: Any) -> pl.DataFrame:
    """One row for each row of FLOWS with the columns `COLUMNS`; ``t_co2e`` is null where the method counts no such flow.

    `flows` holds `.frame` and, for the chain behind each line, `.trail` (activity, factors, steps); `method` holds
    `.frame` (METHOD). Rows keep their order.
    """
    lines = frame_of(flows).with_row_index("line", offset=1).with_columns(pl.col("line").cast(pl.Int64))
    joined = _with_potential(_with_chain(lines, getattr(flows, "trail", None)), _frame(method))
    return _chained(joined).with_columns(
        share=pl.col("share").fill_null(1.0),
        t_co2e=pl.col("amount") * pl.col("share").fill_null(1.0) * pl.col("gwp") / 1000,
    ).select(COLUMNS)


def _chained(lines: pl.DataFrame) -> pl.DataFrame:
    """`part` as the trail states it, else the ratio that the other columns leave.

    A bridge through a calorific value or density is a step that states the parameter, which may divide: where the part is
    stated, the conversion is the whole ratio between the quantity's unit and the factor's.
    """
    without = pl.col("quantity") * _factor()
    ratio = pl.when((without * pl.col("portion")).fill_null(0.0) != 0).then(pl.col("amount") / (without * pl.col("portion")))
    close = ((ratio / pl.col("conversion") - 1).abs() < 1e-12).fill_null(False)
    out = lines.with_columns(conversion=pl.when(close | ratio.is_null()).then(pl.col("conversion")).otherwise(ratio))
    product = without * pl.col("conversion")
    raw = pl.when(product.fill_null(0.0) != 0).then(pl.col("amount") / product)
    part = pl.when((raw - 1).abs() < 1e-12).then(1.0).otherwise(raw)
    return out.with_columns(part=pl.when(product.is_not_null()).then(pl.coalesce("portion", part)))


def _factor() -> pl.Expr:
    """The factor of a line; a measured release has none and counts as it is."""
    return pl.when(pl.col("factor").is_null()).then(1.0).otherwise(pl.col("factor_amount"))


def _frame(method: Any) -> pl.DataFrame:
    found: pl.DataFrame = getattr(method, "frame", method)
    return found


def _with_chain(lines: pl.DataFrame, trail: Any) -> pl.DataFrame:
    """The quantity, conversion and factor behind each line, null where the trail does not say."""
    blank = lines.with_columns(
        pl.lit(None, pl.String).alias(c) for c in ("activity", "reason") if c not in lines.columns
    ).with_columns(pl.lit(None, pl.Float64).alias(c) for c in ("quantity", "conversion", "factor_amount", "portion"))
    if trail is None:
        return blank.with_columns(flow_unit="unit").with_columns(unit=pl.lit(None, pl.String))
    out = _with_activity(lines, trail.activity)
    factors = trail.factors.select(factor="id", factor_amount="amount").unique("factor", keep="first")
    out = out.join(factors, on="factor", how="left", maintain_order="left")
    steps, keys = _steps(trail.steps)
    out = out.join(steps, on=keys, how="left", maintain_order="left", nulls_equal=True)
    return out.rename({"unit": "flow_unit", "activity_unit": "unit"})


def _with_activity(lines: pl.DataFrame, activity: pl.DataFrame) -> pl.DataFrame:
    """The part of the record that was running when the line begins: its flow, quantity and unit."""
    parts = activity.select("record", "start", activity="flow", quantity="quantity", activity_unit="unit").drop_nulls("record")
    kept = parts.unique(["record", "start"], keep="first").sort("start")
    found = lines.sort("start").join_asof(kept, on="start", by="record", strategy="backward", check_sortedness=False)
    return found.sort("line")


def _steps(steps: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """One row for each line: the product of its conversions, and what the steps say, in one text; with the keys."""
    keys: list[str] = [k for k in ("record", "factor", "basis", "start") if k in steps.columns]
    words = pl.concat_str([pl.col(c) for c in ("text", "reason") if c in steps.columns], separator=". ", ignore_nulls=True)
    first = pl.col("nth") == 0 if "nth" in steps.columns else pl.lit(False)
    value = pl.col("conversion").cast(pl.Float64)
    once = steps.unique([*keys, "nth"], keep="first", maintain_order=True) if "nth" in steps.columns else steps
    made = once.group_by(keys, maintain_order=True).agg(
        value.filter(~first).product().alias("conversion"),
        value.filter(first).drop_nulls().first().alias("portion"),
        words.unique(maintain_order=True).str.join("; ").alias("reason"),
    )
    return made, keys


def _with_potential(lines: pl.DataFrame, method: pl.DataFrame) -> pl.DataFrame:
    """The potential in kg CO2e per unit of each flow; a flow frozen as CO2e counts as is."""
    climate = method.filter(pl.col("category") == "climate change", pl.col("geography").is_null())
    potentials = climate.select("flow", pl.col("compartment").fill_null("air"), gwp="factor").unique(["flow", "compartment"], keep="first")
    held = lines.with_columns(pl.col("compartment").fill_null("air"))
    out = held.join(potentials, on=["flow", "compartment"], how="left", maintain_order="left")
    return out.with_columns(gwp=pl.when(pl.col("flow") == "CO2e").then(1.0).otherwise(pl.col("gwp")))


def used_factors(lines: pl.DataFrame, trail: Any) -> pl.DataFrame:
    """The FACTORS rows that the lines use, by id."""
    if trail is None:
        return pl.DataFrame({"id": []}, schema={"id": pl.String})
    ids = lines.select(id="factor").drop_nulls().unique()
    factors: pl.DataFrame = trail.factors
    return factors.unique("id", keep="first").join(ids, on="id", how="semi").sort("id")


def used_potentials(lines: pl.DataFrame) -> pl.DataFrame:
    """The flows of the lines with the potential of each, in kg CO2e per unit."""
    return lines.select("flow", "compartment", "gwp").unique().drop_nulls("gwp").sort("flow", "compartment")


def largest(lines: pl.DataFrame) -> Table:
    """The largest lines as a table for a page; the workbook holds them all."""
    top = lines.drop_nulls("t_co2e").sort(pl.col("t_co2e").abs(), descending=True).head(_SHOWN)
    columns = (
        Column(say("record")), Column(say("site")), Column(say("scope")), Column(say("quantity"), "number"), Column(say("unit")),
        Column(say("factor"), "text"), Column(say("flow")), Column(say("GWP"), "text"), Column(say("amount in", unit="t CO2e"), "number"),
    )
    rows = tuple(
        (r["record"] or "–", r["site"] or "–", _scope(r), r["quantity"], r["unit"] or "–", _amount(r), r["flow"],
         "–" if r["gwp"] is None else f"{r['gwp']:g}", r["t_co2e"])
        for r in top.iter_rows(named=True)
    )
    note: Say = say("largest lines note", shown=str(top.height), count=str(lines.height))
    return Table("largest-lines", say("largest lines"), columns, rows, note=note, placement="annex")


def _scope(row: dict[str, Any]) -> str:
    basis = f" {row['basis']}" if row["basis"] not in (None, "none") else ""
    return f"{row['scope'] or '–'}{basis}"


def _amount(row: dict[str, Any]) -> str:
    return "–" if row["factor_amount"] is None else f"{row['factor_amount']:g} {row['flow_unit'] or 'kg'}/{row['unit'] or '?'}"
