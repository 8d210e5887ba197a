"""Quality carried through the network: the share of primary data, and ratings of technology, geography and time.

    PDS = Σ |PCF_i| PDS_i / Σ |PCF_i|         DQR = Σ |PCF_i| DQR_i / Σ |PCF_i|

on the footprint without uptake (PACT Methodology 3). Unknown data are not primary (0), and an unknown rating is the worst
(5).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from lizero.lca.footprint import Footprint

__all__ = ["RATINGS", "primary_data_share", "ratings", "time_rating", "weighted"]

RATINGS = ("technology", "geography", "time")
_SCORES = {"technology": 4, "geography": 3, "time": 2}
_DAYS = (366, 731, 1096, 1461)
WORST = 5.0


def weighted(parts: Mapping[str, float], values: Mapping[str, float | None], missing: float) -> float | None:
    """The mean of `values` weighed by the size of `parts`; `missing` where there is none. None when nothing weighs.

    >>> round(weighted({"a": 800, "b": 2400, "c": 90, "d": 1000}, {"a": 0.36, "d": 1.0}, 0.0), 4)
    0.3002
    """
    whole = sum(abs(v) for v in parts.values())
    if not whole:
        return None
    known = {k: missing if (v := values.get(k)) is None else v for k in parts}
    return sum(abs(parts[k]) * known[k] for k in parts) / whole


def primary_data_share(found: Footprint, shares: Mapping[str, float]) -> float | None:
    """PDS of a footprint, from the share of primary data of each process (0 to 1); a process not named counts 0.

    A process is primary (1) only where both its activity data and its emission factors are; a supplier's footprint
    brings its own share.
    """
    parts = dict(found.by("process").select("process", "direct").iter_rows())
    odd = [p for p, v in shares.items() if not 0.0 <= v <= 1.0]
    if odd:
        raise ValueError(f"the share of primary data of {odd[0]!r} lies from 0 to 1; found {shares[odd[0]]:g}")
    return weighted(parts, shares, 0.0)


def ratings(found: Footprint, given: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, float | None]:
    """DQR of technology, geography and time, 1 best to 5.

    From the pedigree of each exchange that emits, unless `given` rates the process (process → indicator → rating).
    """
    rows = found.impacts.frame.filter(pl.col("impact") == found.impact).select("record", "process", "amount")
    marks = found.model.exchanges.select(pl.col("exchange").alias("record"), "pedigree")
    rows = rows.join(marks, on="record", how="left", maintain_order="left").with_row_index("line")
    parts = {str(i): v or 0.0 for i, v in rows.select("line", "amount").iter_rows()}
    result: dict[str, float | None] = {}
    for name in RATINGS:
        values = {
            str(i): (given or {}).get(process, {}).get(name, _mark(text, name))
            for i, process, text in rows.select("line", "process", "pedigree").iter_rows()
        }
        result[name] = weighted(parts, values, WORST)
    return result


def _mark(text: str | None, name: str) -> float | None:
    marks = (text or "").strip("() ").replace(";", ",").split(",")
    try:
        return float(marks[_SCORES[name]])
    except (IndexError, ValueError):
        return None


def time_rating(data: date | None, reporting: date) -> int:
    """PACT's rating of time, from the difference of the ends of the two reference periods; 5 when it is not known.

    >>> time_rating(date(2023, 12, 31), date(2025, 12, 31))
    2
    """
    if data is None:
        return 5
    days = abs((reporting - data).days)
    return next((mark for mark, limit in enumerate(_DAYS, start=1) if days <= limit), 5)
