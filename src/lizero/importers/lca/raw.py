"""What the files of a database say, before anything is linked: the frames that every reader of a format gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import polars as pl

from lizero.errors import Finding
from lizero.lca.formula import FormulaRefused, parse
from lizero.schema import Table, empty
from lizero.tables import EXCHANGES, PARAMETERS, PROCESSES

__all__ = ["EXCHANGE", "FLOW", "PART", "REJECTED", "Notes", "Raw", "frame_of"]

EXCHANGE: dict[str, Any] = {**dict(empty(EXCHANGES).schema), "where": pl.String}
"""Columns of a raw exchange: EXCHANGES, where `flow` is the key of a flow of the file, and `where` the file and element."""

FLOW: dict[str, Any] = {
    "key": pl.String, "name": pl.String, "kind": pl.String, "unit": pl.String, "compartment": pl.String, "within": pl.String,
    "cas": pl.String, "uuid": pl.String, "geography": pl.String, "category": pl.String,
}
"""Columns of a flow as the file defines it: `kind` elementary, product or waste; `within` its sub-compartment."""

PART = " › "
"""Between a process and the product that a part of it makes, where each output has exchanges of its own."""

REJECTED = {"where": pl.String, "process": pl.String, "flow": pl.String, "amount": pl.Float64, "reason": pl.String}


@dataclass(frozen=True, eq=False)
class Raw:
    """`processes` (PROCESSES), `exchanges` (EXCHANGE), `flows` (FLOW), `parameters` (PARAMETERS); `counted`: exchanges found
    in the files; `rejected`: those that cannot be used, each with its reason; `contents`: flow key → what one of its own
    unit holds in other units, as the file says (``{"kg": 0.84}`` for a flow counted in litres).
    """

    processes: pl.DataFrame
    exchanges: pl.DataFrame
    flows: pl.DataFrame
    parameters: pl.DataFrame
    counted: int
    rejected: pl.DataFrame
    findings: tuple[Finding, ...]
    name: str = ""
    contents: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def frame_of(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any] | Table) -> pl.DataFrame:
    """`rows` as a frame of `schema`; a column that no row has is blank.

    >>> frame_of([{"process": "a", "name": "a"}], PROCESSES).height
    1
    """
    columns = empty(schema).schema if isinstance(schema, Table) else schema
    return pl.DataFrame({name: pl.Series(name, [r.get(name) for r in rows], dtype=t, strict=False) for name, t in columns.items()})


@dataclass
class Notes:
    """What a reader collects on its way: findings, and exchanges that cannot be used."""

    findings: list[Finding] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)

    def tell(self, where: str, rule: str, message: str, hint: str = "", severity: str = "warning") -> None:
        """Keep a finding."""
        self.findings.append(Finding(where, rule, message, hint, severity))  # type: ignore[arg-type]

    def reject(self, where: str, process: str, flow: str, reason: str, amount: float | None = None) -> None:
        """Keep an exchange apart, with a finding."""
        kept = amount if amount is not None and isfinite(amount) else None
        self.rejected.append({"where": where, "process": process, "flow": flow, "amount": kept, "reason": reason})
        self.tell(where, "exchange.rejected", f"{flow!r} of {process!r}: {reason}", "mend the file; the others count", "error")

    def skip(self, where: str, process: str, flow: str, reason: str) -> None:
        """Keep an exchange apart that is no fault: it is listed, and all of one reason are told together."""
        self.rejected.append({"where": where, "process": process, "flow": flow, "amount": 0.0, "reason": reason})
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def amount(self, value: Any, where: str, process: str, flow: str) -> float | None:
        """`value` as a finite number; None, and the exchange kept apart, when it is none."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = float("nan")
        if isfinite(number):
            return number
        self.reject(where, process, flow, f"the amount is {value!r}, not a finite number")
        return None

    def number(self, value: Any, where: str, name: str) -> float | None:
        """`value` of a parameter as a finite number; None with a finding when it is none."""
        try:
            found = float(value)
        except (TypeError, ValueError):
            found = float("nan")
        if isfinite(found):
            return found
        self.tell(where, "parameter.refused", f"{name!r} has the value {value!r}, not a finite number", "what uses it has no value", "error")
        return None

    def formula(self, text: Any, where: str) -> str | None:
        """`text` when it is arithmetic; else None with a finding: the stated value stands, nothing is run."""
        if not isinstance(text, str) or not text.strip():
            return None
        try:
            parse(text)
        except FormulaRefused as refused:
            self.tell(where, "formula.refused", f"{text[:80]!r} is not arithmetic: {refused}", "the stated value stands; nothing was run")
            return None
        return text

    def raw(
        self, processes: Sequence[Mapping[str, Any]], exchanges: Sequence[Mapping[str, Any]], flows: Iterable[Mapping[str, Any]],
        parameters: Sequence[Mapping[str, Any]], name: str = "", contents: Mapping[str, Mapping[str, float]] | None = None,
    ) -> Raw:
        """The frames of what was read."""
        unique = {f["key"]: f for f in flows}
        processes, parameters = _with_parts(processes, exchanges, parameters)
        for reason, count in self.skipped.items():
            self.tell("EXCHANGES", "exchange.skipped", f"{count:,} exchanges are set apart: {reason}", "they are in the list: rejected", "notice")
        return Raw(
            frame_of(processes, PROCESSES), frame_of(exchanges, EXCHANGE), frame_of(list(unique.values()), FLOW),
            frame_of(parameters, PARAMETERS), len(exchanges) + len(self.rejected), frame_of(self.rejected, REJECTED),
            tuple(self.findings), name, contents or {},
        )


def _with_parts(
    processes: Sequence[Mapping[str, Any]], exchanges: Sequence[Mapping[str, Any]], parameters: Sequence[Mapping[str, Any]]
) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    """A process that was made for one product of another, ``whole › product``, with the register's row and parameters of the whole."""
    known = {p["process"]: p for p in processes}
    parts = dict.fromkeys(e["process"] for e in exchanges if e["process"] not in known and PART in e["process"])
    whole = {part: part.partition(PART)[0] for part in parts}
    rows = [{**known[whole[p]], "process": p} for p in parts if whole[p] in known]
    scoped = [{**q, "scope": part} for part, of in whole.items() for q in parameters if q.get("scope") == of]
    return [*processes, *rows], [*parameters, *scoped]
