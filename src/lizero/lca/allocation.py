"""Allocation of a process with several outputs: shares by a key, substitution, subdivision, and PACT's decision tree.

A share is a fraction of the process's exchanges. Shares are written into the system, so that what was decided can be
read, changed and compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from lizero.errors import SystemRefused, UnitMismatch, UnknownName
from lizero.lca.link import is_function
from lizero.lca.system import System
from lizero.units import conversion

__all__ = ["KEYS", "Decision", "allocated", "pact_tree", "shares", "subdivided", "substituted"]

KEYS = ("mass", "energy", "lithium", "economic")
PRICE_RATIO = 5.0


def shares(outputs: pl.DataFrame, by: str, products: pl.DataFrame | None = None) -> dict[str, float]:
    """The share of each output: flow → fraction, by mass, energy, lithium content or revenue (price × amount).

    `outputs`: flow, amount, unit. `products` (PRODUCTS): unit, lithium (kg per kg), energy (MJ per kg), price (per unit)
    of each flow. Raises SystemRefused when an output lacks what the key needs, and names it: nothing is guessed.

    >>> import polars as pl
    >>> cut = pl.DataFrame({"flow": ["shirt", "coat"], "amount": [0.5, 1.0], "unit": ["kg", "kg"]})
    >>> {k: round(v, 4) for k, v in shares(cut, "mass").items()}
    {'shirt': 0.3333, 'coat': 0.6667}
    """
    if by not in KEYS:
        raise UnknownName("allocation key", by, KEYS)
    about = {} if products is None else {row["product"]: row for row in products.iter_rows(named=True)}
    sizes = {f: _size(f, a, u, by, about.get(f, {})) for f, a, u in outputs.select("flow", "amount", "unit").iter_rows()}
    total = sum(sizes.values())
    if total <= 0.0:
        raise SystemRefused(f"allocation by {by}: the outputs {', '.join(sizes)} sum to {total:g}; choose another key")
    return {flow: size / total for flow, size in sizes.items()}


def _size(flow: str, amount: float, unit: str, by: str, about: Mapping[str, object]) -> float:
    """What the key counts of one output."""
    if by == "economic":
        price = _needed(about, "price", flow, by)
        if price < 0.0:
            raise SystemRefused(f"allocation by economic value: {flow!r} has a negative price ({price:g}): a waste, not a product")
        return price * amount * _ratio(unit, str(about.get("unit") or unit), flow, by)
    mass = amount * _ratio(unit, "kg", flow, by)
    return mass if by == "mass" else mass * _needed(about, by, flow, by)


def _needed(about: Mapping[str, object], name: str, flow: str, by: str) -> float:
    value = about.get(name)
    if not isinstance(value, int | float):
        raise SystemRefused(f"allocation by {by} needs {name} of {flow!r}; state it in PRODUCTS or choose another key")
    return float(value)


def _ratio(unit: str, to: str, flow: str, by: str) -> float:
    try:
        return 1.0 if unit == to else conversion(unit, to)
    except (UnitMismatch, UnknownName) as wrong:
        raise SystemRefused(f"allocation by {by} needs {flow!r} in {to}; found {unit}: {wrong}") from wrong


def allocated(
    system: System, process: str, by: str | Mapping[str, float], products: pl.DataFrame | None = None
) -> System:
    """The system with the shares of `process` by a key of `KEYS`, or as given (causal factors: flow → share)."""
    outputs = _outputs(system, process)
    given = shares(outputs, by, products) if isinstance(by, str) else dict(by)
    _checked(given, outputs["flow"].to_list(), process)
    here = (pl.col("process") == process) & pl.col("exchange").is_in(outputs["exchange"].to_list())
    share = pl.col("flow").replace_strict(given, default=None, return_dtype=pl.Float64)
    return replace(system, exchanges=system.exchanges.with_columns(
        pl.when(here).then(share).otherwise("share").alias("share"),
        pl.when(here).then(pl.lit(None)).otherwise("share_formula").alias("share_formula"),
    ))


def _outputs(system: System, process: str) -> pl.DataFrame:
    rows = system.exchanges.filter((pl.col("process") == process) & is_function())
    if not rows.height:
        raise UnknownName("process with outputs", process, system.processes["process"].to_list())
    if not rows["amount"].null_count():
        return rows
    worked = system.model().exchanges.select("exchange", pl.col("value").alias("amount"))
    return rows.drop("amount").join(worked, on="exchange", how="left", maintain_order="left")


def _checked(given: Mapping[str, float], flows: Sequence[str], process: str) -> None:
    if set(given) != set(flows):
        raise SystemRefused(f"shares of {process!r} are given for {', '.join(given)}; its outputs are {', '.join(flows)}")
    total = sum(given.values())
    if abs(total - 1.0) > 1e-9 or min(given.values()) < 0.0:
        raise SystemRefused(f"shares of {process!r} are fractions that sum to 1; found {dict(given)}, sum {total:g}")


def substituted(system: System, process: str, displaced: Mapping[str, tuple[str, float]]) -> System:
    """The system in which co-products of `process` displace others: flow → (product displaced, kg displaced per kg).

    Each such co-product becomes an avoided product; what is left is one output that carries the rest. Raises
    SystemRefused when nobody makes the displaced product: a credit needs a named path of production.
    """
    outputs = _outputs(system, process)
    makers = set(system.model().columns["flow"].to_list())
    for flow, (other, _) in displaced.items():
        if flow not in outputs["flow"].to_list():
            raise UnknownName(f"co-product of {process}", flow, outputs["flow"].to_list())
        if other not in makers:
            raise SystemRefused(f"{flow!r} cannot displace {other!r}: nobody in the system makes it; name one that is made")
    here = (pl.col("process") == process) & pl.col("flow").is_in(list(displaced)) & is_function()
    instead = pl.col("flow").replace_strict({f: d[0] for f, d in displaced.items()}, default=None, return_dtype=pl.String)
    ratio = pl.col("flow").replace_strict({f: d[1] for f, d in displaced.items()}, default=None, return_dtype=pl.Float64)
    return replace(system, exchanges=system.exchanges.with_columns(
        pl.when(here).then(pl.lit("avoided")).otherwise("kind").alias("kind"),
        pl.when(here).then(instead).otherwise("flow").alias("flow"),
        pl.when(here).then(pl.col("amount") * ratio).otherwise("amount").alias("amount"),
        pl.when(here).then(pl.format("({}) * {}", "formula", ratio)).otherwise("formula").alias("formula"),
        pl.when(here).then(pl.lit(False)).otherwise("reference").alias("reference"),
        pl.when(pl.col("process") == process).then(pl.lit(None)).otherwise("share").alias("share"),
        pl.when(pl.col("process") == process).then(pl.lit(None)).otherwise("share_formula").alias("share_formula"),
    ))


def subdivided(system: System, process: str, parts: Mapping[str, Sequence[str]]) -> System:
    """The system in which `process` is one process for each output: flow → the exchanges that belong to it.

    The new processes are named ``process › flow``. Raises SystemRefused when an exchange belongs to no output or to two:
    then the process is not divisible, and needs shares.
    """
    outputs = _outputs(system, process)
    if set(parts) != set(outputs["flow"].to_list()):
        raise SystemRefused(f"{process!r} has the outputs {', '.join(outputs['flow'])}; parts are given for {', '.join(parts)}")
    mine = pl.col("process") == process
    rest = system.exchanges.filter(mine & ~pl.col("exchange").is_in(outputs["exchange"].to_list()))["exchange"].to_list()
    named = [e for part in parts.values() for e in part]
    if sorted(named) != sorted(rest):
        odd = sorted(set(rest) ^ set(named)) or sorted(e for e in named if named.count(e) > 1)
        raise SystemRefused(f"{process!r} cannot be subdivided: each exchange belongs to one output; see {', '.join(odd)}")
    owner = {e: flow for flow, part in parts.items() for e in part} | dict(outputs.select("exchange", "flow").iter_rows())
    name = pl.format("{} › {}", "process", pl.col("exchange").replace_strict(owner, default=None, return_dtype=pl.String))
    function = mine & pl.col("exchange").is_in(outputs["exchange"].to_list())
    exchanges = system.exchanges.with_columns(
        pl.when(mine).then(name).otherwise("process").alias("process"),
        pl.when(function).then(pl.lit(True)).otherwise("reference").alias("reference"),
        pl.when(function).then(pl.lit(None)).otherwise("share").alias("share"),
        _renamed_provider(process, parts),
    )
    register = system.processes.filter(mine)
    new = [register.with_columns(pl.lit(f"{process} › {f}").alias("process"), pl.format("{}, {}", "name", pl.lit(f)).alias("name"))
           for f in parts]
    return replace(system, exchanges=exchanges, processes=pl.concat([system.processes.filter(~mine), *new]))


def _renamed_provider(process: str, parts: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Takers that named the process as provider now name the part that makes what they take."""
    here = (pl.col("provider") == process) & pl.col("flow").is_in(list(parts))
    return pl.when(here).then(pl.format("{} › {}", "provider", "flow")).otherwise("provider").alias("provider")


