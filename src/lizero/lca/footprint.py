"""The footprint of a product: its life cycle inventory as FLOWS, its impact, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from lizero.errors import Finding, SystemRefused
from lizero.impact import Flows, Impacts, Method, characterise
from lizero.lca import diagnose
from lizero.lca.lci import life_cycle_flows, negative_supply
from lizero.lca.model import Model
from lizero.lca.monte_carlo import MonteCarlo, Run, Watch, draw
from lizero.lca.network import Floats, Integers, Network
from lizero.lca.problem import Problem
from lizero.lca.sankey import Sankey, sankey, traversal
from lizero.lca.score import as_method, main_impact, q_vector
from lizero.lca.sensitivity import parameter_ranking, ranking
from lizero.lca.solve import Singular, Solver
from lizero.lca.uncertain import uncertain

__all__ = ["Footprint", "footprint"]


MOST_UPSTREAM = 500


@dataclass(frozen=True, eq=False)
class Footprint:
    """What `demand` of products carries, cradle to gate.

    `columns` (k,): the functions reached, as numbered in Model.columns; `place`: the one delivered among them;
    `demand` (k,) and `output` (k,): how much of
    each is delivered and made, in its own unit; `flows`: the life cycle inventory, one line an elementary exchange.
    """

    product: str
    amount: float
    per: str
    method: str
    impact: str
    unit: str
    model: Model
    columns: Integers
    place: int
    demand: Floats
    output: Floats
    solver: Solver
    flows: Flows
    impacts: Impacts
    findings: tuple[Finding, ...]

    @cached_property
    def total(self) -> float | None:
        """The impact in `unit`; None when it is not assessed: no flow reached has a factor in the method."""
        amounts = self._characterised["amount"].drop_nulls()
        return float(amounts.sum()) if len(amounts) else None

    @property
    def complete(self) -> bool:
        """Whether every exchange reached counts: no finding of severity error."""
        return not any(f.severity == "error" for f in self.findings)

    @cached_property
    def totals(self) -> pl.DataFrame:
        """Every impact category of the method: impact, amount, unit; the amount is null when it is not assessed."""
        summed = pl.when(pl.col("amount").count() > 0).then(pl.col("amount").sum()).alias("amount")
        grouped = self.impacts.frame.group_by("impact", "unit", maintain_order=True)
        return grouped.agg(summed).select("impact", "amount", "unit")

    @cached_property
    def reached(self) -> pl.DataFrame:
        """The functions reached, in the order of `columns`, with `output` and `direct`, the score by own flows."""
        return self.model.columns[self.columns].with_columns(
            pl.Series("output", self.output), pl.Series("direct", self.direct)
        )

    @property
    def maker(self) -> dict[str, Any]:
        """The function delivered: its row of Model.columns, by column name."""
        return self.model.columns.row(int(self.columns[self.place]), named=True)

    @property
    def cut(self) -> pl.DataFrame:
        """What is cut off in the processes reached: exchange, process, flow, amount, unit, reason."""
        return self.model.cut.filter(pl.col("process").is_in(self.reached["process"].unique().to_list()))

    @cached_property
    def own(self) -> Floats:
        """Score of one unit of output of each function reached by its own flows (k,)."""
        part = self.solver.network
        return np.asarray(self._q @ part.B) / part.pivot

    @cached_property
    def intensity(self) -> Floats:
        """Score of one unit of each product reached, from cradle to gate (k,): the adjoint solution."""
        return self.solver.intensity(self.own)

    @cached_property
    def direct(self) -> Floats:
        """Score of each function reached by its own flows, in this footprint (k,); sums to the total."""
        return self.own * self.output

    def upstream(self, places: Sequence[int] | Integers) -> Floats:
        """Score that passes through each function at `places` of `columns`, its suppliers included.

        λ_j x_j / (A⁻¹)_jj of the scaled matrix: what returns to j through a loop is counted once.
        """
        at = np.asarray(places, dtype=np.int64)
        unit = np.zeros((len(self.columns), len(at)))
        unit[at, np.arange(len(at))] = 1.0
        gross = self.solver.output(unit)[at, np.arange(len(at))]
        return self.intensity[at] * self.output[at] / gross

    def by_process(self, top: int | None = None) -> pl.DataFrame:
        """process, product, name, geography, stage, output, output_unit, direct, fraction of the total, upstream.

        One row a function, largest direct first. `direct` sums to the total; `upstream` counts a process with all
        that supplies it, so it does not; it is worked out for the first 500 rows and null below them.
        """
        order = np.argsort(-np.abs(self.direct), kind="stable")[:top]
        rows = self.reached[order].select(
            "process", pl.col("flow").alias("product"), "name", "geography", "stage",
            "output", pl.col("unit").alias("output_unit"), "direct",
        )
        fraction = pl.Series("fraction", self._fraction(self.direct[order]))
        upstream = pl.Series("upstream", self.upstream(order[:MOST_UPSTREAM])).extend_constant(None, max(0, len(order) - MOST_UPSTREAM))
        return rows.with_columns(fraction, upstream)

    def by_stage(self) -> pl.DataFrame:
        """stage, direct, fraction; processes without a stage stand under null."""
        return self.by("stage")

    def by(self, *keys: str) -> pl.DataFrame:
        """The score by columns of `reached` (stage, geography, layer, process …): keys, direct, fraction."""
        return self._ranked(self.reached.group_by(*keys, maintain_order=True).agg(pl.col("direct").sum()))

    def by_flow(self) -> pl.DataFrame:
        """flow, compartment, direct, fraction."""
        grouped = self._characterised.group_by("flow", "compartment", maintain_order=True)
        return self._ranked(grouped.agg(pl.col("amount").sum().alias("direct")))

    @cached_property
    def unverified_share(self) -> float | None:
        """1 − |S₀| / |S|, S₀ the score with each unverified exchange at zero; None when there is no score."""
        if not self.total:
            return None
        part = self.solver.network
        sure = (self.model.exchanges["status"].fill_null("") != "unverified").to_numpy()
        known = Network(
            part.pivot,
            part.technosphere.of(sure[part.technosphere.exchange]),
            part.biosphere.of(sure[part.biosphere.exchange]),
            part.flows,
        )
        own = np.asarray(self._q @ known.B) / known.pivot
        return 1.0 - abs(float(own @ Solver(known).output(self.demand))) / abs(self.total)

    def monte_carlo(self, draws: int, seed: int = 1, *, run: Run = map, watch: Watch | None = None) -> MonteCarlo:
        """`draws` draws of the total with `seed`; see `lizero.lca.monte_carlo.draw`."""
        return draw(self.problem, [self.product], draws, seed, run=run, watch=watch)

    @cached_property
    def problem(self) -> Problem:
        """What draws, gradients and indices of the total are made from."""
        return Problem(self.solver.network, uncertain(self.model), self.demand[:, None], self._q[None, :])

    def sankey(self, *, cutoff: float = 0.01, most: int = 60) -> Sankey:
        """Nodes and edges of the picture; see `lizero.lca.sankey.sankey`."""
        return sankey(self, cutoff=cutoff, most=most)

    def traversal(self, *, cutoff: float = 0.005, most: int = 2000) -> pl.DataFrame:
        """The tree of supply; see `lizero.lca.sankey.traversal`."""
        return traversal(self, cutoff=cutoff, most=most)

    def by_input(self) -> pl.DataFrame:
        """First tier: product, process, amount, unit, score, fraction of each input of the process delivered, and its
        own flows; sums to the total."""
        network, place = self.solver.network, self.place
        tech, runs = network.technosphere, self.amount / network.pivot[place]
        mine = np.flatnonzero((tech.column == place) & (tech.row != place))
        own = 1.0 - network.Z[place, place] / network.pivot[place]
        amounts = tech.value[mine] * runs / own
        suppliers = self.reached[tech.row[mine]].select(pl.col("flow").alias("product"), "process", "unit")
        rows = suppliers.with_columns(pl.Series("amount", amounts), pl.Series("direct", self.intensity[tech.row[mine]] * amounts))
        itself = self.reached[[place]].select(pl.lit("own flows").alias("product"), "process", "unit").with_columns(
            pl.lit(self.amount / own).alias("amount"), pl.lit(float(self.own[place]) * self.amount / own).alias("direct")
        )
        return self._ranked(pl.concat([rows, itself])).select("product", "process", "amount", "unit", "direct", "fraction")

    def ranking(self, top: int | None = None) -> pl.DataFrame:
        """Every exchange by what it does to the total; see `lizero.lca.sensitivity.ranking`."""
        return ranking(self, top)

    def parameter_ranking(self) -> pl.DataFrame:
        """Every parameter by what it does to the total; see `lizero.lca.sensitivity.parameter_ranking`."""
        return parameter_ranking(self)

    @cached_property
    def _q(self) -> Floats:
        factors, _ = q_vector(self.model.flows, self.impacts.method, self.impact)
        return np.nan_to_num(factors)

    @cached_property
    def _characterised(self) -> pl.DataFrame:
        return self.impacts.frame.filter(pl.col("impact") == self.impact)

    def _ranked(self, rows: pl.DataFrame) -> pl.DataFrame:
        rows = rows.sort(pl.col("direct").abs(), descending=True, maintain_order=True)
        return rows.with_columns(pl.Series("fraction", self._fraction(rows["direct"].to_numpy()), dtype=pl.Float64))

    def _fraction(self, values: Floats) -> Floats:
        return values / self.total if self.total else np.full(len(values), np.nan)


def footprint(model: Model, column: int, amount: float, method: str | Method) -> Footprint:
    """The footprint of `amount` of the function `column` of `model`.

    Raises SystemRefused when the processes reached have no unique solution, and says where.
    """
    columns = model.network.reach(np.array([column]))
    about = model.columns[columns]
    processes = set(about["process"].to_list())
    _refuse(model, processes)
    part = model.network.part(columns)
    demand = np.zeros(len(columns))
    place = int(np.searchsorted(columns, column))
    demand[place] = amount
    solver = Solver(part)
    output = _output(solver, demand, about)
    row = model.columns.row(column, named=True)
    flows = life_cycle_flows(model, part, about, output / part.pivot, row["flow"])
    impacts = characterise(flows, as_method(method))
    impact = main_impact(method)
    unit = str(impacts.method.frame.filter(pl.col("category") == impact)["unit"][0])
    findings = (*model.findings(processes), *_unburdened(row), *impacts.findings, *negative_supply(part, about, output))
    return Footprint(
        row["flow"], amount, row["unit"], impacts.method.id, impact, unit,
        model, columns, place, demand, output, solver, flows, impacts, findings,
    )


def _unburdened(row: Mapping[str, object]) -> list[Finding]:
    """A notice where the function asked for is a by-product to which the system gives no share: its nought is a choice."""
    if row["share"] != 0.0:
        return []
    message = f"{row['flow']!r} is a by-product of {row['process']!r} and carries none of its burden: the system gives it no share"
    return [Finding(f"PROCESSES › {row['process']}", "allocation.nought", message, "choose a way of allocating by-products", "notice")]


def _refuse(model: Model, processes: set[str]) -> None:
    fatal = model.fatal(processes)
    if fatal:
        raise SystemRefused("; ".join(f"{f.message} ({f.hint})" for f in fatal[:5]))


def _output(solver: Solver, demand: Floats, about: pl.DataFrame) -> Floats:
    try:
        return solver.output(demand)
    except Singular as singular:
        why = diagnose.explain(solver.network, about["process"].to_list())
        raise SystemRefused(f"no unique solution: {why}") from singular
