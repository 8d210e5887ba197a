"""Processes of one product each, for formats that know no shares: one dataset a function, its exchanges times its share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from lizero.exchange.content import Content, Flow, uuid_of

__all__ = ["Dataset", "datasets"]


class Dataset(NamedTuple):
    """One function of a process: its ids, its product, the register's row, and the exchanges with `quantity` in `unit`."""

    uuid: str
    activity: str
    flow: Flow
    made: float
    process: dict[str, Any]
    rows: list[dict[str, Any]]


def datasets(content: Content) -> Iterator[Dataset]:
    """Each function of each process in order; amounts are those of the scenario and year, and formulas are worked out."""
    about = {p["process"]: p for p in content.processes.iter_rows(named=True)}
    parts = content.exchanges.filter(~pl.col("function")).partition_by("process", as_dict=True, maintain_order=True)
    for column in content.model.columns.iter_rows(named=True):
        process = about[column["process"]]
        share = 1.0 if column["share"] is None else float(column["share"])
        rows = parts.get((column["process"],))
        yield Dataset(
            dataset_id(column["process"], column["flow"], bool(column["reference"])), process["uuid"], content.flows[column["flow"]],
            float(column["pivot"]), process, [] if rows is None or share == 0.0 else [_scaled(r, share) for r in rows.iter_rows(named=True)],
        )


def dataset_id(process: str, flow: str, reference: bool) -> str:
    """The id of a dataset: that of its process for the reference, else one made of both."""
    return uuid_of("process", process) if reference else uuid_of("dataset", f"{process}|{flow}")


def _scaled(row: dict[str, Any], share: float) -> dict[str, Any]:
    sign = -share if row["kind"] == "avoided" else share
    normal = row["distribution"] == "normal" and row["spread"] is not None
    ends = sorted(row[n] * sign for n in ("low", "high")) if None not in (row["low"], row["high"]) else [None, None]
    return {**row, "quantity": row["value"] * sign, "spread": row["spread"] * share if normal else row["spread"], "low": ends[0], "high": ends[1]}
