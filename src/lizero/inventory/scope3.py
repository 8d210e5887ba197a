"""Scope 3 by factors: a category's own factors first, then those of a kindred category, then spend in money.

Methods, best data first (Scope 3 Standard; Technical Guidance): supplier (the gas itself is recorded: see `releases`),
fuel (a fuel or electricity recorded in a transport, leased-asset, use or processing category is met by combustion or
grid factors), activity or distance (the category's own factors), spend (money brought to the factor's currency and year).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from lizero.errors import Finding
from lizero.factors import Library
from lizero.inventory.asks import Answer, answer, asks, stacked
from lizero.inventory.spend import in_factor_money
from lizero.vocab import items

__all__ = ["KINDRED", "overlaps", "value_chain"]

MOVING = ("upstream transport", "business travel", "commuting", "downstream transport")
USING = (
    "upstream leased assets",
    "processing of sold products",
    "use of sold products",
    "downstream leased assets",
    "franchises",
    "end of life of sold products",
    "waste",
    "investments",
)
KINDRED: Mapping[str, tuple[str, ...]] = {
    "downstream transport": ("upstream transport",),
    "upstream transport": ("downstream transport",),
    "commuting": ("business travel",),
    "business travel": ("commuting",),
    "capital goods": ("purchased goods",),
    "end of life of sold products": ("waste",),
}
TRANSPORTED = ("to-customer", "to customer", "delivered", "cradle-to-customer")


def value_chain(rows: pl.DataFrame, library: Library, parameters: pl.DataFrame) -> Answer:
    """Lines of scope 1 process and fuel rows and of scope 3 rows; what nothing answers keeps the reason of its own category.

    `parameters`: PARAMETERS with exchange rates and price indices for spend.
    """
    own = answer(asks(rows, note=pl.col("told")).with_row_index("ask"), library)
    parts, left = [own], own.unresolved
    for kindred in (_same_kind(0), _same_kind(1), _carrier):
        found = _under(left, library, kindred)
        parts.append(found)
        left = _without(left, found.lines)
    spent = in_factor_money(left, library, parameters)
    money = answer(spent.asks, library) if spent.asks.height else stacked([])
    parts.append(money)
    left = _without(left, money.lines)
    left = pl.concat([_without(left, spent.refused), spent.refused], how="diagonal")
    found = stacked([replace(p, unresolved=p.unresolved.clear()) for p in parts])
    return replace(found, lines=found.lines.drop("ask", strict=False), unresolved=left, findings=(*found.findings, *spent.findings))


def _without(left: pl.DataFrame, served: pl.DataFrame) -> pl.DataFrame:
    """Asks that are not among `served`; several asks may come from one row."""
    return left.join(served.select("ask").unique(), on="ask", how="anti", maintain_order="left") if served.height else left


def _same_kind(nth: int) -> Callable[[str, str], str | None]:
    def kindred(category: str, item: str) -> str | None:
        others = KINDRED.get(category, ())
        return others[nth] if nth < len(others) else None

    return kindred


def _carrier(category: str, item: str) -> str | None:
    """The category that serves an energy carrier or refrigerant used in a scope 3 category."""
    if category not in (*MOVING, *USING):
        return None
    kind = items()[item].kind if item in items() else ""
    if kind == "fuel":
        return "mobile combustion" if category in MOVING else "stationary combustion"
    by_item = {"electricity": "purchased electricity", "heat": "purchased heat", "steam": "purchased heat"}
    return "fugitive" if kind == "refrigerant" else by_item.get(item)


def _under(left: pl.DataFrame, library: Library, kindred: Callable[[str, str], str | None]) -> Answer:
    """The asks of `left` put again under another category, where there is one."""
    pairs = left.select("category", "item").unique()
    table = pairs.with_columns(pl.Series("_other", [kindred(c, i) for c, i in pairs.iter_rows()], pl.String))
    again = left.join(table, on=["category", "item"], how="left", maintain_order="left").filter(pl.col("_other").is_not_null())
    return answer(again.with_columns(pl.col("_other").alias("ask_category")).drop("_other"), library)


def overlaps(found: Answer, rows: pl.DataFrame) -> tuple[Finding, ...]:
    """Supplier or product factors whose boundary holds transport that category 4 counts too, or lacks what lies upstream."""
    goods = found.lines.filter(pl.col("category").is_in(["purchased goods", "capital goods"]))
    goods = goods.join(rows.select("part", "record", "site"), on="part", how="left", maintain_order="left")
    moved = rows.filter(pl.col("category") == "upstream transport")
    pairs = set(moved.select("site", pl.col("provider").fill_null("")).iter_rows())
    sites = {site for site, _ in pairs}
    notes = []
    for row in goods.unique(["factor", "site", "provider"], maintain_order=True).iter_rows(named=True):
        boundary = (row["boundary"] or "").lower()
        known = (
            (row["site"], row["provider"] or "") in pairs or (not row["provider"] and row["site"] in sites) or (row["site"], "") in pairs
        )
        if any(word in boundary for word in TRANSPORTED) and known:
            notes.append(_overlap(row, boundary))
        if "gate-to-gate" in boundary:
            notes.append(_short(row))
    return tuple(notes)


def _overlap(row: dict[str, str], boundary: str) -> Finding:
    return Finding(
        f"ACTIVITY › {row['record']} › flow",
        "boundary.overlap",
        f"factor {row['factor']} reaches {boundary}, and transport to {row['site']} is recorded in category 4 as well",
        "take a cradle-to-gate factor, or leave this transport out of category 4",
        "warning",
        row["record"],
    )


def _short(row: dict[str, str]) -> Finding:
    return Finding(
        f"ACTIVITY › {row['record']} › flow",
        "boundary.gate-to-gate",
        f"factor {row['factor']} is gate-to-gate: what lies upstream of the supplier is missing",
        "category 1 counts cradle-to-gate",
        "warning",
        row["record"],
    )
