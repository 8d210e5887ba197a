"""Life cycle assessment: a product system, its solution, and what it means.

    A s = f      technosphere (n × n), supply (n,), demand (n,)
    g = B s      elementary flows (m,)
    h = Q g      impacts
    λ A = Q B    what one unit of each product carries (the adjoint)
"""

from lizero.lca.allocation import allocated, pact_tree, subdivided, substituted
from lizero.lca.by_products import by_products, with_by_products
from lizero.lca.circular import Circular
from lizero.lca.compare import compare, paired
from lizero.lca.footprint import Footprint
from lizero.lca.formula import FormulaRefused
from lizero.lca.market import market
from lizero.lca.matrices import Matrices, matrices
from lizero.lca.model import Model
from lizero.lca.monte_carlo import MonteCarlo
from lizero.lca.network import Entries, Network
from lizero.lca.returned import as_factors
from lizero.lca.rules import explain_difference, rule_set, rule_sets, side_by_side
from lizero.lca.scenarios import over
from lizero.lca.shipped import load, systems
from lizero.lca.split import carbon_parts
from lizero.lca.system import System

__all__ = [
    "Circular", "Entries", "Footprint", "FormulaRefused", "Matrices", "Model", "MonteCarlo", "Network", "System", "allocated",
    "as_factors", "by_products", "carbon_parts", "compare", "explain_difference", "load", "market", "matrices", "over", "pact_tree", "paired",
    "rule_set", "rule_sets", "side_by_side", "subdivided", "substituted", "systems", "with_by_products",
]
