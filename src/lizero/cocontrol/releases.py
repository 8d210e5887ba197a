"""Where the pollutants of a burning source come from: what its stack measures, a mass balance of its fuel, else a library's factor.

The first that is there counts, for each source and flow, and the others are left out, so that nothing counts twice:

    1 measured   a release of the source itself, or its share of the stack that serves it (SOURCES `stack`), by kg CO2 of what it burns
    2 balance    SO2 = fuel·S·(M_SO2/M_S)·(1 − retention)·(1 − removal);  PM = fuel·ash·(1 − retention)·(1 − removal);
                 HF = fuel·F·(M_HF/M_F)·(1 − retention)·(1 − removal)
    3 factor     SO2, NOx … of a library

Contents are PARAMETERS of the source, else of the fuel: ``sulfur``, ``ash``, ``fluorine`` (mass fractions of the fuel as burnt), and
``sulfur retention``, ``sulfur removal`` and so on. A source without any stays without: not assessed, never zero (convention 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.cocontrol.facilities import SO2, S
from lizero.errors import Finding, UnitMismatch, UnknownName
from lizero.impact import Flows
from lizero.units import bridge
from lizero.vocab import elementary, item_id

__all__ = ["BALANCES", "BURNING", "Released", "released"]

BURNING = ("stationary combustion", "mobile combustion")
KEY = ["site", "source"]
BALANCES = {"sulfur": ("SO2", SO2 / S), "ash": ("PM", 1.0), "fluorine": ("HF", 20.006 / 18.998)}
_CARBON = ("CO2", "CO2 biogenic")


@dataclass(frozen=True)
class Released:
    """`flows` with each pollutant at the source that releases it; `origins`: site, source, flow, origin (measured, stack, balance, factor), text."""

    flows: Flows
    origins: pl.DataFrame
    findings: tuple[Finding, ...]


def released(flows: Flows, sources: pl.DataFrame, parameters: pl.DataFrame) -> Released:
    """The flows of a year with releases at their sources, from the registers SOURCES and PARAMETERS.

    Sums of measured releases do not change: a stack is split, never scaled. A stack whose sources burn nothing keeps its releases.
    """
    frame = flows.frame.with_row_index("_line")
    bad = _is_pollutant()
    links, faults = _links(sources)
    stacked, texts = _split(frame.filter(bad), frame, links)
    measured = stacked.with_columns(pl.when(pl.col("factor").is_null()).then(0).otherwise(2).alias("_rank"))
    balanced, more = _balanced(flows, parameters)
    rows = pl.concat([measured, balanced], how="diagonal_relaxed")
    first = rows.with_columns(pl.col("_rank").min().over([*KEY, "flow"]).alias("_first"))
    kept = first.filter((pl.col("_rank") == pl.col("_first")) | pl.col("source").is_null())
    plain = kept.drop("_rank", "_first", "_origin", "_text")
    whole = pl.concat([frame.filter(~bad), plain], how="diagonal_relaxed").sort("_line", maintain_order=True)
    origins = kept.select(*KEY, "flow", pl.coalesce("_origin", pl.when(pl.col("_rank") == 2).then(pl.lit("factor")).otherwise(pl.lit("measured")))
                          .alias("origin"), pl.col("_text").alias("text")).unique(maintain_order=True)
    return Released(Flows(whole.select(flows.frame.columns), flows.trail), origins, (*faults, *more, *_left_out(first), *texts))


def _is_pollutant() -> pl.Expr:
    names = elementary().filter(pl.col("group") == "pollutant")["flow"].to_list()
    return pl.col("flow").is_in(names)


def _links(sources: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """site, source, stack; a stack that is no source of the site is a finding."""
    if "stack" not in sources.columns:
        return pl.DataFrame(schema={"site": pl.String, "source": pl.String, "stack": pl.String}), []
    links = sources.filter(pl.col("stack").is_not_null()).select("site", "source", "stack")
    known = sources.select("site", pl.col("source").alias("stack"))
    lost = links.join(known, on=["site", "stack"], how="anti")
    faults = [Finding(f"SOURCES › {r['source']}", "cocontrol.stack", f"its stack {r['stack']!r} is no source of site {r['site']}",
                      "name a source of the same site") for r in lost.iter_rows(named=True)]
    return links.join(known, on=["site", "stack"], how="semi"), faults


def _split(bad: pl.DataFrame, frame: pl.DataFrame, links: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Releases of a stack over the sources that it serves, by kg CO2 of each over the year."""
    carbon = frame.filter(pl.col("category").is_in(BURNING) & pl.col("flow").is_in(_CARBON)).join(links, on=KEY, how="inner")
    kg = carbon.with_columns(pl.when(pl.col("unit") == "t").then(1000.0).otherwise(1.0).alias("_kg")).group_by(*KEY, "stack").agg(
        (pl.col("amount") * pl.col("_kg")).sum().alias("_co2"))
    parts = kg.filter(pl.col("_co2") > 0).with_columns((pl.col("_co2") / pl.col("_co2").sum().over("site", "stack")).alias("_part"))
    parts = parts.select("site", pl.col("stack").alias("source"), pl.col("source").alias("_to"), "_part").sort("site", "source", "_to")
    joined = bad.join(parts, on=KEY, how="left", maintain_order="left")
    text = pl.format("{} of {}, by CO2", (pl.col("_part") * 100).round(1).cast(pl.String) + "%", "source")
    rows = joined.with_columns(
        pl.when(pl.col("_to").is_not_null()).then(pl.lit("stack")).alias("_origin"), pl.when(pl.col("_to").is_not_null()).then(text).alias("_text"),
        pl.coalesce("_to", "source").alias("source"), (pl.col("amount") * pl.col("_part").fill_null(1.0)).alias("amount"))
    idle = links.join(parts.select("site", pl.col("source").alias("stack")), on=["site", "stack"], how="anti").select("site", "stack").unique()
    idle_text = "no source that it serves burns anything: its releases stay with the stack"
    notes = [Finding(f"SOURCES › {s}", "cocontrol.stack-idle", idle_text, severity="notice")
             for _, s in idle.sort("site", "stack").iter_rows()]
    return rows.drop("_to", "_part"), notes


