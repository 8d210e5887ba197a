"""Raw exchanges → a product system: flows named, shares settled, suppliers found, and every exchange accounted for.

A supplier that the file names is taken when it makes the product. Where none is named, the only maker serves; of several
the one at the taker's own place, then one that is run for the product, then one for the whole world, then the first by
its id: each such choice is a finding. What nobody makes is cut off and listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import polars as pl

from lizero.errors import Finding
from lizero.importers.lca.identity import identified
from lizero.importers.lca.raw import FLOW, REJECTED, Raw, frame_of
from lizero.importers.lca.shares import shared
from lizero.lca import System
from lizero.lca.formula import FormulaRefused, parse
from lizero.lca.link import DEMANDS, is_function
from lizero.tables import EXCHANGES
from lizero.units import gwp_sets

__all__ = ["Account", "Imported", "link", "own"]

_WORLD = ("GLO", "WORLD", "RoW", "ROW", "GLOBAL")


@dataclass(frozen=True)
class Account:
    """Where every exchange of the files went: `counted` in the files = `functions` (outputs that processes are run for) +
    `linked` to a supplier + `natural` (elementary) + `cut_off` (nobody supplies) + `rejected`.
    """

    counted: int
    functions: int
    linked: int
    natural: int
    cut_off: int
    rejected: int

    @property
    def closed(self) -> bool:
        """Whether nothing is lost."""
        return self.counted == self.functions + self.linked + self.natural + self.cut_off + self.rejected

    def __str__(self) -> str:
        return (
            f"{self.counted:,} exchanges: {self.functions:,} outputs, {self.linked:,} linked, {self.natural:,} elementary, "
            f"{self.cut_off:,} cut off, {self.rejected:,} rejected"
        )


@dataclass(frozen=True, eq=False)
class Imported:
    """A database that was read: its `system`, its `flows` (FLOW with `flow`, `matched`), and what was `rejected` in reading."""

    system: System
    flows: pl.DataFrame
    counted: int
    unread: pl.DataFrame

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader should know: of reading, linking and the account."""
        return (*self.system.findings, *self._told)

    @cached_property
    def cut_off(self) -> pl.DataFrame:
        """Inputs that nobody supplies: exchange, process, flow, amount, unit, reason."""
        return self.system.model().cut

    @cached_property
    def rejected(self) -> pl.DataFrame:
        """Exchanges that do not count: where, process, flow, amount, reason; in reading, in the check, in linking."""
        model = self.system.model()
        used = pl.concat([model.cut["exchange"], *(model.exchanges["exchange"].gather(n) for n in self._used)])
        checked = self.system.rejected.get("EXCHANGES")
        lost = self.system.exchanges.filter(~pl.col("exchange").is_in(used.unique().to_list()))
        reason = {f.finding.where.rpartition(" › ")[2]: f.finding.message for f in model.faults}
        rows = lost.select(
            pl.col("exchange").alias("where"), "process", "flow", "amount",
            pl.col("exchange").replace_strict(reason, default="it cannot be linked: see the findings", return_dtype=pl.String).alias("reason"),
        )
        faulty = [] if checked is None else [checked.select(
            pl.col("exchange").cast(pl.String).alias("where"), pl.col("process").cast(pl.String), pl.col("flow").cast(pl.String),
            pl.lit(None, pl.Float64).alias("amount"), pl.lit("the row breaks the declarations of EXCHANGES").alias("reason"),
        ).filter(~pl.col("where").is_in(self.unread["where"].to_list()))]
        return pl.concat([self.unread, rows, *faulty])

    @cached_property
    def account(self) -> Account:
        """Where every exchange went."""
        made, linked, natural = (len(n) for n in self._used)
        return Account(self.counted, made, linked, natural, self.cut_off.height, self.rejected.height)

    @cached_property
    def unmatched(self) -> pl.DataFrame:
        """Elementary flows that the vocabulary does not know, with how many exchanges use them, the most used first."""
        uses = self.system.exchanges.filter(pl.col("kind") == "elementary").group_by("flow").agg(pl.len().alias("uses"))
        strange = self.flows.filter((pl.col("kind") == "elementary") & pl.col("matched").is_null())
        rows = strange.select("flow", "compartment", "cas", "uuid").unique("flow", maintain_order=True)
        return rows.join(uses, on="flow", how="inner").sort("uses", "flow", descending=[True, False])

    @property
    def _used(self) -> tuple[pl.Series, pl.Series, pl.Series]:
        """The numbers of exchanges that are functions, links, elementary flows of the model."""
        model = self.system.model()
        number = dict(zip(model.exchanges["exchange"], range(model.exchanges.height), strict=True))
        made = pl.Series([number[e] for e in model.columns["exchange"]], dtype=pl.Int64)
        network = model.network
        return made, pl.Series(network.technosphere.exchange).unique(), pl.Series(network.biosphere.exchange).unique()

    @property
    def _told(self) -> list[Finding]:
        account, cut = self.account, self.cut_off
        told = []
        demands = account.linked + account.cut_off
        if account.cut_off:
            share = account.cut_off / demands
            told.append(Finding(
                "EXCHANGES", "import.cut_off",
                f"{account.cut_off:,} of {demands:,} inputs ({share:.0%}) have no supplier in the database and are cut off; "
                f"{cut['flow'].n_unique():,} products", "add a database that makes them, or read the list: cut_off", "warning",
            ))
        if self.unmatched.height:
            uses = int(self.unmatched["uses"].sum())
            told.append(Finding(
                "ELEMENTARY", "import.unmatched",
                f"{self.unmatched.height:,} elementary flows, in {uses:,} exchanges, are none of the vocabulary: shipped methods "
                "do not see them; methods of the same database do", "read the list: unmatched", "notice",
            ))
        if not account.closed:
            told.append(Finding("EXCHANGES", "import.account", f"the account does not close: {account}", "", "error"))
        return told


