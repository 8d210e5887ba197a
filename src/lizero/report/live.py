"""The live part of a workbook: potentials, factors, lines as formulas, totals as sums over the lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from lizero.report import sums
from lizero.report.language import catalogue
from lizero.report.ledger import used_potentials
from lizero.report.sheet import Sheet
from lizero.report.tree import Ledger, Name, Say, say
from lizero.report.view import View

__all__ = ["write_ledger"]

MOST_ROWS = 1_000_000
_LINES = (
    "line", "record", "organisation", "site no", "site", "source", "scope", "category", "basis", "start", "end", "activity",
    "quantity", "unit", "conversion", "part", "factor amount", "factor", "flow", "flow unit", "amount", "share", "gwp",
    "t_co2e", "status", "reason",
)
_AT = {name: xl_col_to_name(i) for i, name in enumerate(_LINES)}


@dataclass
class _Refs:
    """Where the potentials and factors stand, and the sheets that hold lines with their last rows."""

    gwp: dict[tuple[str, str], str]
    factor: dict[str, str]
    sites: dict[str | None, int]
    sheets: list[tuple[str, int, int]]


def write_ledger(node: Ledger, v: View, new: Callable[[str], Sheet]) -> list[tuple[str, str]]:
    """Write totals, lines, factors and potentials to sheets made by `new(key)`; returns their names and captions."""
    totals = new("totals")
    lines = node.frame
    pages = [(new("lines"), lines.slice(at, MOST_ROWS)) for at in range(0, max(lines.height, 1), MOST_ROWS)]
    factors, potentials = new("factors"), new("gwp")
    refs = _Refs(_potentials(lines, node.method, potentials, v), _factors(node.factors, factors, v), _sites(lines), [])
    for sheet, rows in pages:
        _lines(rows, sheet, v, refs)
    _totals(lines, node.totals, totals, v, refs)
    every = [(totals, "totals"), *((s, "lines") for s, _ in pages), (factors, "factors"), (potentials, "gwp")]
    return [(s.name, v.text(say(f"about {key}"))) for s, key in every]


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _sites(lines: pl.DataFrame) -> dict[str | None, int]:
    return {site: i for i, site in enumerate(lines["site"].unique().sort(nulls_last=True).to_list(), start=1)}


def _potentials(lines: pl.DataFrame, method: Any, sheet: Sheet, v: View) -> dict[tuple[str, str], str]:
    sheet.title(v.text(say("about gwp")))
    sheet.line(f"{getattr(method, 'id', '')} · {getattr(method, 'implementation', '')}".strip(" ·"))
    sheet.gap()
    _heads(sheet, v, ("flow", "compartment", "gwp", "unit"))
    out = {}
    for r in used_potentials(lines).iter_rows(named=True):
        out[r["flow"], r["compartment"]] = f"{_quoted(sheet.name)}!$C${sheet.row + 1}"
        for x in (r["flow"], r["compartment"], r["gwp"], "kg CO2e"):
            sheet.cell(x)
        sheet.next_row()
    sheet.fit()
    return out


def _factors(frame: pl.DataFrame | None, sheet: Sheet, v: View) -> dict[str, str]:
    sheet.title(v.text(say("about factors")))
    rows = frame if frame is not None and "amount" in frame.columns else pl.DataFrame({"id": [], "amount": []})
    front = [c for c in ("id", "amount", "flow_unit", "flow", "unit", "activity") if c in rows.columns]
    order = [*front, *(c for c in rows.columns if c not in front)]
    _heads(sheet, v, order)
    at = xl_col_to_name(order.index("amount"))
    out = {}
    for r in rows.select(order).iter_rows(named=True):
        out[r["id"]] = f"{_quoted(sheet.name)}!${at}${sheet.row + 1}"
        for x in r.values():
            sheet.cell(x)
        sheet.next_row()
    sheet.fit(most=40)
    return out


def _heads(sheet: Sheet, v: View, names: Iterable[str]) -> None:
    known = catalogue()
    heads = [say(f"column {n}") if f"column {n}" in known else n.replace("_", " ") for n in names]
    about = [say(f"about column {n}") if f"about column {n}" in known else "" for n in names]
    sheet.heads([(v.text(h), v.text(x)) for h, x in zip(heads, about, strict=True)])


def _lines(rows: pl.DataFrame, sheet: Sheet, v: View, refs: _Refs) -> None:
    sheet.title(v.text(say("about lines")))
    sheet.line(v.text(say("lines formula")))
    _heads(sheet, v, _LINES)
    first = sheet.row + 1
    for r in rows.iter_rows(named=True):
        _line(r, sheet, refs)
    refs.sheets.append((sheet.name, first, max(sheet.row, first)))
    sheet.sheet.autofilter(first - 2, 0, max(sheet.row - 1, first - 1), len(_LINES) - 1)
    sheet.fit(most=34)


def _line(r: dict[str, Any], sheet: Sheet, refs: _Refs) -> None:
    n = sheet.row + 1
    for x in (r["line"], r["record"], r["organisation"], refs.sites[r["site"]], r["site"], r["source"], r["scope"], r["category"],
              r["basis"] or "none"):
        sheet.cell(x)
    sheet.day(r["start"])
    sheet.day(r["end"])
    for key in ("activity", "quantity", "unit", "conversion", "part"):
        sheet.cell(r[key])
    _reference(sheet, refs.factor.get(r["factor"]), r["factor_amount"])
    for key in ("factor", "flow", "flow_unit"):
        sheet.cell(r[key])
    chain = r["part"] is not None and r["factor"] in refs.factor
    if chain:
        product = "*".join(f"{_AT[k]}{n}" for k in ("quantity", "conversion", "part", "factor amount"))
        sheet.formula(f"={product}", r["amount"])
    else:
        sheet.cell(r["amount"])
    sheet.cell(r["share"])
    _reference(sheet, refs.gwp.get((r["flow"], r["compartment"])), r["gwp"])
    if r["t_co2e"] is None:
        sheet.cell(None)
    else:
        sheet.formula(f"={_AT['amount']}{n}*{_AT['share']}{n}*{_AT['gwp']}{n}/1000", r["t_co2e"])
    sheet.cell(r["status"])
    sheet.cell(r["reason"])
    sheet.next_row()


def _reference(sheet: Sheet, cell: str | None, value: float | None) -> None:
    if cell is None or value is None:
        sheet.cell(value)
    else:
        sheet.formula(f"={cell}", value)


def _sum(refs: _Refs, column: str, **criteria: str | int) -> str:
    """SUMIFS of `column` over every sheet of lines; criteria are of our own words and numbers only."""
    parts = []
    for where in refs.sheets:
        tests = "".join(f",{_span(where, k.replace('_', ' '))},{x if isinstance(x, int) else _text(x)}" for k, x in criteria.items())
        parts.append(f"SUMIFS({_span(where, column)}{tests})")
    return "+".join(parts) or "0"


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _on(refs: _Refs, basis: str, **criteria: str | int) -> str:
    return f"{_sum(refs, 't_co2e', basis='none', **criteria)}+{_sum(refs, 't_co2e', basis=basis, **criteria)}"


def _totals(lines: pl.DataFrame, stated: Mapping[str, float], sheet: Sheet, v: View, refs: _Refs) -> None:
    sheet.title(v.text(say("about totals")))
    sheet.line(v.text(say("totals formula")))
    sheet.heads([(v.text(say(k)), "") for k in ("total", "basis", "recomputed", "unit", "as stated", "difference")], freeze=False)
    rows = [_total(k, float(stated.get(k, 0.0)), sheet, v, refs) for k in sums.SUMS]
    for basis in ("location", "market"):
        cells = [rows[0], *(r for r, k in zip(rows, sums.SUMS, strict=True) if k.endswith(basis))]
        value = sum(float(stated.get(k, 0.0)) for k in sums.SUMS if k == "scope1" or k.endswith(basis))
        _written(sheet, v, say("scope 1 to 3"), basis, "=" + "+".join(f"C{c}" for c in cells), value, strong=True)
    _written(sheet, v, say("biogenic apart"), "", _biogenic(refs), float(stated.get("biogenic_co2", 0.0)), unit="t CO2")
    sheet.gap()
    _grouped(lines, "category", sheet, v, refs)
    _grouped(lines, "site", sheet, v, refs)
    sheet.fit()


def _biogenic(refs: _Refs) -> str:
    return "=(" + "+".join(_apart(where) for where in refs.sheets) + ")/1000"


def _apart(where: tuple[str, int, int]) -> str:
    """Kilograms of biogenic CO2 on a sheet of lines, the holder's share, on the market basis."""
    tests = f"({_span(where, 'flow')}={_text(sums.BIOGENIC)})*({_span(where, 'basis')}<>{_text('location')})"
    return f"SUMPRODUCT({tests},{_span(where, 'amount')},{_span(where, 'share')})"


