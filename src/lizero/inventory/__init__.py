"""The organisational inventory: what each site and the group emitted, on both bases, under each consolidation approach."""

from lizero.inventory.account import account, site_flows
from lizero.inventory.boundary import Boundary, boundary
from lizero.inventory.energy import energy_totals
from lizero.inventory.gates import GATES
from lizero.inventory.intensity import LCE_PER_LITHIUM
from lizero.inventory.nger import MarketBased, leakage, market_based, method_1, method_2, method_4
from lizero.inventory.result import Inventory
from lizero.inventory.totals import Totals
from lizero.inventory.tree import APPROACHES

__all__ = [
    "APPROACHES",
    "GATES",
    "LCE_PER_LITHIUM",
    "Boundary",
    "Inventory",
    "MarketBased",
    "Totals",
    "account",
    "boundary",
    "energy_totals",
    "leakage",
    "market_based",
    "method_1",
    "method_2",
    "method_4",
    "site_flows",
]
