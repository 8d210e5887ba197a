"""The record of the illustrative group: outputs a year × amounts for a tonne, month by month.

Outputs are of the scale of public capacities, amounts for a tonne are those of published unit processes; each row of
``output.csv`` and ``intensity.csv`` says which. Readings scatter by a few per cent, the same in every run.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from lizero.project.illustrative.papers import named
from lizero.tables import ACTIVITY
from lizero.uncertainty import uniform

__all__ = ["YEARS", "activity", "register", "sources"]

YEARS = (2021, 2022, 2023, 2024, 2025)
_SCATTER = 0.03
_SEED = 2025
_ENERGY = ("stationary combustion", "mobile combustion", "purchased electricity", "purchased heat", "own electricity")


def register(name: str) -> pl.DataFrame:
    """The rows of the register file `name`, as text: organisations, ownership, sites, products …

    >>> register("ownership").select("held", "share").row(0)
    ('ridge-jv', '0.51')
    """
    return _text(f"registers/{name}.csv")


def sources() -> pl.DataFrame:
    """The SOURCES of the group: each meter, scale and stack with its flow, unit and process; blank where it serves several."""
    rows = activity().group_by("source", "site", maintain_order=True).agg(
        pl.col("flow", "unit", "process").first(),
        *(pl.col(c).n_unique().alias(f"{c}s") for c in ("flow", "unit", "process")),
    )
    words = pl.col("source").str.replace_all("-", " ").str.to_titlecase()
    one = [pl.when(pl.col(f"{c}s") == 1).then(pl.col(c)).alias(c) for c in ("flow", "unit", "process")]
    known = rows["source"].to_list()
    stack = pl.col("source").str.replace("-(kiln|boiler)$", "-stack")
    served = pl.when((stack != pl.col("source")) & stack.is_in(known)).then(stack).alias("stack")
    return rows.select("source", "site", words.alias("name"), *one[:2], pl.lit("monthly").alias("frequency"), one[2], served)


def activity() -> pl.DataFrame:
    """Every reading of 2021 to 2025 as text columns of ACTIVITY, with dates.

    >>> frame = activity()
    >>> frame.filter(record="coastal/coastal-kiln/natural gas/2025-03")["unit"].item()
    'GJ (GCV)'
    """
    made = _outputs()
    used = _intensities().join(made.drop("process"), left_on=["site", "per"], right_on=["site", "product"])
    learning = pl.when(pl.col("category").is_in(_ENERGY)).then(pl.col("factor")).otherwise(1.0)
    used = used.with_columns((pl.col("amount") * pl.col("tonnes") * learning).alias("quantity"))
    key = ["site", "source", "process", "category", "flow", "unit", "start", "end", "provider", "method"]
    used = used.group_by(key, maintain_order=True).agg(pl.col("quantity").sum())
    rows = pl.concat([_recorded(pl.concat([used, _output_rows(made)], how="diagonal")), _corporate()], how="diagonal")
    return named(rows.sort("site", "start", "record")).select(c for c in ACTIVITY.names if c in (*rows.columns, "evidence"))


def _outputs() -> pl.DataFrame:
    """site, process, product, start, end, tonnes, factor: one row a product and month."""
    year = _year()
    rows = _text("output.csv").unpivot(
        index=["site", "process", "product", "profile"], on=[str(y) for y in YEARS], variable_name="year"
    ).drop_nulls("value")
    months = pl.DataFrame([
        {"profile": profile, "month": month, "part": part}
        for profile, parts in year["profile"].items() for month, part in enumerate(parts, 1)
    ])
    start = pl.date(pl.col("year").cast(pl.Int32), "month", 1)
    return rows.join(months, on="profile").select(
        "site", "process", "product", start.alias("start"), start.dt.month_end().alias("end"),
        (pl.col("value").cast(pl.Float64) * pl.col("part")).alias("tonnes"),
        pl.col("year").replace_strict(year["intensity"], return_dtype=pl.Float64).alias("factor"),
    )


def _intensities() -> pl.DataFrame:
    """Amounts for a tonne of `per`; only those of energy fall over the years, reagents follow stoichiometry."""
    rows = _text("intensity.csv").with_columns(pl.col("amount").cast(pl.Float64))
    return rows.drop("reference", "status", "note")


def _output_rows(made: pl.DataFrame) -> pl.DataFrame:
    return made.select(
        "site", pl.concat_str("site", pl.lit("-scale")).alias("source"), "process",
        pl.lit("product output").alias("category"), pl.col("product").alias("flow"), pl.col("tonnes").alias("quantity"),
        pl.lit("t").alias("unit"), "start", "end", pl.lit("weighed").alias("method"),
    )


def _corporate() -> pl.DataFrame:
    """What the group's office records once a year: capital goods, travel, commuting, leased space, transport by customers."""
    wide = _text("corporate.csv")
    years = {f"quantity {y}": y for y in YEARS}
    rows = wide.unpivot(index=[c for c in wide.columns if c not in years], on=list(years), variable_name="year", value_name="quantity")
    year = pl.col("year").replace_strict(years, return_dtype=pl.Int32)
    return rows.with_columns(
        pl.format("{}/{}", "record", year).alias("record"), pl.col("quantity").cast(pl.Float64),
        pl.date(year, 1, 1).alias("start"), pl.date(year, 12, 31).alias("end"),
    ).drop("year")


def _recorded(rows: pl.DataFrame) -> pl.DataFrame:
    """With ids, the scatter of meters, and the digits that a meter shows."""
    month = pl.col("start").dt.strftime("%Y-%m")
    rows = rows.with_columns(pl.concat_str("site", "source", "flow", month, separator="/").alias("record"))
    draw = pl.Series(uniform(_SEED, rows["record"].to_list(), 1)[:, 0])
    metered = ~pl.col("category").is_in(["product output", "internal transfer"])
    scatter = pl.when(metered).then(1.0 + _SCATTER * (2.0 * draw - 1.0)).otherwise(1.0)
    return rows.with_columns((pl.col("quantity") * scatter).round_sig_figs(6).alias("quantity"))


def _text(name: str) -> pl.DataFrame:
    source = files("lizero.project.illustrative").joinpath(name).read_text(encoding="utf-8")
    return pl.read_csv(source.encode(), infer_schema=False)


@cache
def _year() -> dict[str, Any]:
    return tomllib.loads(files("lizero.project.illustrative").joinpath("year.toml").read_text(encoding="utf-8"))
