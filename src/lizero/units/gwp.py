"""GWP sets: kg CO2e for one kg of a gas, by assessment report and time horizon, from the data set ``gwp``.

AR6 tells three methane flows apart: ``CH4 fossil`` (fugitive and process), ``CH4 non-fossil`` (and any combustion),
``CH4`` (unspecified). In the other sets all methane has the value of ``CH4``, as the reporting rules of AR5 have it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import polars as pl

from lizero.errors import ReferenceRefused, UnknownName
from lizero.reference import data_set

__all__ = ["METHANE", "blend", "check_label", "gwp", "gwp_edition", "gwp_sets", "gwp_source", "gwp_table", "gwp_unverified", "species_of"]

METHANE = ("CH4", "CH4 fossil", "CH4 non-fossil")
"""Names of methane in a set: unspecified, fossil that was not burned, non-fossil or from any combustion."""

_ALIKE = 1e-9


def gwp(set_id: str) -> dict[str, float]:
    """Values of the set `set_id` by species, in kg CO2e/kg. Raises UnknownName.

    >>> ar6 = gwp("ar6-gwp100")
    >>> ar6["CH4 fossil"], ar6["CH4 non-fossil"], ar6["CH4"], ar6["N2O"]
    (29.8, 27.0, 27.9, 273.0)
    >>> gwp("ar5-gwp100")["CH4 fossil"]
    28.0
    """
    return dict(_set(set_id))


def gwp_sets() -> tuple[str, ...]:
    """Ids of the sets, from the oldest report to the newest.

    >>> gwp_sets()[0], "ar6-gwp100" in gwp_sets()
    ('sar-gwp100', True)
    """
    return tuple(_sets())


def gwp_table() -> pl.DataFrame:
    """All values: set, species, value, source, status."""
    return data_set("gwp").frame("gwp").with_columns(pl.col("value").cast(pl.Float64))


def gwp_edition() -> str:
    """What the values were taken from, with its version."""
    return f"globalwarmingpotentials {data_set('gwp').edition}"


def gwp_unverified(set_id: str) -> frozenset[str]:
    """Species of the set whose value has not been checked against its source."""
    doubtful = gwp_table().filter((pl.col("set") == set_id) & (pl.col("status") != "checked"))
    return frozenset(doubtful["species"].to_list())


def gwp_source(set_id: str) -> str:
    """Where the values of the set come from, single values with their status."""
    _set(set_id)
    rows = gwp_table().filter((pl.col("set") == set_id) & (pl.col("source") != gwp_edition()) & (pl.col("species") != "CO2"))
    own = [f"{species}: {source} ({status})" for species, source, status in rows.select("species", "source", "status").iter_rows()]
    return "; ".join([gwp_edition(), *own])


def blend(parts: Mapping[str, float], set_id: str) -> float:
    """The GWP of a mixture from its composition, `parts` as mass of each gas (any common unit; they are normalised).

    Never from a printed table of blends: compositions are facts, printed blend values are often garbled.
    Raises UnknownName for a gas that the set lacks and ValueError for a composition without mass.

    >>> [blend({"HFC-32": 50, "HFC-125": 50}, s) for s in ("ar4-gwp100", "ar5-gwp100", "ar6-gwp100")]
    [2087.5, 1923.5, 2255.5]
    """
    whole = sum(parts.values())
    if not parts or min(parts.values()) < 0 or whole <= 0:
        raise ValueError(f"a blend has parts of positive mass; found {dict(parts)}")
    values = _set(set_id)
    return sum(values[species_of(gas, values, set_id)] * part for gas, part in parts.items()) / whole


def species_of(gas: str, values: Mapping[str, float], set_id: str) -> str:
    """The species of `values` that `gas` names, hyphens and case set aside: ``HFC-134a`` is ``HFC134a``."""
    names = {name.replace("-", "").casefold(): name for name in values}
    key = gas.replace("-", "").casefold()
    if key not in names:
        raise UnknownName(f"gas in GWP set {set_id}", gas, values)
    return names[key]


def check_label(set_id: str, values: Mapping[str, float]) -> None:
    """Refuses `values` that carry the label of one report and the numbers of another (28 and 265 called AR6).

    Compares methane and nitrous oxide with the reports' own. Raises ReferenceRefused that names the report they fit.
    """
    found = {gas: values[gas] for gas in ("CH4", "N2O") if gas in values}
    report, metric = _label(set_id)
    if not found or (report, metric) not in _anchors() or _fits(found, _anchors()[report, metric]):
        return
    others = [f"{r}-{m}" for (r, m), anchor in _anchors().items() if _fits(found, anchor)]
    told = ", ".join(f"{gas} {value:g}" for gas, value in found.items())
    own = ", ".join(f"{gas} {value:g}" for gas, value in _anchors()[report, metric].items())
    fit = f"they are those of {' and '.join(others)}" if others else "they are those of no report"
    raise ReferenceRefused(f"labelled {set_id!r} but {told}: {fit}; {report}-{metric} has {own}")


def _label(set_id: str) -> tuple[str, str]:
    found = re.search(r"\b(sar|tar|ar\d)(-ccf)?(?:-corrected)?[ _-]*(g[wt]p)[ _-]?(\d+)", set_id.casefold())
    return (f"{found[1]}{found[2] or ''}", f"{found[3]}{found[4]}") if found else ("", "")


def _fits(values: Mapping[str, float], anchor: Mapping[str, float]) -> bool:
    return all(abs(values[gas] - anchor[gas]) <= _ALIKE * anchor[gas] for gas in values if gas in anchor)


@cache
def _anchors() -> dict[tuple[str, str], dict[str, float]]:
    found: dict[tuple[str, str], dict[str, float]] = {}
    for report, metric, species, value in data_set("gwp").frame("anchors").iter_rows():
        found.setdefault((report, metric), {})[species] = float(value)
    return found


@cache
def _sets() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, species, value in gwp_table().select("set", "species", "value").iter_rows():
        found.setdefault(name, {})[species] = value
    for name, values in found.items():
        check_label(name, values)
        for methane in METHANE:
            values.setdefault(methane, values["CH4"])
    order = ("sar", "tar", "ar4", "ar5", "ar6")
    return dict(sorted(found.items(), key=lambda s: order.index(_label(s[0])[0].partition("-")[0])))


def _set(set_id: str) -> dict[str, float]:
    if set_id not in _sets():
        raise UnknownName("GWP set", set_id, _sets())
    return _sets()[set_id]
