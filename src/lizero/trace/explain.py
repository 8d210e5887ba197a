"""Why a number is what it is: activity × conversion(s) × factor × GWP, each with its source (convention 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from lizero.errors import LizeroError, UnknownName
from lizero.impact import Impacts

__all__ = ["Chain", "Link", "explain"]


@dataclass(frozen=True, slots=True)
class Link:
    """One line of impact: what it is made of, in order of multiplication.

    amount = quantity × conversion × factor × characterisation, before the holder's share. `factor` is null where the flow was measured.
    """

    scope: str
    category: str
    basis: str
    start: str
    end: str
    flow: str
    quantity: float
    unit: str
    steps: tuple[dict[str, Any], ...]
    factor: dict[str, Any] | None
    flow_amount: float
    flow_unit: str
    characterisation: float | None
    method: str
    amount: float | None
    impact_unit: str
    share: float
    reason: str

    @property
    def conversion(self) -> float:
        """The product of all steps."""
        value = 1.0
        for step in self.steps:
            value *= step["conversion"]
        return value

    def lines(self) -> Iterator[str]:
        """The link in words, one step a line."""
        scope = f"scope {self.scope}" if self.scope else "outside the scopes"
        basis = f", {self.basis}-based" if self.basis not in ("", "none") else ""
        yield f"{self.flow}: {_told(self.amount, self.impact_unit)} ({scope}, {self.category}{basis}, {self.start} to {self.end})"
        yield f"    activity     {self.quantity:,.10g} {self.unit}"
        for step in self.steps:
            if step["text"] != "the whole quantity":
                yield f"  × conversion   {step['conversion']:.10g}   {step['text']} [{step['source']}, {step['status']}]"
        yield f"  × factor       {self._factor()}"
        yield f"  = flow         {self.flow_amount:,.10g} {self.flow_unit} {self.flow}"
        yield f"  × {self.method:13}{_told(self.characterisation, f'{self.impact_unit} for one {self.flow_unit}')}"
        if self.share != 1.0:
            yield f"  × share        {self.share:.10g} of the holder: {_told(_times(self.amount, self.share), self.impact_unit)}"
        if self.reason:
            yield f"    why          {self.reason}"

    def _factor(self) -> str:
        if self.factor is None:
            return "none: the release was measured"
        f = self.factor
        place = f" {f['geography']}" if f["geography"] else ""
        table = f", {f['table']}" if f["table"] else ""
        told = f"{f['amount']:.10g} {f['flow_unit']} {f['flow']} for one {f['unit']}"
        return f"{told}   {f['library']} {f['edition']}{place}: {f['name'] or f['activity']} [{f['publisher']}{table}, {f['status']}]"


@dataclass(frozen=True, slots=True)
class Chain:
    """The lines of one record, and what was written down of it."""

    record: str
    activity: dict[str, Any]
    links: tuple[Link, ...]

    def __str__(self) -> str:
        head = [f"{self.record}: {self._written()}"]
        return "\n".join(head + [line for link in self.links for line in ("", *link.lines())])

    def _written(self) -> str:
        row = self.activity
        where = "/".join(str(row[n]) for n in ("site", "source", "process") if row.get(n))
        how = ", ".join(f"{n} {row[n]}" for n in ("method", "evidence", "quality") if row.get(n) is not None)
        return f"{row['quantity']:,.10g} {row['unit']} of {row['flow']} at {where}, {row['start']} to {row['end']}{'; ' if how else ''}{how}"

    def as_dict(self) -> dict[str, Any]:
        """The chain as plain values, for JSON."""
        parts = [{n: getattr(link, n) for n in Link.__slots__} | {"conversion": link.conversion} for link in self.links]
        return {"record": self.record, "activity": {k: _plain(v) for k, v in self.activity.items()}, "links": [
            {k: [{n: _plain(x) for n, x in s.items()} for s in v] if k == "steps" else _plain(v) for k, v in part.items()} for part in parts
        ]}


def explain(impacts: Impacts, *, record: str) -> Chain:
    """The chain behind every line of `record`: activity × conversion(s) × factor × characterisation, with sources and reason.

    Raises UnknownName with the nearest records when `record` has no line, and LizeroError when the flows came without a trail.
    """
    trail = impacts.flows.trail
    if trail is None:
        raise LizeroError("these flows carry no trail, so nothing can be explained; account() makes flows that do")
    rows = impacts.frame.filter(pl.col("record") == record)
    if rows.is_empty():
        raise UnknownName("record with lines", record, impacts.frame["record"].drop_nulls().unique().to_list())
    written = trail.activity.filter(pl.col("record") == record)
    factors = {f["id"]: f for f in trail.factors.iter_rows(named=True)}
    steps = trail.steps.filter(pl.col("record") == record).sort("nth", maintain_order=True)
    flows = impacts.flows.frame.filter(pl.col("record") == record)
    links = tuple(_link(row, flows, steps, factors, written, impacts) for row in rows.iter_rows(named=True))
    return Chain(record, written.row(0, named=True), links)


_KEY = ("factor", "basis", "category", "start")


def _link(
    row: dict[str, Any], flows: pl.DataFrame, steps: pl.DataFrame, factors: dict[str, dict[str, Any]], written: pl.DataFrame, impacts: Impacts
) -> Link:
    taken = _steps_of(steps, row)
    flow = _same(flows, row, (*_KEY, "flow", "organisation", "scope")).row(0, named=True)
    activity = written.row(0, named=True)
    reasons = [s["reason"] for s in taken if s["reason"]]
    amount = row["amount"]
    per = amount / flow["amount"] if amount is not None and flow["amount"] else None
    return Link(
        scope=row["scope"] or "", category=row["category"] or "", basis=row["basis"] or "", start=str(row["start"]), end=str(row["end"]),
        flow=row["flow"], quantity=activity["quantity"], unit=activity["unit"], steps=tuple(taken), factor=factors.get(row["factor"]),
        flow_amount=flow["amount"], flow_unit=flow["unit"], characterisation=per, method=impacts.method.id, amount=amount,
        impact_unit=row["unit"], share=1.0 if row["share"] is None else row["share"], reason=reasons[0] if reasons else "",
    )


def _steps_of(steps: pl.DataFrame, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a line; a line that another category was derived from (an investee's fuel in category 15) has that one's."""
    own = _same(steps, row, _KEY)
    if own.is_empty():
        kin = _same(steps, row, ("factor", "start"))
        own = kin.filter(pl.struct("category", "basis") == kin.select(pl.struct("category", "basis")).to_series()[0]) if kin.height else kin
    return own.to_dicts()


def _same(frame: pl.DataFrame, row: dict[str, Any], columns: tuple[str, ...]) -> pl.DataFrame:
    """Rows of `frame` equal to `row` in `columns`, null being equal to null."""
    return frame.filter(pl.all_horizontal(pl.col(c).eq_missing(pl.lit(row[c], frame.schema[c])) for c in columns))


def _told(value: float | None, unit: str) -> str:
    return "not assessed" if value is None else f"{value:,.10g} {unit}"


def _times(a: float | None, b: float) -> float | None:
    return None if a is None else a * b


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
