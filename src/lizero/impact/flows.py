"""Elementary flows with the trail they came by, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from lizero.errors import Finding, TableRefused
from lizero.schema import empty
from lizero.tables import FLOWS

if TYPE_CHECKING:
    from lizero.impact.method import Method

__all__ = ["Flows", "Impacts", "Trail"]

_NEEDED = ("flow", "amount", "unit")


@dataclass(frozen=True)
class Trail:
    """How flows were made: the ACTIVITY rows, the FACTORS rows, and each step between (record, factor, conversion, text,
    reason, source, status)."""

    activity: pl.DataFrame
    factors: pl.DataFrame
    steps: pl.DataFrame


@dataclass(frozen=True)
class Flows:
    """A FLOWS frame, and the trail by which `explain` tells each line; None where the flows were not made here."""

    frame: pl.DataFrame
    trail: Trail | None = None

    @classmethod
    def of(cls, flows: Flows | pl.DataFrame) -> Flows:
        """`flows` with every column of FLOWS: absent ones are null. Raises TableRefused without flow, amount and unit.

        >>> Flows.of(pl.DataFrame({"flow": ["CO2"], "amount": [2.0], "unit": ["t"]})).frame.width == len(FLOWS.columns)
        True
        """
        if isinstance(flows, Flows):
            return cls(_complete(flows.frame), flows.trail)
        return cls(_complete(flows), None)

    def __len__(self) -> int:
        return self.frame.height


def _complete(frame: pl.DataFrame) -> pl.DataFrame:
    if missing := [name for name in _NEEDED if name not in frame.columns]:
        raise TableRefused(f"FLOWS needs {', '.join(_NEEDED)}; {', '.join(missing)} missing, found {', '.join(frame.columns)}")
    wanted = empty(FLOWS).schema
    here = [pl.col(n).cast(t) if n in frame.columns else pl.lit(None, t).alias(n) for n, t in wanted.items()]
    return frame.select(here)


@dataclass(frozen=True)
class Impacts:
    """An IMPACTS frame (one row a flow and impact category, in the order of the flows), and where it came from."""

    frame: pl.DataFrame
    flows: Flows
    method: Method
    findings: tuple[Finding, ...] = field(default=())

    def __len__(self) -> int:
        return self.frame.height

    def total(self, impact: str = "climate change", *, basis: str | None = None) -> float:
        """Sum of the holder's part of `impact`; `basis` chooses the view of purchased energy, location or market.

        Lines that are not assessed are left out; a finding names them. Raises ValueError when both views stand side by side
        and none is chosen: their sum would count purchased energy twice (convention 11).
        """
        chosen = self.frame.filter(pl.col("impact") == impact)
        views = sorted(set(chosen["basis"].drop_nulls()) - {"none"})
        if basis is None and len(views) > 1:
            raise ValueError(f"{impact} stands on two bases, {' and '.join(views)}: choose one with basis=…")
        if basis is not None:
            chosen = chosen.filter(pl.col("basis").fill_null("none").is_in([basis, "none"]))
        return float((chosen["amount"] * chosen["share"].fill_null(1.0)).sum())

    def sums(self, *by: str, impact: str | None = None) -> pl.DataFrame:
        """The holder's part (amount × share; a blank share is the whole) summed over the columns `by` and `impact`.

        `not assessed` counts the lines without an amount: a sum over them is not complete (convention 2).
        """
        rows = self.frame if impact is None else self.frame.filter(pl.col("impact") == impact)
        keys: Sequence[str] = list(dict.fromkeys((*by, "impact", "unit")))
        part = pl.col("amount") * pl.col("share").fill_null(1.0)
        return rows.group_by(keys, maintain_order=True).agg(
            part.sum().alias("amount"), pl.col("amount").is_null().sum().cast(pl.Int64).alias("not assessed")
        )
