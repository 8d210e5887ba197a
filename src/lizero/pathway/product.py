"""What a plan does to the footprint of own products: one lever moves the inventory and the product together, by the same simulator.

A year of the plan is the base year's product system with each own exchange scaled as its source stands (`standing`), over what the site
then makes. A release follows its species at its source, and where the plan holds it at another source of the site, its species over the
site. What is burnt follows the quantity; what is bought and counted in the plan's scopes follows the carbon of its source; what the plan
does not hold stays as it was for a unit of product. So Σ products (output × what own processes release) is what the simulator says, in
every year as in the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from lizero.errors import Finding, SystemRefused
from lizero.lca import System
from lizero.pathway.allowance import TargetRefused
from lizero.pathway.background import Background
from lizero.pathway.baselines import BOUGHT
from lizero.pathway.planning import Plan
from lizero.pathway.standing import SERIES, Standing, standing
from lizero.trace.bridge import Bridge
from lizero.trace.reconcile import reconciled
from lizero.trace.unit_processes import KEY
from lizero.vocab import categories

__all__ = ["ProductPath", "bridge_in", "by_product", "product_path"]

NAMES = {"product": pl.String, "site": pl.String, "process": pl.String, "series": pl.String, "year": pl.Int64, "value": pl.Float64,
         "own": pl.Float64, "energy": pl.Float64, "inputs": pl.Float64, "unit": pl.String, "output": pl.Float64}
PARTS = ("value", "own", "energy", "inputs")


@dataclass(frozen=True)
class ProductPath:
    """`frame`: product, site, process, series (baseline, plan), year, value and its parts: own (what own sites release), energy (bought
    electricity and heat), inputs (all else that is bought), in `unit`; output of the year. `worst`: largest relative residual of the
    reconciliations of all years. `background`: how the rest of the world changes, None for as it is. `findings`: exchanges that follow no
    source of the plan, and what a footprint lacks.
    """

    frame: pl.DataFrame
    worst: float
    background: Background | None
    findings: tuple[Finding, ...]

    def by_product(self) -> pl.DataFrame:
        """product, series, year, value and its parts, unit, output over all sites (`by_product`)."""
        return by_product(self.frame)


def by_product(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of `ProductPath.frame` as one a product, series and year: means weighted by output, null where a site has none.

    A product that sites count in several units stands once for each.
    """
    parts = [c for c in PARTS if c in frame.columns]
    mean = (pl.when(pl.col(c).is_not_null().all()).then((pl.col(c) * pl.col("output")).sum() / pl.col("output").sum()).alias(c) for c in parts)
    weighed = frame.group_by("product", "unit", "series", "year", maintain_order=True).agg(*mean, pl.col("output").sum())
    return weighed.select("product", "series", "year", *parts, "unit", "output")


def product_path(plan: Plan, bridge: Bridge, *, years: Sequence[int] | None = None, products: Sequence[str] | None = None,
                 method: str = "ar6-gwp100", background: Background | None = None) -> ProductPath:
    """Footprints of own products by year, if technology stays and under the plan.

    `bridge`: the plan's base year as a product system (`lizero.trace.bridge`); `years`: by default the first, each fifth and the last;
    `products`: processes ``site/product``, by default all own ones with an output; `background`: how the rest of the world changes, by
    default not at all. Raises TargetRefused when the bridge is of another year, a year lies outside the plan, or a product is not own.
    """
    some = plan.shown_years if years is None else list(years)
    if bridge.year != plan.years[0]:
        raise TargetRefused(f"the plan begins in {plan.years[0]}, the product system is of {bridge.year}")
    known = bridge.own["process"].to_list()
    if strange := [p for p in products or () if p not in known]:
        raise TargetRefused(f"{strange[0]!r} is no own product; own products are {', '.join(known)}")
    wanted = bridge.own if products is None else bridge.own.filter(pl.col("process").is_in(list(products)))
    rows, worst, lost, power = [], 0.0, dict[str, Finding](), _carried(bridge.system, method)
    for series in SERIES:
        for year in some:
            made = bridge_in(plan, bridge, year, series=series)
            worst = max(worst, reconciled(made).worst)
            rows += _year(_surrounded(made, year, background), wanted, (series, year, method), power, lost)
    frame = pl.DataFrame(rows, schema=NAMES, orient="row")
    return ProductPath(frame, worst, background, (*lost.values(), *_loose(plan, bridge)))


