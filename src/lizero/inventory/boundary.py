"""The organisational boundary: a holder's share of each organisation, day by day, under a consolidation approach.

Interests begin and end on days; between two such days shares are constant. The share of a row is the mean over the
days of the row, so that a joint venture sold in mid-year counts for the days it was held.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from lizero.activity import Period, Record
from lizero.errors import BoundaryRefused, Finding
from lizero.inventory.tree import Edge, approach_rule, economic, roots, shares

__all__ = ["Boundary", "boundary"]

SPANS = {"organisation": pl.String(), "start": pl.Date(), "end": pl.Date(), "share": pl.Float64(), "left_out": pl.Float64()}


@dataclass(frozen=True)
class Boundary:
    """Spans of days with constant shares: organisation, start, end, `share` (consolidated), `left_out` (category 15).

    `left_out` is the holder's economic interest beyond what the approach consolidates, never below zero.
    """

    holder: str
    approach: str
    spans: pl.DataFrame
    findings: tuple[Finding, ...] = ()

    def over(self, rows: pl.DataFrame) -> pl.DataFrame:
        """For rows (organisation, provider_organisation, start, end): `share` and `left_out`, means over their days.

        What an own entity provides is internal: `share` is the mean of the organisation's share × (1 − the
        provider's share), the part of the purchase that does not come from the holder's own part of the provider.
        """
        asked = rows.select("organisation", "provider_organisation", "start", "end").unique(maintain_order=True)
        spans = self.spans.rename({"start": "_from", "end": "_to"})
        theirs = spans.select("organisation", pl.col("_from").alias("_from_p"), pl.col("share").alias("_provider"))
        parts = (
            asked.join(spans, on="organisation", how="left", maintain_order="left")
            .filter((pl.col("_from") <= pl.col("end")) & (pl.col("_to") >= pl.col("start")))
            .join(
                theirs, left_on=["provider_organisation", "_from"], right_on=["organisation", "_from_p"], how="left", maintain_order="left"
            )
        )
        return _means(parts)


def _means(parts: pl.DataFrame) -> pl.DataFrame:
    """Day-weighted means; each list is summed in the order of time, so that row order does not matter (convention 8)."""
    inner = (pl.min_horizontal("end", "_to") - pl.max_horizontal("start", "_from")).dt.total_days() + 1
    whole = (pl.col("end") - pl.col("start")).dt.total_days() + 1
    weight = inner / whole
    key = ["organisation", "provider_organisation", "start", "end"]
    net = pl.col("share") * (1 - pl.col("_provider").fill_null(0.0))
    return (
        parts.sort("_from", maintain_order=True)
        .select(*key, (net * weight).alias("share"), (pl.col("left_out") * weight).alias("left_out"))
        .group_by(key, maintain_order=True)
        .agg("share", "left_out")
        .with_columns(pl.col("share").list.sum(), pl.col("left_out").list.sum())
    )


def boundary(record: Record, span: Period, *, approach: str, holder: str | None = None) -> Boundary:
    """The shares of `holder` (by default the one entity that is held by nobody) in every organisation of the record.

    Raises BoundaryRefused for a circle of interests, or when the holder is not stated and several could be meant;
    UnknownName for an approach.
    """
    rule = approach_rule(approach)
    edges = _edges(record.register("OWNERSHIP"))
    used = _organisations(record)
    if not edges:
        return _alone(used, span, approach, holder)
    top = holder or _root(edges, used)
    rows, findings = [], list(_contradictions(edges))
    for start, end in _spans(edges, span):
        active = [e for e in edges if e.start <= start and e.end >= end]
        findings += _oversold(active, start)
        whole, interest = shares(active, top, rule), shares(active, top, economic)
        for name in sorted({*used, *whole}):
            share = whole.get(name, 0.0)
            if share > 1 + 1e-9:
                findings.append(_above(top, name, share, start))
            share = min(share, 1.0)
            rows.append((name, start, end, share, max(0.0, min(1.0, interest.get(name, 0.0)) - share)))
    frame = pl.DataFrame(rows, schema=SPANS, orient="row")
    return Boundary(top, approach, frame, (*findings, *_outside(frame, edges, used, top)))


def _edges(ownership: pl.DataFrame) -> list[Edge]:
    return [
        Edge(r["holder"], r["held"], r["share"], r["relation"], r["control"], r["operator"], r["start"] or date.min, r["end"] or date.max)
        for r in ownership.iter_rows(named=True)
    ]


def _organisations(record: Record) -> tuple[str, ...]:
    """Organisations that have activity or a site."""
    sites = record.register("SITES")["organisation"].drop_nulls().to_list()
    stated = record.activity["organisation"].drop_nulls().unique().to_list()
    return tuple(sorted({*sites, *stated}))


def _alone(used: tuple[str, ...], span: Period, approach: str, holder: str | None) -> Boundary:
    """Without OWNERSHIP: the named holder alone, else all that there is as one reporter."""
    names = tuple(n for n in used if holder in (None, n)) if holder in (None, *used) else used
    top = holder or (used[0] if len(used) == 1 else "reporter")
    rows = [(n, span.start, span.end, 1.0 if n in names else 0.0, 0.0) for n in sorted({*used, top})]
    rows = [(n, s, e, 1.0 if n == top else share, left) for n, s, e, share, left in rows]
    notes: tuple[Finding, ...] = ()
    if len(names) > 1:
        text = f"OWNERSHIP has no rows: {', '.join(names)} are counted whole, as one reporter {top!r}"
        notes = (Finding("OWNERSHIP", "boundary.unstated", text, "state who holds what", "notice"),)
    return Boundary(top, approach, pl.DataFrame(rows, schema=SPANS, orient="row"), notes)


def _root(edges: list[Edge], used: tuple[str, ...]) -> str:
    found = roots(edges)
    if len(found) == 1:
        return found[0]
    if not found:
        shares(edges, edges[0].holder, economic)
    raise BoundaryRefused(
        f"the holder is not stated, and OWNERSHIP has {len(found)} entities that nobody holds: {', '.join(found) or 'none'}; "
        f"organisations with activity: {', '.join(used)}. State the holder whose inventory this is"
    )


def _spans(edges: Iterable[Edge], span: Period) -> list[tuple[date, date]]:
    """The period cut wherever an interest begins or ends."""
    cuts = {span.start}
    for edge in edges:
        if span.start < edge.start <= span.end:
            cuts.add(edge.start)
        if span.start <= edge.end < span.end:
            cuts.add(edge.end + timedelta(days=1))
    starts = sorted(cuts)
    ends = [s - timedelta(days=1) for s in starts[1:]] + [span.end]
    return list(zip(starts, ends, strict=True))


def _above(holder: str, name: str, share: float, day: date) -> Finding:
    return Finding(
        f"OWNERSHIP › {name}",
        "ownership.above-whole",
        f"{holder}'s share of {name} adds up to {share:.6g} from {day}; it is counted as the whole",
        "two rows may cover the same days, or two holders both state sole control",
        "warning",
    )


def _oversold(active: Iterable[Edge], day: date) -> Iterable[Finding]:
    """Entities of which more than the whole is held, by all holders together."""
    sums: dict[str, list[Edge]] = {}
    for edge in active:
        sums.setdefault(edge.held, []).append(edge)
    for held, edges in sorted(sums.items()):
        total = math.fsum(e.share for e in edges)
        if total > 1 + 1e-9:
            who = ", ".join(f"{e.holder} {e.share:g}" for e in edges)
            text = f"{total:.6g} of {held} is held from {day}, more than the whole: {who}"
            yield Finding(f"OWNERSHIP › {held} › share", "ownership.oversold", text, "correct a share, or the days on which it was held")


def _contradictions(edges: Iterable[Edge]) -> Iterable[Finding]:
    """Relations whose control says otherwise; control decides, except for associates and investments."""
    allowed = {"subsidiary": ("sole",), "associate": ("none",), "investment": ("none",)}
    for edge in edges:
        if edge.control not in allowed.get(edge.relation, ("sole", "joint", "none")):
            yield Finding(
                f"OWNERSHIP › {edge.holder} in {edge.held} › control",
                "ownership.control",
                f"a {edge.relation} with {edge.control} control is a contradiction",
                "a subsidiary is controlled solely; an associate or investment is not controlled",
                "warning",
            )


def _outside(spans: pl.DataFrame, edges: Iterable[Edge], used: tuple[str, ...], holder: str) -> Iterable[Finding]:
    """Organisations with activity that the holder has no interest in: a notice, or an error when nobody knows them."""
    known = {n for e in edges for n in (e.holder, e.held)}
    reached = set(spans.filter((pl.col("share") > 0) | (pl.col("left_out") > 0))["organisation"])
    for name in used:
        if name not in known:
            yield Finding(
                f"OWNERSHIP › {name}",
                "boundary.unlinked",
                f"{name} has activity, and no row of OWNERSHIP links it to {holder}",
                "add the row, or correct the organisation's id; its activity is not counted",
            )
        elif name not in reached:
            text = f"{holder} has no interest in {name} in this period; its activity is left out"
            yield Finding(f"OWNERSHIP › {name}", "boundary.outside", text, "", "notice")