def _span(where: tuple[str, int, int], key: str) -> str:
    name, first, last = where
    return f"{_quoted(name)}!${_AT[key]}${first}:${_AT[key]}${last}"


def _total(key: str, value: float, sheet: Sheet, v: View, refs: _Refs) -> int:
    scope, _, basis = key.removeprefix("scope").partition("_")
    _written(sheet, v, say(f"scope {scope}"), basis, "=" + _on(refs, basis or "market", scope=scope), value)
    return sheet.row


def _written(
    sheet: Sheet, v: View, name: Say, basis: str, formula: str, value: float, *, unit: str = "t CO2e", strong: bool = False
) -> None:
    sheet.cell(v.text(name), strong=strong)
    sheet.cell(v.text(say(f"basis {basis}")) if basis else "")
    sheet.formula(formula, value, strong=strong)
    sheet.cell(v.lang.unit(unit))
    sheet.cell(value, strong=strong)
    sheet.formula(f"=C{sheet.row + 1}-E{sheet.row + 1}", 0.0)
    sheet.next_row()


def _grouped(lines: pl.DataFrame, key: str, sheet: Sheet, v: View, refs: _Refs) -> None:
    """A total on both bases for each category or site."""
    sheet.heads([(v.text(say(k)), "") for k in (key, "scope", "location-based", "market-based")], freeze=False)
    for r in sums.both(lines, [key, "scope"]).sort(key, "scope", nulls_last=True).iter_rows(named=True):
        name = v.text(Name("category", r[key])) if key == "category" and r[key] else r[key] or v.text(say("other"))
        sheet.cell(name)
        sheet.cell(r["scope"])
        test: dict[str, str | int] = {"site_no": refs.sites[r["site"]]} if key == "site" else {"category": r[key] or ""}
        for basis in ("location", "market"):
            sheet.formula("=" + _on(refs, basis, scope=r["scope"], **test), r[basis])
        sheet.next_row()
    sheet.gap()
