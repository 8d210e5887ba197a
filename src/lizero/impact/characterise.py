"""h = Q g, row by row: each flow times its factor, whatever the order of the rows (convention 8)."""

from __future__ import annotations

import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.impact.findings import findings_of
from lizero.impact.flows import Flows, Impacts
from lizero.impact.method import CLIMATE, Method
from lizero.schema import empty
from lizero.tables import IMPACTS
from lizero.units import conversion
from lizero.vocab import elementary, general, parents

__all__ = ["characterise", "factors_for"]

KEY = ["flow", "compartment", "geography", "unit"]


def characterise(flows: Flows | pl.DataFrame, method: Method) -> Impacts:
    """The impacts of `flows` by `method`: amount × unit conversion × factor, keys of FLOWS kept, one row a category.

    The factor of the flow's own place is taken first, then of the places around it, then the one without place. A
    flow of a sub-compartment (``SO2 › low population density``) without a factor of its own has that of the flow. A
    greenhouse gas for which a climate method has no factor stands with a blank amount and a finding: not assessed, never 0
    (convention 2). CO2e frozen to another GWP set counts as it is, with a notice and its share (convention 3).

    >>> from lizero.impact import method
    >>> gases = pl.DataFrame({"flow": ["CH4 fossil", "N2O"], "amount": [1.0, 100.0], "unit": ["t", "kg"]})
    >>> characterise(gases, method("ar6-gwp100")).frame["amount"].to_list()
    [29800.0, 27300.0]
    """
    given = Flows.of(flows)
    found, faults = factors_for(given.frame.select(KEY).unique(maintain_order=True), method)
    lines = given.frame.join(found, on=KEY, how="inner", nulls_equal=True, maintain_order="left_right")
    frame = lines.with_columns(
        (pl.col("amount") * pl.col("multiplier")).alias("amount"), pl.col("impact_unit").alias("unit"),
        pl.lit(method.id).alias("method"),
    ).select(c.name for c in IMPACTS.columns)
    frame = pl.concat([empty(IMPACTS), frame])
    return Impacts(frame, given, method, (*faults, *findings_of(given.frame, frame, method)))


def factors_for(keys: pl.DataFrame, method: Method) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """`keys` (flow, compartment, geography, unit) with impact, multiplier and impact_unit, one row a category.

    The multiplier is the factor times the conversion from the key's unit to the factor's; it is null where the method
    should have a factor and has none, or where the units are unlike (which is a finding).
    """
    wide = keys.with_row_index("key").with_columns(general("flow").alias("general"))
    wide = wide.join(_usual(), on="general", how="left", maintain_order="left")
    wide = wide.with_columns(pl.coalesce("compartment", "usual").alias("place"))
    best = _nearest(_candidates(wide, method)).sort("key", maintain_order=True)
    table, faults = _in_units(best)
    blank = _not_assessed(wide, table, method)
    columns = [*KEY, "impact", "multiplier", "impact_unit"]
    return pl.concat([table.select("key", *columns), blank.select("key", *columns)]).sort("key", maintain_order=True).drop("key"), faults


def _usual() -> pl.DataFrame:
    return elementary().select(pl.col("flow").alias("general"), pl.col("compartment").alias("usual"), "group")


def _candidates(wide: pl.DataFrame, method: Method) -> pl.DataFrame:
    """Every row of the method that may serve a key, with how far its place is and whether it names the compartment.

    `wider`: the row is of the flow without its sub-compartment, which serves where there is none of the flow itself.
    """
    rows = method.frame.select(
        pl.col("flow").alias("known"), pl.col("category").alias("impact"), pl.col("compartment").alias("held"),
        pl.col("geography").alias("around"), "factor",
        "flow_unit", pl.col("unit").alias("impact_unit"), pl.int_range(pl.len()).alias("order"),
    )
    divided = wide.filter(pl.col("general") != pl.col("flow"))
    joined = pl.concat([
        wide.join(rows, left_on="flow", right_on="known", how="inner", maintain_order="left_right").with_columns(wider=False),
        divided.join(rows, left_on="general", right_on="known", how="inner", maintain_order="left_right").with_columns(wider=True),
    ])
    fits = pl.col("held").is_null() | pl.col("place").is_null() | (pl.col("held") == pl.col("place"))
    ranks = _ranks(joined.select("geography", "around").unique())
    return joined.filter(fits).join(ranks, on=["geography", "around"], how="inner", nulls_equal=True, maintain_order="left")


def _ranks(pairs: pl.DataFrame) -> pl.DataFrame:
    """How many steps out `around` lies from `geography`; a blank place is the farthest, places elsewhere are left out."""
    found = [(here, around, _steps_out(here, around)) for here, around in pairs.iter_rows()]
    schema = {"geography": pl.String, "around": pl.String, "rank": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row").filter(pl.col("rank").is_not_null())


def _steps_out(here: str | None, around: str | None) -> int | None:
    if around is None:
        return 1000
    line = _line(here) if here else ("WORLD",)
    return line.index(around) if around in line else None


def _line(here: str) -> tuple[str, ...]:
    try:
        return (here, *parents(here))
    except UnknownName:
        return (here, "WORLD")


def _nearest(candidates: pl.DataFrame) -> pl.DataFrame:
    ordered = candidates.sort("key", "wider", "rank", pl.col("held").is_null(), "order", maintain_order=True)
    return ordered.unique(["key", "impact"], keep="first", maintain_order=True).sort("key", "order", maintain_order=True)


def _in_units(best: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    faults: list[Finding] = []
    scales: list[tuple[str, str, float | None]] = []
    for unit, wanted, flow in best.group_by("unit", "flow_unit", maintain_order=True).agg(pl.col("flow").first()).iter_rows():
        try:
            scales.append((unit, wanted, conversion(unit, wanted)))
        except (UnitMismatch, UnknownName) as fault:
            scales.append((unit, wanted, None))
            faults.append(Finding(f"FLOWS › {flow} › unit", "impact.unit", str(fault), f"give {flow} in {wanted}; it is not assessed"))
    schema = {"unit": pl.String, "flow_unit": pl.String, "scale": pl.Float64}
    table = pl.DataFrame(scales, schema=schema, orient="row")
    joined = best.join(table, on=["unit", "flow_unit"], how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns((pl.col("scale") * pl.col("factor")).alias("multiplier")), tuple(faults)


def _not_assessed(wide: pl.DataFrame, table: pl.DataFrame, method: Method) -> pl.DataFrame:
    """Keys of greenhouse gases that a climate method has no factor for, with a blank multiplier."""
    warms = pl.col("group").is_in(["greenhouse gas", "montreal gas"]) & (CLIMATE in method.categories)
    lost = wide.filter(warms).join(table, on="key", how="anti")
    unit = method.frame.filter(pl.col("category") == CLIMATE)["unit"].first() if lost.height else None
    return lost.with_columns(
        pl.lit(CLIMATE).alias("impact"), pl.lit(None, pl.Float64).alias("multiplier"), pl.lit(unit, pl.String).alias("impact_unit")
    )