def _balanced(flows: Flows, parameters: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Rows of FLOWS from the sulfur, ash and fluorine of what was burnt, with rank 1."""
    names = set(parameters["parameter"].str.to_lowercase()) if parameters.height else set()
    if flows.trail is None or not names & set(BALANCES):
        return pl.DataFrame(schema={"_rank": pl.Int32}), []
    burnt = flows.frame.filter(pl.col("category").is_in(BURNING) & pl.col("record").is_not_null()).unique("record", keep="first", maintain_order=True)
    used = flows.trail.activity.group_by("record", maintain_order=True).agg(pl.col("quantity").sum(), pl.col("flow").first().alias("_item"),
                                                                         pl.col("unit").first().alias("_unit"))
    rows, faults, told = [], [], _Told(parameters)
    for r in burnt.join(used, on="record", how="inner", maintain_order="left").iter_rows(named=True):
        made, wrong = _of_record(r, told, parameters)
        rows += made
        faults += wrong
    frame = pl.DataFrame(rows, infer_schema_length=None) if rows else pl.DataFrame(schema={"_rank": pl.Int32})
    return frame.drop("quantity", "_item", "_unit", strict=False), list(dict.fromkeys(faults))


@dataclass(frozen=True)
class _Told:
    """Parameters by name for a source, else for its fuel."""

    frame: pl.DataFrame

    def of(self, name: str, source: str | None, item: str) -> float | None:
        rows = self.frame.filter(pl.col("parameter").str.to_lowercase() == name)
        for scope in (source, item):
            found = rows.filter(pl.col("scope").str.to_lowercase() == (scope or "").lower())["value"].drop_nulls()
            if found.len():
                return float(found[0])
        return None


def _of_record(r: dict[str, object], told: _Told, parameters: pl.DataFrame) -> tuple[list[dict[str, object]], list[Finding]]:
    item, source = item_id(str(r["_item"])) or str(r["_item"]), None if r["source"] is None else str(r["source"])
    rows, faults = [], []
    for name, (flow, ratio) in BALANCES.items():
        content = told.of(name, source, item)
        if content is None:
            continue
        kept, removed = told.of(f"{name} retention", source, item) or 0.0, told.of(f"{name} removal", source, item) or 0.0
        wrong = [f"{n} {v:g}" for n, v in ((name, content), (f"{name} retention", kept), (f"{name} removal", removed)) if not 0 <= v <= 1]
        if wrong:
            faults.append(Finding(f"PARAMETERS › {source or item}", "cocontrol.content", f"{', '.join(wrong)} is no mass fraction", "give 0 to 1"))
            continue
        try:
            kg = float(str(r["quantity"])) * bridge(str(r["_unit"]), "kg", item, parameters).value
        except (UnitMismatch, UnknownName) as fault:
            hint = "state the fuel's density or calorific value"
            faults.append(Finding(f"ACTIVITY › {source or item}", "cocontrol.fuel-mass", str(fault), hint, "warning"))
            continue
        text = f"{name} {content:g} of {item}, {kept:.0%} retained, {removed:.0%} removed"
        amount = kg * content * ratio * (1 - kept) * (1 - removed)
        rows.append({**r, "factor": None, "flow": flow, "amount": amount, "unit": "kg", "compartment": "air", "gwp_set": None, "status": "computed",
                     "_rank": 1, "_origin": "balance", "_text": text, "_line": 2**31 - 1})
    return rows, faults


def _left_out(rows: pl.DataFrame) -> list[Finding]:
    """Where a better source of a pollutant takes the place of another, so that nothing counts twice."""
    worse = rows.filter((pl.col("_rank") > pl.col("_first")) & pl.col("source").is_not_null())
    gone = worse.select(*KEY, "flow", "_first").unique().sort(*KEY, "flow", nulls_last=True)
    better = {0: "a measured release", 1: "a mass balance"}
    return [Finding(f"FLOWS › {r['site']} › {r['source']}", "cocontrol.order",
                    f"{r['flow']} stands on {better[r['_first']]}; another figure is left out", severity="notice")
            for r in gone.iter_rows(named=True)]