def link(raw: Raw, *, name: str = "", edition: str = "") -> Imported:
    """`raw` as a system; findings say what was chosen, nothing is dropped without being listed.

    The footprint of a process that lost an exchange in reading says that it is not complete.
    """
    exchanges, strange = _computable(raw)
    functions = exchanges.filter(is_function())
    flows = identified(raw.flows, frozenset(functions["flow"].to_list()))
    named = exchanges.join(
        flows.select(pl.col("key").alias("flow"), pl.col("flow").alias("text"), pl.col("compartment").alias("place"), _set().alias("frozen")),
        on="flow", how="left", maintain_order="left",
    ).with_columns(pl.coalesce("text", "flow").alias("text"))
    rows, told = shared(named, raw.contents, dict(raw.processes.select("process", "name").iter_rows()))
    natural = pl.col("kind") == "elementary"
    rows = rows.with_columns(
        pl.col("text").alias("flow"),
        pl.when(natural).then(pl.coalesce("compartment", "place")).otherwise(None).alias("compartment"),
        pl.coalesce("gwp_set", "frozen").alias("gwp_set"),
    )
    rows, chosen = _supplied(rows, raw.processes)
    faulty = raw.rejected.filter(pl.col("amount").ne_missing(0.0)).select("process", "flow", pl.col("where").alias("exchange"))
    system = System(
        raw.processes, rows.select(c.name for c in EXCHANGES.columns), raw.parameters, name or raw.name, edition,
        (*raw.findings, *strange, *told, *chosen), {"EXCHANGES": faulty} if faulty.height else {},
    )
    return Imported(system, flows, raw.counted, raw.rejected)


def own(system: System) -> Imported:
    """A system of the project's own tables, with its account."""
    rejected = system.rejected.get("EXCHANGES")
    return Imported(system, frame_of([], FLOW | {"flow": pl.String, "matched": pl.String}),
                    system.exchanges.height + (0 if rejected is None else rejected.height), frame_of([], REJECTED))


