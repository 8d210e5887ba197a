"""What a framework's document needs of a project: inventories, the study of a product, the plan, pollutants, own texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import lizero as lz
from lizero.cli.beside import beside
from lizero.cli.paper import assessed, plan_of
from lizero.cli.place import Place
from lizero.cli.study import study_of
from lizero.cli.texts import figures, texts
from lizero.errors import Finding

if TYPE_CHECKING:
    from lizero.report import Document

__all__ = ["framework_document"]


def framework_document(place: Place, kind: str, lang: str, *, product: str | None = None, history: int = 4) -> Document:
    """The document of the framework `kind` for the place's year, with what of it the project can give."""
    from lizero.project.declaration import declared, with_life
    from lizero.report.frameworks import framework

    needs = framework(kind).needs
    stated: tuple[Finding, ...] = ()
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
        products = "pcf-path" in topics
        near, stated = place.kept(f"beside, products {products}", lambda: beside(place, plan, products=products))
        parts += [plan, near]
    if "product" in needs:
        study = study_of(place, product)
        if framework(kind).template == "declaration":
            study, told_of = declared(place.project.folder, study, holder=_holder(place), created=datetime.now(UTC))  # noqa: TID251
            stated = (*stated, *told_of)
        if "pcf-life" in topics:
            study, told_of = with_life(place.project.folder, study)
            stated = (*stated, *told_of)
        parts.append(study)
    if topics & {"evidence", "sample", "materiality"}:
        held, odd = _for_verifier(place)
        parts, stated = [*parts, *held], (*stated, *odd)
    told, findings = texts(place.project.folder, lang, figures(parts), wanted)
    made = cast("Document", lz.document(kind, *parts, told, lang=lang, run=place.run(kind, now, lang)))
    return replace(made, own_findings=(*made.own_findings, *findings, *stated))


def _holder(place: Place) -> str:
    """What the reporting organisation is called: as its register says, else as the settings do."""
    register = place.record.registers.get("ORGANISATIONS")
    names = {} if register is None else dict(register.select("organisation", "name").iter_rows())
    settings = place.project.settings
    return str(names.get(settings.holder) or settings.name or settings.holder or place.project.folder.name)


def _for_verifier(place: Place) -> tuple[list[Any], tuple[Finding, ...]]:
    """What is agreed with a verifier, and the documents as they were found, with findings on both."""
    from lizero.project.assurance import agreement_in
    from lizero.project.evidence import documents
    from lizero.report.sources import Documents

    agreed, odd = agreement_in(place.project.folder)
    found, missing = documents(place.project.folder, place.record)
    return [agreed, Documents(found)], (*odd, *missing)
