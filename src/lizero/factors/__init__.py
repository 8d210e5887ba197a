"""Emission factors: libraries in order of precedence, and the choice of factors with the reason for each."""

from lizero.factors.bands import bands
from lizero.factors.editions import moved, split
from lizero.factors.library import Library, library
from lizero.factors.selection import Choice, choose
from lizero.factors.shipped import catalogue, editions_of, names

__all__ = ["Choice", "Library", "bands", "catalogue", "choose", "editions_of", "library", "moved", "names", "split"]
