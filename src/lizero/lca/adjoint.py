"""Scores of all products by all methods from one transpose solution, kept by the content of what they came from.

λ A = Q B: afterwards every footprint is one product λ_i f_i, and so is every contribution, Sankey and traversal. What
has no solution (a process that makes nothing, a closed loop, several makers unnamed) and all that hangs on it is nan;
the others are right, so a broken data set stops nobody else.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping, Sequence

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse import linalg

from lizero.impact import Method
from lizero.lca.layout import Layout, kernels
from lizero.lca.model import Model
from lizero.lca.network import Floats, Network
from lizero.lca.score import as_method, q_vector
from lizero.lca.solve import SETTLED, SMALL, SMALLEST_PIVOT, SWEEPS, Singular, Solver

__all__ = ["digest", "intensities", "scores"]


def scores(
    model: Model, methods: Sequence[str | Method], cache: MutableMapping[str, Floats] | None = None
) -> pl.DataFrame:
    """product, process, unit, and one column for each of `methods`: what one unit of each product carries.

    Null where there is no solution. `cache` keeps solutions by content; a mapping onto files makes them last.
    """
    found = intensities(model.network, _q(model, methods), cache, broken=_broken(model))
    table = pl.DataFrame({as_method(m).id: found[:, i] for i, m in enumerate(methods)}).fill_nan(None)
    return pl.concat([model.columns.select(pl.col("flow").alias("product"), "process", "unit"), table], how="horizontal")


def _q(model: Model, methods: Sequence[str | Method]) -> Floats:
    return np.array([np.nan_to_num(q_vector(model.flows, m)[0]) for m in methods]).reshape(len(methods), -1)


def _broken(model: Model) -> Floats:
    """1 for each column of a process with a fatal fault, else 0."""
    bad = [f.process for f in model.faults if f.fatal]
    return model.columns["process"].is_in(bad).cast(pl.Float64).to_numpy()


def intensities(
    network: Network, q: Floats, cache: MutableMapping[str, Floats] | None = None, *, broken: Floats | None = None
) -> Floats:
    """λ (n, methods): score of one unit of each product for the factors `q` (methods, m); nan where there is none.

    `broken` (n,): not zero where a process must not be used.
    """
    key = digest(network, q, *([] if broken is None else [broken])) if cache is not None else ""
    kept = cache.get(key) if cache is not None else None
    if kept is not None:
        return kept
    own = np.ascontiguousarray((q @ network.B).T)
    if broken is not None:
        own[broken != 0.0] = np.nan
    found = _solved(network, own)
    if cache is not None:
        cache[key] = found
    return found


def digest(network: Network, *more: Floats) -> str:
    """A digest of the numbers of `network` and of `more`: equal content, equal text.

    >>> import numpy as np
    >>> from lizero.lca import Entries
    >>> none = Entries(*(np.zeros(0, dtype=t) for t in (np.int64, np.int64, float, np.int64)))
    >>> digest(Network(np.ones(2), none, none, 0)) == digest(Network(np.ones(2), none, none, 0))
    True
    """
    parts = [network.pivot, np.array([network.flows])]
    for entries in (network.technosphere, network.biosphere):
        parts += [entries.row, entries.column, entries.value]
    found = hashlib.blake2b(digest_size=16)
    for part in (*parts, *more):
        found.update(f"{part.dtype.str}{part.shape}".encode())
        found.update(np.ascontiguousarray(part).tobytes())
    return found.hexdigest()


def _solved(network: Network, own: Floats) -> Floats:
    """Factorised when small and sound; otherwise swept, with a probe beside it that shows a closed loop of no score."""
    if network.size <= SMALL and np.all(np.isfinite(own)) and np.all(network.pivot != 0.0):
        try:
            return Solver(network, "direct").intensity(own / network.pivot[:, None])
        except Singular:
            pass
    layout = Layout(network)
    ordered, order = layout.ordered, layout.order
    side, pivot = ordered.upstream, ordered.pivot()
    pivot[pivot == 0.0] = np.nan
    probed = np.column_stack([own[order], np.abs(pivot)])
    x = np.zeros_like(probed)
    failed = np.zeros(len(side.cyclic), dtype=np.bool_)
    value = ordered.network.technosphere.value[side.slot]
    kernels().solve_shared(
        side.start, side.index, value, pivot, side.order, side.bounds, side.cyclic, probed, x, SETTLED, SWEEPS, failed
    )
    if failed.any():
        return _by_component(layout, own)
    whole = np.empty_like(own)
    whole[order] = x[:, :-1]
    return whole


def _by_component(layout: Layout, own: Floats) -> Floats:
    """Component by component, each loop factorised: the way for loops that do not settle."""
    side, value = layout.upstream, layout.network.technosphere.value[layout.upstream.slot]
    pivot = layout.pivot()
    pivot[pivot == 0.0] = np.nan
    z = sparse.csr_array((value, side.index, side.start), shape=(layout.network.size,) * 2)
    x = np.zeros_like(own)
    for a, b, cyclic in zip(side.bounds[:-1], side.bounds[1:], side.cyclic, strict=True):
        nodes = side.order[a:b]
        right = own[nodes] + z[nodes] @ x
        x[nodes] = _loop(z[nodes][:, nodes], pivot[nodes], right) if cyclic else right / pivot[nodes, None]
    return x


def _loop(z: sparse.csr_array, pivot: Floats, right: Floats) -> Floats:
    if not (np.all(np.isfinite(pivot)) and np.all(np.isfinite(right))):
        return np.full_like(right, np.nan)
    matrix = (sparse.diags_array(pivot) - z).tocsc()
    try:
        factors = linalg.splu(matrix)
    except RuntimeError:
        return np.full_like(right, np.nan)
    if np.min(np.abs(factors.U.diagonal()) / np.max(np.abs(matrix), axis=0).toarray().ravel()) < SMALLEST_PIVOT:
        return np.full_like(right, np.nan)
    return np.asarray(factors.solve(right))
