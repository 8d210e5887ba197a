"""Draws on a cluster: the same function over the same blocks, on the workers of Dask distributed. Needs the extra ``cluster``.

A block depends on nothing but the seed and its first draw, so where it runs, in which order and how often changes nothing.
What the blocks share is itself a task of the graph: a worker that is lost costs the time to make it again.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from lizero.errors import LizeroError

__all__ = ["ClusterRefused", "cluster"]

Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
ATTEMPTS = 5


class ClusterRefused(LizeroError, RuntimeError):
    """A cluster that is not there, or that lost a block more often than is sensible."""


@contextmanager
def cluster(address: str, *, timeout: float = 15.0) -> Iterator[Run]:
    """A `run` for ``monte_carlo(run=...)`` that works on the scheduler at `address` (``tcp://host:8786``).

    Raises ClusterRefused when there is no scheduler, no worker, or the extra is not installed.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterRefused("a cluster needs the extra: pip install lizero[cluster]") from error
    try:
        client: Any = Client(address, timeout=timeout)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        advice = f"start one with ``dask scheduler``, workers with ``dask worker {address}``"
        raise ClusterRefused(f"there is no scheduler at {address}: {advice}") from error
    try:
        if not client.scheduler_info()["workers"]:
            raise ClusterRefused(f"the scheduler at {address} has no workers: start some with ``dask worker {address}``")
        yield _run_on(client)
    finally:
        client.close()


def _run_on(client: Any) -> Run:
    shared: dict[int, tuple[Any, Any]] = {}

    def run(function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        owner = getattr(function, "__self__", None)
        if id(owner) not in shared:
            shared[id(owner)] = (owner, client.submit(pickle.loads, pickle.dumps(function), pure=False))
        whole = shared[id(owner)][1]
        futures = [client.submit(_call, whole, item, pure=False, retries=ATTEMPTS) for item in items]
        for future in futures:
            yield future.result()

    return run


def _call(function: Callable[[Any], Any], item: Any) -> Any:
    return function(item)
