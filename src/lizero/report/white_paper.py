"""The white paper of a sustainable lithium company: chain, account, product, air and water, four transformations, path,
commitments, method and data, as a tree.

It reads what the run gives: inventories (the last is the year's), `Products`, an assessment of co-control, a plan, and the
user's own narrative. A part that is not there is said to be missing where it would stand: no chapter is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import polars as pl

from lizero.cocontrol.tax_law import weights
from lizero.errors import Finding
from lizero.pathway import views
from lizero.report import inventory_report as account
from lizero.report import sums
from lizero.report.charts import abatement, contributions, quadrant, scopes, trajectory, uncertainty, wedges
from lizero.report.ledger import used_factors
from lizero.report.palette import STAGES, TRANSFORMATIONS
from lizero.report.tree import (
    Callout,
    Card,
    Column,
    Findings,
    Heading,
    KeyFigures,
    Method,
    Name,
    Node,
    Number,
    Say,
    Table,
    Text,
    TwoColumns,
    say,
)

__all__ = ["Input", "Product", "Products", "build"]


@dataclass(frozen=True)
class Input:
    """What one input brings to a product's footprint, kg CO2e a kg, and the stage that it belongs to."""

    name: Say
    amount: float
    stage: str = ""


@dataclass(frozen=True)
class Product:
    """A footprint in kg CO2e for one kg: the product, where it is made, the interval of draws, the share of unverified figures, and a
    published value beside it with who published it.
    """

    name: Say
    origin: Say
    total: float | None
    unverified: float | None = None
    low: float | None = None
    high: float | None = None
    published: float | None = None
    publisher: str = ""
    own: bool = False
    inputs: tuple[Input, ...] = ()
    draws: tuple[float, ...] = ()


@dataclass(frozen=True)
class Products:
    """The footprints of the paper, and the largest relative residual of their reconciliation with the inventory."""

    rows: tuple[Product, ...]
    residual: float | None = None
    lines: int = 0
    method: str = "ar6-gwp100"
    findings: tuple[Finding, ...] = field(default=())


def build(
    inventories: Sequence[Any], *, products: Products | None = None, cocontrol: Any = None, plan: Any = None,
    narrative: Mapping[str, Sequence[Node]] | None = None,
) -> list[Node]:
    """The nodes of the paper; `narrative`: chapter → what the company says there in its own words."""
    a = account.account_of(inventories[-1])
    own = narrative or {}
    source = say("source inventory", year=a.says("year"), gwp=a.says("gwp"))
    return [
        *_brief(a, inventories, products, plan, source), *own.get("brief", ()),
        *_chain(a), *own.get("chain", ()),
        *_account(a, source), *own.get("account", ()),
        *_product(products, source), *own.get("product", ()),
        *_air(cocontrol, plan, source), *own.get("air", ()),
        *_transformations(plan, account.site_names(a), source), *own.get("transformations", ()),
        *_path(plan, a, inventories, source), *own.get("path", ()),
        *_commitments(plan), *own.get("commitments", ()),
        *_method(a, products, plan), *own.get("method", ()),
        *_data(a, plan),
    ]


def _tonnes(value: float | None, id: str = "") -> Number:
    return Number(value, "t CO2e", id, scaled=True)


def _missing(what: str) -> list[Node]:
    return [Callout(say("not in this run"), say(f"missing {what}"), "warn")]


def _brief(a: Any, inventories: Sequence[Any], products: Products | None, plan: Any, source: Say) -> list[Node]:
    cards = [Card(_tonnes(a.market, "total-market"), say("total market"), say("location is", amount=_tonnes(a.location, "total-location")))]
    first = next((p for p in products.rows if p.own and p.total is not None), None) if products else None
    if first is not None:
        cards.append(Card(Number(first.total, "kg CO2e/kg", "product-first", 1), first.name, _interval(first), "#971541"))
    if plan is not None:
        last, start = plan.years[-1], plan.years[0]
        cut = 1 - plan.gross[last] / plan.gross[start]
        note = say("plan card note", left=_tonnes(plan.gross[last], "plan-left"))
        cards.append(Card(Number(-cut, "%", "plan-cut", sign=True), say("plan card", year=str(last)), note, "#1F6FB2"))
    open_ = _unverified(a)
    cards.append(Card(Number(open_, "%", "unverified-share"), say("unverified card"), say("unverified card note"), "#C58519"))
    nodes: list[Node] = [Heading(say("in brief"), 1, _lead(a, products, plan), "brief"), KeyFigures(tuple(cards[:4]))]
    nodes.append(_trend(inventories, source))
    remains: Say = say("brief remains", scope3=Number(a.totals["scope3_market"] / a.market if a.market else None, "%"))
    nodes.append(TwoColumns((say("brief stands", total=_tonnes(a.market), scope1=_tonnes(a.totals["scope1"])),), (remains,)))
    nodes.append(Callout(say("how to read title"), say("how to read"), "calm"))
    return nodes


