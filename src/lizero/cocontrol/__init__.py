"""Co-control: the pollution that moves with the carbon, from the same flows."""

from lizero.cocontrol.assessment import Assessment, assess
from lizero.cocontrol.damage import DamageSet, damage_set, transferred
from lizero.cocontrol.facilities import neutralisation_co2, oxidised_carbon_co2, scrubbing_co2, sulfur_dioxide, urea_co2, urea_use
from lizero.cocontrol.indices import coupling, normalised, synergy
from lizero.cocontrol.quadrants import Elasticity, Quadrant, elasticity, quadrant
from lizero.cocontrol.tax_law import Weights, equivalents, integrated, tax, weights

__all__ = [
    "Assessment", "DamageSet", "Elasticity", "Quadrant", "Weights", "assess", "coupling", "damage_set", "elasticity", "equivalents",
    "integrated", "neutralisation_co2", "normalised", "oxidised_carbon_co2", "quadrant", "scrubbing_co2", "sulfur_dioxide", "synergy", "tax",
    "transferred", "urea_co2", "urea_use", "weights",
]
