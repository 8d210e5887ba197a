"""Why a need has no factor, and what would help: the finding of each question without an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import polars as pl

from lizero.errors import nearest
from lizero.factors.candidates import Blocks
from lizero.factors.library import general_item, is_scope_2
from lizero.factors.needs import UNIONS, chain

__all__ = ["refusals", "without_amount"]

SCHEMA = {"ask": pl.UInt32(), "rule": pl.String(), "message": pl.String(), "hint": pl.String()}
Row = dict[str, object]


def refusals(left: pl.DataFrame, found: pl.DataFrame, unreached: pl.DataFrame, held: Blocks) -> pl.DataFrame:
    """Ask, rule, message and hint of each question in `left`, which nothing answers.

    `found`: the candidates of all asks; `unreached`: those that cover days but whose unit cannot be reached.
    """
    if not left.height:
        return pl.DataFrame(schema=SCHEMA)
    shelf = _Shelf(left, held)
    mine = left.select("ask")
    mismatches = dict(_lists(unreached.join(mine, on="ask", how="semi"), "mismatch"))
    offered = dict(_lists(found.join(mine, on="ask", how="semi"), "block"))
    told = [(a["ask"], *_why(a, shelf, mismatches.get(a["ask"], []), offered.get(a["ask"], []))) for a in left.iter_rows(named=True)]
    return pl.DataFrame(told, schema=SCHEMA, orient="row")


def without_amount(blank: pl.DataFrame) -> pl.DataFrame:
    """The refusal of questions whose factor stands in the library, with no amount for any gas."""
    first = blank.unique("ask", keep="first", maintain_order=True)
    return first.select(
        pl.col("ask").cast(pl.UInt32),
        pl.lit("factor.amount-missing").alias("rule"),
        pl.format("{} ({} {}) has no amount", "id", "library", "edition").alias("message"),
        pl.lit("a blank is missing, not zero (convention 1): write the amount, or 'not occurring' as the reason").alias("hint"),
    )


def _lists(frame: pl.DataFrame, column: str) -> Iterable[tuple[int, list[Any]]]:
    return frame.group_by("ask", maintain_order=True).agg(pl.col(column).unique(maintain_order=True)).iter_rows()


class _Shelf:
    """The rows of a library that are about what is left, and the names of all that it is about."""

    def __init__(self, left: pl.DataFrame, held: Blocks) -> None:
        general = left.with_columns(pl.col("item").map_elements(general_item, return_dtype=pl.String))
        wanted = pl.concat([f.select("category", "item") for f in (left, general)]).unique()
        about = held.rows.join(wanted, on=["category", "item"], how="semi", maintain_order="left")
        self.about: dict[tuple[object, object], list[Row]] = defaultdict(list)
        self.blocks: dict[int, list[Row]] = defaultdict(list)
        for row in about.select(SHOWN).rows(named=True):
            self.about[row["category"], row["item"]].append(row)
            self.blocks[row["block"]].append(row)
        self.items: dict[object, set[str]] = defaultdict(set)
        for category, item in held.blocks.select("category", "item").unique().iter_rows():
            self.items[category].add(item)
        self.libraries = ", ".join(dict.fromkeys(held.releases["library"])) or "none"


SHOWN = [
    "block", "library", "edition", "category", "item", "family", "geography", "valid_from", "valid_to", "amount", "flow",
    "flow_unit", "unit",
]


Told = tuple[str, str, str]


def _why(ask: Row, shelf: _Shelf, mismatches: list[str], offered: list[int]) -> Told:
    """Rule, message, hint: the first rule of the choice that leaves nothing."""
    what = f"{ask['flow']} ({ask['category']}) at {ask['place'] or 'an unknown place'}, {ask['start']} to {ask['end']}"
    same = shelf.about.get((ask["category"], ask["item"]), []) or shelf.about.get((ask["category"], general_item(str(ask["item"]))), [])
    if ask["place"] is None:
        return (
            "factor.geography-unknown",
            f"{what}: the place is not known",
            "write an ISO 3166 code or a named grid, such as CN-SC or AU-WA-SWIS",
        )
    if not same:
        return _no_activity(ask, what, shelf)
    family = [r for r in same if _family(ask, r)]
    if not family:
        return _no_family(ask, what, same)
    if mismatches:
        return (
            "factor.unit",
            f"{what}: {ask['unit']} does not reach the factor's unit: {mismatches[0]}",
            "state the density or calorific value as a parameter",
        )
    if not offered:
        return _no_place(ask, what, family)
    return _no_period(ask, what, [row for n in offered for row in shelf.blocks[n]])


def _family(ask: Row, row: Row) -> bool:
    given, asked = row["family"] or "statistical", ask["family"]
    if given == "life-cycle" and is_scope_2(str(ask["category"])):
        return False
    if asked is None:
        return given not in ("life-cycle", "ets", "residual")
    return given == asked or (ask["category"] == "fuel and energy upstream" and given == "statistical")


def _no_activity(ask: Row, what: str, shelf: _Shelf) -> Told:
    near = nearest(str(ask["item"]), shelf.items[ask["category"]], 3)
    elsewhere = sorted(str(c) for c, known in shelf.items.items() if ask["item"] in known)
    hint = f"nearest there: {', '.join(near)}" if near else "add the factor to your own library, or another library to the stack"
    if elsewhere:
        hint = f"it has factors as {', '.join(elsewhere)}; {hint}"
    return "factor.missing", f"{what}: no factor in {shelf.libraries}", hint


def _no_family(ask: Row, what: str, same: list[Row]) -> Told:
    kinds = sorted({str(r["family"] or "statistical") for r in same})
    if "life-cycle" in (ask["family"], *kinds) and is_scope_2(str(ask["category"])) and ask["family"] in ("life-cycle", "statistical"):
        return _life_cycle(what, same)
    return (
        "factor.family",
        f"{what}: no {ask['family'] or 'general'} factor; there are {', '.join(kinds)}",
        "families never stand in for each other",
    )


def _life_cycle(what: str, same: list[Row]) -> Told:
    row = next((r for r in same if r["family"] == "life-cycle" and r["amount"] is not None), None)
    text = f" ({row['library']} {row['edition']}: {row['amount']:g} {row['flow_unit']}/{row['unit']})" if row else ""
    return (
        "factor.life-cycle-in-scope-2",
        f"{what}: a life-cycle factor{text} may not serve scope 2",
        "scope 2 counts generation only: take the statistical, ets, residual or supplier factor; the footprint factor is for products",
    )


def _no_place(ask: Row, what: str, family: list[Row]) -> Told:
    places = sorted({str(r["geography"]) for r in family})
    line = [p for p in chain(str(ask["place"]), grid=False) if p]
    if set(places) & UNIONS & set(line):
        return (
            "factor.no-silent-average",
            f"{what}: there is only an average of {', '.join(sorted(set(places) & UNIONS))}",
            "an average of countries never stands in silently: add the grid's own factor, or a PROXIES row with use_geography and a reason",
        )
    shown = ", ".join(places[:8]) + (" …" if len(places) > 8 else "")
    return (
        "factor.no-geography",
        f"{what}: no factor for {' < '.join(line)}; there are factors for {shown}",
        "add your own factor, or state a PROXIES row with use_geography and a reason",
    )


def _no_period(ask: Row, what: str, rows: list[Row]) -> Told:
    start, end = _day(ask["start"], date.min), _day(ask["end"], date.max)
    gaps = _gaps(start, end, rows)
    best = min(rows, key=lambda r: _farness(r, ask, gaps[0]))
    name, place = f"{best['library']} {best['edition']}", best["geography"] or "everywhere"
    held = f"{place}, {best['valid_from'] or '…'} to {best['valid_to'] or '…'}"
    days = "; ".join(f"start={lo}, end={hi}" for lo, hi in gaps)
    state = f"library={best['library']}, edition={best['edition']}, geography={ask['place']}, {days}, reason=…"
    return (
        "factor.proxy-needed",
        f"{what}: no edition covers the period; nearest is {name} ({held})",
        f"to let it serve, state a PROXIES row: {state}",
    )


def _farness(row: Row, ask: Row, gap: tuple[date, date]) -> tuple[int, bool, int]:
    """Order of nearness: days to the span without a factor, earlier editions before later ones, nearer places first."""
    line = chain(str(ask["place"]), grid=False)
    at = str(row["geography"] or "")
    later = _day(row["valid_from"], date.min) > _day(ask["start"], date.min)
    return _distance(row, *gap), later, line.index(at) if at in line else len(line)


def _day(value: object, open_end: date) -> date:
    return value if isinstance(value, date) else open_end


def _gaps(start: date, end: date, rows: list[Row]) -> list[tuple[date, date]]:
    """Days of the period that no row covers, as spans; the whole period when together they cover it but not at one place."""
    spans, at = [], start
    for since, until in sorted((_day(r["valid_from"], date.min), _day(r["valid_to"], date.max)) for r in rows):
        if since > end or until < at:
            continue
        if since > at:
            spans.append((at, since - DAY))
        at = until + DAY if until < end else end + DAY
    return ([*spans, (at, end)] if at <= end else spans) or [(start, end)]


def _distance(row: Row, start: date, end: date) -> int:
    """Days between a span and the validity of `row`; 0 where they meet."""
    since, until = _day(row["valid_from"], date.min), _day(row["valid_to"], date.max)
    return max(0, (since - end).days, (start - until).days)


DAY = timedelta(days=1)
