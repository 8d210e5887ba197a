"""Which records a verifier looks at: the largest surely, the others at random within strata, by a rule that anybody can repeat.

    share of a stratum = its size among the records that are not sure           order within a stratum = uniform(seed, record)

At least half of the sample, and every record of a sample's step (total / size) or more, are sure. Of the places left each stratum
gets one while they last, largest first, and the strata share the others in proportion to their size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lizero.uncertainty import uniform

__all__ = ["Agreement", "places", "sampled"]


@dataclass(frozen=True)
class Agreement:
    """What is agreed with a verifier: the threshold of materiality as a share, the level of assurance, the sample's size and seed.

    `agreed`: the names of those that the company states; the others are proposals of this project.
    """

    materiality: float = 0.05
    level: str = ""
    sample: int = 40
    seed: int = 1
    agreed: frozenset[str] = frozenset()


def sampled(records: pl.DataFrame, size: int, seed: int) -> pl.DataFrame:
    """The sample of `records` (record, stratum, size in t CO2e, signed): its rows with ``why`` (largest or random), largest first.

    Records of no size are not drawn. The same records give the same sample in whatever order they come.

    >>> rows = pl.DataFrame({"record": list("abcdef"), "stratum": list("xxxyyy"), "size": [90.0, 4.0, 3.0, 2.0, -1.0, 0.0]})
    >>> sampled(rows, 4, seed=1)["why"].to_list()
    ['largest', 'largest', 'random', 'random']
    """
    held = records.with_columns(_size=pl.col("size").fill_null(0.0).abs()).filter(pl.col("_size") > 0)
    held = held.sort(["_size", "record"], descending=[True, False])
    if held.is_empty() or size < 1:
        return held.clear().drop("_size").with_columns(why=pl.lit("largest"))
    step = float(held["_size"].sum()) / size
    sure = max((size + 1) // 2, held.filter(pl.col("_size") >= step).height)
    first = held.head(min(sure, size)).with_columns(why=pl.lit("largest"))
    drawn = _drawn(held.slice(first.height), size - first.height, seed).with_columns(why=pl.lit("random"))
    return pl.concat([first, drawn]).sort(["_size", "record"], descending=[True, False]).drop("_size")


def _drawn(rest: pl.DataFrame, count: int, seed: int) -> pl.DataFrame:
    """`count` of `rest`, at random within each stratum."""
    if count < 1 or rest.is_empty():
        return rest.clear()
    order = pl.Series(uniform(seed, rest["record"].to_list(), 1)[:, 0])
    strata = rest.group_by("stratum").agg(pl.col("_size").sum(), pl.len()).sort(["_size", "stratum"], descending=[True, False])
    sizes = {s: (float(size), int(n)) for s, size, n in strata.iter_rows()}
    given = places(sizes, count)
    taken = pl.DataFrame({"stratum": list(given), "_places": list(given.values())}, schema_overrides={"stratum": pl.String})
    rank = pl.col("_order").rank("ordinal").over("stratum")
    ordered = rest.with_columns(_order=order).join(taken, on="stratum", how="left", maintain_order="left", nulls_equal=True)
    return ordered.filter(rank <= pl.col("_places")).drop("_order", "_places")


def places(strata: Mapping[str, tuple[float, int]], count: int) -> dict[str, int]:
    """How many of `count` places each stratum (size, records; largest first) has: one while places last, the others by size.

    >>> places({"kilns": (90.0, 12), "power": (9.0, 12), "waste": (1.0, 12)}, 10)
    {'kilns': 8, 'power': 1, 'waste': 1}
    """
    given = {name: int(n < count) for n, name in enumerate(strata)}
    while (left := count - sum(given.values())) > 0:
        room = {s: size for s, (size, records) in strata.items() if given[s] < records}
        if not room:
            break
        whole = sum(room.values())
        shares = {s: left * size / whole for s, size in room.items()}
        whole_places = {s: min(int(x), strata[s][1] - given[s]) for s, x in shares.items()}
        if not any(whole_places.values()):
            order = sorted(shares, key=lambda s: -shares[s])
            whole_places = dict.fromkeys(order[:left], 1)
        given = {s: n + whole_places.get(s, 0) for s, n in given.items()}
    return given
