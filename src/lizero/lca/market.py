"""Market mixes: a product as it is bought where nobody knows the maker."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lizero.errors import SystemRefused
from lizero.lca.system import System

__all__ = ["market", "repointed"]


def market(
    system: System, product: str, mix: Mapping[str, float], *, process: str, geography: str | None = None,
    loss: float = 0.0, source: str = "", takers: bool = False,
) -> System:
    """The system with a market for `product`: makers (process ids) by their shares of supply, less `loss` on the way.

    The market makes the product itself, under `process`; with `takers` every input of the product that names no provider
    is taken from it. Raises SystemRefused when the shares do not sum to one, or a process does not make the product.
    """
    total = sum(mix.values())
    if abs(total - 1.0) > 1e-6 or min(mix.values(), default=0.0) < 0.0:
        raise SystemRefused(f"market {process!r}: shares of supply sum to 1; found {total:g}; a part unknown is a share of its own")
    if not 0.0 <= loss < 1.0:
        raise SystemRefused(f"market {process!r}: the loss is a share from 0 to below 1; found {loss:g}")
    makers = system.model().columns.filter(pl.col("flow") == product)
    odd = [p for p in mix if p not in makers["process"].to_list()]
    if odd:
        raise SystemRefused(f"market {process!r}: {odd[0]!r} does not make {product!r}; it is made by {', '.join(makers['process'])}")
    units = makers.filter(pl.col("process").is_in(list(mix)))
    unit = str(units["unit"][0])
    rows = [{"exchange": f"{process}/product", "process": process, "kind": "product", "reference": True, "flow": product,
             "amount": 1.0, "unit": unit, "source": source}]
    rows += [{"exchange": f"{process}/{maker}", "process": process, "kind": "input", "reference": False, "flow": product,
              "provider": maker, "amount": share / (1.0 - loss), "unit": unit, "source": source} for maker, share in mix.items()]
    register = pl.DataFrame({"process": [process], "name": [f"{product}, market"], "geography": [geography]},
                            schema_overrides={"geography": pl.String})
    repoint = (pl.col("flow") == product) & pl.col("provider").is_null() & pl.col("kind").is_in(["input", "avoided"])
    provider = pl.when(repoint & takers).then(pl.lit(process)).otherwise("provider").alias("provider")
    exchanges = pl.concat([system.exchanges.with_columns(provider), pl.DataFrame(rows)], how="diagonal")
    return System(pl.concat([system.processes, register], how="diagonal"), exchanges, system.parameters,
                  name=system.name, edition=system.edition, findings=system.findings, rejected=system.rejected)


def repointed(system: System, providers: Mapping[str, tuple[str, str]]) -> System:
    """The system with other providers: exchange → (flow, provider). Raises SystemRefused for an exchange that is not there."""
    known = set(system.exchanges["exchange"].to_list())
    odd = [e for e in providers if e not in known]
    if odd:
        raise SystemRefused(f"no exchange is named {odd[0]!r}")
    here = pl.col("exchange").is_in(list(providers))
    exchange = pl.col("exchange")
    flow = exchange.replace_strict({e: f for e, (f, _) in providers.items()}, default=None, return_dtype=pl.String)
    provider = exchange.replace_strict({e: p for e, (_, p) in providers.items()}, default=None, return_dtype=pl.String)
    exchanges = system.exchanges.with_columns(
        pl.when(here).then(flow).otherwise("flow").alias("flow"), pl.when(here).then(provider).otherwise("provider").alias("provider")
    )
    return System(system.processes, exchanges, system.parameters, name=system.name, edition=system.edition,
                  findings=system.findings, rejected=system.rejected)
