"""Measured lines put together as an inventory: characterised, consolidated totals, energy, intensity, findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from lizero.activity import Period, Record
from lizero.errors import Finding
from lizero.factors import Library
from lizero.impact import Flows, Method, characterise
from lizero.inventory.asks import Answer
from lizero.inventory.boundary import Boundary
from lizero.inventory.categories import category_table, unexplained
from lizero.inventory.energy import energy
from lizero.inventory.instruments import Cover
from lizero.inventory.intensity import intensity, output
from lizero.inventory.purchased import Purchased, kwh
from lizero.inventory.result import Inventory
from lizero.inventory.totals import totals
from lizero.inventory.unresolved import Open
from lizero.inventory.upstream import CATEGORY, typed

__all__ = ["Measured", "assembled"]


@dataclass(frozen=True)
class Measured:
    """What the rows of a period gave, at 100 % of their sites.

    `recorded`: prepared rows; `rows`: the same with blends as their components; `answer`: their lines; `open`: rows that stay
    open; `cover`: what instruments cover; `bought`: purchased energy on both bases; `null`: own generation whose attributes
    were sold; `library` and `findings`.
    """

    recorded: pl.DataFrame
    rows: pl.DataFrame
    answer: Answer
    open: Open
    cover: Cover
    bought: Purchased
    null: pl.DataFrame
    library: Library
    findings: tuple[Finding, ...]


def assembled(record: Record, span: Period, bound: Boundary, flows: Flows, found: Measured, chosen: Method) -> Inventory:
    """The inventory of the boundary's holder from what was measured."""
    impacts = characterise(flows, chosen)
    lines, outside = _co2e(impacts.frame, "climate change"), _co2e(impacts.frame, "biogenic CO2")
    used, energy_notes = energy(found.rows, found.library, _renewable(found))
    made, output_notes = output(found.recorded, record)
    own = _of_period(record, span)
    parameters = found.library.parameters
    table = category_table(lines, _open_categories(found.open), parameters)
    told = (*own.findings, *bound.findings, *found.library.findings, *_named(found.findings, found.recorded), *found.open.findings)
    findings = (*told, *energy_notes, *output_notes, *impacts.findings, *unexplained(table, parameters))
    return Inventory(
        holder=bound.holder,
        approach=bound.approach,
        gwp=chosen.id,
        period=span,
        record=record,
        boundary=bound,
        flows=flows,
        impacts=impacts,
        lines=lines,
        outside=outside,
        totals=totals(lines, outside, complete=_complete(found, own, bound, lines)),
        unresolved=found.open.rows,
        not_assessed=found.open.not_assessed,
        categories=table,
        instruments=found.cover.used,
        energy=_shared(used, bound),
        intensity=intensity(lines, _shared(made, bound)),
        findings=tuple(dict.fromkeys(findings)),
    )


def _complete(found: Measured, own: Record, bound: Boundary, lines: pl.DataFrame) -> bool:
    """Whether every row of the period has its place in the totals, and every gas its factor."""
    if lines["co2e"].null_count():
        return False
    faults = (*bound.findings, *typed(found.recorded))
    return not (found.open.rows.height or own.rejected.height or any(f.severity == "error" for f in faults))


def _open_categories(still: Open) -> set[str]:
    return {*still.rows["category"], *([CATEGORY] if still.not_assessed.height else [])}


def _co2e(impacts: pl.DataFrame, category: str) -> pl.DataFrame:
    """Lines of one impact category with `whole` (t, the site's) and `co2e` (t, the holder's share)."""
    whole = pl.col("amount") / 1000
    return impacts.filter(pl.col("impact") == category).with_columns(whole.alias("whole"), (whole * pl.col("share")).alias("co2e"))


def _shared(frame: pl.DataFrame, bound: Boundary) -> pl.DataFrame:
    """A frame of rows with the holder's `share` of each; rows without one are left out."""
    key = ["organisation", "provider_organisation", "start", "end"]
    bare = frame.with_columns(pl.lit(None, pl.String).alias("provider_organisation"))
    joined = bare.join(bound.over(bare), on=key, how="left", nulls_equal=True, maintain_order="left")
    return joined.filter(pl.col("share") > 0).drop("left_out", "provider_organisation")


def _renewable(found: Measured) -> pl.DataFrame:
    """Part and renewable share: covered by zero-factor instruments, or a fuel that gives biogenic and no fossil CO2."""
    zero = found.cover.covered.filter(pl.col("factor") == 0).group_by("part").agg(pl.col("covered").sum().alias("_kwh"))
    power = found.rows.join(zero, on="part", how="inner", maintain_order="left")
    power = power.select("part", (pl.col("_kwh") / (pl.col("quantity") * kwh(power["unit"]))).alias("renewable_share"))
    burnt = (
        found.answer.lines.filter(pl.col("scope") == "1")
        .group_by("part", "item", maintain_order=True)
        .agg((pl.col("flow") == "CO2 biogenic").any().alias("_bio"), (pl.col("flow") == "CO2").any().alias("_fossil"))
    )
    fuel = burnt.filter(pl.col("_bio") & ~pl.col("_fossil")).select("part", "item", pl.lit(1.0).alias("renewable_share"))
    named = power.join(found.rows.select("part", "item"), on="part", how="left", maintain_order="left")
    sold = found.null.select("part", "item", (1 - pl.col("sold")).alias("renewable_share"))
    return pl.concat([named.select("part", "item", "renewable_share"), fuel, sold])


def _named(findings: Sequence[Finding], rows: pl.DataFrame) -> list[Finding]:
    """Findings about asks, told of the first record that asked."""
    parts = sorted({int(f.record) for f in findings if f.where.startswith("factors ›") and f.record.isdecimal()})
    asked = rows.filter(pl.col("part").is_in(pl.Series(parts, dtype=pl.UInt32).implode()))
    records = dict(asked.select(pl.col("part").cast(pl.String), "record").unique("part", keep="first").iter_rows())
    return [
        replace(f, record=records[f.record], where=f"ACTIVITY › {records[f.record]}")
        if f.record in records and f.where.startswith("factors ›")
        else f
        for f in findings
    ]


def _of_period(record: Record, span: Period) -> Record:
    """The record's findings and rejected rows that are not about other periods."""
    rejected = record.rejected
    if not {"start", "end"} <= set(rejected.columns):
        return record
    start, end = (pl.col(c).cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False) for c in ("start", "end"))
    away = rejected.filter((start <= end) & ((end < span.start) | (start > span.end)))
    names = set(away["record"].drop_nulls().to_list()) if "record" in away.columns else set()
    kept = rejected.join(away, on=rejected.columns, how="anti", nulls_equal=True)
    return replace(record, rejected=kept, findings=tuple(f for f in record.findings if not f.record or f.record not in names))