@dataclass(frozen=True)
class Decision:
    """Which branch of a tree of allocation was taken, the shares it gave (None: none are needed), and each step."""

    branch: str
    shares: dict[str, float] | None
    steps: tuple[str, ...]


def pact_tree(
    outputs: pl.DataFrame, products: pl.DataFrame, *, rule: Mapping[str, float] | None = None, rule_name: str = "",
    divisible: bool = False, displaced: Mapping[str, str] | None = None, physical: str | None = "mass",
    other: str = "economic", reason: str = "",
) -> Decision:
    """The allocation of PACT Methodology 3, branch by branch, with each answer recorded.

    A rule of the product category or sector (`rule`, named) → subdivision (`divisible`) → substitution, when each
    co-product displaces one dominant product by a named path (`displaced`) → the ratio of the dearest to the cheapest
    output: above 5 economic, otherwise the physical relation `physical` where it reflects what the outputs cause (None:
    it does not, then `other`, with a `reason`). Economic shares are revenues (price × amount): ISO 14044's reading.
    """
    steps: list[str] = []
    if rule is not None:
        _checked(rule, outputs["flow"].to_list(), "the process")
        return Decision("category or sector rule", dict(rule), (f"a rule exists and is used: {rule_name or 'unnamed'}",))
    steps.append("no rule of the product category or sector")
    if divisible:
        return Decision("subdivision", None, (*steps, "the process can be subdivided: allocation is avoided"))
    steps.append("the process cannot be subdivided")
    if displaced:
        told = ", ".join(f"{a} displaces {b}" for a, b in displaced.items())
        return Decision("substitution", None, (*steps, f"a dominant, identifiable product is displaced: {told}"))
    steps.append("no dominant, identifiable product is displaced")
    ratio, told = _price_ratio(outputs, products)
    steps.append(told)
    if ratio > PRICE_RATIO:
        return Decision("economic", shares(outputs, "economic", products), (*steps, "above 5: economic"))
    if physical is not None:
        found = shares(outputs, physical, products)
        return Decision(f"physical: {physical}", found, (*steps, f"not above 5: physical relation, {physical}"))
    if not reason:
        raise SystemRefused("without a physical relation another key needs a reason; give reason=")
    found = shares(outputs, other, products)
    return Decision(other, found, (*steps, f"not above 5, no physical relation: {other}, because {reason}"))


def _price_ratio(outputs: pl.DataFrame, products: pl.DataFrame) -> tuple[float, str]:
    about = {row["product"]: row for row in products.iter_rows(named=True)}
    prices: dict[str, float] = {}
    for flow, unit in outputs.select("flow", "unit").iter_rows():
        row = about.get(flow, {})
        prices[flow] = _needed(row, "price", flow, "price ratio") * _ratio(unit, str(row.get("unit") or unit), flow, "price")
        prices[flow] *= 1.0 if outputs["unit"].n_unique() == 1 else _ratio("kg", unit, flow, "price")
    low, high = min(prices.values()), max(prices.values())
    ratio = high / low if low > 0.0 else float("inf")
    years = sorted({str(about[f].get("price_year")) for f in prices if about[f].get("price_year") is not None})
    listed = ", ".join(f"{f} {p:g}" for f, p in prices.items())
    return ratio, f"prices {listed}{' of ' + ', '.join(years) if years else ''}: ratio {ratio:.3g}"
