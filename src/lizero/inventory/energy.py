"""Energy from the same record: GJ, MWh and tonnes of coal equivalent by carrier, what of it is renewable, what leaves.

Fuels count on net calorific value (where only a gross one is stated, through the usual ratio of the two), electricity
and heat as they are. A fuel is renewable when its combustion gives
biogenic and no fossil CO2; electricity when it is generated on site from renewables (and its
attributes were not sold), or covered by an instrument that
passes its gates and whose factor is zero.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from lizero.errors import Finding, LizeroError
from lizero.factors import Library, bands
from lizero.units import bridge, conversion

__all__ = ["ENERGY", "energy", "energy_totals"]

ENERGY = {
    "part": pl.UInt32(),
    "record": pl.String(),
    "organisation": pl.String(),
    "provider_organisation": pl.String(),
    "site": pl.String(),
    "process": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),
    "carrier": pl.String(),
    "direction": pl.String(),
    "gj": pl.Float64(),
    "mwh": pl.Float64(),
    "tce": pl.Float64(),
    "renewable_gj": pl.Float64(),
}
USED = ("stationary combustion", "mobile combustion", "purchased electricity", "purchased heat", "own electricity")
GIVEN = ("exported electricity", "exported heat")
GJ_PER_TCE = conversion("tce", "GJ (NCV)")


def energy(rows: pl.DataFrame, library: Library, renewable: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """ENERGY of prepared rows at 100 % of the site; a row whose energy cannot be reached is a finding, never a zero.

    `renewable`: part, item and `renewable_share` (0 to 1) where it is known to be other than none.
    """
    wanted = rows.filter(pl.col("category").is_in([*USED, *GIVEN]))
    pairs = wanted.select("item", "unit", "role").unique(maintain_order=True)
    parameters = _in_order(library)
    found = [_gj(item, text, role, parameters) for item, text, role in pairs.iter_rows()]
    scale = pairs.with_columns(pl.Series("scale", [v for v, _ in found], pl.Float64), pl.Series("why", [w for _, w in found], pl.String))
    joined = wanted.join(scale, on=["item", "unit", "role"], how="left", maintain_order="left")
    joined = joined.join(renewable, on=["part", "item"], how="left", maintain_order="left")
    gj = pl.col("quantity") * pl.col("scale")
    frame = (
        joined.filter(pl.col("scale").is_not_null())
        .with_columns(
            pl.col("item").alias("carrier"),
            pl.when(pl.col("category").is_in(GIVEN)).then(pl.lit("exported")).otherwise(pl.lit("used")).alias("direction"),
            gj.alias("gj"),
            (gj / 3.6).alias("mwh"),
            (gj / GJ_PER_TCE).alias("tce"),
            (gj * pl.col("renewable_share").fill_null(pl.when(pl.col("category") == "own electricity").then(1.0).otherwise(0.0))).alias(
                "renewable_gj"
            ),
        )
        .select(*ENERGY)
        .cast(ENERGY)  # type: ignore[arg-type]
    )
    return frame, _faults(joined.filter(pl.col("scale").is_null()))


def _in_order(library: Library) -> pl.DataFrame:
    """Parameters by precedence of their library, the latest edition first: the first that leads there is taken."""
    return library.parameters.sort(["rank", "edition"], descending=[False, True], maintain_order=True)


def _gj(item: str, text: str, role: str, parameters: pl.DataFrame) -> tuple[float | None, str]:
    """GJ in one unit: as it is for electricity and heat, on net calorific value for fuels."""
    if role != "fuel":
        return _first((text, "GJ", item), (text, "GJ (NCV)", item), parameters=parameters)
    value, why = _first((text, "GJ (NCV)", item), parameters=parameters)
    ratio = _net_over_gross().get(item)
    if value is not None or ratio is None:
        return value, why
    gross, _ = _first((text, "GJ (GCV)", item), parameters=parameters)
    return (None, why) if gross is None else (gross * ratio, "")


def _first(*ways: tuple[str, str, str], parameters: pl.DataFrame) -> tuple[float | None, str]:
    """The first way (unit, unit, item) that can be gone; else why the first of them cannot."""
    why = ""
    for a, b, item in ways:
        try:
            return bridge(a, b, item, parameters).value, ""
        except LizeroError as fault:
            why = why or str(fault)
    return None, why


@cache
def _net_over_gross() -> dict[str, float]:
    """The usual ratio of net to gross calorific value by fuel, where a library states the gross value only."""
    rows = bands().select("item", "net_over_gross").drop_nulls()
    return dict(rows.iter_rows())


def _faults(rows: pl.DataFrame) -> tuple[Finding, ...]:
    counted = rows.group_by("item", "unit", "why", maintain_order=True).agg(pl.len().alias("rows"), pl.col("record").first())
    return tuple(
        Finding(
            f"ACTIVITY › {r['record']} › unit",
            "energy.unreached",
            f"{r['rows']} rows of {r['item']} in {r['unit']} are not in the energy table: {r['why']}",
            "state the net calorific value (and density) as parameters",
            "warning",
            r["record"],
        )
        for r in counted.iter_rows(named=True)
    )


def energy_totals(frame: pl.DataFrame, *groups: str) -> pl.DataFrame:
    """GJ, MWh, tce and renewable GJ of consolidated energy (with `share`) by `groups`, carrier and direction."""
    share = pl.col("share")
    sums = [(pl.col(c) * share).sum().alias(c) for c in ("gj", "mwh", "tce", "renewable_gj")]
    return (
        frame.group_by(*groups, "carrier", "direction", maintain_order=True)
        .agg(sums)
        .sort(*groups, "direction", "carrier", descending=False)
    )
