"""The baseline: what the sources of a base year emit to the horizon if technology stays, with growth and the grid's own path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lizero.errors import UnitMismatch
from lizero.impact import Impacts
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.cases import Sources
from lizero.units import conversion

__all__ = ["Baseline", "Boundary", "base_year", "baseline", "index_path"]

Array = NDArray[np.float64]
Boundary = tuple[tuple[str, ...], str]
BOUGHT = ("purchased electricity", "purchased heat")


@dataclass(frozen=True)
class Baseline:
    """Sources for the simulator, with the unit of activity of each (``1`` where it has no single unit) and its category; growth as asked.

    `potentials` is kg CO2e for one kg of each species whatever the scope, `bases` the basis of each species that is told apart, [p].
    """

    sources: Sources
    units: tuple[str, ...]
    categories: tuple[str, ...]
    growth: float | Mapping[str, float] = 0.0
    potentials: Array | None = None
    bases: tuple[str, ...] = ()

    def weight(self, scopes: tuple[str, ...], basis: str) -> Array:
        """kg CO2e for one kg of each species in `scopes` on a basis, nought for the others, [p]."""
        held = self.sources.gwp if self.potentials is None else self.potentials
        if not self.sources.scopes:
            return held
        seen = [s in scopes and b in (basis, "none") for s, b in zip(self.sources.scopes, self.bases)]
        return np.where(seen, held, 0.0)

    def grown(self, site: str, year: int) -> float:
        """What `site` makes in `year` over what it made in the base year."""
        return (1 + _of(self.growth, site)) ** (year - self.sources.years[0])


def index_path(points: Mapping[int, float], years: tuple[int, ...]) -> Array:
    """Value by year over the value in the first year: straight lines between the points, held outside them.

    >>> index_path({2025: 0.5, 2035: 0.25}, (2025, 2030, 2040)).tolist()
    [1.0, 0.75, 0.5]
    """
    at = sorted(points)
    values = np.interp(years, at, [points[y] for y in at]) if at else np.zeros(0)
    if not values.size or values[0] <= 0 or (values < 0).any():
        raise TargetRefused("an index needs points that are 0 or more, above 0 in the first year")
    return np.asarray(values / values[0])


def baseline(impacts: Impacts, *, until: int, scopes: tuple[str, ...] = ("1", "2"), basis: str = "market", year: int | None = None,
             growth: float | Mapping[str, float] = 0.0, grids: Mapping[str, Mapping[int, float]] | None = None,
             beside: Sequence[Boundary] = ()) -> Baseline:
    """The baseline from a year's impacts (kg CO2e) and the flows behind them, at the holder's share.

    A source is the record's source, else its category. Activity is the quantity of the record where the trail has one unit for it (so that
    a lever adds kWh to a meter in kWh), else 1. `growth` a year, one for all or by site. `grids`: intensity by year for a site, a
    geography or ``*``, taken relative to the base year; it acts on purchased electricity and heat only. Pollutants stand with weight 0.

    `beside`: further (scopes, basis) that the sources carry with weight 0; a gas is then a species of each scope and basis (so it is with
    scope 3), and `Baseline.weight` weighs any of them.
    Biogenic CO2 and removals are left out: they are never in a total (convention 9). Raises TargetRefused without emissions.
    """
    first = year or base_year(impacts)
    wanted = ((scopes, basis), *beside)
    lines = _kinds(_lines(impacts, wanted), wanted)
    if until < first or lines.is_empty():
        raise TargetRefused(f"no emissions of scope {', '.join(scopes)} before {until}: nothing to plan")
    years = tuple(range(first, until + 1))
    keys = lines.select("site", "key").unique(maintain_order=True).rows()
    kinds = lines.select("flow", "part", "side", "gwp").unique(["flow", "part", "side"]).sort("flow", "part", "side")
    quantity, units = _quantities(impacts, lines, keys)
    about = _weighty(lines).sort("scope", maintain_order=True).select("site", "key", "category", "geography")
    facts = {(site, key): (c, g) for site, key, c, g in about.unique(["site", "key"], keep="first", maintain_order=True).rows()}
    grown = np.array([quantity[n] * (1 + _of(growth, s)) ** np.arange(len(years)) for n, (s, _) in enumerate(keys)])
    cleaner = np.array([_grid(grids or {}, s, *facts[s, k], years) for s, k in keys])
    factor = _wide(lines, keys, kinds)[:, None, :] / quantity[:, None, None] * cleaner[:, :, None]
    held, apart = kinds["gwp"].to_numpy(), tuple(kinds["part"]) if (kinds["part"] != "").any() else ()
    sources = Sources(tuple(keys), years, tuple(kinds["flow"]), held, grown, factor, scopes=apart, served=_served(kinds, basis))
    found = Baseline(sources, units, tuple(facts[k][0] or "" for k in keys), growth, held, tuple(kinds["side"]))
    return replace(found, sources=replace(sources, gwp=found.weight(scopes, basis)))


def base_year(impacts: Impacts) -> int:
    """The one calendar year of the impacts. Raises TargetRefused when they cover several."""
    found = impacts.flows.frame["end"].drop_nulls().dt.year().unique().to_list()
    if len(found) != 1:
        raise TargetRefused(f"the flows cover {len(found)} years: name the base year with year=…")
    return int(found[0])


def _lines(impacts: Impacts, wanted: Sequence[Boundary]) -> pl.DataFrame:
    """Flows in kg of the scopes and bases, with kg CO2e of each; pollutants have none. Row order is that of the flows."""
    frame = impacts.flows.frame.with_row_index("line").with_columns(pl.col("basis").fill_null("none"))
    frame = frame.filter(pl.any_horizontal(pl.col("scope").is_in(s) & pl.col("basis").is_in([b, "none"]) for s, b in wanted))
    weigh = impacts.frame.filter(pl.col("impact") == "climate change").select("flow", "gwp_set", "compartment", co2e=pl.col("amount"))
    mass = impacts.flows.frame.select("flow", "gwp_set", "compartment", "amount", "unit")
    share = pl.col("share").fill_null(1.0)
    kept = frame.with_columns(_kg(frame).alias("kg")).filter(pl.col("kg").is_not_null())
    gwp = _factors(weigh, mass)
    kept = kept.join(gwp, on="flow", how="left", maintain_order="left").with_columns(pl.col("gwp").fill_null(0.0))
    key = pl.coalesce("source", "process", "category", pl.lit("site"))
    return kept.filter(~pl.col("flow").is_in(["CO2 biogenic", "CO2 uptake"])).with_columns(
        key.alias("key"), pl.col("site").fill_null("group"), (pl.col("kg") * share).alias("kg"))


def _kinds(lines: pl.DataFrame, wanted: Sequence[Boundary]) -> pl.DataFrame:
    """Lines with the scope (`part`) and basis (`side`) by which a gas is told apart, blank where not; pollutants on the first basis only."""
    apart = len({(frozenset(s), b) for s, b in wanted}) > 1 or any("3" in s for s, _ in wanted)
    gas = pl.col("gwp") > 0
    here = lines.filter(gas | pl.col("basis").is_in([wanted[0][1], "none"]))
    told = (("scope", "part"), ("basis", "side"))
    return here.with_columns(pl.when(gas & apart).then(pl.col(c)).otherwise(pl.lit("")).alias(n) for c, n in told)


def _served(kinds: pl.DataFrame, basis: str) -> Array:
    """Share of each species that green power takes away: a contract moves the market basis only, and instruments state no upstream of theirs."""
    found = [part != "3" and (side or basis) != "location" for part, side in kinds.select("part", "side").iter_rows()]
    return np.array(found, float)


def _factors(weigh: pl.DataFrame, mass: pl.DataFrame) -> pl.DataFrame:
    """kg CO2e for one kg of each flow, from the sums on both sides: a method has one factor for a gas."""
    a = weigh.group_by("flow").agg(pl.col("co2e").sum())
    b = mass.with_columns(_kg(mass).alias("kg")).group_by("flow").agg(pl.col("kg").sum())
    return a.join(b, on="flow").filter(pl.col("kg") != 0).select("flow", gwp=pl.col("co2e") / pl.col("kg"))


def _kg(frame: pl.DataFrame) -> pl.Series:
    scales: dict[str, float | None] = {}
    for unit in frame["unit"].unique():
        try:
            scales[unit] = conversion(unit, "kg")
        except UnitMismatch:
            scales[unit] = 1.0 if unit == "kg CO2e" else None
    return frame["amount"] * pl.Series([scales[u] for u in frame["unit"]], dtype=pl.Float64)


def _wide(lines: pl.DataFrame, keys: list[tuple[str, str]], kinds: pl.DataFrame) -> Array:
    place = {k: n for n, k in enumerate(keys)}
    kind = {x: n for n, x in enumerate(kinds.select("flow", "part", "side").iter_rows())}
    found = np.zeros((len(keys), len(kind)))
    sums = lines.group_by("site", "key", "flow", "part", "side", maintain_order=True).agg(pl.col("kg").sum())
    for site, key, flow, part, side, kg in sums.iter_rows():
        found[place[site, key], kind[flow, part, side]] = kg
    return found


def _quantities(impacts: Impacts, lines: pl.DataFrame, keys: list[tuple[str, str]]) -> tuple[Array, tuple[str, ...]]:
    """Activity and its unit by source: the sum of its records when they share one flow and unit, else 1 of unit ``1``."""
    if impacts.flows.trail is None:
        return np.ones(len(keys)), ("1",) * len(keys)
    records = impacts.flows.trail.activity.select("record", "quantity", "unit", item=pl.col("flow")).unique("record")
    used = _weighty(lines).select("site", "key", "record").unique(maintain_order=True).join(records, on="record", how="inner", maintain_order="left")
    sums = used.group_by("site", "key").agg(
        pl.col("quantity").sum(), pl.col("unit").n_unique().alias("units"), pl.col("item").n_unique().alias("items"), pl.col("unit").first())
    held = {(s, k): (q, u) for s, k, q, n, i, u in sums.rows() if n == 1 and i == 1 and q and q > 0}
    pairs = [held.get(k, (1.0, "1")) for k in keys]
    return np.array([q for q, _ in pairs]), tuple(u for _, u in pairs)


def _weighty(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines of each source that count for climate, all of them where none does: a measured release does not name the source's activity."""
    counted = lines.filter(pl.col("gwp") > 0)
    return pl.concat([counted, lines.join(counted.select("site", "key").unique(), on=["site", "key"], how="anti", maintain_order="left")])


def _of(growth: float | Mapping[str, float], site: str) -> float:
    return float(growth.get(site, growth.get("*", 0.0))) if isinstance(growth, Mapping) else float(growth)


def _grid(grids: Mapping[str, Mapping[int, float]], site: str, category: str | None, geography: str | None, years: tuple[int, ...]) -> Array:
    points = next((grids[n] for n in (site, geography, "*") if n and n in grids), None)
    return np.ones(len(years)) if points is None or category not in BOUGHT else index_path(points, years)
