"""How a score answers to every exchange and parameter: gradients from one direct and one adjoint vector.

    ∂S/∂z_ij = λ_i s_j      a requirement        ∂S/∂p_j = −λ_j s_j      a production
    ∂S/∂b_fj = q_f s_j      an elementary flow   ∂S/∂θ = Σ_e ∂S/∂a_e · ∂a_e/∂θ      a parameter

    variance of S ≈ Σ (∂S/∂a)² var(a),   for a lognormal (g a)² (exp(σ²) − 1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from lizero.lca.network import Floats
from lizero.lca.parameters import evaluate
from lizero.lca.problem import Problem
from lizero.lca.uncertain import KINDS, Uncertain, drawable

if TYPE_CHECKING:
    from lizero.lca.footprint import Footprint

__all__ = ["gradient", "means", "parameter_ranking", "ranking", "variances"]


def gradient(problem: Problem, demand: int = 0, method: int = 0) -> Floats:
    """∂S/∂a (K,) by every exchange's own figure, for the score of one demand by one method."""
    network, size = problem.network, len(problem.uncertain.loc)
    runs, price = problem.supply[:, demand], problem.dual[method]
    tech, bio = network.technosphere, problem.biosphere
    found = np.zeros(size)
    found += np.bincount(tech.exchange, price[tech.row] * runs[tech.column] * tech.factors, size)
    found += np.bincount(bio.exchange, problem.weight[:, method] * runs[bio.column], size)
    found -= np.bincount(problem.made, price * runs, size)
    return found


def variances(uncertain: Uncertain) -> Floats:
    """Variance (K,) of each exchange's own figure."""
    a, s, low, high, kind = (getattr(uncertain, n) for n in ("loc", "spread", "low", "high", "kind"))
    found = np.zeros(len(a))
    lognormal, triangular = kind == KINDS["lognormal"], kind == KINDS["triangular"]
    found[lognormal] = (a[lognormal] * means_of_one(s[lognormal])) ** 2 * np.expm1(s[lognormal] ** 2)
    found[kind == KINDS["normal"]] = s[kind == KINDS["normal"]] ** 2
    spread = low**2 + high**2 + a**2 - low * high - low * a - high * a
    found[triangular] = spread[triangular] / 18.0
    flat = kind == KINDS["uniform"]
    found[flat] = (high[flat] - low[flat]) ** 2 / 12.0
    return found


def means_of_one(sigma: Floats) -> Floats:
    """Mean of a lognormal of median one: exp(σ²/2)."""
    return np.asarray(np.exp(sigma**2 / 2.0))


def means(uncertain: Uncertain) -> Floats:
    """Mean (K,) of each exchange's own figure; a lognormal's lies above its median."""
    a, low, high, kind = (getattr(uncertain, n) for n in ("loc", "low", "high", "kind"))
    found: Floats = a.copy()
    lognormal, triangular, flat = (kind == KINDS[n] for n in ("lognormal", "triangular", "uniform"))
    found[lognormal] *= means_of_one(uncertain.spread[lognormal])
    found[triangular] = (a + low + high)[triangular] / 3.0
    found[flat] = (low + high)[flat] / 2.0
    return found


def ranking(found: Footprint, top: int | None = None) -> pl.DataFrame:
    """exchange, process, kind, flow, amount, unit, gradient, elasticity, variance_share; the most uncertain first.

    `elasticity`: relative change of the score for a relative change of the exchange, (∂S/∂a)(a/S). `variance_share`:
    its part of the first-order variance, 0 for a certain one; the shares sum to one.
    """
    problem = found.problem
    slope = gradient(problem)
    parts = slope**2 * variances(problem.uncertain)
    order = np.lexsort((-np.abs(slope * problem.uncertain.loc), -parts))[:top]
    total, whole = parts.sum(), found.total
    rows = found.model.exchanges[order].select("exchange", "process", "kind", "flow", pl.col("value").alias("amount"), "unit")
    moved = slope[order] * problem.uncertain.loc[order]
    return rows.with_columns(
        pl.Series("gradient", slope[order]),
        pl.Series("elasticity", moved / whole if whole else np.full(len(order), np.nan)),
        pl.Series("variance_share", parts[order] / total if total else np.zeros(len(order))),
    )


def parameter_ranking(found: Footprint) -> pl.DataFrame:
    """parameter, scope, value, unit, gradient, elasticity, variance: through every exchange that follows it.

    The formulas are differentiated by central differences at 10⁻⁶ of the value.
    """
    problem, model = found.problem, found.model
    formulas = problem.uncertain.formulas
    slope = gradient(problem)[formulas.exchange] if len(formulas.exchange) else np.zeros(0)
    rows = []
    stated = model.parameters.filter(pl.col("value").is_not_null() & pl.col("formula").is_null())
    bounded = drawable(model.parameters).select("scope", "parameter", "low", "high")
    ends_of = {(scope or "", name): (low, high) for scope, name, low, high in bounded.iter_rows()}
    for name, scope, value, unit, kind, sigma in stated.select(
        "parameter", "scope", "value", "unit", "distribution", "spread"
    ).iter_rows():
        step = 1e-6 * (abs(value) or 1.0)
        given = {(scope or "", name): np.array([value - step, value + step])}
        ends = _formula_values(formulas.text, formulas.process, model.parameters, given)
        change = float(slope @ (ends[:, 1] - ends[:, 0])) / (2.0 * step)
        low, high = ends_of.get((scope or "", name), (None, None))
        variance = _variance(kind, value, sigma or 0.0, low, high)
        whole = found.total or float("nan")
        rows.append((name, scope or None, value, unit, change, change * value / whole, change**2 * variance))
    schema = ["parameter", "scope", "value", "unit", "gradient", "elasticity", "variance"]
    table = pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)
    return table.filter(pl.col("gradient") != 0.0).sort(pl.col("elasticity").abs(), descending=True)


def _variance(kind: str | None, value: float, sigma: float, low: float | None, high: float | None) -> float:
    """The variance of a distribution around `value`, to first order for the lognormal."""
    if kind in ("lognormal", "normal"):
        return float(value**2 * np.expm1(sigma**2)) if kind == "lognormal" else sigma**2
    if kind == "uniform" and low is not None and high is not None:
        return (high - low) ** 2 / 12.0
    if kind == "triangular" and low is not None and high is not None:
        return (low**2 + high**2 + value**2 - low * high - low * value - high * value) / 18.0
    return 0.0


def _formula_values(
    texts: tuple[str, ...], scopes: tuple[str, ...], rows: pl.DataFrame, given: dict[tuple[str, str], Floats]
) -> Floats:
    values = evaluate(rows, given=given)
    found = np.empty((len(texts), 2))
    for i, (text, scope) in enumerate(zip(texts, scopes, strict=True)):
        found[i] = values.formula(text, scope)
    return found
