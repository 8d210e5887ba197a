"""What a record says against itself: unknown sites, units and items, negative meters, dates the wrong way round, rows
that stand twice, activity outside a site's life, interests above the whole.

An error sets the row apart; a warning leaves it in (convention 2). Everything is checked on columns; only the faulty
rows are walked through, to say where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from lizero.errors import Finding, LizeroError, Severity, nearest
from lizero.schema import Checked
from lizero.units import unit
from lizero.vocab import elementary, flow_id, item_id, items

__all__ = ["Registers", "inspect", "inspect_registers"]

Message = Callable[[dict[str, object]], tuple[str, str]]

SIGNED = ("stock change",)
TWIN = ("site", "source", "process", "category", "flow", "quantity", "unit", "start", "end", "provider")


@dataclass(frozen=True)
class Registers:
    """Registers whose rows agree with one another, the rows that do not, and why."""

    frames: dict[str, pl.DataFrame]
    rejected: list[pl.DataFrame]
    findings: list[Finding]


def inspect(activity: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> Checked:
    """`activity` (an ACTIVITY frame) against its registers: good rows, rows set apart, and a finding for each fault.

    A register that is absent or empty is not checked against.
    """
    rows = activity.with_row_index("_row")
    errors = [*_dates(rows), *_negative(rows), *_units(rows), *_sites(rows, registers)]
    bad = {row for row, _ in errors}
    good = rows.filter(~pl.col("_row").is_in(sorted(bad)))
    warnings = [*_twins(good), *_items(good), *_life(good, registers), *_sources(good, registers)]
    found = (*(f for _, f in errors), *(f for _, f in warnings))
    return Checked(good.drop("_row"), rows.filter(pl.col("_row").is_in(sorted(bad))).drop("_row"), found)


def _note(rows: pl.DataFrame, rule: str, column: str, message: Message, severity: Severity = "error") -> list[tuple[int, Finding]]:
    """A finding for each of `rows`, which are the faulty ones only."""
    found = []
    for row in rows.iter_rows(named=True):
        text, hint = message(row)
        place = f"ACTIVITY › {row['record']} › {column}"
        found.append((row["_row"], Finding(place, rule, text, hint, severity, str(row["record"]))))
    return found


def _dates(rows: pl.DataFrame) -> list[tuple[int, Finding]]:
    wrong = rows.filter(pl.col("end") < pl.col("start"))
    return _note(
        wrong,
        "activity.dates",
        "end",
        lambda r: (f"the period ends ({r['end']}) before it starts ({r['start']})", "exchange or correct the two dates"),
    )


def _negative(rows: pl.DataFrame) -> list[tuple[int, Finding]]:
    wrong = rows.filter((pl.col("quantity") < 0) & ~pl.col("category").is_in(SIGNED))
    return _note(
        wrong,
        "activity.negative",
        "quantity",
        lambda r: (
            f"quantity {r['quantity']:g} {r['unit']} is negative",
            "correct the reading; a meter that was exchanged gets two rows; a credit note reduces the row it corrects",
        ),
    )


def _units(rows: pl.DataFrame) -> list[tuple[int, Finding]]:
    faults = {text: fault for text in rows["unit"].unique() if (fault := _unit_fault(text))}
    wrong = rows.filter(pl.col("unit").is_in(list(faults)))
    return _note(
        wrong,
        "unit.unknown",
        "unit",
        lambda r: (faults[str(r["unit"])], "write the unit as in the list of units, with its basis: GJ (GCV), Nm3, t"),
    )


def _unit_fault(text: str) -> str:
    try:
        unit(text)
    except LizeroError as fault:
        return str(fault)
    return ""


def _sites(rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> list[tuple[int, Finding]]:
    sites = _ids(registers, "SITES", "site")
    if not sites:
        return []
    wrong = rows.filter(~pl.col("site").is_in(sites))
    return _note(
        wrong, "site.unknown", "site", lambda r: (f"site {r['site']!r} is not in SITES", _near(str(r["site"]), sites) or "add it to SITES")
    )


def _twins(rows: pl.DataFrame) -> list[tuple[int, Finding]]:
    key = [c for c in TWIN if c in rows.columns]
    rows = rows.filter(rows.select(key).is_duplicated())
    twins = rows.with_columns(pl.col("record").first().over(key).alias("_first"), pl.int_range(pl.len()).over(key).alias("_n"))
    return _note(
        twins.filter(pl.col("_n") > 0),
        "activity.twin",
        "record",
        lambda r: (
            f"the row says the same as {r['_first']!r}: same site, source, flow, quantity, unit and period",
            "remove one of the two if the same bill was entered twice; both count now",
        ),
        "warning",
    )


def _items(rows: pl.DataFrame) -> list[tuple[int, Finding]]:
    known = [*items(), *elementary()["flow"].to_list()]
    strange = [f for f in rows["flow"].unique() if item_id(f) is None and flow_id(f) is None]
    hints = {flow: _near(flow, known) for flow in strange}
    wrong = rows.filter(pl.col("flow").is_in(strange))
    return _note(
        wrong,
        "item.unknown",
        "flow",
        lambda r: (f"{r['flow']!r} is not an item that is known by name", hints[str(r["flow"])] or "a factor of its own must serve it"),
        "notice",
    )


def _life(rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> list[tuple[int, Finding]]:
    sites = registers.get("SITES")
    if sites is None or not sites.height:
        return []
    life = sites.select("site", pl.col("start").alias("_from"), pl.col("end").alias("_to"))
    dated = rows.join(life, on="site", how="left", maintain_order="left")
    wrong = dated.filter((pl.col("start") < pl.col("_from")) | (pl.col("end") > pl.col("_to")))
    return _note(
        wrong,
        "site.life",
        "start",
        lambda r: (
            f"{r['start']} to {r['end']} lies outside the life of site {r['site']} ({r['_from'] or '…'} to {r['_to'] or '…'})",
            "correct the dates of the row or of the site; the row counts",
        ),
        "warning",
    )


def _sources(rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> list[tuple[int, Finding]]:
    sources = registers.get("SOURCES")
    if sources is None or not sources.height:
        return []
    named = rows.filter(pl.col("source").is_not_null())
    wrong = named.join(sources.select("source", "site"), on=["source", "site"], how="anti")
    known = sources["source"].to_list()
    return _note(
        wrong,
        "source.unknown",
        "source",
        lambda r: (f"source {r['source']!r} is not in SOURCES for site {r['site']}", _near(str(r["source"]), known)),
        "warning",
    )


def inspect_registers(frames: Mapping[str, pl.DataFrame]) -> Registers:
    """Registers against one another: shares above the whole, an end before its start, an organisation nobody knows."""
    kept, rejected, findings = dict(frames), [], []
    for name, table in frames.items():
        faulty = _register_faults(name, table)
        rows = {row for row, _ in faulty}
        findings += [f for _, f in faulty]
        rejected.append(
            table.with_row_index("_row").filter(pl.col("_row").is_in(sorted(rows))).drop("_row").with_columns(pl.lit(name).alias("table"))
        )
        kept[name] = table.with_row_index("_row").filter(~pl.col("_row").is_in(sorted(rows))).drop("_row")
    findings += _organisations(kept)
    return Registers(kept, rejected, findings)


def _register_faults(name: str, table: pl.DataFrame) -> list[tuple[int, Finding]]:
    rows = table.with_row_index("_row")
    found = []
    if {"start", "end"} <= set(table.columns):
        for row in rows.filter(pl.col("end") < pl.col("start")).iter_rows(named=True):
            place = f"{name} › row {row['_row'] + 1} › end"
            found.append((row["_row"], Finding(place, "register.dates", f"ends {row['end']} before it starts {row['start']}")))
    if name == "OWNERSHIP":
        for row in rows.filter(pl.col("share") > 1).iter_rows(named=True):
            place = f"OWNERSHIP › {row['holder']} in {row['held']} › share"
            text = f"share {row['share']:g} is more than the whole"
            found.append((row["_row"], Finding(place, "ownership.share", text, "write 0.51 for 51 %")))
    return found


def _organisations(frames: Mapping[str, pl.DataFrame]) -> list[Finding]:
    known = _ids(frames, "ORGANISATIONS", "organisation")
    if not known:
        return []
    used = [("SITES", "organisation"), ("OWNERSHIP", "holder"), ("OWNERSHIP", "held")]
    return [
        Finding(
            f"{table} › {column}",
            "organisation.unknown",
            f"organisation {name!r} is not in ORGANISATIONS",
            _near(name, known) or "add it to ORGANISATIONS",
            "warning",
        )
        for table, column in used
        for name in _ids(frames, table, column)
        if name not in known
    ]


def _ids(frames: Mapping[str, pl.DataFrame], table: str, column: str) -> list[str]:
    frame = frames.get(table)
    return [] if frame is None else frame[column].drop_nulls().unique(maintain_order=True).to_list()


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known, 3)
    return f"did you mean {', '.join(map(repr, near))}?" if near else ""
