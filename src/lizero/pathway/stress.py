"""What a plan is worth at other rates and prices, and what is left of it with part of the capital.

Against doing nothing:  NPV(r, p) = Σ_t (p_t·ΔE_t − Δcost_t)/(1+r)^t        break-even: the constant p with NPV = 0
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.highs import Limits, Solver, solve
from lizero.pathway.scheduling import Schedule, exact, schedule

__all__ = ["value_at_rates", "with_capital"]


def value_at_rates(found: Schedule, rates: Sequence[float] = (0.07, 0.03)) -> pl.DataFrame:
    """One row a discount rate: NPV against doing nothing without and with the carbon price of the terms, and the break-even price.

    Costs are capital, running cost, green power and removals of the exact outcome; emissions avoided are gross. Break-even is money for one
    kg CO2e, the same in all years, null where nothing is avoided; below 0 the plan pays without a price.
    """
    nothing, stands, _ = exact(found.case, found.terms, np.full(len(found.case.measures), -1, np.int64))
    years = np.arange(len(found.case.sources.years))
    cost, avoided = found.exact.cost - stands.cost, nothing.co2e - found.outcome.co2e
    price = found.terms.price(years.size)
    rows = []
    for rate in rates:
        weight = (1 + rate) ** -years.astype(float)
        spent, less = float(cost @ weight), float(avoided @ weight)
        rows.append((rate, -spent, float((price * avoided) @ weight) - spent, spent / less if less > 0 else None))
    names = {"rate": pl.Float64, "npv": pl.Float64, "npv_with_price": pl.Float64, "break_even": pl.Float64}
    return pl.DataFrame(rows, schema=names, orient="row")


def with_capital(found: Schedule, share: float = 0.5, *, limits: Limits | None = None, solver: Solver = solve) -> Schedule:
    """The best plan with `share` of each year's capital; without a capital limit, of what the plan spends in each year.

    Raises TargetRefused for a share outside 0 to 1.
    """
    if not 0 <= share <= 1:
        raise TargetRefused(f"the share of capital must lie between 0 and 1, found {share:g}")
    budget = found.outcome.capex if found.terms.budget is None else found.terms.budget
    return schedule(found.case, replace(found.terms, budget=share * np.asarray(budget)), limits=limits, solver=solver)
