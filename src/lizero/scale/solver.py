"""The solver in a worker process: the program goes there, progress (bound, incumbent, gap) and the plan come back.

A worker that does not answer within the limit and a grace, or that dies, ends in `SolverFailed`; the caller's process is never harmed.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from lizero.errors import LizeroError
from lizero.pathway.highs import Limits, Solution, Solver, solve
from lizero.pathway.program import Program

__all__ = ["Cancelled", "Progress", "SolverFailed", "worker"]

GRACE = 20.0


class SolverFailed(LizeroError, RuntimeError):
    """A solver that died or did not end."""


class Cancelled(LizeroError, RuntimeError):
    """A solution that was cancelled on request."""


@dataclass(frozen=True)
class Progress:
    """Seconds since the start, best bound, best plan so far and their relative gap, in the program's unit of money."""

    seconds: float
    bound: float
    incumbent: float
    gap: float


UNBEGUN = "the solver's process ended before it answered; a script that plans needs `if __name__ == '__main__':`"


def worker(*, progress: Callable[[Progress], None] | None = None, cancel: Callable[[], bool] | None = None, poll: float = 0.2) -> Solver:
    """A solver for `plan` that runs each program in a process of its own.

    `progress` is called with each report, `cancel` is asked every `poll` seconds and ends the worker when it says yes (raises Cancelled).
    """
    def run(model: Program, limits: Limits) -> Solution:
        return _run(model, limits, progress, cancel, poll)

    return run


def _run(model: Program, limits: Limits, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None, poll: float) -> Solution:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there,), daemon=True)
    process.start()
    there.close()
    try:
        _hand_over(here, model, limits)
        return _wait(here, process.is_alive, limits.seconds + GRACE, progress, cancel, poll)
    finally:
        process.terminate()
        process.join()
        here.close()


def _hand_over(pipe: Connection, model: Program, limits: Limits) -> None:
    """The program goes through the pipe, not with the process: a large one would wait for ever for a process that never began."""
    try:
        pipe.send((model, limits))
    except OSError as fault:
        raise SolverFailed(UNBEGUN) from fault


def _wait(
    pipe: Connection, alive: Callable[[], bool], seconds: float, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None,
    poll: float,
) -> Solution:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if cancel is not None and cancel():
            raise Cancelled("the plan was cancelled while the solver ran")
        living = alive()
        if not pipe.poll(poll):
            if not living:
                raise SolverFailed(UNBEGUN)
            continue
        found = _received(pipe)
        if isinstance(found, Solution):
            return found
        if isinstance(found, Progress):
            if progress is not None:
                progress(found)
        elif isinstance(found, Exception):
            raise found
    raise SolverFailed(f"the solver gave no answer within {seconds:.0f} s")


def _received(pipe: Connection) -> object:
    try:
        return pipe.recv()
    except (EOFError, OSError) as fault:
        raise SolverFailed("the solver's process died before it answered; the case may need more memory") from fault


def _work(pipe: Connection) -> None:
    model, limits = pipe.recv()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    begun = time.monotonic()

    def report(bound: float, incumbent: float, gap: float) -> None:
        pipe.send(Progress(time.monotonic() - begun, bound, incumbent, gap))

    try:
        pipe.send(solve(model, limits, report=report))
    except LizeroError as fault:
        pipe.send(fault)
    finally:
        pipe.close()
