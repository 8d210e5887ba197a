"""The study of one product of the own record: its footprint with parts, views, interval, ratings and what stands behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import lizero as lz
from lizero.cli.place import Place
from lizero.errors import UnknownName

if TYPE_CHECKING:
    from lizero.report.sources import Study

__all__ = ["study_of"]

ALLOCATION = "lithium"
DRAWS = 300
SEED = 1


def study_of(place: Place, product: str | None) -> Study:
    """The study of a product of the own record: by its name or process, else of the first that carries lithium. Raises UnknownName."""
    from lizero.lca.quality import ratings
    from lizero.lca.split import carbon_parts, views
    from lizero.report.sources import Study

    system = lz.foreground(place.record, place.year, allocation=ALLOCATION, library=place.library)
    process, name = _made_here(place, system, product)
    item = process.split("/", 1)[1]
    found = system.footprint(process)
    draws = found.monte_carlo(DRAWS, SEED).interval if found.total is not None else None
    return Study(found, maker=name, parts=carbon_parts(system, found.product, process=process), views=views(found, system), interval=draws,
                 ratings=ratings(found), allocation=ALLOCATION, start=date(place.year, 1, 1), end=date(place.year, 12, 31),
                 item=item, name=_named(place, item), place=str(found.maker["geography"] or ""), databases=_databases(place))


def _named(place: Place, item: str) -> str:
    """What the maker calls a product, as its register says."""
    register = place.record.registers.get("PRODUCTS")
    names = {} if register is None else dict(register.select("product", "name").iter_rows())
    return str(names.get(item) or item)


def _databases(place: Place) -> tuple[tuple[str, str], ...]:
    """The open product system behind bought inputs, with its edition."""
    from lizero.reference import data_set, data_sets

    chain = place.project.settings.chain
    return ((chain, data_set(chain).edition),) if chain in data_sets() else ((chain, ""),) if chain else ()


def _made_here(place: Place, system: Any, product: str | None) -> tuple[str, str]:
    """The process of a product that a site of the record makes, and the site's name."""
    sites = place.record.registers.get("SITES")
    names = {} if sites is None else dict(sites.select("site", "name").iter_rows())
    rows = system.products()
    own = [p for p in rows.filter(rows["reference"])["process"].to_list() if "/" in p and p.split("/", 1)[0] in names]
    held = [p for p in own if "lithium" in p] if product is None else [p for p in own if product in (p, p.split("/", 1)[1])]
    if not held:
        raise UnknownName("product of the own record", product or "lithium", own)
    return held[0], str(names[held[0].split("/", 1)[0]])
