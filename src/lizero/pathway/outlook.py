"""A fixed plan when factors, activity, effects and capital are uncertain: its emissions and cost by draw, and its chance to keep each year.

The schedule, the quantity of green power and the removals stay as planned; draws are shared as `Spread` says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lizero.pathway.planning import Plan
from lizero.pathway.simulator import Spread, cost_draws
from lizero.pathway.views import green_cost

__all__ = ["Outlook", "outlook"]

QUANTILES = {"low": 0.05, "median": 0.5, "high": 0.95}


@dataclass(frozen=True)
class Outlook:
    """`years`: year, planned, low, median, high and allowed (t CO2e, gross), chance to stay within what is allowed, removals counted.

    `cost`: planned, low, median and high of the present value of capital, running cost, green power and removals. Low and high are the
    5th and 95th percentile.
    """

    years: pl.DataFrame
    cost: dict[str, float]
    spread: Spread
    draws: int


def outlook(plan: Plan, spread: Spread, *, draws: int = 1000, seed: int = 1) -> Outlook:
    """Emissions by year, chance and cost of a plan under `spread`. Raises TargetRefused for a negative spread."""
    s, years = plan.schedule, len(plan.years)
    drawn, allowed = plan.drawn(spread, draws=draws, seed=seed), pl.Series("allowed", plan.allowed / 1000)
    bands = {name: np.quantile(drawn, q, axis=0) / 1000 for name, q in QUANTILES.items()}
    frame = pl.DataFrame({"year": plan.years, "planned": list(plan.gross.values()), **bands, "allowed": allowed, "chance": plan.kept(drawn)})
    fixed = green_cost(plan) + s.terms.removal_cost * s.exact.removals
    worth = (cost_draws(s.case, s.starts, spread, draws=draws, seed=seed) + fixed) @ s.terms.discount(years)
    return Outlook(frame, {"planned": plan.exact["cost"], **{n: float(np.quantile(worth, q)) for n, q in QUANTILES.items()}}, spread, draws)
