"""Where work runs and what is kept of it: the solver in a process of its own, systems and solutions on disk."""

from lizero.scale.cache import Shelf, compiled
from lizero.scale.cluster import ClusterRefused, cluster
from lizero.scale.solver import Cancelled, Progress, SolverFailed, worker

__all__ = ["Cancelled", "ClusterRefused", "Progress", "Shelf", "SolverFailed", "cluster", "compiled", "worker"]
