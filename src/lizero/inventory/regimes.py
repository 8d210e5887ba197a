"""Reporting regimes as data: each is a view of the same lines with its own rows, year, GWP set, gases and exports.

A regime is a TOML file of the data set ``regimes``. Adding a regime is adding a file.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from lizero.errors import Finding, UnknownName
from lizero.inventory.result import Inventory
from lizero.reference import data_set
from lizero.vocab import categories

__all__ = ["View", "regime", "regimes", "view"]


@dataclass(frozen=True)
class View:
    """`rows`: name, amount (in `unit`), whether it is in the total. `findings`: where the inventory is not what the regime asks."""

    regime: str
    title: str
    unit: str
    rows: pl.DataFrame
    total: float
    findings: tuple[Finding, ...]


def regimes() -> tuple[str, ...]:
    """Names of the regimes that ship.

    >>> regimes()
    ('cn-enterprise', 'ghg-protocol', 'iso-14064-1', 'nger')
    """
    return tuple(sorted(f.removesuffix(".toml") for f in data_set("regimes").source.sha256))


@cache
def regime(name: str) -> dict[str, Any]:
    """The declaration of a regime. Raises UnknownName with the nearest names."""
    if name not in regimes():
        raise UnknownName("regime", name, regimes())
    return tomllib.loads(data_set("regimes").text(f"{name}.toml"))


def view(inventory: Inventory, name: str) -> View:
    """The lines of `inventory` as the regime `name` shows them.

    Raises UnknownName. What the inventory should have been made with (year, GWP set) is a finding, never a silent change.
    """
    rules = regime(name)
    lines = _lines(inventory, rules)
    rows = [(r["name"], r.get("sign", 1) * _sum(lines, r), r.get("in_total", True)) for r in rules["rows"]]
    frame = pl.DataFrame(rows, schema={"name": pl.String(), "amount": pl.Float64(), "in_total": pl.Boolean()}, orient="row")
    total = math.fsum(frame.filter("in_total")["amount"])
    return View(name, rules["title"], rules["unit"], frame, total, tuple(_departures(inventory, name, rules)))


def _lines(inventory: Inventory, rules: dict[str, Any]) -> pl.DataFrame:
    """The lines that the regime sees: its gases (of CO2e only frozen grid or heat factors), its countries, entities whole or by share."""
    lines = inventory.lines
    if rules["gases"]:
        lines = lines.filter(pl.col("flow").is_in([*rules["gases"], "CO2e"]))
    if rules.get("countries"):
        lines = lines.filter(pl.col("geography").fill_null("").str.split("-").list.first().is_in(rules["countries"]))
    whole = rules.get("whole_entities", False)
    own = pl.col("category") != "investments" if whole else pl.lit(True)
    known = {c: r["iso_category"] for c, r in categories().items()}
    iso = pl.col("category").replace_strict(known, default=None, return_dtype=pl.String)
    return lines.filter(own).with_columns((pl.col("whole") if whole else pl.col("co2e")).alias("seen"), iso.alias("iso"))


def _sum(lines: pl.DataFrame, row: dict[str, Any]) -> float:
    mask = pl.col("basis").is_in(["none", row.get("basis", "location")])
    for key, column in (("scopes", "scope"), ("iso", "iso"), ("categories", "category")):
        if key in row:
            mask = mask & pl.col(column).is_in(row[key])
    if "iso" in row:
        mask = mask & pl.col("scope").is_not_null()
    return math.fsum(lines.filter(mask)["seen"].drop_nulls())


def _departures(inventory: Inventory, name: str, rules: dict[str, Any]) -> Iterable[Finding]:
    place = f"regime › {name}"
    if rules["gwp"] and inventory.gwp not in rules["gwp"]:
        text = f"{rules['title']} asks for {' or '.join(rules['gwp'])}; the inventory was made with {inventory.gwp}"
        yield Finding(place, "regime.gwp", text, "make the inventory with this set", "warning")
    begins = f"{inventory.period.start:%m-%d}"
    if rules["year_starts"] not in ("any", begins) or not 365 <= inventory.period.days <= 366:
        starts = "any day" if rules["year_starts"] == "any" else rules["year_starts"]
        covers = f"the inventory covers {inventory.period.start} to {inventory.period.end}"
        text = f"a reporting year begins on {starts} and has 365 or 366 days; {covers}"
        yield Finding(place, "regime.year", text, "state the first and last day of the reporting year", "warning")
    if rules["gases"] and inventory.lines.filter((pl.col("flow") == "CO2e") & pl.col("scope").is_in(["1", "2"])).height:
        text = f"the regime counts {', '.join(rules['gases'])}; factors in CO2e cannot be split and count whole"
        yield Finding(place, "regime.co2e", text, "use factors by gas", "notice")
    if rules["status"] != "checked":
        yield Finding(place, "regime.unverified", f"the rules of {rules['title']} are {rules['status']}", rules["source"], "notice")
