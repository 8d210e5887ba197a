"""A product system compiled: its tables resolved into columns, links and numbers, once for a scenario and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lizero.errors import Finding
from lizero.lca.amounts import amounts
from lizero.lca.dimensions import formula_units
from lizero.lca.link import DEMANDS, Fault, cut_findings, functions, is_function, links
from lizero.lca.network import Entries, Integers, Network
from lizero.lca.parameters import Values, evaluate, select
from lizero.lca.units import converted
from lizero.vocab import elementary, flow_id

__all__ = ["Model", "model"]

FLOW_KEY = ("flow", "compartment", "unit", "gwp_set", "geography")


@dataclass(frozen=True, eq=False)
class Model:
    """`columns`: column, process, flow, exchange, unit, pivot, share, reference and the register's name, geography,
    stage, kind; `exchanges`: the exchanges that count, in the order that `Entries.exchange` numbers; `flows`: row and
    the key of each elementary flow; `cut`: what is cut off; `faults`: findings by process; `parameters`: the rows of
    PARAMETERS that hold.
    """

    columns: pl.DataFrame
    exchanges: pl.DataFrame
    flows: pl.DataFrame
    network: Network
    cut: pl.DataFrame
    faults: tuple[Fault, ...]
    values: Values
    parameters: pl.DataFrame

    def findings(self, processes: set[str] | None = None) -> tuple[Finding, ...]:
        """The findings on `processes` (on all of them by default), and what is cut off there."""
        own = [f.finding for f in self.faults if processes is None or f.process in processes or not f.process]
        cut = self.cut if processes is None else self.cut.filter(pl.col("process").is_in(list(processes)))
        return (*own, *cut_findings(cut), *self.values.findings)

    def fatal(self, processes: set[str]) -> list[Finding]:
        """The findings for which no footprint that reaches `processes` can be given."""
        return [f.finding for f in self.faults if f.fatal and f.process in processes]


def model(
    processes: pl.DataFrame,
    exchanges: pl.DataFrame,
    parameters: pl.DataFrame,
    scenario: str | None = None,
    year: int | None = None,
) -> Model:
    """PROCESSES, EXCHANGES and PARAMETERS as a Model; whatever cannot be used is in its faults and its `cut`."""
    chosen = select(parameters, scenario, year)
    values = evaluate(chosen)
    named, renamed = _canonical(exchanges)
    valued, bad_amounts = amounts(named, values)
    made = functions(valued)
    linked = links(valued, made.frame)
    about = processes.select(
        "process", "name", "geography", "period", "technology", "stage", pl.col("kind").alias("layer"), "status"
    )
    columns = made.frame.join(about.drop("status"), on="process", how="left", maintain_order="left")
    valued = _status(valued, about).with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    technosphere, unlike = _technosphere(valued, linked.linked, made.frame, parameters)
    biosphere, flows = _biosphere(valued, columns)
    pivot = made.frame["pivot"].to_numpy().astype(np.float64)
    number = columns.join(valued.select("exchange", "number"), on="exchange", how="left", maintain_order="left")["number"]
    network = Network(pivot, technosphere, biosphere, flows.height, _integers(number))
    units = [Fault(f.where.rpartition(" › ")[2], f) for f in formula_units(chosen, valued, _made_in(made.frame))]
    faults = (*renamed, *bad_amounts, *made.faults, *linked.faults, *unlike, *_of_processes(units, valued))
    return Model(columns, valued, flows, network, linked.cut, faults, values, chosen)


def _canonical(exchanges: pl.DataFrame) -> tuple[pl.DataFrame, list[Fault]]:
    """Elementary flows under the ids that methods know them by; each name that is read as another is told once.

    A name is read only in the compartment that the flow is known in: chlorine in water is not the gas.
    """
    usual = dict(elementary().select("flow", "compartment").iter_rows())
    natural = pl.col("kind") == "elementary"
    names = exchanges.filter(natural).group_by("flow", "compartment", maintain_order=True).agg(pl.col("process").first())
    read = []
    for name, place, process in names.iter_rows():
        found = flow_id(name, place)
        if found is not None and found != name and place in (None, usual[found]):
            read.append((name, place, found, process))
    if not read:
        return exchanges, []
    schema = {"flow": pl.String, "compartment": pl.String, "read": pl.String, "first": pl.String}
    table = pl.DataFrame(read, schema=schema, orient="row").with_columns(kind=pl.lit("elementary")).drop("first")
    joined = exchanges.join(table, on=["flow", "compartment", "kind"], how="left", nulls_equal=True, maintain_order="left")
    hint = "write the id to be sure which flow is meant"
    told = [
        Fault(process, Finding("EXCHANGES › flow", "flow.named", f"{name!r} is read as {found!r}", hint, "notice"))
        for name, _, found, process in read
    ]
    return joined.with_columns(pl.coalesce("read", "flow").alias("flow")).drop("read"), told


def _made_in(made: pl.DataFrame) -> dict[str, str]:
    return dict(made.filter(pl.col("reference")).select("process", "unit").iter_rows())


def _of_processes(faults: list[Fault], exchanges: pl.DataFrame) -> list[Fault]:
    """Faults of exchanges as faults of their processes; those of parameters concern every process."""
    owner = dict(exchanges.select("exchange", "process").iter_rows()) if faults else {}
    return [Fault(owner.get(f.process, ""), f.finding) for f in faults]


def _status(exchanges: pl.DataFrame, processes: pl.DataFrame) -> pl.DataFrame:
    """An exchange without a status of its own has that of its process."""
    of = processes.select("process", pl.col("status").alias("process status"))
    joined = exchanges.join(of, on="process", how="left", maintain_order="left")
    return joined.with_columns(pl.col("status").fill_null(pl.col("process status"))).drop("process status")


def _technosphere(
    exchanges: pl.DataFrame, linked: pl.DataFrame, made: pl.DataFrame, parameters: pl.DataFrame
) -> tuple[Entries, tuple[Fault, ...]]:
    rows = exchanges.filter(pl.col("kind").is_in(DEMANDS) & ~is_function())
    rows = rows.join(linked.rename({"column": "row"}), on="exchange", maintain_order="left")
    units = made.select(pl.col("column").alias("row"), pl.col("unit").alias("made in"))
    rows, faults = converted(rows.join(units, on="row", maintain_order="left"), parameters)
    sign = pl.when(pl.col("kind") == "avoided").then(-1.0).otherwise(1.0)
    rows = rows.with_columns((pl.col("conversion") * sign).alias("factor"))
    return _spread(rows, made), faults


def _biosphere(exchanges: pl.DataFrame, columns: pl.DataFrame) -> tuple[Entries, pl.DataFrame]:
    places = columns.select("process", "geography").unique("process", maintain_order=True)
    rows = exchanges.filter(pl.col("kind") == "elementary").join(places, on="process", maintain_order="left")
    flows = rows.select(FLOW_KEY).unique(maintain_order=True).with_row_index("row")
    flows = flows.with_columns(pl.col("row").cast(pl.Int64))
    rows = rows.join(flows, on=FLOW_KEY, nulls_equal=True, maintain_order="left")
    return _spread(rows.with_columns(pl.lit(1.0).alias("factor")), columns), flows


def _spread(rows: pl.DataFrame, made: pl.DataFrame) -> Entries:
    """Each row in every column of its process, by the share of the column."""
    shares = made.select("process", "column", pl.col("share").fill_null(0.0).alias("part"))
    spread = rows.drop("column", strict=False).join(shares, on="process", maintain_order="left_right")
    factor = (spread["factor"] * spread["part"]).to_numpy().astype(np.float64)
    value = spread["value"].to_numpy() * factor
    return Entries(_integers(spread["row"]), _integers(spread["column"]), value, _integers(spread["number"]), factor)


def _integers(series: pl.Series) -> Integers:
    return series.to_numpy().astype(np.int64)
