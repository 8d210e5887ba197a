"""The open chain against published values: what is compared, on which background, and how far apart they are.

A validation page (docs/validation/comparable.toml) dates each state of the background by its digest, and says of every
published row which product of the chain it is compared with, or why it is not. Here a page is a mapping that has been
read already: ``row``, ``background`` and ``correction``, each a list of tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from lizero.lca import System

__all__ = ["background_digest", "comparisons", "families", "step_changes", "with_electricity"]

NEAR = 0.25
_COLUMNS = {
    "id": pl.String, "family": pl.String, "product": pl.String, "comparable": pl.Boolean, "why": pl.String,
    "published": pl.String, "source": pl.String, "boundary": pl.String, "unit": pl.String, "value": pl.Float64,
    "amount": pl.Float64, "electricity": pl.Float64, "year": pl.Float64, "over": pl.String,
}


def background_digest(processes: pl.DataFrame, exchanges: pl.DataFrame, parameters: pl.DataFrame) -> str:
    """SHA-256 over every exchange of a process that is not foreground, and every parameter, as the files write them.

    Frames hold text, a blank cell null. One line each, fields parted by tabs, lines in order of their text.

    >>> from lizero.reference import data_set
    >>> shipped = data_set("lithium-chain")
    >>> len(background_digest(*(shipped.frame(n) for n in ("processes", "exchanges", "parameters"))))
    64
    """
    behind = exchanges.join(processes.filter(pl.col("kind") != "foreground"), on="process", how="semi")
    lines = _lines(behind, "exchange", "kind", "flow", "amount", "formula", "unit")
    when = pl.concat_str(pl.col("scenario", "year").fill_null("")).alias("when")
    lines += _lines(parameters.with_columns(when), "parameter", "scope", "value", "formula", "unit", "when")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _lines(frame: pl.DataFrame, *columns: str) -> list[str]:
    return frame.select(pl.concat_str(pl.col(columns).fill_null(""), separator="\t")).to_series().to_list()


def comparisons(
    chain: System, rows: Iterable[Mapping[str, Any]], *, method: str = "ar6-gwp100", stated: bool = False,
    power: Iterable[Mapping[str, Any]] = (),
) -> pl.DataFrame:
    """The rows that name a product and a value, with what the chain gives: `lizero`, `ratio`, `unverified`, `near`.

    `lizero` stands in the published unit; `ratio` is lizero over published; `near`: within 25 %. With `stated`, each
    row is computed on the electricity (kg CO2e/kWh) that its publication states or implies for China, where it has one.
    With `power` (tables of ``year`` and ``factors``: kg CO2e/kWh by place), each row of a ``year`` is computed on the
    power of the year nearest to it; a row younger than the last of them keeps today's.

    A row with ``over`` publishes a ratio: `lizero` is then product over that product. ``parameters`` and
    ``over_parameters`` (name to value) hold for the one and for the other.

    >>> from lizero.lca import load
    >>> row = {"id": "B001", "family": "grid", "product": "electricity, grid, CN", "value": 0.61, "comparable": True}
    >>> comparisons(load("lithium-chain"), [row]).select(pl.col("ratio").round(2), "near").rows()
    [(1.0, True)]
    >>> old = [{"year": 2021, "factors": {"CN": 0.65}}]
    >>> comparisons(load("lithium-chain"), [row | {"year": 2019}], power=old)["lizero"].round(2).to_list()
    [0.65]
    >>> half = {"over": row["product"], "parameters": {"clean_power_cn": 0.5}, "value": 0.5}
    >>> comparisons(load("lithium-chain"), [row | half])["lizero"].round(2).to_list()
    [0.53]
    """
    named = [r for r in rows if r.get("product") and _number(r.get("value"))]
    known = [{c: _value(r.get(c), t) for c, t in _COLUMNS.items()} for r in named]
    frame = pl.DataFrame(known, schema=_COLUMNS).with_columns(pl.col("amount").fill_null(1.0))
    grids = [_grids(chain, row, power if not stated else (), stated) for row in frame.iter_rows(named=True)]
    systems = {tuple(g.items()): with_electricity(chain, g) if g else chain for g in grids}
    found = [_found(systems[tuple(g.items())], row, method) for g, row in zip(grids, named, strict=True)]
    ours = pl.DataFrame(found, schema={"lizero": pl.Float64, "unverified": pl.Float64}, orient="row")
    ratio = (pl.col("lizero") / pl.col("value")).alias("ratio")
    return frame.hstack(ours).with_columns(ratio, ((ratio - 1).abs() <= NEAR).alias("near"))


def _grids(chain: System, row: Mapping[str, Any], power: Iterable[Mapping[str, Any]], stated: bool) -> dict[str, float]:
    """kg CO2e/kWh by place that the row asks for; empty where it keeps the background of the chain."""
    if stated and row["electricity"] is not None:
        own = chain.processes.filter(pl.col("process").str.contains("^grid-cn(-|$)"))["process"]
        return {process.removeprefix("grid-").upper(): row["electricity"] for process in own}
    by_year = {table["year"]: table["factors"] for table in power}
    if row["year"] is None or not by_year or row["year"] > max(by_year):
        return {}
    return dict(by_year[min(by_year, key=lambda year: abs(year - row["year"]))])


def _value(value: Any, kind: Any) -> Any:
    return value if kind != pl.Float64 or _number(value) else None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _found(system: System, row: Mapping[str, Any], method: str) -> tuple[float | None, float | None]:
    """The footprint of the row's amount, or its ratio to that of another product; and the unverified share of the first."""
    pcf = system.with_parameters(**row.get("parameters", {})).footprint(row["product"], method=method)
    whole = None if pcf.total is None else pcf.total * row.get("amount", 1.0)
    if not row.get("over"):
        return whole, pcf.unverified_share
    base = system.with_parameters(**row.get("over_parameters", {})).footprint(row["over"], method=method).total
    return (None if whole is None or not base else whole / base), pcf.unverified_share


