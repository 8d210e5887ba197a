"""The solver in a worker process: programs go there, progress (bound, incumbent, gap) and plans come back.

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
from lizero.pathway import TargetRefused
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
    """A solver for `plan` that runs its programs in a process of its own, one after another.

    `progress` is called with each report, `cancel` is asked every `poll` seconds and ends the worker when it says yes (raises Cancelled).
    """
    return _Worker(progress, cancel, poll)


class _Worker:
    """A process that solves one program after another; one that failed or was cancelled is ended, and the next program gets a new one."""

    def __init__(self, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None, poll: float) -> None:
        self.progress, self.cancel, self.poll = progress, cancel, poll
        self.process: multiprocessing.process.BaseProcess | None = None
        self.pipe: Connection | None = None

    def __call__(self, model: Program, limits: Limits) -> Solution:
        try:
            process, pipe = self._begun()
            _hand_over(pipe, model, limits)
            return _wait(pipe, process.is_alive, limits.seconds + GRACE, self.progress, self.cancel, self.poll)
        except TargetRefused:
            raise
        except BaseException:
            self.end()
            raise

    def _begun(self) -> tuple[multiprocessing.process.BaseProcess, Connection]:
        if self.process is None or self.pipe is None or not self.process.is_alive():
            self.end()
            context = multiprocessing.get_context("spawn")
            self.pipe, there = context.Pipe()
            self.process = context.Process(target=_work, args=(there,), daemon=True)
            self.process.start()
            there.close()
        return self.process, self.pipe

    def end(self) -> None:
        """Ends the process, if there is one."""
        process, pipe, self.process, self.pipe = self.process, self.pipe, None, None
        if process is not None and process.pid is not None:
            process.terminate()
            process.join()
        if pipe is not None:
            pipe.close()

    def __del__(self) -> None:
        self.end()


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
    """Solves what comes until nothing comes any more."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    while True:
        try:
            model, limits = pipe.recv()
        except EOFError:
            return
        _answer(pipe, model, limits)


def _answer(pipe: Connection, model: Program, limits: Limits) -> None:
    begun = time.monotonic()

    def report(bound: float, incumbent: float, gap: float) -> None:
        pipe.send(Progress(time.monotonic() - begun, bound, incumbent, gap))

    try:
        pipe.send(solve(model, limits, report=report))
    except LizeroError as fault:
        pipe.send(fault)
