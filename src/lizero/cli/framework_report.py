"""What a framework's document needs of a project: inventories, the study of a product, the plan, pollutants, own texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, cast

import lizero as lz
from lizero.cli.declaration import declared
from lizero.cli.paper import assessed, plan_of
from lizero.cli.place import Place
from lizero.cli.texts import figures, texts
from lizero.errors import Finding, UnknownName

if TYPE_CHECKING:
    from lizero.report import Document
    from lizero.report.sources import Study

__all__ = ["framework_document", "study_of"]

ALLOCATION = "lithium"
DRAWS = 300
SEED = 1


def framework_document(place: Place, kind: str, lang: str, *, product: str | None = None, history: int = 4) -> Document:
    """The document of the framework `kind` for the place's year, with what of it the project can give."""
    from lizero.report.frameworks import framework

    needs = framework(kind).needs
    topics = {d.topic.id for d in framework(kind).disclosures}
    wanted = {*topics, *(d.id for d in framework(kind).disclosures)}
    parts: list[Any] = []
    now = place.inventory()
    if "inventory" in needs or "plan" in needs:
        years = [y for y in place.project.settings.years if place.year - history <= y < place.year]
        parts += [*(place.at(y).inventory() for y in years), now]
    if "plan" in needs or "pollutants" in needs:
        parts.append(assessed(place, now))
    if "plan" in needs and (plan := place.kept("plan", lambda: plan_of(place))) is not None:
        parts.append(plan)
    stated: tuple[Finding, ...] = ()
    if "product" in needs:
        study = study_of(place, product)
        if framework(kind).template == "declaration":
            study, stated = declared(place, study, created=datetime.now(UTC))  # noqa: TID251
        parts.append(study)
    if topics & {"evidence", "sample", "materiality"}:
        held, stated = _for_verifier(place)
        parts += held
    told, findings = texts(place.project.folder, lang, figures(parts), wanted)
    made = cast("Document", lz.document(kind, *parts, told, lang=lang, run=place.run(kind, now)))
    return replace(made, own_findings=(*made.own_findings, *findings, *stated))


def _for_verifier(place: Place) -> tuple[list[Any], tuple[Finding, ...]]:
    """What is agreed with a verifier, and the documents as they were found, with findings on both."""
    from lizero.project.assurance import agreement_in
    from lizero.project.evidence import documents
    from lizero.report.sources import Documents

    agreed, odd = agreement_in(place.project.folder)
    found, missing = documents(place.project.folder, place.record)
    return [agreed, Documents(found)], (*odd, *missing)


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
