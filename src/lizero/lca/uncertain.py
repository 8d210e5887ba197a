"""What is uncertain in a model, as arrays that draws are made from.

Each exchange has a distribution of its own figure; a formula's exchange follows the draws of its parameters, with its
own spread on top where it states one. A draw is keyed by the exchange's stable id, so the same exchange has the same
draw in every product, scenario and subset (common random numbers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lizero.errors import Finding
from lizero.lca.formula import FormulaRefused
from lizero.lca.model import Model
from lizero.lca.network import Floats, Integers
from lizero.lca.parameters import evaluate
from lizero.uncertainty import GOLDEN, hash_ids, mix, pedigree_sigma, sample, uniform

__all__ = ["KINDS", "Formulas", "Uncertain", "drawable", "parameter_draws", "uncertain"]

KINDS = {"none": 0, "lognormal": 1, "normal": 2, "triangular": 3, "uniform": 4}
FIGURES = ("value", "spread", "low", "high")
NAMES = {code: name for name, code in KINDS.items()}


@dataclass(frozen=True, eq=False)
class Formulas:
    """Exchanges that follow parameters: `exchange` (f,) their numbers, `text` and `process` their formulas and scopes;
    `rows`: the selected PARAMETERS.
    """

    exchange: Integers
    text: tuple[str, ...]
    process: tuple[str, ...]
    rows: pl.DataFrame

    def values(self, seed: int, first: int, count: int) -> Floats:
        """Values (f, count) of the formulas in the draws from `first` on; nan where one has no value."""
        if not len(self.exchange):
            return np.zeros((0, count))
        drawn = evaluate(self.rows, given=parameter_draws(self.rows, seed, first, count))
        found = np.full((len(self.exchange), count), np.nan)
        for i, (text, process) in enumerate(zip(self.text, self.process, strict=True)):
            try:
                found[i] = drawn.formula(text, process)
            except FormulaRefused:
                continue
        return found


def parameter_draws(rows: pl.DataFrame, seed: int, first: int, count: int) -> dict[tuple[str, str], Floats]:
    """Values (count,) of each parameter with a distribution, by (scope, name); keyed by scope and name."""
    drawn: dict[tuple[str, str], Floats] = {}
    for scope, name, *figures in drawable(rows).iter_rows():
        value, kind, sigma, low, high = figures
        u = uniform(seed, [f"parameter/{scope or ''}/{name}"], range(first, first + count))[0]
        drawn[scope or "", name] = sample(kind, value, sigma, low, high, u)
    return drawn


def drawable(rows: pl.DataFrame) -> pl.DataFrame:
    """scope, parameter, value, distribution, spread, low, high of the parameters that can be drawn."""
    ends = [(pl.col(c) if c in rows.columns else pl.lit(None, pl.Float64)).cast(pl.Float64).alias(c) for c in ("low", "high")]
    told = rows.filter(pl.col("value").is_not_null()).select("scope", "parameter", "value", "distribution", "spread", *ends)
    sigma = pl.col("distribution").is_in(["lognormal", "normal"]) & (pl.col("spread").fill_null(0.0) > 0.0)
    bounded = pl.col("distribution").is_in(["triangular", "uniform"]) & (pl.col("low") < pl.col("high"))
    inside = (pl.col("distribution") == "uniform") | pl.col("value").is_between(pl.col("low"), pl.col("high"))
    return told.filter((sigma | (bounded & inside)).fill_null(False)).with_columns(pl.col("spread").fill_null(0.0))


@dataclass(frozen=True, eq=False)
class Uncertain:
    """Distributions of the exchanges of a model, in the order that `Entries.exchange` numbers; all (K,).

    `kind` is a code of `KINDS`; `key` the hash of the exchange's id. Exchanges `anew` are drawn with `anew_seed`
    whatever the seed of the others.
    """

    key: npt.NDArray[np.uint64]
    kind: npt.NDArray[np.int8]
    loc: Floats
    spread: Floats
    low: Floats
    high: Floats
    formulas: Formulas
    findings: tuple[Finding, ...] = ()
    anew: Integers | None = None
    anew_seed: int = 0

    def bases(self, seed: int, which: Integers) -> npt.NDArray[np.uint64]:
        """The mixed start of the counters of exchanges `which` for `seed`; a draw adds its number × GOLDEN and mixes."""
        seeds = np.full(len(which), np.uint64(seed % 2**64))
        if self.anew is not None:
            seeds[np.isin(which, self.anew)] = np.uint64(self.anew_seed % 2**64)
        with np.errstate(over="ignore"):
            return mix(mix(seeds + GOLDEN) ^ self.key[which])

    def values(self, seed: int, which: Integers, first: int, count: int) -> Floats:
        """Values (k, count) of the exchanges `which` in the draws from `first` on, in double precision."""
        found = np.repeat(self.loc[which][:, None], count, axis=1)
        for code in np.unique(self.kind[which]):
            if code:
                at = np.flatnonzero(self.kind[which] == code)
                e = which[at]
                u = self._uniform(seed, e, first, count)
                loc, spread, low, high = (_column(c[e]) for c in (self.loc, self.spread, self.low, self.high))
                found[at] = sample(NAMES[int(code)], loc, spread, low, high, u)
        self._follow(found, which, seed, first, count)
        return found

    def followers(self, which: Integers) -> Integers:
        """Places in `which` whose exchange follows a formula."""
        return np.flatnonzero(np.isin(which, self.formulas.exchange)).astype(np.int64)

    def followed(self, seed: int, which: Integers, first: int, count: int) -> Floats:
        """Values (k, count) of the exchanges `which`, all of which follow formulas."""
        central = self.formulas.values(seed, first, count)
        place = {int(e): i for i, e in enumerate(self.formulas.exchange)}
        found = central[[place[int(e)] for e in which]]
        for at in np.flatnonzero(self.kind[which]):
            e = which[at]
            u = self._uniform(seed, which[at : at + 1], first, count)[0]
            noise = sample(NAMES[int(self.kind[e])], 1.0 if self.kind[e] == 1 else 0.0, self.spread[e], 0.0, 0.0, u)
            found[at] = found[at] * noise if self.kind[e] == 1 else found[at] + noise
        return found

    def _uniform(self, seed: int, which: Integers, first: int, count: int) -> Floats:
        found = uniform(seed, self.key[which], range(first, first + count))
        if self.anew is not None:
            again = np.isin(which, self.anew)
            found[again] = uniform(self.anew_seed, self.key[which[again]], range(first, first + count))
        return found

    def _follow(self, found: Floats, which: Integers, seed: int, first: int, count: int) -> None:
        at = self.followers(which)
        if at.size:
            found[at] = self.followed(seed, which[at], first, count)


def _column(figures: Floats) -> Any:
    return figures[:, None]


def uncertain(model: Model) -> Uncertain:
    """The distributions of `model`; what is stated wrongly counts as certain and is named."""
    rows = model.exchanges
    findings = _undrawn(model.parameters)
    scored = rows.with_columns(_pedigree(rows, findings).alias("scored"))
    kind = pl.col("distribution").fill_null(pl.when(pl.col("scored") > 0).then(pl.lit("lognormal")).otherwise(pl.lit("none")))
    spread = pl.col("spread").fill_null(pl.when(kind == "lognormal").then("scored")).fill_null(0.0)
    frame = scored.select("exchange", "value", "formula", kind.alias("kind"), spread.alias("spread"), "low", "high", "process")
    frame = frame.with_columns(_sound().alias("sound"))
    for exchange, name in frame.filter(~pl.col("sound")).select("exchange", "kind").iter_rows():
        findings.append(_unsound(exchange, name))
    certain = ~pl.col("sound") | (pl.col("kind").is_in(["lognormal", "normal"]) & (pl.col("spread") == 0.0))
    certain |= pl.col("kind").is_in(["triangular", "uniform"]) & (pl.col("low") == pl.col("high"))
    code = pl.when(certain).then(pl.lit("none")).otherwise("kind").replace_strict(KINDS, return_dtype=pl.Int8)
    by_formula = frame.with_row_index("number").filter(pl.col("formula").is_not_null())
    formulas = Formulas(
        by_formula["number"].to_numpy().astype(np.int64), tuple(by_formula["formula"]), tuple(by_formula["process"]),
        model.parameters,
    )
    loc, spreads, low, high = (frame[c].fill_null(0.0).to_numpy().astype(np.float64) for c in FIGURES)
    kinds = frame.select(code.alias("code"))["code"].to_numpy().copy()
    keys = hash_ids(frame["exchange"].to_list())
    return Uncertain(keys, kinds, loc, spreads, low, high, formulas, tuple(findings))


def _undrawn(parameters: pl.DataFrame) -> list[Finding]:
    """Parameters whose distribution cannot be drawn: bounds that are missing, or do not hold the value."""
    named = parameters.filter(pl.col("distribution").is_in(["triangular", "uniform"]).fill_null(False))
    rows = named.join(drawable(parameters).select("scope", "parameter"), on=["scope", "parameter"], how="anti", nulls_equal=True)
    return [
        Finding(
            f"PARAMETERS › {name}", "uncertainty.parameter",
            f"a {kind} distribution needs low and high with the value between: it cannot be drawn and counts as certain",
            "state the bounds", "warning",
        )
        for name, kind in rows.select("parameter", "distribution").iter_rows()
    ]


def _pedigree(rows: pl.DataFrame, findings: list[Finding]) -> pl.Series:
    """Sigma of the pedigree scores of each exchange; null where there are none."""
    found: dict[str, float] = {}
    for text in rows["pedigree"].drop_nulls().unique().to_list():
        try:
            found[text] = pedigree_sigma(text)
        except ValueError as wrong:
            findings.append(Finding("EXCHANGES › pedigree", "uncertainty.pedigree", str(wrong), "it counts as certain", "warning"))
    return rows["pedigree"].replace_strict(found, default=None, return_dtype=pl.Float64)


def _sound() -> pl.Expr:
    """Whether a distribution has what it needs: bounds in order, and a mode within them."""
    bounded = (pl.col("low") <= pl.col("high")).fill_null(False) & pl.col("formula").is_null()
    within = ((pl.col("low") <= pl.col("value")) & (pl.col("value") <= pl.col("high"))).fill_null(False)
    return (
        pl.when(pl.col("kind") == "triangular").then(bounded & within)
        .when(pl.col("kind") == "uniform").then(bounded).otherwise(pl.lit(True))
    )


def _unsound(exchange: str, kind: str) -> Finding:
    message = f"the {kind} distribution of {exchange!r} lacks bounds low <= amount <= high; the exchange counts as certain"
    hint = "give low and high around the amount; an exchange by formula takes lognormal or normal"
    return Finding(f"EXCHANGES › {exchange}", "uncertainty.bounds", message, hint, "warning")
