"""What happens to sold products, from a product model: processing, use and end of life (categories 10, 11, 12).

PARAMETERS rows whose name is the category and an item, ``use of sold products: electricity``, with the product as scope and
the unit ``kWh/kg``, say how much of the item one unit of the product will take over its life. What own sites take from one
another is not sold. A derived row counts in the year of the sale (Scope 3 Standard, minimum boundaries of 10 to 12).
"""

from __future__ import annotations

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.units import conversion
from lizero.vocab import item_id

__all__ = ["CATEGORIES", "sold_use"]

CATEGORIES = ("processing of sold products", "use of sold products", "end of life of sold products")


def sold_use(rows: pl.DataFrame, parameters: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Prepared rows of categories 10 to 12 that the product model derives from product output; `told` says how."""
    model, faults = _model(parameters, rows.filter(pl.col("category") == "product output"))
    if not model.height:
        return rows.clear(), faults
    made = rows.filter(pl.col("category") == "product output").join(_sold(rows), on=["site", "item"], how="left", maintain_order="left")
    joined = made.join(model, left_on=["item", "unit"], right_on=["product", "product_unit"], how="inner", maintain_order="left")
    sold = pl.col("quantity") * pl.col("sold").fill_null(1.0)
    text = pl.format(
        "{} {} of {} for one {} [{}], {} of the output sold",
        "value",
        "per",
        "used",
        "unit",
        "source",
        pl.col("sold").fill_null(1.0).round(6),
    )
    return joined.with_columns(
        (sold * pl.col("scale")).alias("quantity"),
        pl.col("per").alias("unit"),
        pl.col("used").alias("item"),
        pl.col("used").alias("flow"),
        pl.col("stage").alias("category"),
        pl.lit("3").alias("scope"),
        text.alias("told"),
        pl.lit(False).alias("is_flow"),
    ).select(rows.columns), faults


def _sold(rows: pl.DataFrame) -> pl.DataFrame:
    """Site, item, and the share of the output that leaves the own sites."""
    made = rows.filter(pl.col("category") == "product output").with_columns(_tonnes(rows.filter(pl.col("category") == "product output")))
    moved = rows.filter((pl.col("category") == "internal transfer") & pl.col("provider").is_not_null())
    moved = moved.with_columns(_tonnes(moved)).group_by(pl.col("provider").alias("site"), "item").agg(pl.col("t").sum().alias("moved"))
    total = made.group_by("site", "item").agg(pl.col("t").sum())
    share = (1 - pl.col("moved").fill_null(0.0) / pl.col("t")).clip(0.0, 1.0)
    return total.join(moved, on=["site", "item"], how="left").select("site", "item", share.fill_nan(1.0).alias("sold"))


def _tonnes(rows: pl.DataFrame) -> pl.Series:
    scale = {u: _scale(u, "t") for u in rows["unit"].unique().to_list()}
    return (rows["quantity"] * rows["unit"].replace_strict(scale, default=None, return_dtype=pl.Float64)).alias("t")


def _scale(a: str, b: str) -> float | None:
    try:
        return conversion(a, b)
    except LizeroError:
        return None


def _model(parameters: pl.DataFrame, made: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Stage, product and its unit in the record, item used, its unit (`per`), and how much for one unit of the product."""
    rows, faults = [], []
    units = made.group_by("item").agg(pl.col("unit").unique())
    by_item = {item: sorted(names) for item, names in units.iter_rows()}
    for name, scope, value, text, source in parameters.select("parameter", "scope", "value", "unit", "source").iter_rows():
        stage, _, used = str(name).partition(":")
        product = item_id(scope or "") or scope
        if stage.strip() not in CATEGORIES or value is None or product not in by_item:
            continue
        per, _, base = str(text or "").rpartition("/")
        for unit in by_item[product]:
            scale = _scale(unit, base)
            if scale is None or not per:
                faults.append(_fault(str(name), product, str(text), unit))
            else:
                rows.append(
                    (stage.strip(), product, unit, item_id(used.strip()) or used.strip(), per, value * scale, value, source or "no source")
                )
    names = ("stage", "product", "product_unit", "used", "per", "scale", "value", "source")
    types = {n: pl.Float64() if n in ("scale", "value") else pl.String() for n in names}
    return pl.DataFrame(rows, schema=types, orient="row"), tuple(faults)


def _fault(name: str, product: str, text: str, unit: str) -> Finding:
    return Finding(
        f"PARAMETERS › {name} › unit",
        "sold.unit",
        f"{name} of {product} is in {text!r} and the product is recorded in {unit!r}",
        "write the unit as kWh/kg, per unit of the product",
        "warning",
    )
