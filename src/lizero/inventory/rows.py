"""The year's activity with what every later step asks of it: entity, place, item, scope, and which own entity provides.

Columns added to ACTIVITY: `part` (number of the row after splitting), `organisation` (the site's where the row names
none), `provider_organisation` (the own entity that provides, where one does), `item` (canonical name of the flow),
`place` (geography of the site), `grid` (its named grid, else its geography), `scope`, `role`, `is_flow` (the row's flow is
itself an elementary flow) and `told` (how a derived row came about).
"""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from lizero.activity import Period, Record, period, split_by_days
from lizero.errors import UnknownName
from lizero.vocab import categories, elementary, flow_id, geography, item_id

__all__ = ["prepared", "span_of"]

RELEASED = ("measured release", "fugitive", "resource use")
BOUGHT = (
    "stationary combustion",
    "mobile combustion",
    "purchased goods",
    "capital goods",
    "waste",
    "product output",
    "internal transfer",
    "stock change",
)
INTERNAL = ("purchased electricity", "purchased heat", "purchased goods", "capital goods", "waste")


def span_of(record: Record, year: int | tuple[date, date] | None) -> Period:
    """The reporting period: as asked, else all days that the record covers."""
    if year is not None:
        return period(year)
    first, last = record.activity["start"].min(), record.activity["end"].max()
    if first is None or last is None:
        return Period(date(1, 1, 1), date(1, 1, 1))
    return Period(first, last)  # type: ignore[arg-type]


def prepared(record: Record, year: int | tuple[date, date] | None, holder: str) -> pl.DataFrame:
    """The rows of the period, cut at the ends of calendar years, in the order of the record."""
    rows = split_by_days(record.activity, year)
    rows = split_by_days(rows) if year is None or not isinstance(year, int) else rows
    rows = _placed(_owned(rows, record, holder), record)
    rows = rows.with_columns(_named(rows).alias("item"), *_labels(rows["category"]))
    flows = elementary()["flow"].to_list()
    return rows.with_row_index("part").with_columns(pl.col("item").is_in(flows).alias("is_flow"), pl.lit(None, pl.String).alias("told"))


def _owned(rows: pl.DataFrame, record: Record, holder: str) -> pl.DataFrame:
    sites = record.register("SITES")
    owner = dict(sites.select("site", "organisation").iter_rows())
    entities = record.register("ORGANISATIONS")["organisation"].to_list()
    entities += [e for c in ("holder", "held") for e in record.register("OWNERSHIP")[c].to_list()]
    own = {e: e for e in entities} | owner
    site_owner = _mapped(rows["site"], owner)
    provider = _mapped(rows["provider"], own)
    return rows.with_columns(
        pl.coalesce("organisation", site_owner, pl.lit(holder)).alias("organisation"),
        pl.when(pl.col("category").is_in(INTERNAL)).then(provider).alias("provider_organisation"),
    )


def _placed(rows: pl.DataFrame, record: Record) -> pl.DataFrame:
    sites = record.register("SITES")
    place = {s: _code(g) for s, g in sites.select("site", "geography").iter_rows()}
    grid = {s: _code(g) if g else place[s] for s, g in sites.select("site", "grid").iter_rows()}
    return rows.with_columns(_mapped(rows["site"], place).alias("place"), _mapped(rows["site"], grid).alias("grid"))


def _code(text: str) -> str:
    """The code of a place; an unknown place stays as it is written, and the choice of factors says so."""
    try:
        return geography(text)
    except UnknownName:
        return text


def _mapped(series: pl.Series, table: dict[str, str]) -> pl.Series:
    return series.replace_strict(table, default=None, return_dtype=pl.String)


def _named(rows: pl.DataFrame) -> pl.Series:
    """Canonical names: a release by its elementary flow, what is used by its item, else the text itself.

    What is bought is an item even where a flow has its name (carbon dioxide for carbonation); only CO2e is then a flow.
    """
    pairs = rows.select("category", "flow").unique()
    names = pairs.with_columns(pl.Series("item", [_name(c, f) for c, f in pairs.iter_rows()], pl.String))
    return rows.join(names, on=["category", "flow"], how="left", maintain_order="left")["item"]


def _name(category: str, text: str) -> str:
    flow, item = flow_id(text), item_id(text)
    if category in RELEASED:
        return flow or item or text.strip()
    gas = flow if flow in _gases() else None
    if category in BOUGHT:
        return ("CO2e" if flow == "CO2e" else item or gas) or text.strip()
    return gas or item or text.strip()


@cache
def _gases() -> frozenset[str]:
    known = elementary().filter(pl.col("group").is_in(["greenhouse gas", "montreal gas"]))
    return frozenset(known["flow"])


def _labels(category: pl.Series) -> list[pl.Series]:
    known = categories()
    scope = {c: r["scope"] or None for c, r in known.items()}
    role = {c: r["role"] for c, r in known.items()}
    return [
        category.replace_strict(scope, default=None, return_dtype=pl.String).alias("scope"),
        category.replace_strict(role, default=None, return_dtype=pl.String).alias("role"),
    ]
