"""Units by dimension and basis, exact conversions, conversions through stated parameters, and the GWP sets."""

from lizero.units.bridge import Conversion, Step, bridge
from lizero.units.gwp import blend, check_label, gwp, gwp_edition, gwp_sets, gwp_source, gwp_table, gwp_unverified
from lizero.units.unit import Unit, conversion, ratio, unit, unit_names

__all__ = [
    "Conversion", "Step", "Unit", "blend", "bridge", "check_label", "conversion", "gwp", "gwp_edition", "gwp_sets", "gwp_source",
    "gwp_table", "gwp_unverified", "ratio", "unit", "unit_names",
]
