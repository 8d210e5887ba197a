"""Kinds of documents, each with its builder; `document` makes one from the parts that a run gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lizero.errors import Finding, UnknownName
from lizero.pathway import ProductPath
from lizero.pathway.board import Beside
from lizero.report import coverage, inventory_report, white_paper
from lizero.report.document import Document, Meta
from lizero.report.frameworks import Framework, framework, frameworks
from lizero.report.language import language
from lizero.report.sampling import Agreement
from lizero.report.sources import Documents, Sources, Study
from lizero.report.tree import Node, say

__all__ = ["Run", "disclosures", "document", "kind", "kinds", "sources_of"]


@dataclass(frozen=True)
class Run:
    """What a document says about the run behind it; the date and the digest come from outside (convention 8, 10)."""

    digest: str = ""
    command: str = ""
    organisation: str = ""
    date: date | None = None
    frozen: bool = False


Built = tuple[Sequence[Node], Meta, tuple[Finding, ...]]
Builder = Callable[[Sequence[Any], Run], Built]
_KINDS: dict[str, Builder] = {}


def kind(name: str) -> Callable[[Builder], Builder]:
    """Register a builder as the document kind `name`."""

    def keep(builder: Builder) -> Builder:
        _KINDS[name] = builder
        return builder

    return keep


def kinds() -> tuple[str, ...]:
    """The kinds of documents: those with a builder of their own, and every framework.

    >>> {"inventory", "iso-14064-1", "pcf-declaration"} <= set(kinds())
    True
    """
    return tuple(sorted({*_KINDS, *frameworks()}))


def document(name: str, *parts: Any, lang: str = "en", run: Run | None = None) -> Document:
    """The document of kind `name` from `parts` (inventories, footprints, plans: each is known by what it holds).

    Raises UnknownName for an unknown kind or language and ValueError when a part that the kind needs is missing.
    """
    if name not in kinds():
        raise UnknownName("document", name, kinds())
    nodes, meta, findings = _KINDS[name](parts, run or Run()) if name in _KINDS else disclosures(framework(name), parts, run or Run())
    return Document(tuple(nodes), meta, language(lang).id, findings)


def disclosures(asked: Framework, parts: Sequence[Any], run: Run) -> Built:
    """The document of a framework from the parts that it needs; what is lacking is listed in it, not refused."""
    sources = sources_of(parts, run)
    year = getattr(sources.inventory, "year", "") or getattr(getattr(sources.study, "end", None), "year", "")
    unresolved = getattr(sources.inventory, "unresolved", None)
    edition = say("edition of", standard=asked.name, edition=asked.edition)
    meta = Meta(asked.id, asked.title, edition, organisation=run.organisation, year=str(year), digest=run.digest, command=run.command,
                date=run.date, frozen=run.frozen, unresolved=0 if unresolved is None else len(unresolved), **_laid_out(asked, sources))
    return coverage.build(asked, sources), meta, ()


def _laid_out(asked: Framework, sources: Sources) -> dict[str, Any]:
    """A declaration stands on one sheet and has its twin attached."""
    if asked.template != "declaration" or sources.study is None:
        return {}
    twin = sources.study.twin
    return {"layout": "sheet", "attached": () if twin is None else ((twin.name, twin.data),)}


def sources_of(parts: Sequence[Any], run: Run) -> Sources:
    """The parts of a run by what they hold: inventories, a product's study, a plan, pollutants, own texts (a mapping)."""
    return Sources(
        inventories(parts), next((p for p in parts if isinstance(p, Study)), None), _plan_of(parts), _air_of(parts),
        next((p for p in parts if isinstance(p, Mapping)), {}), run.digest, run.command,
        next((p for p in parts if isinstance(p, Agreement)), Agreement()), next((p.frame for p in parts if isinstance(p, Documents)), None),
        next((p for p in parts if isinstance(p, Beside)), Beside()),
    )


def _plan_of(parts: Sequence[Any]) -> Any:
    return next((p for p in parts if hasattr(p, "transformations") and hasattr(p, "gross")), None)


def _air_of(parts: Sequence[Any]) -> Any:
    return next((p for p in parts if hasattr(p, "weights") and hasattr(p, "sources")), None)


def inventories(parts: Sequence[Any]) -> list[Any]:
    """The inventories among `parts`, oldest first: things with flows and totals."""
    found = [p for p in parts if hasattr(p, "flows") and hasattr(p, "totals")]
    return sorted(found, key=lambda i: getattr(i, "year", 0) or 0)


@kind("inventory")
def _inventory(parts: Sequence[Any], run: Run) -> Built:
    found = inventories(parts)
    if not found:
        raise ValueError("the inventory report needs an inventory: document('inventory', lizero.account(record, library))")
    last = found[-1]
    nodes = inventory_report.build(last, history=found[:-1])
    return nodes, _meta("inventory", last, run), ()


@kind("white-paper")
def _white_paper(parts: Sequence[Any], run: Run) -> Built:
    found = inventories(parts)
    if not found:
        raise ValueError("the white paper needs an inventory: document('white-paper', *inventories, products, plan)")
    products = next((p for p in parts if isinstance(p, white_paper.Products)), None)
    plan, air = _plan_of(parts), _air_of(parts)
    told = next((p for p in parts if isinstance(p, Mapping)), None)
    outlook = next((p for p in parts if hasattr(p, "spread") and hasattr(p, "draws")), None)
    nodes = white_paper.build(found, products=products, cocontrol=air, plan=plan, narrative=told, sources=sources_of(parts, run), outlook=outlook,
                              by_year=next((p for p in parts if isinstance(p, ProductPath)), None))
    meta = _meta("white-paper", found[-1], run)
    subtitle = say("paper subtitle plain") if plan is None else say("paper subtitle", year=str(plan.years[-1]))
    return nodes, replace(meta, subtitle=subtitle), products.findings if products else ()


def _meta(name: str, inventory: Any, run: Run) -> Meta:
    holder, year = run.organisation or str(getattr(inventory, "holder", "") or ""), str(getattr(inventory, "year", "") or "")
    unresolved = getattr(inventory, "unresolved", None)
    return Meta(name, say(f"title {name}", holder=holder, year=year), organisation=holder, year=year, digest=run.digest,
                command=run.command, date=run.date, frozen=run.frozen, unresolved=0 if unresolved is None else len(unresolved))
