"""The machine-readable twin of a customer's declaration: the study of a product with what ``declaration.toml`` states of it.

The file is optional. At its top: ``company-ids`` and ``standards``; a table ``[verification]`` (provider, standard, completed,
coverage, comments); a table ``[products."lithium carbonate"]`` each (ids, description, boundary, carbon, exempted,
primary-data-share, packaging, capture, energy-over-life).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from lizero.errors import Finding
from lizero.exchange.carbon import carbon_held
from lizero.exchange.pact import Declared, check_footprint, product_footprint, text_of
from lizero.report.sources import Study, Twin

__all__ = ["Stated", "declared", "stated_in", "with_life"]

FILE = "declaration.toml"
BOUNDARY = "cradle to gate: raw materials, energy, auxiliaries, transport between sites and waste treatment, to the product at the gate"
_TOP = {"company-ids": list, "standards": list, "verification": dict, "products": dict}
_PRODUCT = {"ids": list, "description": str, "boundary": str, "carbon": (int, float), "exempted": (int, float),
            "primary-data-share": (int, float), "packaging": bool, "capture": bool, "energy-over-life": (int, float)}
_VERIFIED = {"provider": "providerName", "standard": "standardName", "completed": "completedAt", "coverage": "coverage", "comments": "comments"}


@dataclass(frozen=True)
class Stated:
    """What a company states of a declaration beyond the run: the file's keys, and those of the product meant."""

    top: Mapping[str, Any]
    product: Mapping[str, Any]

    @property
    def verification(self) -> dict[str, str]:
        """The verification in the names of the data model."""
        given = self.top.get("verification", {})
        return {name: str(given[key]) for key, name in _VERIFIED.items() if given.get(key)}


def stated_in(folder: Path, product: str) -> tuple[Stated, tuple[Finding, ...]]:
    """What the project's ``declaration.toml`` states of `product`, and a finding for each key that is not known or not of its kind."""
    path = folder / FILE
    if not path.is_file():
        return Stated({}, {}), ()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Stated({}, {}), (Finding(FILE, "declaration.toml", f"the file is not TOML in UTF-8: {error}", "mend it; nothing of it is used"),)
    top, odd = _kept(given, _TOP, FILE)
    mine, more = _kept(top.get("products", {}).get(product, {}), _PRODUCT, f"{FILE} › {product}")
    _, last = _kept(top.get("verification", {}), dict.fromkeys(_VERIFIED, object), f"{FILE} › verification")
    return Stated(top, mine), (*odd, *more, *last)


def _kept(given: Any, kinds: Mapping[str, Any], where: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    if not isinstance(given, Mapping):
        return {}, (Finding(where, "declaration.value", f"{given!r} is no table of keys", "write [products.\"name\"]"),)
    good, found = {}, []
    for key, value in given.items():
        if key not in kinds:
            found.append(Finding(f"{where} › {key}", "declaration.unknown", f"{key!r} is no key here", f"known: {', '.join(kinds)}", "warning"))
        elif not isinstance(value, kinds[key]) or (isinstance(value, bool) and kinds[key] is not bool and kinds[key] is not object):
            found.append(Finding(f"{where} › {key}", "declaration.value", f"{value!r} is not of the kind of {key}", "it is not used"))
        else:
            good[key] = value
    return good, tuple(found)


def declared(folder: Path, study: Study, *, holder: str, created: datetime) -> tuple[Study, tuple[Finding, ...]]:
    """The study with what is stated of it and its twin, or without one where a required figure is not known: a finding then says which."""
    stated, findings = stated_in(folder, study.item)
    told = replace(study, holder=holder, standards=_standards(stated), verification=" · ".join(stated.verification.values()),
                   exempted=_exempted(study, stated))
    carbon = stated.product.get("carbon", carbon_held(study.item))
    lacking = _lacking(told, carbon)
    if lacking:
        return told, (*findings, *lacking)
    document = product_footprint(_declared(told, stated, float(carbon)), created=created)
    data = text_of(document).encode("utf-8")
    twin = Twin(_file(told), hashlib.sha256(data).hexdigest(), data, str(document["id"]))
    return replace(told, twin=twin), (*findings, *check_footprint(document))


def with_life(folder: Path, study: Study) -> tuple[Study, tuple[Finding, ...]]:
    """The study with the energy that one declared unit gives over its life, as ``declaration.toml`` states it; above zero."""
    stated, findings = stated_in(folder, study.item)
    energy = stated.product.get("energy-over-life")
    if energy is not None and energy <= 0:
        where = f"{FILE} › {study.item} › energy-over-life"
        return study, (*findings, Finding(where, "declaration.value", f"{energy!r} must be above zero", "it is not used"))
    return replace(study, life=None if energy is None else float(energy)), findings


def _file(study: Study) -> str:
    assert study.end is not None
    return f"{re.sub(r'[^a-z0-9]+', '-', study.item.casefold()).strip('-') or 'product'}-{study.end.year}.pact.json"


def _lacking(study: Study, carbon: Any) -> tuple[Finding, ...]:
    """A finding for each figure that the data model requires and nothing states."""
    unknown = {"carbon": carbon is None, "exempted": study.exempted is None, "a footprint that is assessed": study.footprint.total is None}
    return tuple(Finding(f"{FILE} › {study.item}", "declaration.lacking", f"the twin is not written: {what} is not known",
                         f"state it in {FILE}, in [products.\"{study.item}\"]", "warning") for what, lacks in unknown.items() if lacks)


def _exempted(study: Study, stated: Stated) -> float | None:
    """Per cent left out: as stated, or none where nothing is cut off; else it is not known."""
    if "exempted" in stated.product:
        return float(stated.product["exempted"])
    return 0.0 if study.footprint.cut.is_empty() else None


def _standards(stated: Stated) -> tuple[str, ...]:
    return tuple(str(s) for s in stated.top.get("standards", ())) or ("ISO14067",)


def _declared(study: Study, stated: Stated, carbon: float) -> Declared:
    parts = {} if study.parts is None else {p: a / study.size for p, a in study.parts.select("part", "amount").iter_rows()}
    total = float(study.footprint.total) / study.size
    excluding = study.views.get("excluding uptake", study.footprint.total) / study.size
    fossil = parts.get("fossil", total) + parts.get("not told apart (CO2e)", 0.0)
    land = parts.get("land use change", 0.0)
    rest = excluding - fossil - land
    share = stated.product.get("primary-data-share")
    assert study.start is not None
    assert study.end is not None
    return Declared(
        company=study.holder, product=study.title, start=study.start, end=study.end, fossil=fossil, land_use=land,
        biogenic=0.0 if abs(rest) <= 1e-9 * abs(excluding) else rest, uptake=parts.get("biogenic removals", 0.0),
        aircraft=parts.get("aircraft", 0.0), carbon=carbon, exempted=study.exempted or 0.0, unit=study.unit,
        mass=study.mass, geography=study.place, gwp=str(study.footprint.method), description=str(stated.product.get("description", "")),
        boundary=str(stated.product.get("boundary", BOUNDARY)), allocation=study.allocation and f"by {study.allocation}",
        company_ids=tuple(map(str, stated.top.get("company-ids", ()))), product_ids=tuple(map(str, stated.product.get("ids", ()))),
        standards=study.standards, sources=study.databases, primary=None if share is None else float(share),
        packaging=stated.product.get("packaging"), capture=stated.product.get("capture"), ratings=study.ratings, verification=stated.verification,
    )
