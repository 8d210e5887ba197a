"""Draws on a cluster are the draws of one machine, also when a worker dies on the way."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

import lizero as lz
from lizero.scale import ClusterRefused, cluster

distributed = pytest.importorskip("distributed", reason="the extra cluster brings distributed")


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as made:
        yield made


def footprint() -> Any:
    return lz.load("lithium-chain").footprint("lithium carbonate, battery grade, spodumene route")


def test_draws_are_bit_for_bit_those_of_one_machine(workers: Any) -> None:
    found = footprint()
    seen: list[int] = []
    with cluster(workers.scheduler_address) as run:
        far = found.monte_carlo(600, 5, run=run, watch=lambda done, whole: seen.append(done))
    assert far.scores.tobytes() == found.monte_carlo(600, 5).scores.tobytes()
    assert seen[-1] == 600


def test_a_worker_that_is_killed_changes_nothing_but_the_time(workers: Any) -> None:
    found = footprint()
    victims = [w.pid for w in workers.workers.values()][:1]

    def kill(done: int, whole: int) -> None:
        if victims:
            os.kill(victims.pop(), signal.SIGTERM)

    with cluster(workers.scheduler_address) as run:
        far = found.monte_carlo(3000, 5, run=run, watch=kill)
    assert not victims
    assert far.scores.tobytes() == found.monte_carlo(3000, 5).scores.tobytes()


def test_no_scheduler_is_said_with_what_to_do() -> None:
    with pytest.raises(ClusterRefused, match="dask scheduler"), cluster("tcp://127.0.0.1:9", timeout=1.0):
        pass
