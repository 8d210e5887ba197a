"""Methods: which impact each elementary flow has. Every GWP set is a method; folders and plug-ins bring others.

A GWP method has the category ``climate change`` (kg CO2e), and beside it, never in it, ``biogenic CO2``, ``biogenic CO2 uptake``,
``avoided CO2`` and ``removed CO2`` (kg CO2, convention 9). With the ending ``-iso14067`` the same set is told apart into
fossil, biogenic and land use with uptake -1 and release +1; with ``-ef`` both are 0, as in EF 3.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import polars as pl

from lizero import registry
from lizero.errors import TableRefused, UnknownName
from lizero.reference import data_set, data_sets
from lizero.schema import check
from lizero.tables import METHOD
from lizero.units import check_label, gwp, gwp_edition, gwp_sets, gwp_unverified
from lizero.vocab import elementary

__all__ = ["CLIMATE", "Method", "method", "methods"]

CLIMATE = "climate change"
_BESIDE = {"CO2 biogenic": "biogenic CO2", "CO2 uptake": "biogenic CO2 uptake", "CO2 avoided": "avoided CO2", "CO2 removed": "removed CO2"}
_SPLITS = ("iso14067", "ef")
_FOLDER = "methods/"


@dataclass(frozen=True)
class Method:
    """A method: its id, its METHOD frame, the edition of its data, the GWP set it holds, flows with unverified factors."""

    id: str
    frame: pl.DataFrame
    implementation: str
    gwp_set: str | None = None
    unverified: frozenset[str] = frozenset()

    @classmethod
    def of(cls, frame: pl.DataFrame, id: str, implementation: str = "own") -> Method:
        """A method of your own from a frame of category, flow, factor, flow_unit, unit (and compartment, geography).

        Raises TableRefused when rows are faulty, ReferenceRefused when its id names a GWP set that its values are not.

        >>> rows = {"category": ["acidification"], "flow": ["SO2"], "factor": [1.31], "flow_unit": ["kg"], "unit": ["mol H+ eq"]}
        >>> Method.of(pl.DataFrame(rows), "my-acidification").categories
        ('acidification',)
        """
        named = frame.with_columns(pl.lit(id).alias("method"), pl.lit(implementation).alias("implementation"))
        checked = check(named, METHOD)
        if faults := [f for f in checked.findings if f.severity == "error"]:
            raise TableRefused(f"method {id!r}: {len(faults)} rows are faulty, first: {faults[0]}")
        climate = checked.frame.filter(pl.col("category") == CLIMATE)
        check_label(id, dict(climate.select("flow", "factor").iter_rows()))
        return cls(id, checked.frame, implementation, _named_set(id))

    @property
    def categories(self) -> tuple[str, ...]:
        """Impact categories, in the order of the frame."""
        return tuple(self.frame["category"].unique(maintain_order=True).to_list())


def method(id: str) -> Method:
    """The method `id`: a GWP set, a split of one, a method folder, or a registered one. Raises UnknownName.

    >>> method("ar6-gwp100").frame.filter(category="climate change", flow="CH4 fossil")["factor"].item()
    29.8
    """
    if id in _built_in():
        return _made(id)
    try:
        found = registry.find("methods", id)
    except UnknownName:
        raise UnknownName("method", id, methods()) from None
    made = found() if callable(found) else found
    return made if isinstance(made, Method) else Method.of(made, id)


def methods() -> tuple[str, ...]:
    """Ids of all methods.

    >>> {"ar6-gwp100", "ar5-gwp100", "ar6-gwp100-iso14067"} <= set(methods())
    True
    """
    return tuple(dict.fromkeys((*_built_in(), *registry.names("methods"))))


@cache
def _built_in() -> tuple[str, ...]:
    splits = (f"{name}-{split}" for name in gwp_sets() for split in _SPLITS)
    folders = (name.removeprefix(_FOLDER) for name in data_sets() if name.startswith(_FOLDER) and "method" in data_set(name).names)
    return (*gwp_sets(), *splits, *folders)


@cache
def _made(id: str) -> Method:
    if id in gwp_sets():
        return _of_gwp(id, id, _plain(gwp(id)))
    name, _, split = id.rpartition("-")
    if split in _SPLITS and name in gwp_sets():
        return _of_gwp(id, name, _split(gwp(name), split))
    folder = data_set(_FOLDER + id)
    rows = folder.frame("method").with_columns(pl.col("factor").cast(pl.Float64))
    return Method.of(rows, id, f"{folder.source.title} {folder.edition}")


Row = tuple[str, str, str, float, str]


def _of_gwp(id: str, name: str, rows: Iterable[Row]) -> Method:
    columns = ["category", "flow", "compartment", "factor", "unit"]
    frame = pl.DataFrame(list(rows), schema=columns, orient="row")
    frame = frame.with_columns(
        pl.lit(id).alias("method"), pl.lit(gwp_edition()).alias("implementation"), pl.lit("kg").alias("flow_unit"),
        pl.lit(None, pl.String).alias("geography"),
    ).select(c.name for c in METHOD.columns)
    doubtful = gwp_unverified(name)
    flows = [flow for flow, _, species in _gases() if species in doubtful]
    return Method(id, frame, gwp_edition(), name, frozenset(flows))


def _plain(values: dict[str, float]) -> Iterable[Row]:
    """Every gas under climate change; what stays beside the total under categories of its own."""
    for flow, compartment, species in _gases():
        if species in values:
            yield CLIMATE, flow, compartment, values[species], "kg CO2e"
    yield CLIMATE, "CO2e", "air", 1.0, "kg CO2e"
    places = dict(elementary().select("flow", "compartment").iter_rows())
    for flow, category in _BESIDE.items():
        yield category, flow, places[flow], 1.0, "kg CO2"


def _split(values: dict[str, float], split: str) -> Iterable[Row]:
    """The total under climate change, and each part under its own category: flows of the rules, other gases as fossil."""
    rules = {r["flow"]: r for r in data_set("methods/carbon-split").frame(split).iter_rows(named=True)}
    places = {flow: (place, species) for flow, place, species in _gases()} | {
        flow: (place, None) for flow, place in elementary().select("flow", "compartment").iter_rows() if flow in rules
        and rules[flow]["factor"]
    }
    parts = []
    for flow, (place, species) in places.items():
        rule = rules.get(flow, {"category": f"{CLIMATE}, fossil", "factor": None})
        factor = float(rule["factor"]) if rule["factor"] else values.get(species or "")
        if factor is not None:
            parts.append((rule["category"], flow, place, factor, "kg CO2e"))
    yield from ((CLIMATE, *part[1:]) for part in parts)
    yield CLIMATE, "CO2e", "air", 1.0, "kg CO2e"
    yield from parts


@cache
def _gases() -> tuple[tuple[str, str, str], ...]:
    known = elementary().filter(pl.col("species").is_not_null() & (pl.col("species") != ""))
    return tuple(known.select("flow", "compartment", "species").iter_rows())


def _named_set(id: str) -> str | None:
    return next((name for name in sorted(gwp_sets(), key=len, reverse=True) if id == name or id.startswith(f"{name}-")), None)