def _lead(a: Any, products: Products | None, plan: Any) -> Say:
    if products is None or plan is None:
        return say("paper lead short", total=_tonnes(a.market))
    return say("paper lead", total=_tonnes(a.market), count=str(len(products.rows)))


def _interval(p: Product) -> Say:
    if p.low is None or p.high is None:
        return p.origin
    return say("interval of draws", low=Number(p.low, "", "", 1), high=Number(p.high, "", "", 1))


def _unverified(a: Any) -> float | None:
    counted = sums.counted(a.lines).filter(sums.on("market"))
    return float(counted.filter(pl.col("status") == "unverified")["t_co2e"].sum()) / a.market if a.market else None


def _trend(inventories: Sequence[Any], source: Say) -> Node:
    last = inventories[-1]
    rows = [account.year(i) for i in inventories]
    approach = say(f"approach {getattr(last, 'approach', 'operational')}")
    return scopes.chart(rows, basis="market", approach=approach, gwp=str(getattr(last, "gwp", "")), source=source)


def _chain(a: Any) -> list[Node]:
    record = getattr(a.inventory, "record", None)
    sites = getattr(record, "registers", {}).get("SITES")
    head = Heading(say("chapter chain"), 1, say("chapter chain lead"), "chain")
    if sites is None or not sites.height:
        return [head, *_missing("sites")]
    lines = sums.both(a.lines, ["site"])
    amount = dict(lines.select("site", "market").iter_rows())
    rows = tuple(
        (r["name"] or r["site"], r["geography"] or "–", Name("stage", r["stage"]) if r.get("stage") else "–", amount.get(r["site"]))
        for r in sites.sort("site").iter_rows(named=True)
    )
    columns = (Column(say("site")), Column(say("place")), Column(say("stage")), Column(say("total market"), "number", account.places(a.market)))
    return [head, Table("sites", say("sites table"), columns, rows, note=say("sites note"))]


def _account(a: Any, source: Say) -> list[Node]:
    return [
        Heading(say("chapter account"), 1, account.lead(a), "account"), *account.parts(a, source), account.by_scope(a), account.by_site(a),
        account.by_category(a), account.by_gas(a),
    ]


def _product(products: Products | None, source: Say) -> list[Node]:
    head = Heading(say("chapter product"), 1, say("chapter product lead"), "product")
    if products is None or not products.rows:
        return [head, *_missing("products")]
    nodes: list[Node] = [head]
    largest = next((p for p in products.rows if p.inputs and p.total), None)
    if largest is not None and largest.total:
        parts = [contributions.Part(i.name, i.amount, STAGES.get(i.stage, "#858E95")) for i in largest.inputs]
        what = say("product unit", product=largest.name, origin=largest.origin, method=products.method)
        nodes.append(contributions.chart(parts, total=largest.total, unit="kg CO2e/kg", what=what, source=source,
                                         unverified=largest.unverified or None, id="product-parts"))
    nodes += _spread(products, source)
    columns = (
        Column(say("product")), Column(say("from record")), Column(say("footprint"), "number", 2), Column(say("interval"), "text"),
        Column(say("published"), "number", 2), Column(say("unverified share"), "percent", 0),
    )
    rows = tuple(
        (p.name, (p.origin, f" ({p.publisher})" if p.publisher else ""), p.total, _span(p), p.published, p.unverified) for p in products.rows
    )
    nodes.append(Table("footprints", say("footprints table"), columns, rows, note=say("footprints note", method=products.method)))
    if products.residual is not None:
        nodes.append(Method(say("reconciled title"), say("reconciled", lines=str(products.lines), residual=f"{products.residual:.0e}")))
    return nodes


def _spread(products: Products, source: Say) -> list[Node]:
    """The draws of the routes of the open chain, with what others published."""
    rows = [p for p in products.rows if p.draws and not p.own and isinstance(p.name, str)]
    if len(rows) < 2:
        return []
    names = [str(p.name).split(", battery grade")[0] + ", " + str(p.name).rpartition("route, ")[2] for p in rows]
    frames = [pl.DataFrame({"product": n, "draw": range(len(p.draws)), "value": p.draws}) for n, p in zip(names, rows, strict=True)]
    frame = pl.concat(frames)
    others = pl.DataFrame({"product": names, "value": [p.published for p in rows]}, schema={"product": pl.String, "value": pl.Float64}).drop_nulls()
    return [uncertainty.chart(frame, unit="kg CO2e/kg", what=say("spread unit", method=products.method), source=source, published=others)]


