"""Where a footprint comes from, as a picture's tables: nodes, edges, and a tree of supply.

A loop is counted once: a node carries T_j = λ_j x_j / G_j, G_j its amplification (A⁻¹)_jj, and an edge from supplier i to
taker j carries λ_i z_ij s_j / G_j, so that each node is the sum of its own flows and its edges; what a process takes of
its own product is folded into them. Burdens and credits are edges of their own and never cancel in a width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from lizero.lca.network import Floats, Integers, Network

if TYPE_CHECKING:
    from lizero.lca.footprint import Footprint

__all__ = ["Sankey", "branches", "sankey", "traversal"]

DEEPEST = 100


@dataclass(frozen=True)
class Sankey:
    """`nodes`: node, process, product, name, stage, direct, upstream, size; `edges`: source, target, product, amount,
    unit, score, sign. `rest`: what edges below the cut-off carry into each node is in its `others`."""

    nodes: pl.DataFrame
    edges: pl.DataFrame
    total: float
    unit: str


def sankey(found: Footprint, *, cutoff: float = 0.01, most: int = 60) -> Sankey:
    """The nodes and edges that carry at least `cutoff` of the total (of its parts, where they cancel), `most` nodes.

    For each node: direct + edges in + others = upstream.
    """
    place = found.place
    size = _sizes(found)
    limit = cutoff * max(abs(found.total or 0.0), float(np.max(size, initial=0.0)))
    shown = np.argsort(-size, kind="stable")[:most]
    shown = np.union1d(shown[size[shown] >= limit], [place])
    gross = np.ones(len(size))
    unit = np.zeros((len(size), len(shown)))
    unit[shown, np.arange(len(shown))] = 1.0
    gross[shown] = found.solver.output(unit)[shown, np.arange(len(shown))]
    folded = gross * (1.0 - found.solver.network.Z.diagonal() / found.solver.network.pivot)
    edges = _edges(found, folded, shown, limit)
    direct = found.direct / folded
    upstream = found.intensity * found.output / gross
    carried = edges.group_by("target").agg(pl.col("score").sum().alias("carried"))
    nodes = found.reached[shown].select("process", pl.col("flow").alias("product"), "name", "stage").with_columns(
        pl.Series("node", shown), pl.Series("direct", direct[shown]), pl.Series("upstream", upstream[shown]),
        pl.Series("size", size[shown]),
    ).join(carried, left_on="node", right_on="target", how="left", maintain_order="left")
    others = pl.col("upstream") - pl.col("direct") - pl.col("carried").fill_null(0.0)
    return Sankey(nodes.with_columns(others.alias("others")).drop("carried"), edges, found.total or 0.0, found.unit)


def _carried(found: Footprint) -> Floats:
    """Score that each technosphere entry carries, loops not yet corrected (k,)."""
    tech = found.solver.network.technosphere
    runs = found.output / found.solver.network.pivot
    return found.intensity[tech.row] * tech.value * runs[tech.column]


def _sizes(found: Footprint) -> Floats:
    """Sum of the absolute parts of each node (n,)."""
    tech = found.solver.network.technosphere
    sizes = np.abs(found.direct)
    sizes += np.bincount(tech.column, np.abs(_carried(found)), len(sizes))
    return np.asarray(sizes)


def _edges(found: Footprint, gross: Floats, shown: Integers, limit: float) -> pl.DataFrame:
    tech = found.solver.network.technosphere
    seen = np.isin(tech.row, shown) & np.isin(tech.column, shown) & (tech.row != tech.column)
    runs = found.output / found.solver.network.pivot
    score = (_carried(found) / gross[tech.column])[seen]
    frame = pl.DataFrame({
        "source": tech.row[seen], "target": tech.column[seen], "amount": (tech.value * runs[tech.column])[seen],
        "score": score, "sign": np.sign(score).astype(np.int64),
    })
    summed = frame.group_by("source", "target", "sign", maintain_order=True).agg(pl.col("amount", "score").sum())
    about = found.reached.select(pl.col("flow").alias("product"), "unit")[summed["source"].to_numpy()]
    kept = pl.concat([summed, about], how="horizontal").filter(pl.col("score").abs() >= limit)
    return kept.select("source", "target", "product", "amount", "unit", "score", "sign").sort(
        pl.col("score").abs(), descending=True, maintain_order=True
    )


def traversal(found: Footprint, *, cutoff: float = 0.005, most: int = 2000, depth: int = DEEPEST) -> pl.DataFrame:
    """The tree of supply, its largest branches first: node, parent, depth, process, product, amount, unit, score, direct.

    A branch is followed while it carries at least `cutoff` of the total; a loop is followed around until it fades. All
    branches of one depth are followed at once, so no chain is too long; at most `most` nodes are given.
    """
    limit = cutoff * abs(found.total or 0.0)
    return _tree(found, branches(found.solver.network, found.intensity, found.demand, limit, most=most, depth=depth))


def branches(
    network: Network, intensity: Floats, demand: Floats, limit: float, *, most: int = 2000, depth: int = DEEPEST
) -> list[Floats] | None:
    """Arrays of the tree of supply: number, parent, depth, column, amount, score; None when no branch reaches `limit`.

    What a process takes of its own product is no branch: it runs for more than it delivers, and takes more of the others.
    """
    z, runs = network.Z, 1.0 / net(network)
    column = np.flatnonzero(demand)
    amount = demand[column]
    parent = np.full(len(column), -1)
    levels, count = [], 0
    for level in range(depth + 1):
        score = intensity[column] * amount
        keep = np.flatnonzero(np.abs(score) >= limit)
        keep = keep[np.argsort(-np.abs(score[keep]), kind="stable")][: max(0, most - count)]
        if not keep.size:
            break
        column, amount, parent, score = column[keep], amount[keep], parent[keep], score[keep]
        number = count + np.arange(len(column))
        levels.append((number, parent, np.full(len(column), level), column, amount, score))
        count += len(column)
        lengths = z.indptr[column + 1] - z.indptr[column]
        at = np.repeat(z.indptr[column] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(lengths.sum())
        amount = z.data[at] * np.repeat(amount * runs[column], lengths)
        taker, parent, column = np.repeat(column, lengths), np.repeat(number, lengths), z.indices[at].astype(np.int64)
        others = column != taker
        amount, parent, column = amount[others], parent[others], column[others]
    return [np.concatenate(part) for part in zip(*levels, strict=True)] if levels else None


def net(network: Network) -> Floats:
    """What one run of each process delivers (n,): its production less what it takes of its own product."""
    return np.asarray(network.pivot - network.Z.diagonal())


def _tree(found: Footprint, parts: list[Floats] | None) -> pl.DataFrame:
    number, parent, level, column, amount, score = parts or [np.zeros(0)] * 6
    about = found.reached.select("process", pl.col("flow").alias("product"), "name", "unit")
    column, part = np.asarray(column, dtype=np.int64), found.solver.network
    return pl.concat([
        pl.DataFrame({"node": number, "parent": parent, "depth": level}).cast(pl.Int64),
        about[column],
        pl.DataFrame({"amount": amount, "score": score, "direct": (found.own * part.pivot / net(part))[column] * amount}),
    ], how="horizontal").sort(pl.col("score").abs(), descending=True, maintain_order=True)