def _computable(raw: Raw) -> tuple[pl.DataFrame, list[Finding]]:
    """The exchanges without formulas whose names the files do not declare, where an amount is stated: that amount stands."""
    known: dict[str, set[str]] = {}
    for scope, name in raw.parameters.select("scope", "parameter").iter_rows():
        known.setdefault(scope or "", set()).add(name)
    stated = raw.exchanges.filter(pl.col("formula").is_not_null() & pl.col("amount").is_not_null())
    lost: dict[str, tuple[str, set[str]]] = {}
    for exchange, process, formula in stated.select("exchange", "process", "formula").iter_rows():
        missing = set(_names(formula)) - known.get("", set()) - known.get(process, set())
        if missing:
            lost[exchange] = (formula, missing)
    if not lost:
        return raw.exchanges, []
    formula, names = next(iter(lost.values()))
    gone = pl.col("exchange").is_in(list(lost))
    return raw.exchanges.with_columns(pl.when(~gone).then("formula").alias("formula")), [Finding(
        "EXCHANGES › formula", "formula.unknown",
        f"{len(lost):,} formulas need names that the files do not declare, as {formula!r} needs {', '.join(sorted(names))}",
        "the stated amounts stand", "notice",
    )]


@cache
def _names(formula: str) -> tuple[str, ...]:
    try:
        return parse(formula).names
    except FormulaRefused:
        return ()


def _set() -> pl.Expr:
    """The GWP set in the name of a CO2e flow: ``CO2e (ar6-gwp100)``."""
    told = pl.col("name").str.extract(r"\(([a-z0-9-]+)\)$")
    return pl.when((pl.col("flow") == "CO2e") & told.is_in(list(gwp_sets()))).then(told)


def _supplied(rows: pl.DataFrame, processes: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """`rows` with a provider wherever several make what is taken."""
    places = processes.select("process", "geography")
    makers = rows.filter(is_function()).select("flow", "process", pl.col("reference").fill_null(False).alias("main"))
    makers = makers.unique(["flow", "process"], keep="first", maintain_order=True).join(places, on="process", how="left")
    demands = rows.filter(pl.col("kind").is_in(DEMANDS) & ~is_function()).select("exchange", "process", "flow", "provider")
    named = makers.select("flow", pl.col("process").alias("provider"), pl.lit(True).alias("makes"))
    demands = demands.join(named, on=["flow", "provider"], how="left", maintain_order="left")
    lost = demands.filter(pl.col("provider").is_not_null() & pl.col("makes").is_null())
    open_ = demands.filter(pl.col("makes").is_null()).join(places, on="process", how="left", maintain_order="left")
    options = open_.join(makers.rename({"process": "maker", "geography": "there"}), on="flow", how="inner", maintain_order="left")
    several = options.filter(pl.len().over("exchange") > 1)
    best = several.sort(
        "exchange", pl.col("there").ne_missing(pl.col("geography")), ~pl.col("main"), ~pl.col("there").is_in(_WORLD).fill_null(False), "maker",
        maintain_order=True,
    ).unique("exchange", keep="first", maintain_order=True)
    chosen = dict(best.select("exchange", "maker").iter_rows())
    gone = pl.col("exchange").is_in(lost["exchange"].to_list())
    picked = pl.col("exchange").replace_strict(chosen, default=None, return_dtype=pl.String)
    provider = pl.coalesce(picked, pl.when(gone).then(None).otherwise("provider"))
    return rows.with_columns(provider.alias("provider")), [*_lost(lost), *_chosen(best)]


def _lost(lost: pl.DataFrame) -> list[Finding]:
    if not lost.height:
        return []
    some = ", ".join(lost["exchange"].head(3).to_list())
    return [Finding(
        "EXCHANGES › provider", "provider.lost",
        f"{lost.height:,} inputs name a supplier that is not in the files or does not make the product: {some}",
        "another maker serves where there is one, else they are cut off", "warning",
    )]


def _chosen(best: pl.DataFrame) -> list[Finding]:
    grouped = best.group_by("flow", "maker", maintain_order=True).agg(pl.len().alias("uses"))
    return [
        Finding(
            f"EXCHANGES › {flow}", "provider.chosen", f"several processes make {flow!r} and {uses} inputs name none: {maker!r} serves them",
            "name a provider where another is meant", "notice",
        )
        for flow, maker, uses in grouped.iter_rows()
    ]