def _span(p: Product) -> Say:
    if p.low is None or p.high is None:
        return "–"
    return (Number(p.low, "", "", 2), "–", Number(p.high, "", "", 2))


def _air(found: Any, plan: Any, source: Say) -> list[Node]:
    head = Heading(say("chapter air"), 1, say("chapter air lead"), "air")
    if found is None or not found.frame.height:
        return [head, *_missing("air")]
    frame = found.frame.group_by("site", "medium", "flow").agg(pl.col("amount").sum(), pl.col("equivalents").sum()).sort("medium", "site", "flow")
    heads = (say("site"), say("medium"), say("pollutant"))
    columns = (*(Column(h) for h in heads), Column(say("kilograms"), "number", 0), Column(say("equivalents"), "number", 0))
    rows = tuple((r["site"] or say("no site"), say(f"medium {r['medium']}"), Name("flow", r["flow"]), r["amount"], r["equivalents"])
                 for r in frame.iter_rows(named=True))
    note = say("pollutants note", edition=str(found.weights.edition))
    nodes: list[Node] = [head, Table("pollutants", say("pollutants table"), columns, rows, note=note)]
    open_ = found.sources.filter(~pl.col("assessed")).height
    if open_:
        nodes.append(Callout(say("not assessed title"), say("not assessed body", count=str(open_), of=str(found.sources.height)), "warn"))
    return [*nodes, *_quadrant(plan, source)]


def _quadrant(plan: Any, source: Say) -> list[Node]:
    """Each lever alone in the base year: carbon beside pollution equivalents."""
    if plan is None:
        return []
    scale = weights()
    heavy = {f: 1 / scale.of(f) for f in ("SO2", "NOx", "PM") if scale.holds(f)}
    found = views.screening(plan).with_columns(
        (pl.col("reduction") * pl.col("flow").replace_strict(heavy, default=None, return_dtype=pl.Float64)).alias("eq"),
    )
    ghg = pl.col("ghg_reduction") / pl.len().over("lever", "site") / 1000
    eq = pl.when(pl.col("eq").is_not_null().any()).then(pl.col("eq").sum() / 1000).alias("pollutants")
    rows = found.with_columns(ghg.alias("ghg")).group_by("name", maintain_order=True).agg(pl.col("transformation").first(), pl.col("ghg").sum(), eq)
    frame = rows.select(pl.col("name").alias("lever"), "transformation", "ghg", "pollutants")
    return [quadrant.chart(frame, year=plan.years[0], unit="t APeq", basis=say("quadrant basis"), source=source)] if frame.height else []


def _transformations(plan: Any, names: Mapping[str, str], source: Say) -> list[Node]:
    head = Heading(say("chapter transformations"), 1, say("chapter transformations lead"), "transformations")
    if plan is None:
        return [head, *_missing("plan")]
    found = {r["transformation"]: r for r in plan.transformations().iter_rows(named=True)}
    last = str(plan.years[-1])
    columns = (Column(say("transformation")), Column(say("what it means")), Column(say("measures"), "number", 0), Column(say("capital"), "number", 1),
               Column(say("abatement in", year=last), "number", 0), Column(say("abatement all"), "number", 0))
    rows = tuple(
        (say(f"transformation {t}"), say(f"about {t}"), float(found[t]["measures"] or 0) if t in found else 0.0,
         float(found[t]["capex"] or 0.0) / 1e6 if t in found else 0.0, float(found[t][last]) if t in found else 0.0,
         float(found[t]["all years"]) if t in found else 0.0) for t in TRANSFORMATIONS
    )
    measures = plan.measures()
    listed = tuple((str(r["start"]), r["name"], names.get(r["site"], r["site"]), say(f"transformation {r['transformation']}"), r["capex"] / 1e6,
                    "checked" if r["status"] in ("checked", "computed") else "unverified") for r in measures.iter_rows(named=True))
    heads = (Column(say("start")), Column(say("measure")), Column(say("site")), Column(say("transformation")), Column(say("capital"), "number", 1),
             Column(say("status"), "status"))
    weak = Number(plan.illustrative_share(), "%", "illustrative-share")
    return [
        head, _wedges(plan, source), Table("transformations", say("transformations table"), columns, rows),
        Table("measures", say("measures table"), heads, listed, note=say("measures note", share=weak)),
    ]


def _wedges(plan: Any, source: Say) -> Node:
    parts: dict[str, dict[int, float]] = {}
    for r in plan.wedges().group_by("transformation", "year").agg(pl.col("amount").sum()).iter_rows(named=True):
        parts.setdefault(r["transformation"], {})[r["year"]] = r["amount"]
    return wedges.chart(parts, plan.gross, what=_unit(plan, "wedges unit"), source=source)


def _unit(plan: Any, phrase: str) -> Say:
    first, last = str(plan.years[0]), str(plan.years[-1])
    return say(phrase, scopes="+".join(plan.target.scopes), basis=say(f"basis {plan.target.basis}"), first=first, last=last)