def bridge_in(plan: Plan, bridge: Bridge, year: int, *, series: str = "plan") -> Bridge:
    """`bridge` as it stands in `year`: what is made, used and released scaled as the plan's sources are.

    Quantities in `activity`, `uses` and `lines` are physical; exchanges of the system that are bought carry the carbon of their source.
    """
    here = standing(plan, year, series)
    grown = _grown(plan, bridge, year)
    flows = _released(bridge.flows.with_columns(KEY), here, grown, "amount").drop("key")
    activity = _taken(bridge.activity.with_columns(KEY), here, grown, "quantity").drop("key")
    uses = _per_unit(_taken(bridge.uses, here, grown, "amount"), grown, "amount")
    lines = _lines(bridge, here, grown)
    own = bridge.own.join(grown, on="site", how="left", maintain_order="left").with_columns(pl.col("output") * pl.col("grown")).drop("grown")
    held, scale = bridge.system, _exchanges(bridge.origins, here, grown)
    exchanges = held.exchanges.join(scale, on="exchange", how="left", maintain_order="left")
    exchanges = exchanges.with_columns(pl.col("amount") * pl.col("scale").fill_null(1.0)).drop("scale")
    system = System(held.processes, exchanges, held.parameters, name=held.name, edition=held.edition)
    return replace(bridge, system=system, own=own, uses=uses, activity=activity, flows=flows, lines=lines)


def _grown(plan: Plan, bridge: Bridge, year: int) -> pl.DataFrame:
    sites = sorted({*bridge.own["site"], *bridge.activity["site"].drop_nulls()})
    return pl.DataFrame({"site": sites, "grown": [plan.baseline.grown(s, year) for s in sites]}, schema={"site": pl.String, "grown": pl.Float64})


def _released(rows: pl.DataFrame, here: Standing, grown: pl.DataFrame, amount: str) -> pl.DataFrame:
    """Direct releases (site, key, flow): by species at the source, else the source's quantity, else the species over the site, else output."""
    joined = rows.join(here.release, on=["site", "key", "flow"], how="left", maintain_order="left").join(
        here.used.select("site", "key", "physical"), on=["site", "key"], how="left", maintain_order="left").join(
        here.sites.rename({"release": "over site"}), on=["site", "flow"], how="left", maintain_order="left").join(
        grown, on="site", how="left", maintain_order="left")
    scale = pl.coalesce("release", "physical", "over site", "grown").fill_null(1.0)
    return joined.with_columns(pl.col(amount) * scale).select(rows.columns)


def _taken(rows: pl.DataFrame, here: Standing, grown: pl.DataFrame, amount: str) -> pl.DataFrame:
    """What is used (site, key, category): the quantity of its source; what is made, and what the plan does not hold, follows output."""
    joined = rows.join(here.used.select("site", "key", "physical"), on=["site", "key"], how="left", maintain_order="left").join(
        grown, on="site", how="left", maintain_order="left")
    made = pl.col("category") == "product output"
    scale = pl.when(made).then("grown").otherwise(pl.coalesce("physical", "grown")).fill_null(1.0)
    return joined.with_columns(pl.col(amount) * scale).select(rows.columns)


def _per_unit(rows: pl.DataFrame, grown: pl.DataFrame, amount: str) -> pl.DataFrame:
    joined = rows.join(grown, on="site", how="left", maintain_order="left")
    return joined.with_columns(pl.col(amount) / pl.col("grown").fill_null(1.0)).select(rows.columns)


def _lines(bridge: Bridge, here: Standing, grown: pl.DataFrame) -> pl.DataFrame:
    """What stands apart, scaled as the rows that it comes from; what is cut off is stated for one unit of product, and stays."""
    keys = bridge.activity.select("record", KEY)
    rows = bridge.lines.with_row_index("nth").join(keys.unique("record"), on="record", how="left", maintain_order="left")
    cut = rows.filter(pl.col("kind") == "cut off")
    left = rows.filter(pl.col("kind") != "cut off")
    of_flows = pl.col("flow").is_in(bridge.flows["flow"].unique().implode()) & (pl.col("kind") == "unallocated")
    parts = [cut, _released(left.filter(of_flows), here, grown, "quantity"), _taken(left.filter(~of_flows), here, grown, "quantity")]
    return pl.concat(parts).sort("nth").select(bridge.lines.columns)


