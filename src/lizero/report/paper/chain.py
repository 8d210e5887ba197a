"""The chain: where the sites lie, how lithium moves between them, and what leaves in products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from lizero.report import inventory_report as account
from lizero.report import sums
from lizero.report.charts import multiples, sankey, sites
from lizero.report.palette import STAGES, P
from lizero.report.paper.content import recycled_content
from lizero.report.paper.lithium import Lithium, lithium
from lizero.report.paper.parts import a_tonne, missing, named
from lizero.report.tree import Column, Heading, Name, Node, Number, Say, Table, say
from lizero.vocab.lists import rows as listed

__all__ = ["chain"]


def chain(a: Any, inventories: Sequence[Any], source: Say) -> list[Node]:
    """Map, flow of lithium, table of the sites, and what each emits for a tonne over the years."""
    record = getattr(a.inventory, "record", None)
    register = getattr(record, "registers", {}).get("SITES")
    head = Heading(say("chapter chain"), 1, say("chapter chain lead"), "chain")
    if register is None or not register.height:
        return [head, *missing("sites")]
    names, found = account.site_names(a), lithium(record, getattr(a.inventory, "year", None))
    return [head, *_map(register, found, names, a.says("year"), source), *_flow(register, found, names, a.says("year"), source),
            _sites(a, register, names), *_trend(inventories, names, source),
            *recycled_content(record, [i.year for i in inventories], source)]


def _map(register: pl.DataFrame, found: Lithium, names: dict[str, Say], year: str, source: Say) -> list[Node]:
    """The sites of the chain that say where they lie, and what moves between them."""
    if not {"longitude", "latitude"} <= set(register.columns) or not register["longitude"].is_not_null().any():
        return []
    turns = {r["id"]: r["transformation"] for r in listed("stages")}
    turned = pl.col("stage").replace_strict(turns, default="", return_dtype=pl.String).alias("transformation")
    inside = register.with_columns(turned).filter(pl.col("transformation") != "")
    if inside.is_empty():
        return []
    flows = found.moves.group_by("source", "target", maintain_order=True).agg(pl.col("amount").sum())
    made = sites.chart(inside, flows, unit="t LCE", what=say("map what", year=year), source=source)
    return [named(made, {str(r["name"]): names[r["site"]] for r in inside.iter_rows(named=True) if r["site"] in names})]


def _flow(register: pl.DataFrame, found: Lithium, names: dict[str, Say], year: str, source: Say) -> list[Node]:
    """Lithium from its sources through what moves between sites to the products, and what does not leave in one."""
    if found.moves.is_empty():
        return []
    stage = dict(register.select("site", "stage").iter_rows())
    last = 2 * max(found.depth.values()) + 1
    stops: dict[str, sankey.Stop] = {}
    links: list[sankey.Link] = []

    def link(a: sankey.Stop, b: sankey.Stop, value: float) -> None:
        stops.update({a.id: a, b.id: b})
        links.append(sankey.Link(a.id, b.id, value))

    def site(s: str) -> sankey.Stop:
        return sankey.Stop(f"site {s}", 2 * found.depth[s], names.get(s, s), STAGES.get(stage.get(s) or "", P["other"]))

    for s, product, amount in found.kept().iter_rows():
        link(site(s), sankey.Stop(f"out {product}", last, Name("item", product), P["ink2"]), amount)
    for s, t, product, amount in found.moves.iter_rows():
        between = sankey.Stop(f"moved {product} {found.depth[s]}", 2 * found.depth[s] + 1, Name("item", product), STAGES["concentrate"])
        link(site(s), between, amount)
        link(between, site(t), amount)
    for s, amount in found.held.items():
        link(site(s), sankey.Stop("held", last, say("lithium held"), P["loss"]), amount)
    whole, held = found.taken, sum(found.held.values())
    title = say("lithium finding", share=Number(held / whole if whole else 0.0, "%", decimals=1))
    alt = say("lithium alt", taken=Number(whole, "t LCE"), held=Number(held, "t LCE"), count=str(len(stops)))
    return [sankey.chart(tuple(stops.values()), _joined(links), unit="t LCE", title=title, what=say("lithium unit", year=year), alt=alt,
                         source=source, id="lithium")]


def _joined(links: list[sankey.Link]) -> list[sankey.Link]:
    """One link for each pair of stops."""
    sums_: dict[tuple[str, str], float] = {}
    for x in links:
        sums_[x.source, x.target] = sums_.get((x.source, x.target), 0.0) + x.value
    return [sankey.Link(a, b, v) for (a, b), v in sums_.items()]


def _trend(inventories: Sequence[Any], names: dict[str, Say], source: Say) -> list[Node]:
    """What each site emits for a tonne of lithium carbonate equivalent by year, the highest of the last year first."""
    paths: dict[str | None, dict[int, float]] = {}
    for inventory in inventories:
        for site, value in a_tonne(inventory).items():
            paths.setdefault(site, {})[inventory.year] = value
    whole, years = paths.pop(None, {}), [i.year for i in inventories]
    if len(years) < 2 or not paths:
        return []
    order = sorted(paths, key=lambda s: (-paths[s].get(years[-1], 0.0), str(s)))
    panels = [multiples.Panel(names.get(str(s), str(s)), paths[s]) for s in order]
    what = say("sites trend unit", first=str(years[0]), last=str(years[-1]))
    return [multiples.chart(panels, whole, unit="t CO2e/t LCE", what=what, source=source, id="sites-trend")]


def _sites(a: Any, register: pl.DataFrame, names: dict[str, Say]) -> Table:
    amount = dict(sums.both(a.lines, ["site"]).select("site", "market").iter_rows())
    rows = tuple(
        (names.get(r["site"], r["site"]), *(Name(kind, r[kind]) if r.get(kind) else "–" for kind in ("geography", "stage")), amount.get(r["site"]))
        for r in register.sort("site").iter_rows(named=True)
    )
    columns = (Column(say("site")), Column(say("place")), Column(say("stage")), Column(say("total market"), "number", account.places(a.market)))
    return Table("sites", say("sites table"), columns, rows, note=say("sites note"))
