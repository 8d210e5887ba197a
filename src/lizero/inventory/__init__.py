"""The organisational inventory: what each site and the group emitted, on both bases, under each consolidation approach.

Uncertainty stands in `lizero.inventory.confidence` and the sums of very many rows in `lizero.inventory.bulk`: they load SciPy
and Numba, and are imported where they are needed.
"""

from lizero.inventory.account import account, site_flows
from lizero.inventory.base_year import Change, Judgement, Policy, Restatement, judge, restated, would_move
from lizero.inventory.boundary import Boundary, boundary
from lizero.inventory.chemistry import carbon_balance, fuel_co2, measured_fuel, neutralisation, released, steam_energy
from lizero.inventory.energy import energy_totals
from lizero.inventory.gates import GATES
from lizero.inventory.intensity import LCE_PER_LITHIUM
from lizero.inventory.nger import MarketBased, leakage, market_based, method_1, method_2, method_4
from lizero.inventory.nger_record import nger_electricity
from lizero.inventory.quality import age_band, quality_shares, weighted_scores
from lizero.inventory.regimes import View, regime, regimes, view
from lizero.inventory.result import Inventory
from lizero.inventory.totals import Totals
from lizero.inventory.tree import APPROACHES

__all__ = [
    "APPROACHES",
    "GATES",
    "LCE_PER_LITHIUM",
    "Boundary",
    "Change",
    "Inventory",
    "Judgement",
    "MarketBased",
    "Policy",
    "Restatement",
    "Totals",
    "View",
    "account",
    "age_band",
    "boundary",
    "carbon_balance",
    "energy_totals",
    "fuel_co2",
    "judge",
    "leakage",
    "market_based",
    "measured_fuel",
    "method_1",
    "method_2",
    "method_4",
    "neutralisation",
    "nger_electricity",
    "quality_shares",
    "regime",
    "regimes",
    "released",
    "restated",
    "site_flows",
    "steam_energy",
    "view",
    "weighted_scores",
    "would_move",
]
