"""The inventory report as a tree: both bases, where it arises, energy, findings, method, factors, every line.

What it reads of an inventory: `.flows` (FLOWS with its trail) and `.method` (METHOD); and where they are given `.totals`,
`.findings`, `.unresolved`, `.energy`, `.intensity`, `.year`, `.holder`, `.approach`, `.gwp`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from lizero.errors import Finding
from lizero.report import sums
from lizero.report.charts import contributions, scopes
from lizero.report.language import catalogue
from lizero.report.ledger import ledger, used_factors
from lizero.report.palette import SCOPES
from lizero.report.tree import (
    Callout,
    Card,
    Column,
    Findings,
    Heading,
    KeyFigures,
    Ledger,
    Method,
    Name,
    Node,
    Number,
    Say,
    Table,
    Text,
    say,
    words,
)

__all__ = [
    "Account", "account_of", "build", "by_category", "by_gas", "by_scope", "by_site", "energy_nodes", "lead", "libraries", "once_a_rule",
    "parts", "places",
    "site_names", "site_words", "year",
]


@dataclass(frozen=True)
class Account:
    """An inventory as the report reads it: its lines, its totals, and what stands around them."""

    inventory: Any
    lines: pl.DataFrame
    totals: Mapping[str, float]
    findings: tuple[Finding, ...]
    complete: bool

    @property
    def market(self) -> float:
        """Scope 1 to 3, market-based, t CO2e."""
        return math.fsum(self.totals[k] for k in ("scope1", "scope2_market", "scope3_market"))

    @property
    def location(self) -> float:
        """Scope 1 to 3, location-based, t CO2e."""
        return math.fsum(self.totals[k] for k in ("scope1", "scope2_location", "scope3_location"))

    def says(self, name: str, default: str = "") -> str:
        """A text attribute of the inventory, or `default`."""
        found = getattr(self.inventory, name, None)
        return default if found is None else str(found)


def account_of(inventory: Any) -> Account:
    """`inventory` with its lines; a finding says so where its stated totals differ from the sum of its lines."""
    lines = ledger(inventory.flows, method_of(inventory))
    totals, stated = sums.stated(lines), getattr(inventory, "totals", None)
    findings = (*getattr(inventory, "findings", ()), *_difference(totals, stated))
    complete = bool(getattr(stated, "complete", True)) and not any(f.severity == "error" for f in findings)
    return Account(inventory, lines, totals, tuple(findings), complete)


def method_of(inventory: Any) -> Any:
    """The characterisation of an inventory: its own, else that of its impacts."""
    own = getattr(inventory, "method", None)
    return own if own is not None else inventory.impacts.method


def _difference(totals: Mapping[str, float], stated: Any) -> tuple[Finding, ...]:
    out = []
    for name in ("scope1", "scope2_location", "scope2_market", "biogenic_co2"):
        said = getattr(stated, name, None)
        if said is not None and abs(said - totals[name]) > 1e-9 * max(abs(said), 1e-9):
            out.append(Finding(f"totals › {name}", "report.totals.differ",
                               f"the inventory states {said:.6f} t, its lines add up to {totals[name]:.6f} t",
                               "account again; a report never hides a difference", "error"))
    return tuple(out)


def build(inventory: Any, *, history: Sequence[Any] = (), source: Say = "") -> list[Node]:
    """The nodes of the report; `history` holds inventories of earlier years for the trend."""
    a = account_of(inventory)
    made = source or say("source inventory", year=a.says("year"), gwp=a.says("gwp"))
    return [
        *_brief(a), *_trend(a, history, made), Heading(say("emissions by source"), 1, say("emissions lead"), "emissions"),
        *parts(a, made), by_scope(a), by_category(a), by_site(a), by_gas(a), *energy_nodes(a), *_known(a), *_method(a),
        Heading(say("annex lines"), 1, say("annex lines lead", count=str(a.lines.height)), "lines"),
        Ledger(a.lines, method_of(inventory), used_factors(a.lines, getattr(inventory.flows, "trail", None)), a.totals),
    ]


def _tonnes(value: float | None, id: str, how: Say = "") -> Number:
    return Number(value, "t CO2e", id, scaled=True, how=how)


def _brief(a: Account) -> list[Node]:
    t, sofar = a.totals, say("so far") if not a.complete else ""
    cards = (
        Card(_tonnes(a.market, "total-market", say("how total")), (say("total market"), sofar),
             say("location is", amount=_tonnes(a.location, "total-location", say("how total")))),
        Card(_tonnes(t["scope1"], "scope1", say("how scope", scope="1")), (say("scope 1"), sofar), _share(t["scope1"], a), SCOPES["1"]),
        Card(_tonnes(t["scope2_market"], "scope2-market", say("how scope", scope="2")), (say("scope 2 market"), sofar),
             say("location is", amount=_tonnes(t["scope2_location"], "scope2-location", say("how scope", scope="2"))), SCOPES["2"]),
        Card(_tonnes(t["scope3_market"], "scope3-market", say("how scope", scope="3")), (say("scope 3"), sofar),
             _share(t["scope3_market"], a), SCOPES["3"]),
    )
    nodes: list[Node] = [Heading(say("in brief"), 1, lead(a), "brief"), KeyFigures(cards)]
    return nodes if a.complete else [*nodes, Callout(say("incomplete title"), _open(a), "warn")]


def lead(a: Account) -> Say:
    """The sentence that opens the account: the total, and the largest scope with its share."""
    parts = {s: a.totals["scope1" if s == "1" else f"scope{s}_market"] for s in "123"}
    largest = max(parts, key=lambda s: parts[s])
    share = Number(parts[largest] / a.market if a.market else None, "%")
    return say("inventory lead", total=_tonnes(a.market, "total-market"), scope=say(f"scope {largest}"), share=share)


def _share(value: float, a: Account) -> Say:
    return say("share of total", share=Number(value / a.market if a.market else None, "%"))


def _open(a: Account) -> Say:
    errors = sum(f.severity == "error" for f in a.findings)
    unresolved = getattr(a.inventory, "unresolved", None)
    rows = 0 if unresolved is None else len(unresolved)
    return say("incomplete body", rows=str(rows), errors=str(errors))


def _trend(a: Account, history: Sequence[Any], source: Say) -> list[Node]:
    years = [*history, a.inventory]
    if len({getattr(i, "year", None) for i in years}) < 2:
        return []
    rows = [year(i) for i in years]
    return [scopes.chart(rows, basis="market", approach=say(f"approach {a.says('approach', 'operational')}"),
                         gwp=a.says("gwp"), source=source)]


def year(inventory: Any) -> dict[str, float]:
    """Year and scopes of an inventory in t CO2e, scope 2 and 3 market-based."""
    t = account_of(inventory).totals
    return {"year": float(inventory.year), "scope1": t["scope1"], "scope2": t["scope2_market"], "scope3": t["scope3_market"]}


def parts(a: Account, source: Say) -> list[Node]:
    """The drawing of the activities that emit most."""
    by = sums.counted(a.lines).filter(sums.on("market")).group_by("scope", "category", "activity").agg(
        pl.col("t_co2e").sum(), open=(pl.col("status") == "unverified").all())
    parts = [contributions.Part(_part(r), r["t_co2e"], SCOPES[r["scope"]], "unverified" if r["open"] else "checked")
             for r in by.sort("t_co2e", "category", "activity", nulls_last=True).iter_rows(named=True)]
    if not parts:
        return [Text(say("no lines"))]
    open_ = sums.counted(a.lines).filter(sums.on("market"), pl.col("status") == "unverified")["t_co2e"].sum()
    what = say("parts unit", year=a.says("year"), approach=say(f"approach {a.says('approach', 'operational')}"), gwp=a.says("gwp"))
    return [contributions.chart(parts, total=a.market, unit="t CO2e", what=what, source=source, scaled=True,
                                unverified=float(open_) / a.market if a.market else None)]


def _part(row: Mapping[str, Any]) -> Say:
    """The category where it says enough (purchased electricity), else the item and its category."""
    category: Say = Name("category", row["category"]) if row["category"] else say("other")
    said = not row["activity"] or row["activity"] in (row["category"] or "")
    return category if said else (Name("item", row["activity"]), ", ", category)


def places(size: float) -> int:
    """Decimals of a set of tonnes whose whole is `size`: none from a thousand on."""
    return 0 if size >= 1000 else 1 if size >= 100 else 2


def _both_columns(*heads: Say) -> tuple[Column, ...]:
    return (*(Column(h) for h in heads), Column(say("location-based"), "number"), Column(say("market-based"), "number"))


def by_scope(a: Account) -> Table:
    """Totals by scope on both bases."""
    t = a.totals
    rows = (
        (say("scope 1"), t["scope1"], t["scope1"]), (say("scope 2"), t["scope2_location"], t["scope2_market"]),
        (say("scope 3"), t["scope3_location"], t["scope3_market"]), (say("total"), a.location, a.market),
        (say("biogenic apart"), t["biogenic_co2"], t["biogenic_co2"]),
    )
    return Table("by-scope", say("by scope"), _both_columns(say("scope")), rows, strong=frozenset({3}), note=say("biogenic note"))


def by_category(a: Account) -> Table:
    """Totals by category on both bases."""
    frame = sums.both(a.lines, ["scope", "category"]).sort("scope", "market", descending=[False, True])
    rows = tuple((say(f"scope {r['scope']}"), Name("category", r["category"] or ""), r["location"], r["market"])
                 for r in frame.iter_rows(named=True))
    return Table("by-category", say("by category"), _both_columns(say("scope"), say("category")), rows)


def by_site(a: Account) -> Table:
    """Totals by site and scope, the largest first."""
    frame = sums.both(a.lines, ["site", "scope"])
    sites = frame.group_by("site").agg(pl.col("market").sum()).sort("market", "site", descending=[True, False])["site"].to_list()
    cell = {(r["site"], r["scope"]): (r["location"], r["market"]) for r in frame.iter_rows(named=True)}
    names = site_names(a)
    rows = []
    for site in sites:
        one, two, three = (cell.get((site, s), (None, None)) for s in "123")
        whole = math.fsum(x for x in (one[1], two[1], three[1]) if x is not None)
        rows.append((names.get(site, site) or say("no site"), one[1], two[0], two[1], three[1], whole))
    heads = (say("scope 1"), say("scope 2 location"), say("scope 2 market"), say("scope 3"), say("total market"))
    columns = (Column(say("site")), *(Column(h, "number", places(a.market)) for h in heads))
    return Table("by-site", say("by site"), columns, tuple(rows))


def site_names(a: Account) -> dict[str, Say]:
    """Names of the sites by id, from the register of the record, in each language that it gives."""
    return site_words(getattr(a.inventory, "record", None))


def site_words(record: Any) -> dict[str, Say]:
    """Names of the sites of a record by id, in each language that its register gives.

    >>> site_words(None)
    {}
    """
    sites = getattr(record, "registers", {}).get("SITES")
    if sites is None:
        return {}
    return {r["site"]: words(r["name"], r.get("name_zh") or "", r.get("name_es") or "") for r in sites.iter_rows(named=True) if r["name"]}


def by_gas(a: Account) -> Table:
    """Tonnes of each gas, and what they come to."""
    columns = (Column(say("gas")), Column(say("scope")), Column(say("tonnes of gas"), "number", 3),
               Column(say("amount in", unit="t CO2e"), "number"))
    rows = tuple((Name("flow", r["flow"]), say(f"scope {r['scope']}"), r["tonnes"], r["t_co2e"])
                 for r in sums.gases(a.lines).iter_rows(named=True))
    return Table("by-gas", say("by gas"), columns, rows)


def energy_nodes(a: Account) -> list[Node]:
    """The energy by carrier under its heading, or nothing."""
    energy = getattr(a.inventory, "energy", None)
    frame = getattr(energy, "frame", energy)
    if not isinstance(frame, pl.DataFrame) or not frame.height:
        return []
    table = of_frame(_by_carrier(frame), "energy", say("energy table"))
    rows = tuple(tuple(_energy_word(column, cell) for column, cell in zip(_by_carrier(frame).columns, row, strict=True)) for row in table.rows)
    return [Heading(say("energy"), 1, say("energy lead"), "energy"), replace(table, rows=rows)]


def _energy_word(column: str, cell: Any) -> Any:
    """A carrier by its item's name, a direction by its word; other cells as they are."""
    if column == "carrier":
        return Name("item", str(cell))
    return say(f"energy {cell}") if column == "direction" and f"energy {cell}" in catalogue() else cell


