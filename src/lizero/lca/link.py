"""Who makes what, and who supplies whom: functions of processes, and links of inputs to them.

A *function* is what a process is run for: a product that it makes, or a waste that it treats. Its reference flag says
so, not its place in a list. Each function becomes a column of the technosphere. An input, a waste sent to treatment
and an avoided product are *demands*; each is linked to the function that serves it: that of the named provider, else
the only one there is. A demand that nobody serves is cut off, listed with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding

__all__ = ["Fault", "Functions", "Links", "functions", "links"]

FUNCTIONS = ("product", "co-product", "waste")
DEMANDS = ("input", "waste", "avoided")


@dataclass(frozen=True)
class Fault:
    """A finding on one process; `fatal` when no footprint that reaches the process can be given."""

    process: str
    finding: Finding
    fatal: bool = False


@dataclass(frozen=True)
class Functions:
    """`frame`: column, process, flow, exchange, unit, pivot, share, reference; and the faults met."""

    frame: pl.DataFrame
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Links:
    """`linked`: exchange, serving column; `cut`: exchange, process, flow, amount, unit, reason; and the faults met."""

    linked: pl.DataFrame
    cut: pl.DataFrame
    faults: tuple[Fault, ...]


def is_function() -> pl.Expr:
    """Whether an exchange is a function: the reference, a product or co-product, or a waste with a share."""
    treated = (pl.col("kind") == "waste") & pl.col("share").is_not_null()
    return pl.col("reference").fill_null(False) | pl.col("kind").is_in(["product", "co-product"]) | treated


def functions(exchanges: pl.DataFrame) -> Functions:
    """The functions among `exchanges` (EXCHANGES with `value` in place of amounts and formulas)."""
    rows = exchanges.filter(is_function() & pl.col("kind").is_in(FUNCTIONS))
    rows = rows.with_columns(
        pl.len().over("process").alias("of"),
        pl.col("reference").fill_null(False).sum().over("process").alias("flagged"),
        (pl.col("kind") == "product").sum().over("process").alias("products"),
        pl.col("share").is_null().sum().over("process").alias("open"),
        pl.col("share").sum().over("process").alias("given"),
    )
    alone = (pl.col("of") == 1) | ((pl.col("products") == 1) & (pl.col("kind") == "product"))
    rows = rows.with_columns(
        pl.when(pl.col("flagged") > 0).then(pl.col("reference").fill_null(False)).otherwise(alone).alias("reference"),
        _share().alias("taken"),
    )
    frame = rows.select(
        "process", "flow", "exchange", "unit", pl.col("value").alias("pivot"), pl.col("taken").alias("share"),
        "reference",
    )
    twice = frame.filter(~pl.struct("process", "flow").is_first_distinct())
    frame = frame.unique(["process", "flow"], keep="first", maintain_order=True).with_row_index("column")
    return Functions(frame.with_columns(pl.col("column").cast(pl.Int64)), (
        *_share_faults(rows), *_flag_faults(exchanges, rows), *(_twice(*row) for row in twice.iter_rows()),
    ))


def _share() -> pl.Expr:
    """The share of a function: stated; all of it when alone; what the others leave when it is the only one unstated."""
    rest = pl.when(pl.col("of") == 1).then(1.0).when(pl.col("open") == 1).then(1.0 - pl.col("given"))
    return pl.col("share").fill_null(rest.otherwise(None))


def _share_faults(rows: pl.DataFrame) -> list[Fault]:
    found = []
    open_ = rows.filter(pl.col("taken").is_null()).group_by("process", maintain_order=True).agg("flow")
    for process, flows in open_.iter_rows():
        message = f"{process!r} has several outputs and no allocation shares: {', '.join(flows)}"
        hint = "give each output a share, or allocate by mass, energy, lithium content or value"
        found.append(Fault(process, Finding(f"EXCHANGES › {process}", "allocation.missing", message, hint), True))
    known = rows.filter(pl.col("taken").is_not_null().all().over("process"))
    sums = known.group_by("process", maintain_order=True).agg(pl.col("taken").sum())
    for process, total in sums.filter((pl.col("taken") - 1.0).abs() > 1e-6).iter_rows():
        message = f"the allocation shares of {process!r} sum to {total:.6g}, not to 1"
        hint = "what they leave out is counted for no product, what they exceed is counted twice"
        found.append(Fault(process, Finding(f"EXCHANGES › {process}", "allocation.sum", message, hint, "warning")))
    return found


def _flag_faults(exchanges: pl.DataFrame, rows: pl.DataFrame) -> list[Fault]:
    found = []
    wrong = exchanges.filter(pl.col("reference").fill_null(False) & ~pl.col("kind").is_in(FUNCTIONS))
    for process, exchange, kind in wrong.select("process", "exchange", "kind").iter_rows():
        message = f"the reference of {process!r} is an exchange of kind {kind!r}"
        hint = "a process is run for a product that it makes or a waste that it treats"
        found.append(Fault(process, Finding(f"EXCHANGES › {exchange}", "reference.kind", message, hint)))
    without = exchanges.select("process").unique(maintain_order=True).join(rows, on="process", how="anti")
    for process in without["process"].to_list():
        message = f"{process!r} has no reference: nothing says what it is run for"
        hint = "flag one product, or one treated waste, as the reference"
        found.append(Fault(process, Finding(f"EXCHANGES › {process}", "reference.missing", message, hint)))
    for process, count in rows.group_by("process", maintain_order=True).agg(pl.col("reference").sum()).iter_rows():
        if count != 1:
            message = f"{process!r} has {count} references among its outputs"
            hint = "flag the one output that the process is named after"
            found.append(Fault(process, Finding(f"EXCHANGES › {process}", "reference.count", message, hint, "warning")))
    return found


def _twice(process: str, flow: str, exchange: str, *_: object) -> Fault:
    message = f"{process!r} makes {flow!r} in two exchanges; the second stands apart"
    return Fault(process, Finding(f"EXCHANGES › {exchange}", "product.repeated", message, "add them into one"), True)


def links(exchanges: pl.DataFrame, made: pl.DataFrame) -> Links:
    """Each demand among `exchanges` linked to the function in `made` (Functions.frame) that serves it."""
    rows = exchanges.filter(pl.col("kind").is_in(DEMANDS) & ~is_function())
    rows = rows.select("exchange", "process", "flow", "provider", pl.col("value").alias("amount"), "unit")
    makers = made.group_by("flow").agg(
        pl.len().alias("makers"), pl.col("column").first().alias("only"), pl.col("process").alias("who")
    )
    named = made.select(pl.col("process").alias("provider"), "flow", pl.col("column").alias("named"))
    rows = rows.join(makers, on="flow", how="left", maintain_order="left")
    rows = rows.join(named, on=["provider", "flow"], how="left", maintain_order="left")
    alone = pl.when(pl.col("provider").is_null() & (pl.col("makers") == 1)).then(pl.col("only"))
    rows = rows.with_columns(pl.coalesce("named", alone).alias("column"))
    unserved = rows.filter(pl.col("column").is_null())
    several = unserved.filter(pl.col("provider").is_null() & (pl.col("makers") > 1))
    reason = pl.when(pl.col("provider").is_not_null()).then(
        pl.format("{} does not make it", pl.col("provider"))
    ).when(pl.col("makers") > 1).then(pl.lit("several make it and no provider is named")).otherwise(
        pl.lit("nobody in the system makes it")
    )
    cut = unserved.select("exchange", "process", "flow", "amount", "unit", reason.alias("reason"))
    linked = rows.filter(pl.col("column").is_not_null()).select("exchange", "column")
    return Links(linked, cut, tuple(_several(several)))


def _several(rows: pl.DataFrame) -> list[Fault]:
    found = []
    for exchange, process, flow, who in rows.select("exchange", "process", "flow", "who").iter_rows():
        message = f"{process!r} takes {flow!r}, which {len(who)} processes make: {', '.join(map(str, who[:8]))}"
        finding = Finding(f"EXCHANGES › {exchange}", "provider.several", message, "name one of them as provider")
        found.append(Fault(process, finding, True))
    return found


def cut_findings(cut: pl.DataFrame) -> list[Finding]:
    """One warning for each product that is cut off, with who takes it."""
    grouped = cut.group_by("flow", "reason", maintain_order=True).agg("exchange", "process")
    return [
        Finding(
            f"EXCHANGES › {exchanges[0]}", "input.cut_off",
            f"{flow!r} is cut off ({reason}): {len(exchanges)} inputs, of {', '.join(dict.fromkeys(who[:5]))}",
            "add a process that makes it, or name its provider", "warning",
        )
        for flow, reason, exchanges, who in grouped.iter_rows()
    ]