def _path(plan: Any, a: Any, inventories: Sequence[Any], source: Say) -> list[Node]:
    head = Heading(say("chapter path"), 1, say("chapter path lead"), "path")
    if plan is None:
        return [head, *_missing("plan")]
    base = dict(zip(plan.years, (plan._baseline() / 1000).tolist(), strict=True))
    limit = (plan.schedule.terms.limit(len(plan.years)) / 1000).tolist()
    allowed = {y: cap for y, cap in zip(plan.years, limit, strict=True) if isfinite(cap)}
    actual = {i.year: _target_total(i, plan) for i in inventories}
    chart = trajectory.chart(actual=actual, baseline=base, plan=plan.gross, allowed=allowed, milestones=sorted(plan.target.milestones),
                             what=_unit(plan, "trajectory unit"), source=source)
    exact = plan.exact
    years = [y for y in plan.years if y == plan.years[0] or y % 5 == 0]
    heads = ("path baseline", "path allowed", "path plan", "removals", "shortfall")
    columns = (Column(say("year")), *(Column(say(h), "number", 0) for h in heads))
    rows = tuple((str(y), base[y], allowed.get(y), plan.gross[y], exact["removals_by_year"][y], exact["shortfall_by_year"][y]) for y in years)
    short = sum(exact["shortfall_by_year"].values())
    cost = say("plan cost", value=Number(exact["cost"] / 1e6, "", "plan-cost", 0), rate=Number(plan.schedule.terms.rate, "%"))
    verdict = say("plan met") if exact["met"] else say("plan short", amount=_tonnes(short, "plan-shortfall"))
    return [
        head, chart, Table("path", say("path table"), columns, rows),
        TwoColumns(cost, verdict),
        *_macc(plan, source),
        Method(say("plan method title"), say("plan method", gap=Number(plan.gap, "%", "plan-gap", 2))),
    ]


def _macc(plan: Any, source: Say) -> list[Node]:
    """Marginal costs as a view of the plan, each measure last in."""
    found = views.macc(plan)
    if not found.height:
        return []
    cost = (pl.col("cost") * pl.col("width")).sum() / pl.col("width").sum()
    frame = found.group_by("name", maintain_order=True).agg(
        pl.col("transformation").first(), pl.col("width").sum().alias("abatement"), cost.alias("cost")
    ).rename({"name": "lever"})
    return [abatement.chart(frame, year=plan.years[-1], currency=plan.currency or "¤", source=source)]


def _target_total(inventory: Any, plan: Any) -> float:
    """What of an inventory the target covers: its scopes on its basis, t CO2e."""
    t = account.account_of(inventory).totals
    names = {"1": "scope1", "2": f"scope2_{plan.target.basis}", "3": f"scope3_{plan.target.basis}"}
    return float(sum(t[names[s]] for s in plan.target.scopes))


def _commitments(plan: Any) -> list[Node]:
    head = Heading(say("chapter commitments"), 1, say("chapter commitments lead"), "commitments")
    if plan is None:
        return [head, *_missing("plan")]
    heads = (say("commitment"), say("scopes"), say("base year"), say("year"))
    columns = (*(Column(h) for h in heads), Column(say("cut"), "percent", 0), Column(say("rule set")))
    rows = tuple(
        (t.id, "+".join(t.scopes), (str(t.base_year), say("assumed") if t.base_year_assumed else ""), str(year), share, t.rule_set)
        for t in plan.targets.targets for year, share in sorted(t.milestones.items())
    )
    return [head, Table("commitments", say("commitments table"), columns, rows, note=say("commitments note"))]


def _method(a: Any, products: Products | None, plan: Any) -> list[Node]:
    body = say("inventory method", approach=say(f"approach {a.says('approach', 'operational')}"), gwp=a.says("gwp"), year=a.says("year"))
    nodes: list[Node] = [Heading(say("method annex"), 1, say("method lead"), "method"), Method(say("how it is made"), body)]
    if products is not None:
        nodes.append(Method(say("product method title"), say("product method", method=products.method)))
    if plan is not None:
        nodes.append(Method(say("path method title"), say("path method")))
    return nodes


def _data(a: Any, plan: Any) -> list[Node]:
    used = used_factors(a.lines, getattr(a.inventory.flows, "trail", None))
    findings = (*a.findings, *(plan.findings if plan is not None else ()))
    nodes: list[Node] = [Heading(say("data annex"), 1, say("data annex lead", count=str(a.lines.height)), "data")]
    if used.width > 1 and used.height:
        nodes.append(account.libraries(used))
    nodes += [Findings(account.once_a_rule(findings)), Text(say("licences"))]
    return nodes
