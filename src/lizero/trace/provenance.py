"""Where a process of a system comes from, as a page: what, where, when, sources, quality, balances, what it carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from lizero.errors import UnknownName
from lizero.lca import System
from lizero.trace.closure import closure

__all__ = ["provenance"]

SCORES = ("reliability", "completeness", "time", "place", "technology")


def provenance(
    chain: System, process: str, contents: pl.DataFrame | None = None, gaps: pl.DataFrame | None = None, *, method: str = "ar6-gwp100"
) -> str:
    """The page of `process` in Markdown: register, exchanges with source and quality, balances, footprint.

    `contents` (flow, element, content) adds the balances of what flows hold, `gaps` (process, quantity, cause) why some do not
    close. Raises UnknownName for an unknown process.

    >>> from lizero.lca import load
    >>> print(provenance(load("lithium-chain"), "soda-ash-cn").splitlines()[0])
    # soda ash, CN
    """
    known = chain.processes.filter(pl.col("process") == process)
    if known.is_empty():
        raise UnknownName("process", process, chain.processes["process"].to_list())
    register = known.row(0, named=True)
    parts = (_head(register), _exchanges(chain, process), _balances(chain, process, contents, gaps), _carries(chain, process, method))
    return "\n\n".join(p for p in parts if p) + "\n"


def _head(register: dict[str, Any]) -> str:
    said = [f"| {name} | {register[name]} |" for name in
            ("geography", "period", "technology", "stage", "transformation", "kind", "source", "licence", "status") if register[name]]
    note = f"\n\n{register['note']}" if register["note"] else ""
    return "\n".join((f"# {register['name']}", "", "| | |", "|---|---|", *said)) + note


def _exchanges(chain: System, process: str) -> str:
    rows = chain.model().exchanges.filter(pl.col("process") == process)
    lines = [_exchange(r) for r in rows.iter_rows(named=True)]
    head = "| kind | flow | amount | unit | formula | spread | quality | status | source | note |"
    about = f"Quality: {', '.join(SCORES)}, 1 best to 5."
    return "\n".join(("## Exchanges", "", about, "", head, "|" + "---|" * 10, *lines))


def _exchange(r: dict[str, Any]) -> str:
    spread = f"{r['low']:.4g} to {r['high']:.4g}" if r["distribution"] == "triangular" else f"{r['spread'] or 0:.3f}"
    shown = (r["kind"], r["flow"], f"{r['value']:.6g}", r["unit"], r["formula"], spread, r["pedigree"], r["status"], r["source"], r["note"])
    return "| " + " | ".join(str(x or "").replace("|", "/") for x in shown) + " |"


def _balances(chain: System, process: str, contents: pl.DataFrame | None, gaps: pl.DataFrame | None) -> str:
    if contents is None:
        return ""
    found = closure(chain, contents, gaps, process=process).select("quantity", "into", "out", "lost", "state", "cause")
    lines = [f"| {of} | {into:.6g} | {out:.6g} | {'open' if part is None else f'{part:.1%}'} | {state}{'' if cause is None else ': ' + cause} |"
             for of, into, out, part, state, cause in found.iter_rows()]
    if not lines:
        return ""
    return "\n".join(("## Balances", "", "| of | into | out | not found again | |", "|---|---|---|---|---|", *lines))


def _carries(chain: System, process: str, method: str) -> str:
    made = chain.model().columns.filter(pl.col("process") == process)
    lines = list(_footprints(chain, process, made["flow"].to_list(), method))
    return "\n".join(("## What it carries", "", f"| product | {method} | unit | unverified |", "|---|---|---|---|", *lines))


def _footprints(chain: System, process: str, products: Iterable[str], method: str) -> Iterable[str]:
    for product in products:
        pcf = chain.footprint(product, process=process, method=method)
        total = "not assessed" if pcf.total is None else f"{pcf.total:.4g}"
        share = "" if pcf.unverified_share is None else f"{pcf.unverified_share:.1%}"
        yield f"| {product} | {total} | {pcf.unit} | {share} |"
