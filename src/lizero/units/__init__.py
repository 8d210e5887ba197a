"""Units with dimension and basis, conversions exact or through stated parameters, and the GWP sets."""

from lizero.units.bridge import Conversion, Step, bridge
from lizero.units.gwp import check_label, gwp, gwp_sets, gwp_source
from lizero.units.spelling import spell
from lizero.units.unit import Unit, conversion, ratio, unit, unit_names

__all__ = [
    "Conversion", "Step", "Unit", "bridge", "check_label", "conversion", "gwp", "gwp_sets", "gwp_source", "ratio", "spell", "unit",
    "unit_names",
]
