"""What each site made in a year, counted in the product's own unit."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lizero.activity import Record
from lizero.errors import Finding, LizeroError
from lizero.schema import empty
from lizero.tables import PRODUCTS
from lizero.units import conversion
from lizero.vocab import elementary, item_id

__all__ = ["Outputs", "converted", "named", "outputs"]

Outputs = tuple[pl.DataFrame, tuple[Finding, ...]]


def named(record: Record) -> Record:
    """`record` with items and products under their canonical names, so that ``LiOH·H2O`` made is the one that is taken."""
    rows = record.activity.with_columns(_canonical(record.activity["flow"]))
    register = record.registers.get("PRODUCTS")
    if register is None:
        return replace(record, activity=rows)
    return replace(record, activity=rows, registers={**record.registers, "PRODUCTS": register.with_columns(_canonical(register["product"]))})


def _canonical(texts: pl.Series) -> pl.Series:
    flows = set(elementary()["flow"].to_list())
    known = {t: t if t in flows else item_id(t) or t for t in texts.drop_nulls().unique()}
    return texts.replace(known)


def outputs(record: Record) -> Outputs:
    """site, process, product, unit, output, lithium (kg), mass (kg), value, role: one row a product of a process.

    `record` holds one year. Output is in the unit of PRODUCTS, else in that of the first reading; readings that cannot
    be counted in it are findings and do not count.
    """
    rows = record.activity.filter(pl.col("category") == "product output")
    register = record.registers.get("PRODUCTS", empty(PRODUCTS))
    about = register.select("product", pl.col("unit").alias("counted"), "name", "lithium", "price", "currency", "role")
    rows = rows.join(about, left_on="flow", right_on="product", how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce("counted", pl.col("unit").first().over("flow")).alias("counted"))
    rows, findings = converted(rows, "counted")
    made = rows.group_by("site", "process", pl.col("flow").alias("product"), maintain_order=True).agg(
        pl.col("counted").first().alias("unit"), pl.col("name", "lithium", "price", "currency", "role").first(),
        pl.col("converted").sum().alias("output"),
    ).filter(pl.col("output") > 0)
    made, more = _mass(made)
    money = pl.col("currency").drop_nulls().n_unique().over("site") <= 1
    made = made.with_columns(
        (pl.col("mass") * pl.col("lithium")).alias("lithium"), pl.when(money).then(pl.col("output") * pl.col("price")).alias("value")
    )
    return made.drop("price"), (*findings, *more, *_currencies(made))


def _currencies(made: pl.DataFrame) -> list[Finding]:
    """Prices of one site in several currencies are no key: unlike things are not added (convention 6)."""
    grouped = made.group_by("site", maintain_order=True).agg(pl.col("currency").drop_nulls().unique(maintain_order=True))
    return [
        Finding(f"PRODUCTS › {site}", "allocation.currency", f"the products are priced in {', '.join(currencies)}",
                "state all prices in one currency before allocating by value", "warning")
        for site, currencies in grouped.filter(pl.col("currency").list.len() > 1).iter_rows()
    ]


def converted(rows: pl.DataFrame, unit: str) -> Outputs:
    """`rows` with their quantity in the unit of column `unit`, as column ``converted``.

    Rows that cannot be converted are findings and left out; each pair of units is converted once.
    """
    pairs = rows.select("unit", unit).unique(maintain_order=True).iter_rows()
    known, faults = _conversions([(str(a), str(b)) for a, b in pairs])
    joined = rows.join(known, left_on=["unit", unit], right_on=["from", "to"], how="left", maintain_order="left")
    lost = joined.filter(pl.col("scale").is_null())
    findings = tuple(
        Finding(f"ACTIVITY › {record}", "unit.mismatch", faults[(a, b)], f"state it in {b}", "error", str(record))
        for record, a, b in lost.select("record", "unit", unit).iter_rows()
    )
    good = joined.filter(pl.col("scale").is_not_null())
    return good.with_columns((pl.col("quantity") * pl.col("scale")).alias("converted")).drop("scale"), findings


def _conversions(pairs: list[tuple[str, str]]) -> tuple[pl.DataFrame, dict[tuple[str, str], str]]:
    found: list[tuple[str, str, float]] = []
    faults: dict[tuple[str, str], str] = {}
    for a, b in pairs:
        try:
            found.append((a, b, conversion(a, b)))
        except LizeroError as error:
            faults[(a, b)] = str(error)
    return pl.DataFrame(found, schema={"from": pl.String, "to": pl.String, "scale": pl.Float64}, orient="row"), faults


def _mass(made: pl.DataFrame) -> Outputs:
    """With the mass in kg; null, and no fault, where the product is not counted by mass."""
    units, _ = _conversions([(str(u), "kg") for u in made["unit"].unique(maintain_order=True)])
    joined = made.join(units.drop("to"), left_on="unit", right_on="from", how="left", maintain_order="left")
    return joined.with_columns((pl.col("output") * pl.col("scale")).alias("mass")).drop("scale"), ()
