"""HiGHS on a program. A stop by gap is reproducible to the bit (one thread, fixed seed); a stop by time is marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.program import Program

__all__ = ["Limits", "Solution", "Solver", "solve"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """Where the solver stops: relative `gap`, wall-clock `seconds`; `relaxed` solves without integers."""

    gap: float = 0.005
    seconds: float = 120.0
    seed: int = 1
    threads: int = 1
    relaxed: bool = False


@dataclass(frozen=True)
class Solution:
    """Values, objective and bound in the program's money unit; `stop` is gap, time or none (no plan found in time).

    Only a relaxed solution has `reduced` costs by column and `prices` of the rows, in money for one unit of the row's right-hand side."""

    x: Array
    objective: float
    bound: float
    stop: str
    reduced: Array | None = None
    prices: Array | None = None

    @property
    def gap(self) -> float:
        """(objective − bound) / |objective|."""
        return abs(self.objective - self.bound) / max(abs(self.objective), 1e-12)


Solver = Callable[[Program, Limits], Solution]


def solve(model: Program, limits: Limits = Limits(), *, report: Callable[[float, float, float], None] | None = None) -> Solution:
    """The best plan found within the limits; `report` is called with bound, incumbent and gap as they improve.

    Raises TargetRefused when HiGHS holds the program infeasible or unbounded.

    >>> from scipy.sparse import csr_array
    >>> one = Program(np.array([-1.0]), np.zeros(1), np.full(1, 3.5), np.array([True]), csr_array(np.ones((1, 1))), np.array([0.0]),
    ...     np.array([9.0]), (), {}, 1.0, 0.0, "log", ("",))
    >>> solve(one).objective
    -3.0
    """
    import highspy

    h: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {"output_flag": False, "mip_rel_gap": limits.gap, "time_limit": limits.seconds, "random_seed": limits.seed,
               "threads": limits.threads}
    for name, value in options.items():
        h.setOptionValue(name, value)
    h.passModel(_model(model, limits))
    if model.hint is not None and not limits.relaxed:
        at = np.flatnonzero(model.integer).astype(np.int32)
        h.setSolution(at.size, at, model.hint[at])
    if report is not None:
        h.cbMipImprovingSolution.subscribe(lambda e: report(e.data_out.mip_dual_bound, e.data_out.mip_primal_bound, e.data_out.mip_gap))
    h.run()
    return _read(h, highspy.HighsModelStatus, limits)


def _model(model: Program, limits: Limits) -> Any:
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.cost.size, model.low.size
    lp.offset_ = model.offset
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.cost, model.lower, _finite(model.upper)
    lp.row_lower_, lp.row_upper_ = _finite(model.low), _finite(model.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = model.rows.indptr, model.rows.indices, model.rows.data
    if not limits.relaxed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(i)] for i in model.integer]
    return lp


def _finite(values: Array) -> Array:
    import highspy

    return np.clip(values, -highspy.kHighsInf, highspy.kHighsInf)


def _read(h: Any, status: Any, limits: Limits) -> Solution:
    found, info = h.getModelStatus(), h.getInfo()
    if found in (status.kInfeasible, status.kUnbounded, status.kUnboundedOrInfeasible):
        raise TargetRefused(f"the program has no plan ({h.modelStatusToString(found)}): a bound contradicts another")
    told = h.getSolution()
    x = np.array(told.col_value)
    value = float(info.objective_function_value)
    if found == status.kOptimal and limits.relaxed:
        return Solution(x, value, value, "gap", np.array(told.col_dual), np.array(told.row_dual))
    if found == status.kOptimal:
        return Solution(x, value, float(info.mip_dual_bound), "gap")
    if limits.relaxed or not x.size or not np.isfinite(value) or info.primal_solution_status != 2:
        return Solution(np.zeros(0), float("inf"), float("-inf"), "none")
    return Solution(x, value, float(info.mip_dual_bound), "time")
