"""Where work runs: the solver in a process of its own, with a limit, progress and a way to cancel."""

from lizero.scale.solver import Cancelled, Progress, SolverFailed, worker

__all__ = ["Cancelled", "Progress", "SolverFailed", "worker"]
