"""Energy attribute instruments against consumption: eight gates, then cover in the order of the hierarchy.

Order (Scope 2 Guidance): certificates, then contracts and direct lines, then supplier rates. An instrument covers the
electricity of its site (without a site: of the organisation it was retired for) in its own market and in the days it
speaks of, at most what is left uncovered there. What is over lapses: it is never a negative emission and never moves to
another site, year or market. Each instrument is spread over its rows in proportion to what they leave uncovered.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lizero.activity import Period
from lizero.errors import Finding, LizeroError, UnknownName
from lizero.inventory.gates import GATES, Instrument, failed_gates
from lizero.units import conversion
from lizero.vocab import parents

__all__ = ["Cover", "cover"]

RANK = {"PPA": 2, "direct line": 2, "supplier rate": 3}
COVER = {"part": pl.UInt32(), "instrument": pl.String(), "covered": pl.Float64(), "factor": pl.Float64(), "kind": pl.String()}


@dataclass(frozen=True)
class Cover:
    """`covered`: part, instrument, covered (kWh), factor (kg CO2e/kWh), kind. `used`: instrument, quantity, used, surplus (kWh)."""

    covered: pl.DataFrame
    used: pl.DataFrame
    findings: tuple[Finding, ...]


def cover(rows: pl.DataFrame, register: pl.DataFrame, span: Period, *, entities: Iterable[str], evidence: Iterable[str] = ()) -> Cover:
    """What `register` (INSTRUMENTS) covers of `rows` (part, record, site, organisation, place, start, end, kwh).

    `entities`: the reporter's own. `evidence`: ids in EVIDENCE.
    """
    evidence, entities = frozenset(evidence), frozenset(entities)
    findings: list[Finding] = []
    passed: list[Instrument] = []
    for row in register.sort("instrument").iter_rows(named=True):
        made = _instrument(row, span)
        if isinstance(made, Finding):
            findings.append(made)
        elif made.start <= made.end:
            passed.append(made)
    stock = _Stock(rows)
    lines, used = [], []
    for item in sorted(passed, key=lambda i: (i.rank, i.start, i.name)):
        failed = failed_gates(item, stock.markets(item), entities, evidence)
        findings += [_gate(item, gate, why) for gate, why in failed]
        if not failed:
            taken = stock.take(item)
            lines += taken
            spent = math.fsum(line[2] for line in taken)
            used.append((item.name, item.kwh, spent, max(item.kwh - spent, 0.0)))
            findings += _surplus(item, spent)
    schema = {"instrument": pl.String(), "quantity": pl.Float64(), "used": pl.Float64(), "surplus": pl.Float64()}
    return Cover(pl.DataFrame(lines, schema=COVER, orient="row"), pl.DataFrame(used, schema=schema, orient="row"), tuple(findings))


def _instrument(row: Mapping[str, Any], span: Period) -> Instrument | Finding:
    """The instrument in kWh with its days within the period."""
    name = str(row["instrument"])
    place = f"INSTRUMENTS › {name}"
    try:
        scale = conversion(str(row["unit"]), "kWh")
    except LizeroError as fault:
        return Finding(f"{place} › unit", "instrument.unit", str(fault), "write the energy in MWh or kWh")
    if row["factor"] is None:
        return Finding(
            f"{place} › factor", "instrument.factor", "has no factor and is not used", "0 must be written as 0 (convention 1)", "warning"
        )
    vintage = row["vintage"] if isinstance(row["vintage"], date) else None
    start, end, part = _days(row["start"], row["end"], vintage, RANK.get(str(row["kind"]), 1), span)
    gates = {n: str(row[f"gate_{n}"] or "").strip() for n in range(1, 9)}
    kind = str(row["kind"])
    return Instrument(
        name=name,
        kind=kind,
        rank=RANK.get(kind, 1),
        market=str(row["market"]),
        site=_text(row["site"]),
        kwh=float(row["quantity"]) * scale * part,
        factor=float(row["factor"]) / scale,
        vintage=vintage,
        retired_for=_text(row["retired_for"]),
        retired_on=row["retired_on"],
        start=start,
        end=end,
        gates=gates,
        span=span,
    )


def _days(start: date, end: date, vintage: date | None, rank: int, span: Period) -> tuple[date, date, float]:
    """The days of the period that it speaks of, and the part of its energy that belongs to them.

    A certificate is one piece; in a record of several years it stays in the calendar year of its vintage. Energy under a
    contract or rate belongs to all days of the contract alike.
    """
    first, last = max(start, span.start), min(end, span.end)
    if rank == 1:
        if vintage and span.days > 366:
            first, last = max(first, date(vintage.year, 1, 1)), min(last, date(vintage.year, 12, 31))
        return first, last, 1.0
    return first, last, max((last - first).days + 1, 0) / ((end - start).days + 1)


def _text(value: object) -> str | None:
    return str(value) if value else None


class _Stock:
    """Consumption by row with what is still uncovered."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows.sort("record", "start", "part")
        self.part = self.rows["part"].to_list()
        self.site = self.rows["site"].to_numpy()
        self.organisation = self.rows["organisation"].to_numpy()
        self.place = self.rows["place"].to_numpy()
        self.around = {p: _around(p) for p in self.rows["place"].unique().to_list()}
        self.start = self.rows["start"].to_numpy()
        self.end = self.rows["end"].to_numpy()
        self.left: npt.NDArray[np.float64] = self.rows["kwh"].to_numpy().astype(float)
        self.whole = self.left.copy()
        self.days = (self.end - self.start).astype("timedelta64[D]").astype(float) + 1

    def meant(self, item: Instrument) -> npt.NDArray[np.bool_]:
        """Rows of the place that the instrument is meant for."""
        if item.site:
            return np.asarray(self.site == item.site)
        if item.retired_for and (self.organisation == item.retired_for).any():
            return np.asarray(self.organisation == item.retired_for)
        return np.ones(len(self.part), dtype=bool)

    def markets(self, item: Instrument) -> set[str]:
        """Markets in which the rows lie that it is meant for: their places and what these are parts of."""
        return {m for place in set(self.place[self.meant(item)]) for m in self.around[place]}

    def traded(self, item: Instrument) -> npt.NDArray[np.bool_]:
        """Rows that lie in the instrument's market."""
        return np.isin(self.place, [p for p, around in self.around.items() if item.market in around])

    def take(self, item: Instrument) -> list[tuple[int, str, float, float, str]]:
        """Cover rows with the instrument, in proportion to what they leave uncovered within its days."""
        start, end = np.datetime64(item.start), np.datetime64(item.end)
        inner = (np.minimum(self.end, end) - np.maximum(self.start, start)).astype("timedelta64[D]").astype(float) + 1
        share = np.clip(inner, 0, None) / self.days
        open_ = np.where(self.meant(item) & self.traded(item), np.minimum(self.left, self.whole * share), 0.0)
        total = math.fsum(open_)
        if total <= 0:
            return []
        part = min(item.kwh / total, 1.0)
        taken = open_ * part
        self.left = np.maximum(self.left - taken, 0.0)
        return [(self.part[i], item.name, float(taken[i]), item.factor, item.kind) for i in np.flatnonzero(taken > 0)]


def _around(place: str | None) -> tuple[str, ...]:
    """`place` and what it is part of, short of the world: certificates are not traded worldwide."""
    if place is None:
        return ()
    try:
        return tuple(p for p in (place, *parents(place)) if p != "WORLD")
    except UnknownName:
        return (place,)


def _gate(item: Instrument, gate: int, why: str) -> Finding:
    return Finding(
        f"INSTRUMENTS › {item.name} › gate_{gate}",
        f"instrument.gate-{gate}",
        f"{item.kind} {item.name} is not used: {why}",
        f"gate {gate}: {GATES[gate]}",
        "warning",
    )


def _surplus(item: Instrument, spent: float) -> list[Finding]:
    over = item.kwh - spent
    if over <= 1e-9 * item.kwh:
        return []
    text = f"{over / 1000:,.6g} MWh of {item.kwh / 1000:,.6g} MWh find no consumption and lapse"
    return [
        Finding(
            f"INSTRUMENTS › {item.name} › quantity",
            "instrument.surplus",
            text,
            "surplus is never negative and never moves across sites, years or markets",
            "notice",
        )
    ]
