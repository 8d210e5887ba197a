"""Inputs linked to those who supply them: own sites, suppliers' own footprints, the open chain; the rest is cut off.

Amounts become those of the supplied product, in its unit: each step through a density or calorific value is stated
(convention 6), and a unit that cannot be reached is a finding, its input cut off and listed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.factors import Library, choose
from lizero.lca import System
from lizero.tables import PARAMETERS
from lizero.trace.links import chain_suppliers
from lizero.units import bridge, conversion

__all__ = ["Linked", "linked", "supplier_system"]

_OWN = "own"


@dataclass(frozen=True)
class Linked:
    """`frame`: the uses with supplier, product, `supplied in`, `origin` and `conversion`; `system`: suppliers' footprints."""

    frame: pl.DataFrame
    system: System
    findings: tuple[Finding, ...]


def linked(
    uses: pl.DataFrame, own: pl.DataFrame, sites: pl.DataFrame, *, library: Library, chain: System, links: pl.DataFrame,
    parameters: pl.DataFrame, year: int,
) -> Linked:
    """Each of `uses` (`unit_processes.uses`) with its supplier; `origin` is own site, supplier, chain, or null: cut off."""
    rows = uses.join(sites.select("site", "grid", "geography"), on="site", how="left", maintain_order="left")
    footprints, said = _footprints(rows, library, year)
    rows = rows.join(_own_suppliers(own), on=["provider", "item"], how="left", maintain_order="left")
    rows = rows.join(footprints.rename(lambda c: c if c == "exchange" else f"{c} f"), on="exchange", how="left", maintain_order="left")
    rows = chain_suppliers(rows, links, chain)
    given = ("supplier", "product", "supplied in")
    rows = rows.with_columns(_origin(), *(pl.coalesce(f"{c} o", f"{c} f", c).alias(c) for c in given))
    rows, found = _converted(rows, parameters)
    missing = _missing_own(rows, own)
    kept = (*uses.columns, *given, "origin", "conversion", "how")
    return Linked(rows.select(kept), supplier_system(footprints, library), (*said, *found, *missing))


def _origin() -> pl.Expr:
    names = {"supplier o": "own site", "supplier f": "supplier", "supplier": "chain"}
    return pl.coalesce(pl.when(pl.col(c).is_not_null()).then(pl.lit(n)) for c, n in names.items()).alias("origin")


def _own_suppliers(own: pl.DataFrame) -> pl.DataFrame:
    return own.select(
        pl.col("site").alias("provider"), pl.col("product").alias("item"),
        pl.col("process").alias("supplier o"), pl.col("flow").alias("product o"), pl.col("unit").alias("supplied in o"),
    )


def _footprints(rows: pl.DataFrame, library: Library, year: int) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """exchange, supplier, product, supplied in, factors: inputs for which the project states a supplier's own footprint.

    Rates of electricity suppliers count generation only (scope 2): they are no footprint, and not used here.
    """
    shelf = replace(library, factors=library.factors.filter((pl.col("library") == _OWN) & (pl.col("boundary") == "cradle-to-gate")))
    needs = rows.filter(pl.col("kind") == "input").select(
        pl.col("exchange").alias("need"), "category", pl.col("item").alias("flow"), "unit", "geography",
        pl.lit(date(year, 1, 1)).alias("start"), pl.lit(date(year, 12, 31)).alias("end"),
    )
    schema = {c: pl.String() for c in ("exchange", "supplier", "product", "supplied in")} | {"factors": pl.List(pl.String())}
    if not shelf.factors.height or not needs.height:
        return pl.DataFrame(schema=schema), ()
    chosen = choose(needs, shelf).frame.join(shelf.factors.select(pl.col("id").alias("factor"), "unit", "name"), on="factor", how="left", suffix=" f")
    grouped = chosen.group_by("need", maintain_order=True).agg(
        pl.col("factor"), pl.col("unit f" if "unit f" in chosen.columns else "unit").first().alias("supplied in"))
    key = pl.col("factor").list.join("+")
    return grouped.select(
        pl.col("need").alias("exchange"), pl.format("supplier/{}", key).alias("supplier"),
        pl.format("supplied by {}", key).alias("product"), "supplied in", pl.col("factor").alias("factors"),
    ), ()


def supplier_system(footprints: pl.DataFrame, library: Library) -> System:
    """One aggregated process a supplier's footprint: its product and the flows that the factors state."""
    distinct = footprints.unique("supplier", keep="first", maintain_order=True)
    processes = distinct.select(
        pl.col("supplier").alias("process"), pl.col("product").alias("name"), pl.lit("aggregated").alias("kind"), pl.lit(_OWN).alias("status"))
    products = distinct.select(
        pl.col("supplier").alias("process"), pl.lit("product").alias("kind"), pl.lit(True).alias("reference"),
        pl.col("product").alias("flow"), pl.lit(1.0).alias("amount"), pl.col("supplied in").alias("unit"))
    parts = distinct.explode("factors").join(library.factors, left_on="factors", right_on="id", maintain_order="left")
    flows = parts.select(
        pl.col("supplier").alias("process"), pl.lit("elementary").alias("kind"), "flow", "compartment", "amount",
        pl.col("flow_unit").alias("unit"), "gwp_set", pl.coalesce("publisher", "name").alias("source"), "status")
    return System(processes, pl.concat([products, flows], how="diagonal"), name="suppliers")


def _converted(rows: pl.DataFrame, parameters: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    asked = rows.filter(pl.col("supplier").is_not_null()).select("unit", "supplied in", "item").unique(maintain_order=True)
    found = [(a, b, item, *_way(str(a), str(b), str(item), parameters)) for a, b, item in asked.iter_rows()]
    schema = {"unit": pl.String, "supplied in": pl.String, "item": pl.String, "conversion": pl.Float64, "how": pl.String}
    table = pl.DataFrame(found, schema=schema, orient="row")
    rows = rows.join(table, on=["unit", "supplied in", "item"], how="left", maintain_order="left")
    lost = rows.filter(pl.col("supplier").is_not_null() & pl.col("conversion").is_null())
    findings = [
        Finding(f"ACTIVITY › {exchange}", "bridge.unit", f"{item}: {how}", f"it is cut off; state the parameter, or record it in {to}", "warning")
        for exchange, item, how, to in lost.select("exchange", "item", "how", "supplied in").iter_rows()
    ]
    cut = pl.col("conversion").is_null()
    given = ("supplier", "product", "supplied in", "origin")
    return rows.with_columns(pl.when(~cut).then(c).alias(c) for c in given), findings


def _way(a: str, b: str, item: str, parameters: pl.DataFrame) -> tuple[float | None, str]:
    try:
        return conversion(a, b), ""
    except LizeroError:
        try:
            made = bridge(a, b, item, parameters.select(c for c in parameters.columns if c in PARAMETERS.names))
        except LizeroError as error:
            return None, str(error)
    return made.value, "; ".join(f"{s.text} ({s.source})" for s in made.steps)


def _missing_own(rows: pl.DataFrame, own: pl.DataFrame) -> list[Finding]:
    """Transfers from an own site that made nothing of it in the year: they are taken from the chain, or cut off."""
    lost = rows.filter((pl.col("category") == "internal transfer") & pl.col("supplier o").is_null())
    known = ", ".join(own["process"].to_list())
    return [
        Finding(f"ACTIVITY › {exchange}", "bridge.provider", f"{provider or 'no site'} made no {item} in the year",
                f"provider must be an own site that makes it; those are {known}", "warning")
        for exchange, provider, item in lost.select("exchange", "provider", "item").iter_rows()
    ]
