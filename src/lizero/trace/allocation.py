"""Who carries a shared meter: the part of each activity row that falls to each product of its site.

    share(row, product) = key(product) / Σ key(products that the row serves)

A row of a process serves the products that the process makes; a shared row, or one of a process that makes no product
itself, serves all products of the site. The key is lithium content (kg Li), mass (kg) or value (price × output).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding, UnknownName
from lizero.vocab import item_id

__all__ = ["KEYS", "Allocated", "Allocation", "allocate"]

KEYS = {"lithium": "lithium", "mass": "mass", "economic": "value"}
_NO_OUTPUT = "the site has no product output in the year"
_KEYLESS = "the key is not known for each product that it serves"
Allocation = str | Mapping[str, str | Mapping[str, float]]


@dataclass(frozen=True)
class Allocated:
    """`shares`: record, site, product, share, key; `open`: record, site, reason of rows that no product carries."""

    shares: pl.DataFrame
    open: pl.DataFrame
    findings: tuple[Finding, ...]


def allocate(rows: pl.DataFrame, made: pl.DataFrame, allocation: Allocation = "lithium") -> Allocated:
    """The shares of `rows` (record, site, process, source) that fall to the products in `made` (`outputs`).

    `allocation`: one key for all, or a mapping from a source, a site or ``*`` to a key or to stated shares by product.
    Stated shares count as they are: what they leave over is carried by no product, and is found.

    >>> rows = pl.DataFrame({"record": ["gas"], "site": ["a"], "process": [None], "source": ["boiler"]},
    ...                     schema_overrides={"process": pl.String})
    >>> made = pl.DataFrame({"site": ["a", "a"], "process": [None, None], "product": ["Li2CO3", "Na2SO4"], "role": [None, None],
    ...                      "lithium": [188.0, 0.0], "mass": [1000.0, 3000.0], "value": [9000.0, 240.0]},
    ...                     schema_overrides={"process": pl.String, "role": pl.String})
    >>> allocate(rows, made, "mass").shares["share"].to_list()
    [0.25, 0.75]
    """
    groups = rows.select("site", "process", "source").unique(maintain_order=True).with_row_index("group")
    rules = _rules(groups, allocation)
    pairs = _candidates(groups, made).join(rules, on="group", maintain_order="left")
    shares = _shares(pairs, rules)
    found = [*_keys_missing(shares), *_sums(shares)]
    good = shares.filter(pl.col("share").is_finite())
    keyed = rows.join(groups, on=["site", "process", "source"], nulls_equal=True, maintain_order="left")
    carried = keyed.select("record", "group").join(good, on="group", maintain_order="left")
    part = carried.group_by("record", "site", "product", "key", maintain_order=True).agg(pl.col("share").sum())
    open_ = keyed.join(good, on="group", how="anti").with_columns(pl.col("group").is_in(pairs["group"].implode()).alias("keyless"))
    reason = pl.when("keyless").then(pl.lit(_KEYLESS)).otherwise(pl.lit(_NO_OUTPUT))
    open_ = open_.select("record", "site", reason.alias("reason"))
    return Allocated(part.select("record", "site", "product", "share", "key"), open_, (*found, *_open(open_)))


def _candidates(groups: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """group × the products that it serves; residues carry nothing."""
    pairs = groups.join(made.rename({"process": "maker"}), on="site", maintain_order="left")
    own = (pl.col("maker") == pl.col("process")).fill_null(False)
    pairs = pairs.filter(own | ~own.any().over("group"))
    product = pairs.group_by("group", "site", "source", "product", maintain_order=True).agg(
        pl.col(*KEYS.values()).sum(), *(pl.col(k).is_null().any().alias(f"no {k}") for k in KEYS.values()),
        (pl.col("role") == "residue").fill_null(False).first().alias("residue"),
    )
    return product.with_columns(
        pl.when("residue").then(0.0).when(pl.col(f"no {k}")).then(None).otherwise(k).alias(k) for k in KEYS.values()
    ).with_columns(pl.len().over("group").alias("of"))


def _rules(groups: pl.DataFrame, allocation: Allocation) -> pl.DataFrame:
    """group, key: the name of the key, or ``stated`` with the shares by product as rows."""
    rows = []
    for group, site, source in groups.select("group", "site", "source").iter_rows():
        rule = allocation if isinstance(allocation, str) else _rule(allocation, site, source)
        if isinstance(rule, str):
            if rule not in KEYS:
                raise UnknownName("allocation key", rule, KEYS)
            rows.append({"group": group, "key": rule, "stated": None})
        else:
            rows.append({"group": group, "key": "stated", "stated": [{"name": item_id(n) or n, "part": float(p)} for n, p in rule.items()]})
    stated = pl.List(pl.Struct({"name": pl.String, "part": pl.Float64}))
    return pl.DataFrame(rows, schema={"group": groups.schema["group"], "key": pl.String, "stated": stated})


def _rule(allocation: Mapping[str, str | Mapping[str, float]], site: str, source: str | None) -> str | Mapping[str, float]:
    for name in (f"{site}/{source}", source, site, "*"):
        if name is not None and name in allocation:
            return allocation[name]
    return "lithium"


def _shares(pairs: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """group, product, key, share; a product alone carries all, whatever the key."""
    measure = pl.coalesce(pl.when(pl.col("key") == k).then(column) for k, column in KEYS.items())
    complete = measure.is_not_null().all().over("group")
    by_key = pl.when(complete).then(measure / measure.sum().over("group"))
    stated = rules.filter(pl.col("key") == "stated").explode("stated").unnest("stated")
    pairs = pairs.drop("stated").join(
        stated.select("group", pl.col("name").alias("product"), "part"), on=["group", "product"], how="left", maintain_order="left"
    )
    by_hand = pl.col("part").fill_null(0.0)
    alone = (pl.col("of") == 1) & (pl.col("key") != "stated")
    share = pl.when(alone).then(1.0).when(pl.col("key") == "stated").then(by_hand).otherwise(by_key)
    return pairs.select("group", "site", "source", "product", "key", share.alias("share"))


def _keys_missing(shares: pl.DataFrame) -> list[Finding]:
    lost = shares.filter(pl.col("share").is_null() | pl.col("share").is_nan())
    grouped = lost.group_by("site", "source", "key", maintain_order=True).agg("product")
    return [
        Finding(f"PRODUCTS › {site} › {source or 'shared'}", "allocation.key-missing",
                f"the key {key!r} is not known, or nothing, for the products {', '.join(products)}",
                "state lithium, price or a mass unit in PRODUCTS (0 is a value, blank is not), or choose another key")
        for site, source, key, products in grouped.iter_rows()
    ]


def _sums(shares: pl.DataFrame) -> list[Finding]:
    sums = shares.filter(pl.col("key") == "stated").group_by("site", "source", maintain_order=True).agg(pl.col("share").sum())
    return [
        Finding(f"allocation › {site} › {source or 'shared'}", "allocation.sum",
                f"the stated shares sum to {total:.6g}, not to 1", "what they leave over is carried by no product", "warning")
        for site, source, total in sums.filter((pl.col("share") - 1.0).abs() > 1e-9).iter_rows()
    ]


def _open(open_: pl.DataFrame) -> list[Finding]:
    grouped = open_.group_by("site", "reason", maintain_order=True).agg(pl.len())
    return [
        Finding(f"ACTIVITY › {site}", "allocation.open", f"{count} rows are carried by no product: {reason}",
                "they stand in the reconciliation as lines of their own", "notice")
        for site, reason, count in grouped.iter_rows()
    ]
