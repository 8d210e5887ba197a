"""What flows do: h = Q g, one function for inventories, products and pollutants (convention 3)."""

from lizero.impact.characterise import characterise
from lizero.impact.flows import Flows, Impacts, Trail
from lizero.impact.method import Method, method, methods

__all__ = ["Flows", "Impacts", "Method", "Trail", "characterise", "method", "methods"]