def _by_carrier(frame: pl.DataFrame) -> pl.DataFrame:
    """Energy added up by carrier and direction, the holder's share where the rows state one."""
    keys = [k for k in ("carrier", "direction") if k in frame.columns]
    measures = [c for c in ("gj", "mwh", "tce", "renewable_gj") if c in frame.columns]
    if not keys or not measures:
        return frame
    share = pl.col("share").fill_null(1.0) if "share" in frame.columns else pl.lit(1.0)
    return frame.group_by(keys).agg((pl.col(c) * share).sum() for c in measures).sort(measures[0], descending=True)


def of_frame(frame: pl.DataFrame, id: str, caption: Say) -> Table:
    """Any frame as a table: numbers right, labels of columns from the catalogue where it has them."""
    columns = tuple(Column(column_head(c), "number" if t.is_numeric() else "text")
                    for c, t in frame.schema.items())
    rows = tuple(tuple(float(x) if isinstance(x, (int, float)) and not isinstance(x, bool) else x for x in row) for row in frame.rows())
    return Table(id, caption, columns, rows)


def column_head(name: str) -> Say:
    """The head of a column by its name in a frame, in the words of the catalogue where it has them."""
    return say(f"column {name}") if f"column {name}" in catalogue() else name.replace("_", " ")


