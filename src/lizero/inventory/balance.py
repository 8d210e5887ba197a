"""Carbon balances from the record: carbonates in, products and solids out, the rest is CO2.

Rows of category ``process`` whose method says ``carbon balance`` are inputs. For each site, unit process and calendar year

    CO2 = 44/12 × (carbon in the inputs − carbon in product output − carbon in stated solids)

and the emission is spread over the inputs by their carbon. Carbon contents come from PARAMETERS ``carbon content`` (scope:
the item, unit kg/kg), else from stoichiometry; ``purity`` of an item multiplies its content. Products are the unit
process's product output, solids its rows of category ``waste``.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.inventory.asks import ASK, LINE, Answer, asks, stacked
from lizero.inventory.chemistry import CO2_PER_CARBON, carbon_of
from lizero.units import conversion
from lizero.vocab import fold

__all__ = ["are_balanced", "balances", "trapped"]

KEY = ["site", "process", "_year"]


def are_balanced() -> pl.Expr:
    """Prepared rows that enter a carbon balance."""
    return (pl.col("category") == "process") & pl.col("method").str.to_lowercase().str.contains("carbon balance").fill_null(False)


def balances(rows: pl.DataFrame, parameters: pl.DataFrame) -> Answer:
    """Lines of the carbon balances of `rows` (prepared); inputs without a carbon content, or of a balance below zero, are unresolved."""
    carbon = _carbon(rows.filter(are_balanced() | pl.col("category").is_in(["product output", "waste"])), parameters)
    into = carbon.filter(are_balanced())
    if not into.height:
        return stacked([])
    known = into.filter(pl.col("carbon").is_not_null())
    out = carbon.filter(~are_balanced()).group_by(KEY).agg(pl.col("carbon").sum().alias("_out"))
    whole = known.group_by(KEY).agg(pl.col("carbon").sum().alias("_in"))
    joined = (
        known.join(whole, on=KEY, how="left", nulls_equal=True, maintain_order="left")
        .join(out, on=KEY, how="left", nulls_equal=True, maintain_order="left")
        .with_columns(pl.col("_out").fill_null(0.0))
    )
    below = pl.col("_out") > pl.col("_in") * (1 + 1e-9)
    lines = _lines(joined.filter(~below))
    unresolved = [
        _refused(
            into.filter(pl.col("carbon").is_null()),
            "balance.carbon-unknown",
            pl.format("the carbon in {} is not known", "item"),
            "state PARAMETERS: carbon content of the item in kg/kg",
        ),
        _refused(
            joined.filter(below),
            "balance.negative",
            pl.format("more carbon leaves ({} kg) than enters ({} kg)", "_out", "_in"),
            "a stream is missing or a content is wrong",
        ),
    ]
    return replace(stacked([]), lines=lines, unresolved=pl.concat(unresolved))


def _carbon(rows: pl.DataFrame, parameters: pl.DataFrame) -> pl.DataFrame:
    """Rows with `carbon`: kg carbon in the row (null where the content is not known), and the calendar year."""
    pairs = rows.select("item", "unit").unique()
    table = pairs.with_columns(pl.Series("_content", [_content(i, u, parameters) for i, u in pairs.iter_rows()], pl.Float64))
    joined = rows.join(table, on=["item", "unit"], how="left", maintain_order="left")
    return joined.with_columns((pl.col("quantity") * pl.col("_content")).alias("carbon"), pl.col("start").dt.year().alias("_year"))


def _content(item: str, unit: str, parameters: pl.DataFrame) -> float | None:
    """kg carbon in one `unit` of `item`."""
    stated, purity = _stated("carbon content", item, parameters), _stated("purity", item, parameters)
    try:
        return (carbon_of(item) if stated is None else stated) * (1.0 if purity is None else purity) * conversion(unit, "kg")
    except LizeroError:
        return None


def _stated(name: str, item: str, parameters: pl.DataFrame) -> float | None:
    rows = parameters.filter((pl.col("parameter").str.to_lowercase() == name) & (pl.col("scope").str.to_lowercase() == fold(item)))
    found = rows["value"].drop_nulls()
    return float(found[0]) if found.len() else None


def _lines(rows: pl.DataFrame) -> pl.DataFrame:
    left = (pl.col("_in") - pl.col("_out")) / pl.col("_in")
    per = pl.when(pl.col("_in") > 0).then(pl.col("_content") * left * CO2_PER_CARBON).otherwise(0.0)
    text = pl.format("carbon balance: {} of the carbon that enters leaves as CO2, the rest in product and solids", left.round(6))
    about = rows.select("part", per.alias("conversion"), text.alias("told_"), pl.col("_content"))
    return (
        asks(rows)
        .join(about, on="part", how="left", maintain_order="left")
        .with_columns(
            pl.lit("CO2").alias("flow"),
            pl.lit("air").alias("compartment"),
            pl.lit(None, pl.String).alias("factor"),
            pl.lit(1.0).alias("amount"),
            pl.lit("kg").alias("flow_unit"),
            pl.lit(None, pl.String).alias("gwp_set"),
            pl.lit(None, pl.String).alias("family"),
            pl.lit("process").alias("boundary"),
            pl.lit("computed").alias("status"),
            pl.format("{} kg C in one {} × share emitted × 44/12", pl.col("_content").round(6), "unit").alias("steps"),
            pl.col("told_").alias("reason"),
        )
        .select(*LINE)
    )


def _refused(rows: pl.DataFrame, rule: str, message: pl.Expr, hint: str) -> pl.DataFrame:
    told = asks(rows).with_columns(rows.select(message.alias("message"))["message"])
    return told.select(*ASK, pl.lit(rule).alias("rule"), "message", pl.lit(hint).alias("hint"))


def trapped(rows: pl.DataFrame) -> tuple[Finding, ...]:
    """Soda ash counted as if all its carbon were released, at a site that makes lithium carbonate."""
    soda = rows.filter((pl.col("category") == "process") & pl.col("item").str.starts_with("soda ash") & ~are_balanced())
    if not soda.height:
        return ()
    makers = (
        rows.filter((pl.col("category") == "product output") & pl.col("item").str.starts_with("lithium carbonate")).select("site").unique()
    )
    wrong = soda.join(makers, on="site", how="semi", maintain_order="left")
    return tuple(
        Finding(
            f"ACTIVITY › {record} › method",
            "process.carbon-in-product",
            "the carbon of this soda ash is counted as released, and the site makes lithium carbonate",
            "carbon that leaves in the product is not emitted: write 'carbon balance' as the method",
            "warning",
            record,
        )
        for record in wrong["record"].unique(maintain_order=True)
    )
