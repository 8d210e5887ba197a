"""Why emissions changed between two years of an account: output, use for a tonne of output, and factors (LMDI, no residual).

For part i (site, scope, category, activity and unit):  E_i = O · m_s · u_i · f_i
    O    output of all sites in t LCE (1 where none is stated)          m_s  the site's share of it
    u_i  activity for one unit of the site's output                     f_i  t CO2e for one unit of activity
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from lizero.pathway.lmdi import decompose
from lizero.report import sums

__all__ = ["causes"]

LEAST = 0.005
KEYS = ("site", "scope", "category", "activity", "unit")


def causes(first: Any, last: Any) -> dict[str, float]:
    """Cause → t CO2e, market-based: output, mix, use and factors by scope, and removals or negative lines apart; they sum to the change.

    Causes below half a percent of the larger total are together in ``other``.
    """
    rows = _parts(first).join(_parts(last), on=list(KEYS), how="full", coalesce=True, nulls_equal=True, suffix="_after").sort(*KEYS)
    rows = rows.with_columns(pl.col("e", "e_after", "q", "q_after").fill_null(0.0))
    plain = rows.filter((pl.col("e") >= 0) & (pl.col("e_after") >= 0))
    apart = rows.filter((pl.col("e") < 0) | (pl.col("e_after") < 0))
    found: dict[str, float] = {"output": 0.0, "mix": 0.0}
    made = _output(first), _output(last)
    for (scope,), part in sorted(plain.group_by("scope"), key=lambda g: str(g[0][0])):
        before, after = (_drivers(part, end, made[n]) for n, end in enumerate(("", "_after")))
        bars = decompose(before, after).additive
        found["output"] += bars["output"]
        found["mix"] += bars["mix"]
        found |= {f"use {scope}": bars["use"], f"factors {scope}": bars["factors"]}
    found["other"] = float((apart["e_after"] - apart["e"]).sum())
    return _together(found, LEAST * max(abs(first.market), abs(last.market)))


def _together(found: dict[str, float], least: float) -> dict[str, float]:
    """The causes of more than `least`, the small ones in ``other``; nothing is added that no cause explains.

    >>> _together({"output": 90.0, "mix": 2.0, "other": -1.0}, 5.0)
    {'output': 90.0, 'other': 1.0}
    """
    large = {k: v for k, v in found.items() if abs(v) > least and k != "other"}
    rest = sum(v for k, v in found.items() if k not in large)
    return {**large, "other": rest} if rest else large


def _parts(a: Any) -> pl.DataFrame:
    """Activity q and emissions e of each part; a part without a quantity counts as one unit."""
    lines = sums.counted(a.lines).filter(sums.on("market"))
    once = ["record", *KEYS, "start"]
    by_row = lines.group_by(once).agg(pl.col("t_co2e").sum().alias("e"), pl.col("quantity").first().alias("q"))
    return by_row.group_by(KEYS).agg(pl.col("e").sum(), pl.col("q").sum()).with_columns(pl.when(pl.col("q") > 0).then("q").otherwise(1.0))


def _output(a: Any) -> dict[str, float]:
    """t LCE made by site; empty where the inventory states none."""
    frame = getattr(a.inventory, "intensity", None)
    if frame is None or not {"site", "lce"} <= set(getattr(frame, "columns", ())):
        return {}
    rows = frame.drop_nulls(["site", "lce"]).group_by("site").agg(pl.col("lce").first())
    return {s: float(v) for s, v in rows.iter_rows() if v > 0}


def _drivers(part: pl.DataFrame, end: str, made: dict[str, float]) -> dict[str, Any]:
    """Drivers of each part; a site without output of its own goes with the whole."""
    total = sum(made.values()) or 1.0
    share = np.array([made.get(s, total) / total for s in part["site"].to_list()])
    q, e = part[f"q{end}"].to_numpy(), part[f"e{end}"].to_numpy()
    used = np.where(q > 0, q, 0.0)
    factors = np.where(used > 0, e / np.where(used > 0, used, 1.0), 0.0)
    return {"output": np.full(len(q), total), "mix": share, "use": used / (total * share), "factors": factors}
