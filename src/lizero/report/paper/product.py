"""The products: what a kilogram carries, how sure that is, and what others published."""

from __future__ import annotations

import polars as pl

from lizero.pathway import ProductPath
from lizero.report.charts import contributions, uncertainty
from lizero.report.palette import STAGES
from lizero.report.paper.future import by_year
from lizero.report.paper.parts import Products, missing, named, product_words, span
from lizero.report.tree import Column, Heading, Method, Node, Say, Table, say

__all__ = ["product"]


def product(products: Products | None, source: Say, path: ProductPath | None = None) -> list[Node]:
    """The chapter of the products; `path`: their footprints by year under the plan."""
    head = Heading(say("chapter product"), 1, say("chapter product lead"), "product")
    if products is None or not products.rows:
        return [head, *missing("products")]
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
    rows = tuple((_called(p.name), (_called(p.origin), f" ({p.publisher})" if p.publisher else ""), p.total, span(p), p.published, p.unverified)
                 for p in products.rows)
    nodes.append(Table("footprints", say("footprints table"), columns, rows, note=say("footprints note", method=products.method)))
    nodes += by_year(path, products.method, source)
    if products.residual is not None:
        nodes.append(Method(say("reconciled title"), say("reconciled", lines=str(products.lines), residual=f"{products.residual:.0e}")))
    return nodes


def _spread(products: Products, source: Say) -> list[Node]:
    """The draws of the routes of the open chain, with what others published."""
    rows = [p for p in products.rows if p.draws and not p.own and isinstance(p.name, str)]
    if len(rows) < 2:
        return []
    names = [str(p.name) for p in rows]
    frames = [pl.DataFrame({"product": n, "draw": range(len(p.draws)), "value": p.draws}) for n, p in zip(names, rows, strict=True)]
    others = pl.DataFrame({"product": names, "value": [p.published for p in rows]}, schema={"product": pl.String, "value": pl.Float64}).drop_nulls()
    made = uncertainty.chart(pl.concat(frames), unit="kg CO2e/kg", what=say("spread unit", method=products.method), source=source, published=others)
    return [named(made, {n: product_words(_short(n)) for n in names})]


def _called(name: Say) -> Say:
    """A name of the chain in each language; what has its languages already as it is."""
    return product_words(name, 5) if isinstance(name, str) else name


def _short(name: str) -> str:
    """A product of the chain without its grade."""
    return ", ".join(part for part in name.split(", ") if not part.endswith(" grade"))
