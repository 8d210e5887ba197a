"""The solver in a process of its own."""

import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_array

from lizero.pathway import TargetRefused
from lizero.pathway.highs import Limits, solve
from lizero.pathway.program import Program
from lizero.scale import Cancelled, SolverFailed, worker


def knapsack(count=12, low=-np.inf):
    worth = -np.array([7.0 + (n * 37) % 11 for n in range(count)])
    weight = np.array([[3.0 + (n * 17) % 7 for n in range(count)]])
    return Program(worth, np.zeros(count), np.ones(count), np.ones(count, bool), csr_array(weight), np.array([low]), np.array([20.0]), (), {}, 1.0,
                   0.0, "log", ("",))


def test_the_worker_finds_what_the_solver_finds_and_reports_on_the_way():
    seen = []
    found = worker(progress=seen.append)(knapsack(), Limits(gap=1e-6))
    alone = solve(knapsack(), Limits(gap=1e-6))
    assert found.objective == alone.objective
    assert (found.x == alone.x).all()
    assert seen
    assert all(p.gap >= 0 for p in seen)


def test_a_plan_can_be_cancelled():
    with pytest.raises(Cancelled):
        worker(cancel=lambda: True)(knapsack(), Limits())


def test_a_refusal_comes_back_as_itself():
    with pytest.raises(TargetRefused, match="no plan"):
        worker()(knapsack(low=1000.0), Limits())


def test_one_process_solves_one_program_after_another_and_a_refusal_does_not_end_it():
    solver = worker()
    first = solver(knapsack(), Limits(gap=1e-6))
    process = solver.process.pid
    with pytest.raises(TargetRefused):
        solver(knapsack(low=1000.0), Limits())
    assert solver(knapsack(), Limits(gap=1e-6)).objective == first.objective
    assert solver.process.pid == process
    solver.end()
    assert solver.process is None
    assert solver(knapsack(), Limits(gap=1e-6)).objective == first.objective


def test_a_worker_that_dies_is_told(monkeypatch):
    import lizero.scale.solver as room

    monkeypatch.setattr(room, "_work", _die)
    with pytest.raises(SolverFailed, match="died"):
        worker()(knapsack(), Limits())


def _die(pipe):
    pipe.recv()
    pipe.close()


@pytest.mark.parametrize("count", [12, 200_000])
def test_a_worker_that_never_takes_the_program_is_told_however_large_it_is(monkeypatch, count):
    import lizero.scale.solver as room

    monkeypatch.setattr(room, "_work", _gone)
    with pytest.raises(SolverFailed, match=r"ended before it answered|died"):
        worker()(knapsack(count), Limits())


def _gone(pipe):
    os._exit(1)


def test_a_script_that_plans_without_a_guard_is_told_and_does_not_wait_for_ever(tmp_path):
    script = tmp_path / "plans.py"
    script.write_text(
        "import numpy as np\nfrom scipy.sparse import csr_array\nfrom lizero.pathway.highs import Limits\n"
        "from lizero.pathway.program import Program\nfrom lizero.scale import worker\n"
        "n = 50_000\nmodel = Program(-np.ones(n), np.zeros(n), np.ones(n), np.ones(n, bool), csr_array(np.ones((1, n))), np.array([-np.inf]), "
        "np.array([20.0]), (), {}, 1.0, 0.0, 'log', ('',))\nworker()(model, Limits())\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode != 0
    assert "__name__ == '__main__'" in done.stderr
