"""Brightway data packages: technosphere, biosphere and a characterisation matrix, with distributions and names.

Rows and columns are numbered from 1, elementary flows behind the products; what the numbers mean stands in the package's
metadata. Amounts are those of one scenario and year. Needs the extra ``formats``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lizero.errors import SystemRefused
from lizero.exchange.content import Content
from lizero.lca import matrices
from lizero.lca.uncertain import NAMES as NAMES_OF
from lizero.lca.uncertain import uncertain
from lizero.vocab import WITHIN

__all__ = ["write_datapackage"]

NAMES = "lizero-names"
METHOD = "ar6-gwp100"
_CODES = {"lognormal": 2, "normal": 3, "uniform": 4, "triangular": 5}


def write_datapackage(content: Content, path: Path) -> None:
    """Write `content` to the zip at `path`, characterised by the default method. Raises SystemRefused without the extra."""
    try:
        import bw_processing
    except ImportError as error:
        raise SystemRefused("a data package needs the extra: pip install lizero[formats]") from error

    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    store = bw_processing.generic_zipfile_filesystem(dirpath=path.parent, filename=path.name, write=True)
    made = bw_processing.create_datapackage(store, name=_slug(content.system.name), sum_intra_duplicates=True)
    network, spread = content.model.network, uncertain(content.model)
    z, b, size = network.technosphere, network.biosphere, network.size
    diagonal = np.arange(size)
    exchanges = network.pivot_exchange if network.pivot_exchange is not None else np.zeros(size, dtype=np.int64)
    _add(made, "technosphere", np.concatenate([diagonal, z.row]) + 1, np.concatenate([diagonal, z.column]) + 1,
         np.concatenate([network.pivot, z.value]), np.concatenate([np.zeros(size, dtype=bool), np.ones(len(z), dtype=bool)]),
         _distributions(spread, np.concatenate([exchanges, z.exchange]), np.concatenate([np.ones(size), z.factors])))
    _add(made, "biosphere", size + 1 + b.row, b.column + 1, b.value, None, _distributions(spread, b.exchange, b.factors))
    q = matrices(content.system, METHOD, scenario=content.scenario, year=content.year).Q.tocoo()
    _add(made, "characterization", size + 1 + q.col, size + 1 + q.col, q.data, None, None)
    made.add_json_metadata(data=_names(content), valid_for="technosphere", name=NAMES)
    made.finalize_serialization()


def _slug(text: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower()).strip("-") or "system"


def _add(made: Any, name: str, row: Any, column: Any, value: Any, flip: Any, spread: Any) -> None:
    import bw_processing

    index = np.zeros(len(row), dtype=bw_processing.INDICES_DTYPE)
    index["row"], index["col"] = row, column
    more = {k: v for k, v in (("flip_array", flip), ("distributions_array", spread)) if v is not None}
    made.add_persistent_vector(matrix=f"{name}_matrix", name=name, indices_array=index, data_array=np.asarray(value, dtype=np.float64), **more)


def _distributions(spread: Any, exchange: Any, factor: Any) -> Any:
    """The distributions of entries as stats_arrays codes them: 0 none, 2 lognormal, 3 normal, 4 uniform, 5 triangular."""
    import bw_processing

    made = np.zeros(len(exchange), dtype=bw_processing.UNCERTAINTY_DTYPE)
    value = spread.loc[exchange] * factor
    made["uncertainty_type"] = [_CODES.get(NAMES_OF[int(k)], 0) for k in spread.kind[exchange]]
    logs = made["uncertainty_type"] == 2
    with np.errstate(divide="ignore"):
        made["loc"] = np.where(logs, np.log(np.abs(value)), value)
    made["scale"] = np.where(logs, spread.spread[exchange], spread.spread[exchange] * np.abs(factor))
    ends = np.sort(np.stack([spread.low[exchange] * factor, spread.high[exchange] * factor]), axis=0)
    bounded = (made["uncertainty_type"] == 4) | (made["uncertainty_type"] == 5)
    made["minimum"] = np.where(bounded, ends[0], np.nan)
    made["maximum"] = np.where(bounded, ends[1], np.nan)
    made["shape"] = np.nan
    made["negative"] = value < 0
    return made


def _names(content: Content) -> dict[str, dict[str, Any]]:
    """Number → what it means."""
    columns = content.model.columns.select("column", "process", "name", "unit", "geography", pl.col("flow").alias("product"))
    found = {str(r["column"] + 1): {k: v for k, v in r.items() if k != "column" and v is not None} for r in columns.iter_rows(named=True)}
    size = columns.height
    for row in content.model.flows.iter_rows(named=True):
        base, _, within = row["flow"].partition(WITHIN)
        name = f"{base} ({row['gwp_set']})" if row["gwp_set"] else base
        found[str(size + 1 + row["row"])] = {"name": name, "compartment": row["compartment"], "within": within, "unit": row["unit"]}
    return found
