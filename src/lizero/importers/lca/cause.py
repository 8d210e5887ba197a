"""Exchanges that a file shares among the outputs one by one: shares where all are alike, else one process a product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lizero.importers.lca.raw import PART, Notes
from lizero.importers.lca.spread import scaled

__all__ = ["shared_by_cause"]

Row = dict[str, Any]


def shared_by_cause(rows: Sequence[Row], parts: Mapping[str, Mapping[str, float]], notes: Notes) -> list[Row]:
    """The exchanges of one process, shared as `parts` say: output → exchange → its part, 0 to 1; both by exchange id.

    An exchange that no output is given a part of stays whole with the reference, and a finding says so.

    >>> row = {"process": "p", "flow": "f", "where": "p", "reference": False, "amount": 10.0}
    >>> made = [{**row, "exchange": e, "kind": "product", "reference": e == "p/1", "flow": e} for e in ("p/1", "p/2")]
    >>> parts = {"p/1": {"p/3": 0.8, "p/4": 0.5}, "p/2": {"p/3": 0.2, "p/4": 0.5}}
    >>> shared = shared_by_cause([*made, *({**row, "exchange": e, "kind": "input"} for e in ("p/3", "p/4"))], parts, Notes())
    >>> [(r["process"], r["amount"]) for r in shared if r["kind"] == "input"]
    [('p', 8.0), ('p', 5.0), ('p › p/2', 2.0), ('p › p/2', 5.0)]
    """
    made = {r["exchange"]: r for r in rows if r["kind"] in ("product", "co-product")}
    given = {e: parts[e] for e in made if parts.get(e)}
    if not given or len(made) < 2:
        return list(rows)
    others = [r for r in rows if r["exchange"] not in made]
    told = {e for p in given.values() for e in p}
    alike = all(len(set(p.values())) == 1 for p in given.values())
    if alike and told >= {r["exchange"] for r in others}:
        return [{**r, "share": next(iter(given.get(r["exchange"], {"": 0.0}).values()))} if r["exchange"] in made else r for r in rows]
    return _split(made, others, given, told, notes)


def _split(
    made: Mapping[str, Row], others: Sequence[Row], given: Mapping[str, Mapping[str, float]], told: set[str], notes: Notes
) -> list[Row]:
    for row in others:
        if row["exchange"] not in told:
            notes.tell(row["where"], "allocation.no-part", "the file gives no output a part of this exchange", "it stays with the reference")
    found = []
    for number, product in made.items():
        main = bool(product["reference"])
        name = product["process"] if main else f"{product['process']}{PART}{product['flow']}"
        found.append({**product, "process": name, "reference": True, "kind": "product"})
        for row in others:
            part = given.get(number, {}).get(row["exchange"], 0.0) if row["exchange"] in told else float(main)
            found.append(scaled({**row, "process": name, "exchange": row["exchange"] if main else f"{row['exchange']}{PART}{product['flow']}"}, part))
    return found
