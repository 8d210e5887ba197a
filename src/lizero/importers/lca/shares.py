"""Shares of processes with several outputs, where the file states none: by mass, by energy, or by the reference's own unit.

The key is what the reference output can be counted in: mass first, then energy, then its own unit. An output that cannot
be counted so (energy beside goods, pieces beside kilograms), one that its authors named CUTOFF, and one that goes by the
name of the process and repeats the sum of the others have no share; each is named, for what is taken of it carries nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.factors import library
from lizero.lca.link import is_function
from lizero.units import bridge, conversion
from lizero.vocab import item_id

__all__ = ["shared"]

_KEYS = (("kg", "mass"), ("MJ", "energy"))
_DENSITIES = "uk-desnz"
_SAME = 0.1


def shared(
    exchanges: pl.DataFrame, contents: Mapping[str, Mapping[str, float]], titles: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Finding]]:
    """`exchanges` (EXCHANGE, with `text`, what its flow is called) with the shares that were open; and what was decided.

    `titles`: process → its name. `contents`: flow key → what one of its units holds in ``kg`` or ``MJ``, as the file says.
    """
    unstated = pl.all_horizontal(pl.col("share", "share_formula").is_null()).all().over("process")
    several = exchanges.filter(is_function()).filter((pl.len().over("process") > 1) & unstated)
    found: dict[str, float] = {}
    findings: list[Finding] = []
    for (process,), rows in several.group_by("process", maintain_order=True):
        decided, told = _decide(str(process), titles.get(str(process), ""), rows, contents)
        found |= decided
        findings += told
    if not found:
        return exchanges, findings
    share = pl.col("exchange").replace_strict(found, default=None, return_dtype=pl.Float64)
    return exchanges.with_columns(pl.coalesce("share", share).alias("share")), findings


def _decide(
    process: str, title: str, rows: pl.DataFrame, contents: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, float], list[Finding]]:
    names = dict(rows.select("exchange", "text").iter_rows())
    reference = rows.filter(pl.col("reference").fill_null(False))["exchange"].to_list()
    sizes, key = _sizes(rows, reference, contents)
    counted = {e: s for e, s in sizes.items() if s is not None and s > 0 and (e in reference or not names[e].upper().startswith("CUTOFF"))}
    for e, size in list(counted.items()):
        if e not in reference and names[e] == title and abs(sum(counted.values()) - 2 * size) <= _SAME * size:
            del counted[e]
    total = sum(counted.values())
    if not total:
        return {}, []
    found = {e: counted.get(e, 0.0) / total for e in names}
    where = f"EXCHANGES › {process}"
    told = [Finding(
        where, "allocation.chosen", f"{process!r} has {len(names)} outputs and states no shares: shared by {key}",
        "allocate it otherwise with lizero.lca.allocated", "notice",
    )]
    left = [names[e] for e in names if e not in counted]
    if left:
        told.append(Finding(
            where, "allocation.no-share", f"{process!r} shares by {key}; no share for {', '.join(left)}",
            "what is taken of them carries nothing of this process: give them a share where that is wrong", "warning",
        ))
    return found, told


def _sizes(
    rows: pl.DataFrame, reference: Iterable[str], contents: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, float | None], str]:
    """The size of each output in the first key that the reference can be counted in."""
    first = rows.filter(pl.col("exchange").is_in(list(reference)))
    first = first if first.height else rows.head(1)
    own = str(first["unit"][0])
    for unit, key in (*_KEYS, (own, own)):
        sizes = {e: _size(flow, text, amount, u, unit, contents) for e, flow, text, amount, u in
                 rows.select("exchange", "flow", "text", "amount", "unit").iter_rows()}
        if sizes[first["exchange"][0]]:
            return sizes, key
    return {}, own


def _size(
    flow: str, text: str, amount: float | None, unit: str, to: str, contents: Mapping[str, Mapping[str, float]]
) -> float | None:
    if amount is None:
        return None
    if unit == to:
        return amount
    if to in contents.get(flow, {}):
        return amount * contents[flow][to]
    try:
        return amount * conversion(unit, to)
    except (UnitMismatch, UnknownName):
        return _through_density(text, amount, unit) if to == "kg" else None


def _through_density(text: str, amount: float, unit: str) -> float | None:
    """kg of a product whose name begins with an item of known density: ``Diesel, at refinery``."""
    item = item_id(text) or item_id(text.split(",")[0].split(";")[0])
    try:
        return amount * bridge(unit, "kg", item, _densities()).value if item else None
    except (UnitMismatch, UnknownName):
        return None


@cache
def _densities() -> pl.DataFrame:
    return library(_DENSITIES).parameters
