"""The part of ``lizero plan`` that follows own products: what a kilogram of each carries by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from lizero.cli.place import Place
from lizero.cli.shell import grid, number, out, say
from lizero.errors import Finding, LizeroError, ProjectRefused, UnknownName

if TYPE_CHECKING:
    from lizero.pathway import Plan
    from lizero.pathway.background import Background
    from lizero.pathway.product import ProductPath

__all__ = ["background_of", "market_share", "print_products", "product_result", "products_in", "products_of"]


def background_of(settings: Mapping[str, Any], year: int) -> Background | None:
    """How the world around changes from `year` on: plan.toml › background names a scenario of the chain, [recycling] tells what batteries
    give back (the fields of `Recycling`, and demand). None when it tells neither. Raises ProjectRefused for what cannot be used.
    """
    from lizero.pathway.background import Background
    from lizero.reference import data_set

    name, told = settings.get("background"), settings.get("recycling")
    if name is None and told is None:
        return None
    made = Background(str(name or ""), year, {} if told is None else _recycled(told))
    try:
        made.values(data_set("lithium-chain").frame("parameters"), year)
    except UnknownName as fault:
        raise ProjectRefused(f"plan.toml › background: {fault}") from fault
    return made


def market_share(settings: Mapping[str, Any]) -> Callable[[], Mapping[int, float]] | None:
    """What gives the recycled share of lithium on the market by year; None without the table [recycling]."""
    told = settings.get("recycling")
    return None if told is None else lambda: _recycled(told)["share_recycled"]


def _recycled(told: Any) -> dict[str, dict[int, float]]:
    """Shares of the chain's sources by year from the table [recycling]."""
    from lizero.pathway import TargetRefused
    from lizero.pathway.supply import DEMAND, Recycling, chain_paths, supply

    try:
        fields: dict[str, Any] = dict(told.items())
        fields |= {n: {int(y): float(v) for y, v in path.items()} for n, path in fields.items() if isinstance(path, Mapping)}
        demand = str(fields.pop("demand", DEMAND))
        return chain_paths(supply(demand, Recycling(**fields)))
    except (UnknownName, TargetRefused, TypeError, ValueError, AttributeError) as fault:
        raise ProjectRefused(f"plan.toml › recycling: {fault}") from fault


def products_of(place: Place, found: Plan, background: Background | None) -> tuple[ProductPath | None, tuple[Finding, ...]]:
    """Footprints by year of what carries lithium, or of all products where the register does not say, and what was found.

    None where nothing is made, or where they cannot be followed: the finding says why, and what asks for them goes on.
    """
    from lizero.pathway.product import product_path
    from lizero.trace import bridge

    try:
        made = bridge(place.record, place.year, library=place.library)
        if made.own.is_empty():
            return None, ()
        register = place.record.registers.get("PRODUCTS")
        held = {} if register is None else dict(register.select("product", "lithium").iter_rows())
        own = [p for p, name in made.own.select("process", "product").iter_rows() if held.get(name)] or made.own["process"].to_list()
        path = product_path(found, made, products=own, background=background)
    except LizeroError as fault:
        return None, (Finding("products", "footprint.refused", str(fault), "the plan stands without its products"),)
    return path, path.findings


def products_in(place: Place, found: Plan) -> tuple[ProductPath | None, tuple[Finding, ...]]:
    """`products_of` in the world that plan.toml names; one that cannot be used is a finding, and the document goes on without products."""
    from lizero.cli.plan import settings_of

    try:
        world = background_of(settings_of(place.project.folder), place.year)
    except ProjectRefused as fault:
        return None, (Finding("plan.toml", "footprint.refused", str(fault), "correct it in plan.toml"),)
    return products_of(place, found, world)


def product_result(path: ProductPath | None) -> dict[str, Any]:
    """The products as they stand in the result of ``lizero plan --json``."""
    if path is None:
        return {"products": [], "products_by_year": []}
    world = path.background.scenario if path.background else ""
    return {"products": path.frame.to_dicts(), "products_by_year": path.by_product().to_dicts(), "products_background": world,
            "products_residual": path.worst}


def print_products(path: ProductPath | None) -> None:
    """A row a product: what one unit carries by year under the plan, and in the last year if technology stays."""
    if path is None:
        return
    frame = path.by_product()
    years = sorted(frame["year"].unique().to_list())
    heads = ("product", "unit", *(str(y) for y in years), f"{years[-1]} unchanged", "own", "energy", "inputs")
    table = grid("footprints of own products under the plan", *heads, numbers=tuple(range(2, len(heads))))
    for (product, unit), rows in frame.group_by("product", "unit", maintain_order=True):
        value = {(r["series"], r["year"]): r for r in rows.iter_rows(named=True)}
        last, stays = value["plan", years[-1]], value["baseline", years[-1]]["value"]
        table.add_row(str(product), str(unit), *(number(value["plan", y]["value"], 2) for y in years), number(stays, 2),
                      *(number(last[c], 2) for c in ("own", "energy", "inputs")))
    out().print(table)
    world = _world(path.background)
    say(f"means by output; parts in {years[-1]}: own releases, bought energy, all else that is bought, the latter {world}; "
        f"every year reconciles with the plan (largest residual {path.worst:.0e})")


def _world(background: Background | None) -> str:
    if background is None:
        return "as today (plan.toml › background names a scenario)"
    paths = f"own paths of {', '.join(background.paths)}" if background.paths else ""
    return "by " + " and ".join(x for x in (background.scenario and f"the scenario {background.scenario!r} of the chain", paths) if x)
