"""What every format writes of a system: its processes, flows, units and links, resolved and under stable ids.

An id is the one that the system already has where it is a UUID, the EF/ILCD UUID of an elementary flow, else a UUID made of
the text, so that the same system gives the same file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import polars as pl

from lizero.errors import Finding, SystemRefused, UnitMismatch, UnknownName
from lizero.lca import System
from lizero.lca.link import FUNCTIONS, is_function
from lizero.lca.model import Model
from lizero.units import conversion
from lizero.vocab import WITHIN, elementary

__all__ = ["Content", "Flow", "uuid_of"]

_ROOT = uuid5(NAMESPACE_URL, "lizero")


def uuid_of(kind: str, text: str) -> str:
    """The UUID of `text` as a `kind` of thing: itself where it is one.

    >>> uuid_of("process", "9c0c2415-126f-3162-8479-f002f3c25f0a")
    '9c0c2415-126f-3162-8479-f002f3c25f0a'
    >>> uuid_of("flow", "lithium") == uuid_of("flow", "lithium") != uuid_of("process", "lithium")
    True
    """
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid5(_ROOT, f"{kind}:{text}"))


@dataclass(frozen=True)
class Flow:
    """A flow as formats know it: `kind` elementary, product or waste; `within` its sub-compartment; `gwp_set` of CO2e."""

    uuid: str
    name: str
    kind: str
    unit: str
    compartment: str | None = None
    within: str = ""
    cas: str = ""
    gwp_set: str | None = None

    @property
    def title(self) -> str:
        """The name, with the GWP set where it is frozen to one."""
        return f"{self.name} ({self.gwp_set})" if self.gwp_set else self.name


@dataclass(frozen=True, eq=False)
class Content:
    """A `system` in one `scenario` and `year` of its parameters, ready to be written.

    Raises SystemRefused when a process makes nothing that can be named.
    """

    system: System
    scenario: str | None = None
    year: int | None = None

    @cached_property
    def model(self) -> Model:
        """The system compiled."""
        found = self.system.model(self.scenario, self.year)
        if not found.columns.height:
            raise SystemRefused("no process of the system makes anything: there is nothing to write")
        return found

    @cached_property
    def processes(self) -> pl.DataFrame:
        """PROCESSES that have exchanges, with `uuid`."""
        used = self.model.exchanges["process"].unique().to_list()
        rows = self.system.processes.filter(pl.col("process").is_in(used))
        return rows.with_columns(pl.col("process").map_elements(lambda p: uuid_of("process", p), return_dtype=pl.String).alias("uuid"))

    @cached_property
    def exchanges(self) -> pl.DataFrame:
        """The exchanges that count, each with `serves` (the process that supplies it, blank when cut off), `function`, `key`
        (of `flows`), and `amount`, `formula` in a unit that the supplier's can be led to.
        """
        model = self.model
        rows = model.exchanges.with_columns((is_function() & pl.col("kind").is_in(FUNCTIONS)).alias("function"))
        shares = model.columns.select("exchange", pl.col("share").alias("settled"))
        rows = rows.join(shares, on="exchange", how="left", maintain_order="left").join(self._links, on="number", how="left", maintain_order="left")
        natural = pl.col("kind") == "elementary"
        rows = rows.with_columns(pl.when(natural).then(pl.coalesce("compartment", _usual())).otherwise("compartment").alias("compartment"))
        rows = rows.with_columns(pl.when(natural).then(_key()).otherwise("flow").alias("key"))
        led = (pl.col("step") != 1.0) & ~pl.struct("unit", "made in").map_elements(lambda p: _plain(p["unit"], p["made in"]), return_dtype=pl.Boolean)
        scaled = [pl.when(led).then(pl.col(c) * pl.col("step")).otherwise(c).alias(c) for c in ("amount", "low", "high", "value")]
        normal = pl.when(led & (pl.col("distribution") == "normal")).then(pl.col("spread") * pl.col("step").abs()).otherwise("spread")
        formula = pl.when(led).then(pl.format("({}) * {}", "formula", "step")).otherwise("formula")
        unit = pl.when(led).then("made in").otherwise("unit")
        return rows.with_columns(*scaled, normal.alias("spread"), formula.alias("formula"), unit.alias("unit"))

    @cached_property
    def _links(self) -> pl.DataFrame:
        """number → serves, made in, step (what one of the exchange's unit is of the supplier's)."""
        entries, columns = self.model.network.technosphere, self.model.columns
        rows = pl.DataFrame({"number": entries.exchange, "column": entries.row, "taker": entries.column, "factor": entries.factors})
        made = columns.select("column", pl.col("process").alias("serves"), pl.col("unit").alias("made in"))
        parts = columns.select(pl.col("column").alias("taker"), "share")
        rows = rows.join(made, on="column", how="left").join(parts, on="taker", how="left").filter(pl.col("share") != 0.0)
        step = pl.col("factor").abs() / pl.col("share").fill_null(1.0)
        return rows.with_columns(step.alias("step")).unique("number", keep="first", maintain_order=True).select("number", "serves", "made in", "step")

    @cached_property
    def flows(self) -> Mapping[str, Flow]:
        """Key → flow."""
        treated = set(self.exchanges.filter((pl.col("kind") == "waste") & pl.col("function"))["flow"])
        ordered = self.exchanges.sort("function", descending=True, maintain_order=True)
        rows = ordered.unique("key", keep="first", maintain_order=True).iter_rows(named=True)
        return {row["key"]: _natural(row) if row["kind"] == "elementary" else _made(row, treated) for row in rows}

    @cached_property
    def units(self) -> Mapping[str, tuple[str, float]]:
        """Unit → the unit that stands for its dimension, and what one of it is of that."""
        found: dict[str, tuple[str, float]] = {}
        for unit in self.exchanges["unit"].unique(maintain_order=True):
            main = next((m for m, _ in dict.fromkeys(found.values()) if _plain(unit, m)), unit)
            found[unit] = (main, _size(unit, main))
        for preferred in ("kg", "MJ", "m3", "t*km", "m2*a", "kBq", "km", "m2"):
            group = [u for u in found if _plain(u, preferred)]
            found |= {u: (preferred, _size(u, preferred)) for u in group}
            if group:
                found[preferred] = (preferred, 1.0)
        return found

    def parameters(self, process: str | None) -> Iterator[Mapping[str, Any]]:
        """The rows of PARAMETERS that hold for one process, or, with None, everywhere."""
        scope = "" if process is None else process
        return self.model.parameters.filter(pl.col("scope").fill_null("") == scope).iter_rows(named=True)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader of the file should know of the system."""
        return (*self.system.findings, *self.model.findings())


