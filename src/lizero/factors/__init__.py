"""Emission factors: libraries in order of precedence, and the choice of factors with the reason for each."""

from lizero.factors.library import Library, library
from lizero.factors.selection import Choice, choose
from lizero.factors.shipped import editions_of, names

__all__ = ["Choice", "Library", "choose", "editions_of", "library", "names"]
