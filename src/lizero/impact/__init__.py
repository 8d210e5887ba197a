"""Characterisation, h = Q g: one function for inventories, life cycles, pollutants and plans."""

from lizero.impact.characterise import characterise
from lizero.impact.flows import Flows, Impacts, Trail
from lizero.impact.matrix import q_matrix
from lizero.impact.method import Method, method, methods

__all__ = ["Flows", "Impacts", "Method", "Trail", "characterise", "method", "methods", "q_matrix"]