def _usual() -> pl.Expr:
    """The compartment in which the vocabulary has a flow."""
    usual = {f: r["compartment"] for f, r in _known().items()}
    return pl.col("flow").str.split(WITHIN).list.first().replace_strict(usual, default=None, return_dtype=pl.String)


def _key() -> pl.Expr:
    return pl.concat_str(["flow", "compartment", "unit", "gwp_set"], separator="|", ignore_nulls=True)


def _made(row: Mapping[str, Any], treated: set[str]) -> Flow:
    kind = "waste" if row["flow"] in treated or row["kind"] == "waste" else "product"
    return Flow(uuid_of("flow", row["flow"]), row["flow"], kind, row["unit"])


def _natural(row: Mapping[str, Any]) -> Flow:
    base, _, within = row["flow"].partition(WITHIN)
    known = _known().get(base)
    plain = known is not None and not within and not row["gwp_set"] and row["unit"] == known["unit"]
    ours = known is not None and plain and row["compartment"] in (None, known["compartment"])
    uuid = known["ef_uuid"] if known is not None and ours and known["ef_uuid"] else uuid_of("elementary", row["key"])
    return Flow(
        uuid, base, "elementary", row["unit"], row["compartment"] or (known or {}).get("compartment"), within,
        (known or {}).get("cas") or "", row["gwp_set"],
    )


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    return {r["flow"]: r for r in elementary().iter_rows(named=True)}


def _plain(unit: str, to: str | None) -> bool:
    return to is not None and (unit == to or _size(unit, to) > 0.0)


def _size(unit: str, to: str) -> float:
    """What one `unit` is of `to`; 0 where they are unlike."""
    if unit == to:
        return 1.0
    try:
        return conversion(unit, to)
    except (UnitMismatch, UnknownName):
        return 0.0
