"""Units by dimension and basis, exact conversions, conversions through stated parameters, and the GWP sets."""

from lizero.units.bridge import Conversion, Step, bridge
from lizero.units.gwp import blend, check_label, gwp, gwp_sets
from lizero.units.unit import Unit, conversion, unit, units

__all__ = ["Conversion", "Step", "Unit", "blend", "bridge", "check_label", "conversion", "gwp", "gwp_sets", "unit", "units"]
