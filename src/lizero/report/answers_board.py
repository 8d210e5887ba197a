"""Answers from the tables that a board expects of a plan, T1 to T19, and which of them stands behind each answer of a plan."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lizero.report import inventory_report as account
from lizero.report.answers import answer
from lizero.report.language import catalogue
from lizero.report.sources import Sources
from lizero.report.tree import Column, Node, Number, Say, Table, Text, say

__all__ = ["BOARD", "behind", "from_table", "held"]

BOARD = {
    "bau": ("T1",), "measures": ("T2",), "financial": ("T3", "T4"), "targets": ("T5",), "transformations": ("T6", "T17"), "assumptions": ("T7",),
    "sensitivity": ("T8",), "locked-in": ("T9",), "energy": ("T10",), "credits": ("T11",), "carbon-price": ("T12",), "scope3": ("T13",),
    "milestones": ("T14",), "progress": ("T15",), "co-benefits": ("T16",), "pcf-path": ("T18",), "quality": ("T19",),
}
"""The tables of a board that hold what an answer gives."""
_STEP, _MOST = 5, 12


def behind(answered: str, s: Sources) -> tuple[str, ...]:
    """The ids of a board's tables that hold what the answer gives; none without a plan, or where the table is empty.

    >>> behind("locked-in", Sources())
    ()
    """
    if s.plan is None:
        return ()
    return tuple(id for id in BOARD.get(answered, ()) if not s.board[id].frame.is_empty())


def held(s: Sources, id: str) -> pl.DataFrame | None:
    """The frame of a board's table; None where it is empty, or there is no plan."""
    found = s.board[id].frame if id in s.board else pl.DataFrame()
    return None if found.is_empty() else found


def from_table(id: str) -> Say:
    """The source line of a table of a board."""
    return say("board source", number=id)


def _site_names(s: Sources) -> dict[str, Say]:
    return dict(account.site_names(s.account)) if s.account is not None else {}


def _money(s: Sources) -> str:
    return s.plan.currency or "¤"


@answer("financial", "plan")
def _financial(s: Sources) -> list[Node] | None:
    """Capital and running cost by five years, and what the whole plan is worth at each rate."""
    spent, worth = held(s, "T3"), held(s, "T4")
    return [*(_spent(s, spent) if spent is not None else ()), *(_worth(s, worth) if worth is not None else ())] or None