def once_a_rule(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of warnings and notices of one rule the first, with how many there are; every error."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for n, finding in enumerate(dict.fromkeys(findings)):
        groups.setdefault((finding.rule, str(n) if finding.severity == "error" else ""), []).append(finding)
    return tuple(g[0] if len(g) == 1 else replace(g[0], message=f"{g[0].message} (+ {len(g) - 1})") for g in groups.values())


def _known(a: Account) -> list[Node]:
    nodes: list[Node] = [Heading(say("what to know"), 1, say("what to know lead", count=str(len(a.findings))), "findings"),
                         Findings(once_a_rule(a.findings))]
    unresolved = getattr(a.inventory, "unresolved", None)
    if isinstance(unresolved, pl.DataFrame) and unresolved.height:
        nodes.append(of_frame(unresolved, "unresolved", say("unresolved table")))
    return nodes


def _method(a: Account) -> list[Node]:
    used = used_factors(a.lines, getattr(a.inventory.flows, "trail", None))
    body = say("inventory method", approach=say(f"approach {a.says('approach', 'operational')}"), gwp=a.says("gwp"), year=a.says("year"))
    nodes: list[Node] = [Heading(say("method"), 1, say("method lead"), "method"), Method(say("how it is made"), body)]
    return [*nodes, libraries(used)] if used.width > 1 and used.height else nodes


def libraries(used: pl.DataFrame) -> Table:
    """The factor libraries that were used, with how many factors of each."""
    keys = [c for c in ("library", "edition", "publisher", "licence") if c in used.columns]
    counted = used.group_by(keys).agg(count=pl.len()).sort(keys)
    columns = (*(Column(say(k)) for k in keys), Column(say("factors used"), "number", 0))
    rows = tuple((*(r[k] or "–" for k in keys), float(r["count"])) for r in counted.iter_rows(named=True))
    return Table("libraries", say("libraries table"), columns, rows)
