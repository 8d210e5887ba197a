"""Methods: characterisation factors by elementary flow, found by name.

The GWP methods (``ar6-gwp100`` …) come from the sets of `lizero.units.gwp`. Their categories keep apart what no total may
hold (convention 9): "climate change", and beside it "biogenic CO2" and "biogenic CO2 uptake", both in kg CO2.

Two further views of AR6 split climate change as ISO 14067 reports it. They differ in the convention for biogenic CO2 and are
never mixed (convention 11): ``ar6-gwp100-iso14067`` counts uptake −1 and release +1, ``ar6-gwp100-ef`` counts both 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import polars as pl

from lizero.errors import UnknownName
from lizero.registry import find, names, register
from lizero.schema import check
from lizero.tables import METHOD
from lizero.units import gwp, gwp_sets
from lizero.vocab import elementary

__all__ = ["Method", "method", "methods"]

CLIMATE, BIOGENIC, UPTAKE = "climate change", "biogenic CO2", "biogenic CO2 uptake"
SPLIT = {"fossil": "climate change, fossil", "biogenic": "climate change, biogenic", "land use": "climate change, land use"}
SPLIT_SET = "ar6-gwp100"


@dataclass(frozen=True)
class Method:
    """A method: its id, its METHOD frame, where the numbers come from, and the GWP set that it stands on, if any."""

    id: str
    frame: pl.DataFrame
    implementation: str
    gwp_set: str | None = None


def methods() -> tuple[str, ...]:
    """Ids of all methods that are there.

    >>> "ar6-gwp100" in methods()
    True
    """
    return tuple(sorted({*gwp_sets(), *names("methods")}))


@cache
def method(name: str) -> Method:
    """The method `name`. Raises UnknownName with the nearest ids.

    >>> m = method("ar6-gwp100").frame
    >>> m.filter(flow="CH4 fossil", category="climate change")["factor"].item()
    29.8
    """
    if name in gwp_sets():
        return _gwp_method(name)
    if name not in names("methods"):
        raise UnknownName("method", name, methods())
    made: Callable[[], Method] = find("methods", name)
    return made()


Row = tuple[str, str, float, str]
"""Category, flow, factor, unit of the impact."""


def _gwp_method(name: str) -> Method:
    values = gwp(name)
    rows: list[Row] = [(CLIMATE, flow, factor, "kg CO2e") for flow, _, factor in _greenhouse_gases(values)]
    rows += [(BIOGENIC, "CO2 biogenic", 1.0, "kg CO2"), (UPTAKE, "CO2 uptake", 1.0, "kg CO2"), (CLIMATE, "CO2e", 1.0, "kg CO2e")]
    return _made(name, rows, f"GWP set {name}", name)


def _greenhouse_gases(values: dict[str, float]) -> Iterator[tuple[str, str, float]]:
    """Flow, origin and GWP of each gas that the set has a value for; methane of an origin falls back to unspecified methane."""
    for flow, species, origin in elementary().select("flow", "species", "origin").iter_rows():
        value = values.get(species or "", values.get((species or "").split(" ")[0]))
        if species and value is not None:
            yield flow, origin or "fossil", value


def _split(name: str, release: float, uptake: float) -> Method:
    rows: list[Row] = [(SPLIT[origin], flow, factor, "kg CO2e") for flow, origin, factor in _greenhouse_gases(gwp(SPLIT_SET))]
    rows += [(SPLIT["biogenic"], "CO2 biogenic", release, "kg CO2e"), (SPLIT["biogenic"], "CO2 uptake", uptake, "kg CO2e")]
    rows += [(CLIMATE, flow, factor, unit) for _, flow, factor, unit in rows] + [(CLIMATE, "CO2e", 1.0, "kg CO2e")]
    return _made(name, rows, f"GWP set {SPLIT_SET}, biogenic CO2 release {release:+g}, uptake {uptake:+g}", SPLIT_SET)


def _made(name: str, rows: list[Row], implementation: str, gwp_set: str) -> Method:
    frame = pl.DataFrame(rows, schema=["category", "flow", "factor", "unit"], orient="row").with_columns(
        pl.lit(name).alias("method"), pl.lit(implementation).alias("implementation"), pl.lit("kg").alias("flow_unit"),
    )
    return Method(name, check(frame, METHOD).frame, implementation, gwp_set)


register("methods", "ar6-gwp100-iso14067", partial(_split, "ar6-gwp100-iso14067", 1.0, -1.0))
register("methods", "ar6-gwp100-ef", partial(_split, "ar6-gwp100-ef", 0.0, 0.0))
