"""Uncertainty of a total: IPCC approach 1 and Monte Carlo, with lines that share a factor or a record moving together.

A line is x = activity × factor. U is half of the 95 % interval over the value (0.1 is ±10 %).

    one line          U² = U_activity² + U_factor²
    independent sum   U² = Σ (x U)² / (Σ x)²
    as it is          V  = Σ over records (Σ x)² U_activity² + Σ over factors (Σ x)² U_factor²,   U = √V / Σ x

Lines that share a factor share its error, so that the interval is wider than with independent lines. Approach 1 holds
for U below about 60 %; Monte Carlo takes lognormals above 50 %. The uncertainty of GWP values is given apart. What is not
stated is not zero (convention 1): `unknown` is the part of the total without a stated uncertainty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from lizero.inventory.result import Inventory
from lizero.uncertainty import hash_ids, sample, uniform

__all__ = ["Confidence", "Draws", "combined_product", "combined_sum", "confidence", "gwp_spread", "monte_carlo", "uncertain_lines"]

Floats = npt.NDArray[np.float64]
Z95 = 1.959963984540054
LOGNORMAL_FROM = 0.5
GWP_HALF = 0.35


def combined_product(*halves: float) -> float:
    """U of a product of independent figures: √ΣU².

    >>> round(combined_product(0.05, 0.10), 4)
    0.1118
    """
    return float(np.sqrt(np.square(halves).sum()))


def combined_sum(amounts: list[float], halves: list[float]) -> float:
    """U of a sum of independent figures: √Σ(xU)² / |Σx|.

    >>> round(combined_sum([100, 50], [0.10, 0.20]), 4)
    0.0943
    """
    x, u = np.asarray(amounts, float), np.asarray(halves, float)
    return float(np.sqrt(np.square(x * u).sum()) / abs(x.sum()))


@dataclass(frozen=True)
class Confidence:
    """A total with its 95 % interval by approach 1.

    `half`: t CO2e; `independent`: what it would be if no two lines shared an error; `unknown`: part of the total without a
    stated uncertainty; `ranking`: kind (record or factor), name, t CO2e, and its share of the variance.
    """

    total: float
    half: float
    independent: float
    unknown: float
    ranking: pl.DataFrame

    @property
    def relative(self) -> float:
        """Half of the interval over the total."""
        return self.half / abs(self.total) if self.total else 0.0

    def __str__(self) -> str:
        return f"{self.total:,.0f} ± {self.half:,.0f} t CO2e at 95 %"


def uncertain_lines(inventory: Inventory, basis: str = "market", grades: Mapping[int, float] | None = None) -> pl.DataFrame:
    """Lines of the totals on a basis: record, factor, co2e (t), `u_activity`, `u_factor` (null where nothing is stated).

    `grades`: U of a record by its quality score, used where the record states none. A release that is measured has no factor
    and no error of one.
    """
    lines = inventory.lines.filter(pl.col("basis").is_in([basis, "none"]) & pl.col("scope").is_not_null() & pl.col("co2e").is_not_null())
    trail = inventory.flows.trail
    assert trail is not None
    scored = {int(q): u for q, u in (grades or {}).items()}
    stated = trail.activity.select(
        "record",
        pl.coalesce("uncertainty", pl.col("quality").replace_strict(scored, default=None, return_dtype=pl.Float64)).alias("u_activity"),
    )
    factors = trail.factors.select(pl.col("id").alias("factor"), pl.col("uncertainty").alias("u_factor")).unique("factor")
    joined = lines.join(stated.unique("record", keep="first"), on="record", how="left", maintain_order="left").join(
        factors, on="factor", how="left", maintain_order="left"
    )
    measured = pl.when(pl.col("factor").is_null()).then(0.0).otherwise(pl.col("u_factor"))
    return joined.select("record", "factor", "scope", "category", "flow", "co2e", "u_activity", measured.alias("u_factor"))


def confidence(lines: pl.DataFrame) -> Confidence:
    """Approach 1 over `lines` (record, factor, co2e, u_activity, u_factor); what is not stated counts as exact and is told."""
    known = lines.with_columns(pl.col("u_activity", "u_factor").fill_null(0.0))
    total = float(known["co2e"].sum())
    parts = [_sums(known, "record", "u_activity"), _sums(known.filter(pl.col("factor").is_not_null()), "factor", "u_factor")]
    ranking = pl.concat(parts)
    variance = float(ranking["variance"].sum())
    alone = known.select((pl.col("co2e").pow(2) * (pl.col("u_activity").pow(2) + pl.col("u_factor").pow(2))).sum()).item()
    blind = lines.filter(pl.col("u_activity").is_null() | pl.col("u_factor").is_null())["co2e"].abs().sum()
    size = float(known["co2e"].abs().sum())
    share = (pl.col("variance") / variance if variance else pl.lit(0.0)).alias("part")
    ranked = ranking.with_columns(share).sort("variance", "name", descending=[True, False]).drop("variance")
    return Confidence(total, float(np.sqrt(variance)), float(np.sqrt(alone or 0.0)), float(blind) / size if size else 0.0, ranked)


def _sums(lines: pl.DataFrame, by: str, half: str) -> pl.DataFrame:
    """Each record or factor with its t CO2e and variance (half-widths squared)."""
    grouped = lines.group_by(by).agg(pl.col("co2e").sum(), pl.col(half).first())
    return grouped.select(
        pl.lit(by).alias("kind"), pl.col(by).alias("name"), "co2e", (pl.col("co2e") * pl.col(half)).pow(2).alias("variance")
    )


@dataclass(frozen=True)
class Draws:
    """Totals of all draws, t CO2e."""

    total: Floats

    def quantiles(self, *at: float) -> tuple[float, ...]:
        """Quantiles, by default the 95 % interval and the median: 0.025, 0.5, 0.975."""
        return tuple(float(q) for q in np.quantile(self.total, at or (0.025, 0.5, 0.975)))


def monte_carlo(lines: pl.DataFrame, draws: int, seed: int, *, independent: bool = False, block: int = 500) -> Draws:
    """Totals over `draws`: Σ x × a(record) × f(factor), the same error for lines that share a record or factor.

    Errors are normal up to U = 50 %, lognormal above. `independent` draws one error for each line instead, to show what
    sharing does. The result does not depend on `block`, which bounds memory (records × block numbers).
    """
    x, records, factors = _matrix(lines, independent)
    out = np.empty(draws)
    for start in range(0, draws, block):
        numbers = np.arange(start, min(start + block, draws))
        carried = x @ _errors(records, numbers, seed)
        out[numbers] = (carried * _errors(factors, numbers, seed)).sum(axis=0)
    return Draws(out)


Keys = tuple[npt.NDArray[np.uint64], Floats]


def _matrix(lines: pl.DataFrame, independent: bool) -> tuple[sparse.csr_array, Keys, Keys]:
    """t CO2e [factors × records], with the hashed ids and U of both."""
    rows = lines.with_columns(pl.col("u_activity", "u_factor").fill_null(0.0), pl.col("factor").fill_null(""))
    if independent:
        one = pl.int_range(pl.len()).cast(pl.String)
        rows = rows.sort("record", "factor", "flow", "co2e").with_columns(pl.col("record") + "#" + one, pl.col("factor") + "#" + one)
    by = [
        rows.group_by(c, maintain_order=True).agg(pl.col(u).first()).sort(c) for c, u in (("factor", "u_factor"), ("record", "u_activity"))
    ]
    at = [
        rows[c].replace_strict(k[c], np.arange(k.height), return_dtype=pl.Int64).to_numpy()
        for c, k in zip(("factor", "record"), by, strict=True)
    ]
    x = sparse.coo_array((rows["co2e"].to_numpy(), (at[0], at[1])), shape=(by[0].height, by[1].height)).tocsr()
    keys = [
        (hash_ids(f"{kind}:{i}" for i in k[kind]), k[u].to_numpy())
        for k, kind, u in zip(by, ("factor", "record"), ("u_factor", "u_activity"), strict=True)
    ]
    return x, keys[1], keys[0]


def _errors(keys: Keys, numbers: npt.NDArray[np.int64], seed: int) -> Floats:
    """Relative errors, shape [ids × draws], around 1; an id without spread is 1."""
    hashes, halves = keys
    out = np.ones((len(hashes), len(numbers)))
    for kind, among, spread in (
        ("normal", (halves > 0) & (halves <= LOGNORMAL_FROM), halves / Z95),
        ("lognormal", halves > LOGNORMAL_FROM, np.log1p(halves) / Z95),
    ):
        some = np.flatnonzero(among)
        if some.size:
            z = sample("normal", 0.0, 1.0, np.nan, np.nan, uniform(seed, hashes[some], numbers)) * spread[some, None]
            out[some] = 1 + z if kind == "normal" else np.exp(z)
    return out


def gwp_spread(inventory: Inventory, basis: str = "market") -> pl.DataFrame:
    """The uncertainty of GWP values, apart from the inventory's interval: flow, t CO2e, half of the 90 % interval (±35 %).

    CO2 is the unit and has none; CO2e that names no gas is left blank. Source: Scope 3 Standard, Appendix B.
    """
    sums = inventory.by("flow", basis=basis)
    unit = pl.col("flow").is_in(["CO2", "CO2 land use"])
    half = pl.when(unit).then(0.0).when(pl.col("flow") == "CO2e").then(None).otherwise(pl.col("co2e").abs() * GWP_HALF)
    return sums.with_columns(half.alias("half"))