def _exchanges(origins: pl.DataFrame, here: Standing, grown: pl.DataFrame) -> pl.DataFrame:
    """exchange, scale: of each own exchange, for one unit of product."""
    one = origins.with_columns(pl.lit(1.0).alias("scale"))
    released = _released(one.filter(pl.col("kind") == "release"), here, grown, "scale")
    used = one.filter(pl.col("kind") != "release")
    scope = pl.col("category").replace_strict({c: r["scope"] for c, r in categories().items()}, default=None, return_dtype=pl.String)
    carbon = used.with_columns(scope.alias("scope")).join(here.carried, on=["site", "key", "scope"], how="left", maintain_order="left")
    physical = _taken(used, here, grown, "scale")
    bought = physical.with_columns(pl.coalesce(carbon["carbon"], "scale").alias("scale"))
    return _per_unit(pl.concat([released, bought]), grown, "scale").select("exchange", "scale")


def _surrounded(made: Bridge, year: int, background: Background | None) -> Bridge:
    """The year's system in the world of that year, without the energy that the sites buy: that follows the plan's own grids."""
    world = made.system if background is None else background.system(made.system, year)
    bought = pl.col("exchange").is_in(_energy(made)["exchange"].implode())
    exchanges = world.exchanges.with_columns(pl.when(bought).then(0.0).otherwise("amount").alias("amount"))
    uses = made.uses.drop("amount").join(made.system.exchanges.select("exchange", "amount"), on="exchange", how="left", maintain_order="left")
    return replace(made, system=replace(world, exchanges=exchanges), uses=uses)


def _energy(made: Bridge) -> pl.DataFrame:
    """The uses that are bought energy with a supplier."""
    return made.uses.filter(pl.col("category").is_in(BOUGHT) & pl.col("supplier").is_not_null())


def _carried(system: System, method: str) -> dict[str, float]:
    """What one unit of each process carries, today."""
    table = system.scores(method)
    return dict(zip(table["process"].to_list(), (float(v or 0.0) for v in table[table.columns[-1]].to_list()), strict=True))


def _year(made: Bridge, wanted: pl.DataFrame, what: tuple[str, int, str], power: dict[str, float],
          lost: dict[str, Finding]) -> list[tuple[object, ...]]:
    """Rows of NAMES: what each wanted product carries, and from where; `power`: what a unit of each supplier carries. `lost` takes why a
    product has no footprint and row, or lacks a part."""
    series, year, method = what
    each = pl.Series("each", [power.get(s, 0.0) for s in _energy(made)["supplier"]], dtype=pl.Float64)
    bought = _energy(made).select("process", (pl.col("amount") * each).alias("carried"))
    found: list[tuple[object, ...]] = []
    for row in wanted.iter_rows(named=True):
        try:
            whole = made.system.footprint(row["flow"], process=row["process"], method=method)
        except SystemRefused as fault:
            lost.setdefault(row["process"], Finding(f"footprint › {row['process']}", "footprint.refused", str(fault), "the other products go on"))
            continue
        lost |= {f"{row['process']} {f}": f for f in whole.findings if f.severity == "error"}
        own = whole.reached.filter(pl.col("process").is_in(made.own["process"].implode()))
        energy = float(bought.join(own.select("process", "output"), on="process").select(pl.col("output") * pl.col("carried")).to_series().sum())
        direct = float(own["direct"].sum())
        value, rest = (None, None) if whole.total is None else (whole.total + energy, whole.total - direct)
        output = made.own.filter(pl.col("process") == row["process"])["output"].item()
        about = (row["product"], row["site"], row["process"], series, year)
        found.append((*about, value, direct, energy, rest, f"{whole.unit}/{row['unit']}", output))
    return found


def _loose(plan: Plan, bridge: Bridge) -> list[Finding]:
    """What the plan does not hold, by site: it stays as it is for a unit of product. What own sites supply follows their own processes."""
    own = bridge.uses.filter(pl.col("origin") == "own site")["exchange"].implode()
    keys = pl.DataFrame(list(plan.schedule.case.sources.keys), schema={"site": pl.String, "key": pl.String}, orient="row")
    loose = bridge.origins.filter((pl.col("kind") != "release") & ~pl.col("exchange").is_in(own)).join(keys, on=["site", "key"], how="anti")
    grouped = loose.group_by("site", maintain_order=True).agg(pl.col("flow").unique(maintain_order=True))
    return [
        Finding(f"plan › {site}", "product.not-planned", f"{'; '.join(flows)}: no source of the plan, so they stay as they are for a unit of product",
                "plan with their scope (3 for what is bought) to let levers act on them", "notice")
        for site, flows in grouped.iter_rows()
    ]
