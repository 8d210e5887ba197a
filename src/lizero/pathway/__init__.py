"""Pathways: which levers, where and when; targets, budgets, drivers, costs and stocks."""

from lizero.pathway.lmdi import Decomposition, decompose, log_mean, variance
from lizero.pathway.stock import ClosedLoop, Stock, closed_loop, recovery_yield, recycled_content, stock
from lizero.pathway.targets import TargetRefused
from lizero.pathway.wedges import last_in, log_share, scaled, shapley, standalone

__all__ = [
    "ClosedLoop", "Decomposition", "Stock", "TargetRefused", "closed_loop", "decompose", "last_in", "log_mean", "log_share", "recovery_yield",
    "recycled_content", "scaled", "shapley", "standalone", "stock", "variance",
]
