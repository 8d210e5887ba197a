"""Life cycle assessment: a product system, its solution, and what it means.

    A s = f      technosphere (n × n), supply (n,), demand (n,)
    g = B s      elementary flows (m,)
    h = Q g      impacts
    λ A = Q B    what one unit of each product carries (the adjoint)
"""

from lizero.lca.footprint import Footprint
from lizero.lca.formula import FormulaRefused
from lizero.lca.matrices import Matrices, matrices
from lizero.lca.model import Model
from lizero.lca.network import Entries, Network
from lizero.lca.returned import as_factors
from lizero.lca.shipped import load, systems
from lizero.lca.system import System

__all__ = [
    "Entries", "Footprint", "FormulaRefused", "Matrices", "Model", "Network", "System", "as_factors", "load", "matrices",
    "systems",
]
