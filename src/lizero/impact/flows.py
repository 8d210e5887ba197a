"""Flows and impacts with what is needed to explain them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding
from lizero.impact.method import Method

__all__ = ["Flows", "Impacts", "Trail"]


@dataclass(frozen=True)
class Trail:
    """Where flows come from: the ACTIVITY rows, the FACTORS rows used, and the steps between.

    `steps`: record, factor, conversion (factor units for one activity unit), text, reason, source, status.
    """

    activity: pl.DataFrame
    factors: pl.DataFrame
    steps: pl.DataFrame


@dataclass(frozen=True)
class Flows:
    """A FLOWS frame, with its trail where it came from a record."""

    frame: pl.DataFrame
    trail: Trail | None = None

    def __len__(self) -> int:
        return self.frame.height


@dataclass(frozen=True)
class Impacts:
    """An IMPACTS frame, the flows and the method that it came from, and what was found on the way."""

    frame: pl.DataFrame
    flows: Flows
    method: Method
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return self.frame.height

    def total(self, impact: str = "climate change") -> float:
        """Sum of amount × share of `impact`, in the unit of the method; rows of every basis count, so filter first.

        Lines that are not assessed are left out; a finding names them.
        """
        chosen = self.frame.filter(pl.col("impact") == impact)
        return float((chosen["amount"] * chosen["share"].fill_null(1.0)).sum())