def _spent(s: Sources, frame: pl.DataFrame) -> list[Node]:
    first, last = s.plan.years[0], s.plan.years[-1]
    step = (first + (pl.col("year") - first) // _STEP * _STEP).alias("from")
    by = frame.group_by(step).agg(pl.col("capex", "opex").sum() / 1e6).sort("from")
    rows = [(f"{y}–{min(y + _STEP - 1, last)}", c, o) for y, c, o in by.select("from", "capex", "opex").iter_rows()]
    total = (say("total"), float(by["capex"].sum()), float(by["opex"].sum()))
    heads = (say("board capital", currency=_money(s)), say("board running", currency=_money(s)))
    columns = (Column(say("year")), *(Column(h, "number", 1) for h in heads))
    weak = say("board weak", share=Number(s.plan.illustrative_share(), "%", "illustrative-share"))
    return [Table("board-money", say("board money table"), columns, (*rows, total), from_table("T3"), frozenset({len(rows)}), note=weak)]


def _worth(s: Sources, frame: pl.DataFrame) -> list[Node]:
    whole = frame.filter(pl.col("lever").is_null(), pl.col("site").is_null())
    rows = tuple((f"{100 * r['rate']:g} %", r["carbon_price"], r["npv"] / 1e6, r["cost"]) for r in whole.iter_rows(named=True))
    if not rows:
        return []
    money = _money(s)
    columns = (Column(say("board rate")), Column(say("board price", currency=money), "number", 0),
               Column(say("board value", currency=money), "number", 1), Column(say("board cost", currency=money), "number", 1))
    return [Table("board-value", say("board value table"), columns, rows, from_table("T4"))]


@answer("assumptions", "plan")
def _assumptions(s: Sources) -> list[Node] | None:
    """What the path assumes of activity and bought energy; what stays as it is stands in the note."""
    frame = held(s, "T7")
    if frame is None:
        return None
    keys, names = ["assumption", "site", "source"], _site_names(s)
    moved = frame.filter((pl.col("value") - 1).abs().max().over(keys) > 1e-9)
    still = frame.select(keys).unique().height - moved.select(keys).unique().height
    rate = say("board discount", rate=Number(s.plan.schedule.terms.rate, "%", "discount-rate", 1))
    told = Text((rate, " ", say("board still", count=str(still))))
    if moved.is_empty():
        return [told]
    wide = moved.pivot("year", index=keys, values="value").sort(keys)
    years = [c for c in wide.columns if c not in keys]
    columns = (Column(say("board assumption")), Column(say("site")), Column(say("board at")), *(Column(y, "number", 2) for y in years))
    rows = tuple((_called("assumption", r["assumption"]), names.get(r["site"], r["site"]), r["source"], *(r[y] for y in years))
                 for r in wide.iter_rows(named=True))
    return [told, Table("board-assumptions", say("board assumptions table", year=str(s.plan.years[0])), columns, rows, from_table("T7"))]


@answer("sensitivity", "plan")
def _sensitivity(s: Sources) -> list[Node] | None:
    frame = held(s, "T8")
    if frame is None or not {"case", "emissions", "last_year", "short", "years_missed"} <= set(frame.columns):
        return None
    last = str(s.plan.years[-1])
    columns = (Column(say("board case")), Column(say("target")), Column(say("board all", unit="t CO2e"), "number", 0),
               Column(say("board in", year=last), "number", 0), Column(say("board short"), "number", 0), Column(say("board missed"), "number", 0))
    rows = tuple((_called("case", r["case"]), r.get("target") or "–", r["emissions"], r["last_year"], r["short"], float(r["years_missed"]))
                 for r in frame.iter_rows(named=True))
    return [Table("board-cases", say("board cases table"), columns, rows, from_table("T8"), note=say("board cases note"))]


@answer("locked-in", "plan")
def _locked_in(s: Sources) -> list[Node] | None:
    frame = held(s, "T9")
    if frame is None:
        return None
    names, top = _site_names(s), frame.sort("remaining", descending=True, maintain_order=True)
    rows: list[tuple[object, ...]] = [(names.get(site, site), source, left, last)
                                      for site, source, left, last in top.head(_MOST).select("site", "source", "remaining", "last_year").iter_rows()]
    rest = top.slice(_MOST)
    if rest.height:
        rows.append((say("other parts", count=str(rest.height)), "", float(rest["remaining"].sum()), float(rest["last_year"].sum())))
    rows.append((say("total"), "", float(top["remaining"].sum()), float(top["last_year"].sum())))
    last = str(s.plan.years[-1])
    columns = (Column(say("site")), Column(say("board at")), Column(say("board all", unit="t CO2e"), "number", 0),
               Column(say("board in", year=last), "number", 0))
    return [Table("board-locked-in", say("board locked-in table", year=last), columns, tuple(rows), from_table("T9"), frozenset({len(rows) - 1}))]


@answer("carbon-price", "plan")
def _carbon_price(s: Sources) -> list[Node] | None:
    frame = held(s, "T12")
    if frame is None:
        return None
    shown: Sequence[int] = [y for y in frame["year"].to_list() if y in (s.plan.years[0], s.plan.years[-1]) or y % _STEP == 0]
    rows = tuple((str(y), p) for y, p in frame.filter(pl.col("year").is_in(shown)).select("year", "price").iter_rows())
    return [Table("board-price", say("board price table"), (Column(say("year")), Column(say("board price", currency=_money(s)), "number", 0)), rows,
                  from_table("T12"))]


def _called(kind: str, text: str) -> Say:
    """A name of the plan's own in the words of the catalogue, else as it is."""
    id = f"board {kind} {text}"
    return say(id) if id in catalogue() else text
