"""Where work runs and what is kept of it: the solver in a process of its own, systems and solutions on disk."""

from lizero.scale.cache import Shelf, compiled
from lizero.scale.solver import Cancelled, Progress, SolverFailed, worker

__all__ = ["Cancelled", "Progress", "Shelf", "SolverFailed", "compiled", "worker"]
