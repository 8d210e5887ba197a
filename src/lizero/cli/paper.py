"""What the white paper needs of a project: its inventories, the footprints of its products, the plan, the narrative."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import polars as pl

import lizero as lz
from lizero.cli.cocontrol import at_sources
from lizero.cli.place import Place
from lizero.cli.plan_products import products_in
from lizero.cli.robust_plan import read_asked
from lizero.cli.shell import progress
from lizero.cli.study import study_of
from lizero.cli.texts import figures, texts
from lizero.errors import Finding, LizeroError
from lizero.units import conversion

if TYPE_CHECKING:
    from lizero.inventory import Inventory
    from lizero.lca import Footprint, System
    from lizero.report import Document

__all__ = ["ROUTES", "assessed", "plan_of", "white_paper"]

ROUTES = (("lithium-hydroxide-spodumene-cn", "lithium hydroxide monohydrate, battery grade, spodumene route", "B002"),
          ("", "lithium carbonate, battery grade, spodumene route", "B008"),
          ("lithium-carbonate-atacama", "lithium carbonate, battery grade, brine evaporation route, Salar de Atacama", "B007"))
"""Routes of the literature in the open chain, each with the row of the published value beside it."""
DRAWS = 300
OUTLOOKS = 1000
SEED = 1
GAP, SECONDS = 0.01, 12.0
"""When the search for the paper's plan may stop: the relative gap, which stops it alike everywhere, and the seconds."""


def white_paper(place: Place, lang: str, *, draws: int = DRAWS, history: int = 4) -> Document:
    """The white paper of the place's year, with what of it the project can give."""
    now = place.inventory()
    years = [y for y in place.project.settings.years if place.year - history <= y < place.year]
    parts: list[Any] = [*(place.at(y).inventory() for y in years), now, place.kept("products", lambda: _products(place, draws))]
    parts.append(assessed(place, now))
    plan = place.kept("plan", lambda: plan_of(place))
    told, findings = texts(place.project.folder, lang, figures(parts))
    by_year, odd = place.kept("products by year", lambda: products_in(place, plan) if plan is not None else (None, ()))
    more = (plan, place.kept("outlook", lambda: _outlook(place, plan)), by_year,
            place.kept("study", lambda: _study(place)), told)
    parts += [part for part in more if part is not None]
    made = cast("Document", lz.document("white-paper", *parts, lang=lang, run=place.run("white-paper", now, lang)))
    return replace(made, own_findings=(*made.own_findings, *findings, *odd))


def assessed(place: Place, now: Inventory) -> Any:
    """Pollutants beside carbon: what is measured, and what balances and factors of the burners give."""
    from lizero.cocontrol import assess

    return assess(at_sources(place, now.flows).flows, gwp=now.gwp)


def plan_of(place: Place) -> Any:
    """The plan, where the project has levers and targets."""
    from lizero.cli.plan import planned_at

    if not all((place.project.folder / name).is_file() for name in ("levers.toml", "targets.toml")):
        return None
    return planned_at(place, gap=GAP, seconds=SECONDS)[0]


def _outlook(place: Place, plan: Any) -> Any:
    """The plan over draws of what plan.toml says is uncertain, where it says so."""
    from lizero.cli.plan import settings_of
    from lizero.pathway import outlook

    spread = settings_of(place.project.folder).get("spread") if plan is not None else None
    if not spread:
        return None
    asked = read_asked({"spread": spread}, robust=False, draws=OUTLOOKS, front="")
    return None if asked.spread is None else outlook(plan.whole, asked.spread, draws=OUTLOOKS, seed=SEED)


def _study(place: Place) -> Any:
    """The study of the first own product that carries lithium, where there is one."""
    try:
        return study_of(place, None)
    except LizeroError:
        return None


def _products(place: Place, draws: int) -> Any:
    """Footprints of what the sites make, and of the routes of the literature beside what was published."""
    from lizero.reference import data_set
    from lizero.report.white_paper import Products
    from lizero.trace import bridge
    from lizero.trace.reconcile import reconciled

    made = bridge(place.record, place.year, library=place.library)
    names = _names(place)
    rows, findings = [], list[Finding]()
    with progress() as bar:
        listed = made.system.products().filter(made.system.products()["reference"])["process"].to_list()
        own = [p for p in listed if "/" in p and p.split("/", 1)[0] in names and _lithium(place, p.split("/", 1)[1])]
        task = bar.add_task("footprints", total=len(own) + len(ROUTES))
        for process in own:
            try:
                rows.append(_row(made.system.footprint(process), names[process.split("/", 1)[0]], process.split("/", 1)[1], draws, own=True))
            except LizeroError as error:
                findings.append(Finding(f"footprint › {process}", "footprint.refused", str(error)))
            bar.advance(task)
        chain = cast("System", lz.load("lithium-chain"))
        published = {r["id"]: r for r in data_set("published-footprints").frame("published").iter_rows(named=True)}
        for process, name, row in ROUTES:
            found = chain.footprint(name, process=process or None)
            rows.append(_row(found, "lithium-chain", found.product, draws, published[row]))
            bar.advance(task)
    closing = reconciled(made)
    return Products(tuple(rows), closing.worst, closing.lines.height, "ar6-gwp100", tuple(findings))


def _names(place: Place) -> dict[str, Any]:
    from lizero.report.inventory_report import site_words

    return site_words(place.record)


def _lithium(place: Place, product: str) -> bool:
    """Whether a product carries lithium: the paper is about these."""
    products = place.record.registers.get("PRODUCTS")
    if products is None:
        return "lithium" in product
    held = dict(products.select("product", "lithium").iter_rows())
    return bool(held.get(product))


def _input(name: str) -> Any:
    """The name of an input in each language."""
    from lizero.report.paper.parts import product_words
    from lizero.report.tree import say

    return say(name) if name == "own flows" else product_words(name)


def _row(found: Footprint, origin: Any, name: str, draws: int, published: Any = None, *, own: bool = False) -> Any:
    from lizero.report.tree import Name
    from lizero.report.white_paper import Input, Product

    size = conversion(found.per, "kg")
    drawn = found.monte_carlo(draws, SEED) if draws and found.total is not None else None
    low, high = (None, None) if drawn is None else (drawn.interval[0] / size, drawn.interval[1] / size)
    inputs: tuple[Input, ...] = ()
    if own and found.total is not None:
        stages = dict(found.model.columns.select("process", "stage").iter_rows())
        rows = found.by_input().group_by("product", maintain_order=True).agg(pl.col("direct").sum(), pl.col("process").first())
        rows = rows.filter(pl.col("direct") != 0).sort("direct", descending=True)
        told = rows.select("product", "process", "direct").iter_rows()
        inputs = tuple(Input(_input(p), float(amount) / size, stages.get(process) or "") for p, process, amount in told)
    value = None if published is None else float(published["value"])
    who = "" if published is None else str(published["source"]).split(";")[0][:40]
    total = None if found.total is None else found.total / size
    return Product(Name("item", name) if own else name, origin, total, found.unverified_share, low, high, value, who, own, inputs,
                   () if drawn is None else tuple((drawn.values / size).tolist()))