def families(rows: pl.DataFrame) -> pl.DataFrame:
    """By family of products: how many comparable rows, the share of them within 25 %, and the median ratio.

    The last line, ``all families``, holds the number of rows, the mean of the shares and the median of the medians.

    >>> rows = pl.DataFrame({"family": ["brine", "rock"], "comparable": [True, True], "near": [True, False], "ratio": [1.0, 2.0]})
    >>> families(rows).rows()[-1]
    ('all families', 2, 0.5, 1.5)
    """
    each = rows.filter("comparable").group_by("family", maintain_order=True).agg(
        pl.len().alias("rows"), pl.col("near").mean().alias("within"), pl.col("ratio").median().alias("median"),
    )
    total = each.select(
        pl.lit("all families").alias("family"), pl.col("rows").sum(), pl.col("within").mean(), pl.col("median").median(),
    )
    return pl.concat([each, total])


def step_changes(chain: System, product: str, *, prefix: str = "step ", method: str = "ar6-gwp100") -> pl.DataFrame:
    """What each cumulative scenario of the chain takes from `product`: scenario, total, `moved` in percent of today.

    Scenarios are those whose name begins with `prefix`, in order of name; each holds the steps before it. Raises
    UnknownName for a product that the chain does not make.

    >>> from lizero.lca import load
    >>> moved = step_changes(load("lithium-chain"), "nickel sulfate hexahydrate, WORLD")["moved"]
    >>> len(moved), bool(moved.sum() < -40)
    (5, True)
    """
    stated = [] if chain.parameters is None else chain.parameters["scenario"].drop_nulls().unique().to_list()
    names = sorted(s for s in stated if s.startswith(prefix))
    totals = [chain.footprint(product, scenario=s, method=method).total for s in (None, *names)]
    path = pl.Series(totals, dtype=pl.Float64)
    moved = 100 * path.diff().slice(1) / path[0]
    return pl.DataFrame({"scenario": pl.Series(names, dtype=pl.String), "total": path.slice(1), "moved": moved})


def with_electricity(chain: System, factors: Mapping[str, float]) -> System:
    """The chain with the grids of the places in `factors` at a stated kg CO2e/kWh instead of their own.

    Nothing else changes: reagents and materials that are known as one intensity keep the electricity inside them, and the
    new clean power of a scenario takes its share of the stated factor as it does of the grid's own.

    >>> from lizero.lca import load
    >>> round(with_electricity(load("lithium-chain"), {"CN": 0.95}).footprint("electricity, grid, CN").total, 9)
    0.95
    """
    grids = {f"grid-{place.lower()}": factor for place, factor in factors.items()}
    own = pl.col("process").is_in(list(grids))
    clean = own & pl.col("formula").str.contains("^clean_power_[a-z]+$")
    shares = dict(chain.exchanges.filter(clean).select("process", "formula").iter_rows())
    kept = chain.exchanges.filter(~own | clean.fill_null(False) | pl.col("reference").fill_null(False))
    stated = pl.DataFrame(_stated(grids, shares))
    return replace(chain, exchanges=pl.concat([kept, stated], how="diagonal"))


def _stated(grids: Mapping[str, float], shares: Mapping[str, str]) -> Sequence[dict[str, Any]]:
    return [{
        "exchange": f"{process}/stated", "process": process, "kind": "elementary", "reference": False, "flow": "CO2e",
        "formula": f"{factor!r} * (1 - {shares.get(process, '0')})", "unit": "kg", "compartment": "air", "gwp_set": "ar6-gwp100",
        "status": "checked", "source": "stated or implied by the publication that is compared",
    } for process, factor in grids.items()]
