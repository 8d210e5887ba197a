"""Pathways: which levers, where and when; targets, budgets, drivers, costs and stocks."""

from lizero.pathway.allowance import TargetRefused
from lizero.pathway.background import Background
from lizero.pathway.baselines import Baseline, baseline
from lizero.pathway.cases import Case, Measure, Sources, case
from lizero.pathway.commitments import Target, Targets, evaluate, read_targets, rule_sets
from lizero.pathway.drift import Drift, read_drifts
from lizero.pathway.highs import Limits
from lizero.pathway.lever import Added, Lever, Levers, read_levers
from lizero.pathway.lmdi import Decomposition, decompose, log_mean, variance
from lizero.pathway.outlook import Outlook, outlook
from lizero.pathway.pareto import pareto
from lizero.pathway.planning import Plan, levers, plan, targets
from lizero.pathway.product import ProductPath, product_path
from lizero.pathway.robust import Robust, regrets
from lizero.pathway.scenarios import Scenario, futures, read_scenarios
from lizero.pathway.scheduling import Schedule, schedule
from lizero.pathway.shortfall import Reach, reach
from lizero.pathway.simulator import Outcome, Spread, co2e_draws, simulate
from lizero.pathway.stocks import ClosedLoop, Stock, closed_loop, recovery_yield, recycled_content, stock
from lizero.pathway.stress import value_at_rates, with_capital
from lizero.pathway.terms import Other, Standing, Terms
from lizero.pathway.wedges import last_in, log_share, scaled, shapley, standalone

__all__ = [
    "Added", "Background", "Baseline", "Case", "ClosedLoop", "Decomposition", "Drift", "Lever", "Levers", "Limits", "Measure", "Other", "Outcome",
    "Outlook", "Plan", "ProductPath", "Reach", "Robust", "Scenario", "Schedule", "Sources", "Spread", "Standing", "Stock", "Target", "TargetRefused",
    "Targets", "Terms", "baseline", "case", "closed_loop", "co2e_draws", "decompose", "evaluate", "futures", "last_in", "levers", "log_mean",
    "log_share", "outlook", "pareto", "plan", "product_path", "reach", "read_drifts", "read_levers", "read_scenarios", "read_targets",
    "recovery_yield", "recycled_content", "regrets", "rule_sets", "scaled", "schedule", "shapley", "simulate", "standalone", "stock", "targets",
    "value_at_rates", "variance", "with_capital",
]
