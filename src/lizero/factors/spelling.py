"""The user's spellings of flows, places and families brought to the ones that are matched."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from lizero.errors import Finding, UnitMismatch, UnknownName, nearest
from lizero.units import unit
from lizero.vocab import elementary, flow_id, geographies, geography

__all__ = ["placed", "spelled"]


def spelled(factors: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """`factors` with canonical flows, places and families; rows of an unknown flow or place are left out with a finding.

    A unit that no list has is a notice: it matches activities in the very same spelling only.
    """
    frame = factors.with_columns(pl.col("family").str.to_lowercase())
    lost: list[Finding] = []
    for column, find, known in (("flow", flow_id, elementary()["flow"].to_list()), ("geography", _place, list(geographies()))):
        frame, unknown = _column(frame, column, find, known)
        lost += unknown
    odd = [u for u in frame["unit"].unique(maintain_order=True).to_list() if not _is_unit(u)]
    hint = "write a known unit if conversions are wanted"
    text = "unit {!r} is not known: it matches the same spelling only"
    odd_found = [Finding(f"FACTORS › {u} › unit", "factor.unit-unknown", text.format(u), hint, "notice") for u in odd]
    return frame, (*lost, *odd_found)


def placed(proxies: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """`proxies` with canonical places; rows of an unknown place are left out with a finding."""
    lost: list[Finding] = []
    frame = proxies.with_columns(pl.col("library").alias("id"))
    for column in ("geography", "use_geography"):
        blank = pl.when(pl.col(column).str.strip_chars() != "").then(pl.col(column).str.strip_chars()).alias(column)
        frame, unknown = _column(frame.with_columns(blank), column, _place, list(geographies()), table="PROXIES")
        lost += unknown
    return frame.drop("id"), tuple(lost)


def _column(
    frame: pl.DataFrame, name: str, find: Callable[[str], str | None], known: list[str], *, table: str = "FACTORS"
) -> tuple[pl.DataFrame, list[Finding]]:
    found = {text: find(text) for text in frame[name].drop_nulls().unique(maintain_order=True).to_list()}
    bad = [text for text, id_ in found.items() if id_ is None]
    rows = frame.filter(pl.col(name).is_in(bad)).select("id", name).iter_rows()
    findings = [
        Finding(
            f"{table} › {id_} › {name}", f"factor.{name.removeprefix('use_')}-unknown", f"{name} {text!r} is not known",
            f"nearest: {', '.join(nearest(text, known, 3)) or 'none'}", "error",
        )
        for id_, text in rows
    ]
    kept = frame.filter(~pl.col(name).is_in(bad).fill_null(False))
    return kept.with_columns(pl.col(name).replace({text: id_ for text, id_ in found.items() if id_})), findings


def _place(text: str) -> str | None:
    try:
        return geography(text)
    except UnknownName:
        return None


def _is_unit(text: str) -> bool:
    try:
        return bool(unit(text))
    except (UnknownName, UnitMismatch):
        return False
