"""The company's own words of a project: Markdown below ``narrative/``, with the figures of the run by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from lizero.errors import Finding
from lizero.report.inventory_report import account_of
from lizero.report.kinds import inventories
from lizero.report.narrative import narrative
from lizero.report.sources import Study
from lizero.report.tree import Node, Number, Say, say

__all__ = ["figures", "texts"]


def texts(
    folder: Path, lang: str, numbers: Mapping[str, Number], wanted: Collection[str] | None = None,
) -> tuple[dict[str, list[Node]], tuple[Finding, ...]]:
    """Nodes by name of text, and findings; ``governance.zh-Hans.md`` goes before ``governance.md`` in Chinese.

    A text in another language only does not stand in for a missing one. `wanted`: the names that a document asks for.
    """
    chosen: dict[str, Path] = {}
    for path in sorted((folder / "narrative").glob("*.md"), key=lambda p: (p.name.count("."), p.name)):
        name, _, told = path.stem.partition(".")
        if (not told or told.casefold() == lang.casefold()) and (wanted is None or name in wanted):
            chosen[name] = path
    made = {name: _read(path, numbers) for name, path in chosen.items()}
    return {name: nodes for name, (nodes, _) in made.items() if nodes}, tuple(f for _, found in made.values() for f in found)


def _read(path: Path, numbers: Mapping[str, Number]) -> tuple[list[Node], tuple[Finding, ...]]:
    where = f"narrative/{path.name}"
    try:
        return narrative(path.read_text(encoding="utf-8"), numbers, where)
    except UnicodeDecodeError as error:
        return [], (Finding(where, "narrative.encoding", f"the text is not UTF-8: {error}", "save it as UTF-8", "error"),)


def figures(parts: Sequence[Any]) -> dict[str, Number]:
    """The figures that a text may name: totals of the inventory by scope and basis, and the footprint of the product."""
    made: dict[str, Number] = {}
    for one in inventories(parts)[-1:]:
        a = account_of(one)
        named = {**a.totals, "total_market": a.market, "total_location": a.location}
        made |= {k: Number(v, "t CO2" if k == "biogenic_co2" else "t CO2e", k.replace("_", "-"), scaled=True, how=_how(k)) for k, v in named.items()}
    for study in (p for p in parts if isinstance(p, Study)):
        made["footprint"] = study.number(study.footprint.total, "pcf")
    return made


def _how(name: str) -> Say:
    """How a total comes about: over one scope, or over all."""
    scope = name.removeprefix("scope")[:1] if name.startswith("scope") else ""
    return say("how scope", scope=scope) if scope else say("how total") if name.startswith("total") else ""
