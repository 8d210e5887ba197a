"""Global warming potentials by set: the one place where gases become CO2e.

A set is an IPCC assessment report and a time horizon. Values come from the package globalwarmingpotentials (CC0), with two
additions that the package does not hold, kept in ``gwp.csv`` with their source: the fossil and non-fossil methane of AR6 and
the corrected SF6 of AR6 as an edition of its own.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from lizero.errors import ReferenceRefused, UnknownName

__all__ = ["check_label", "gwp", "gwp_sets", "gwp_source"]

_NAME = re.compile(r"^(SAR|TAR|AR4|AR5CCF|AR5|AR6)(GWP|GTP)(\d+)$")
CHECKS = {
    "sar-gwp100": (21.0, 310.0), "tar-gwp100": (23.0, 296.0), "ar4-gwp100": (25.0, 298.0), "ar5-gwp100": (28.0, 265.0),
    "ar5-ccf-gwp100": (34.0, 298.0), "ar6-gwp100": (27.9, 273.0),
}
"""CH4 and N2O by which a label is held against its values: a table labelled AR6 with the values of AR5 is refused."""


def _identify(name: str) -> str:
    found = _NAME.match(name)
    if not found:
        raise ReferenceRefused(f"GWP set {name!r} of the package is not understood")
    report = {"AR5CCF": "ar5-ccf"}.get(found[1], found[1].lower())
    return f"{report}-{found[2].lower()}{found[3]}"


@cache
def _sets() -> dict[str, dict[str, float]]:
    from globalwarmingpotentials import data

    sets = {_identify(name): {"CO2": 1.0, **values} for name, values in data.items()}
    for row in csv.DictReader(_file("gwp.csv").splitlines()):
        base = sets.setdefault(row["set"], dict(sets[row["like"]]) if row["like"] else {"CO2": 1.0})
        base[row["species"]] = float(row["value"])
    for name in CHECKS:
        check_label(name, sets[name]["CH4"], sets[name]["N2O"])
    return sets


def _file(name: str) -> str:
    return files("lizero.units").joinpath(name).read_text(encoding="utf-8")


def check_label(name: str, ch4: float, n2o: float) -> None:
    """Refuse a table of values whose label says one set and whose methane and nitrous oxide are another's.

    >>> check_label("ar6-gwp100", 28.0, 265.0)
    Traceback (most recent call last):
    ...
    lizero.errors.ReferenceRefused: GWP values labelled 'ar6-gwp100' have CH4 28 and N2O 265, ...
    """
    due = CHECKS.get(name)
    if due is None or due == (ch4, n2o):
        return
    others = [n for n, values in CHECKS.items() if values == (ch4, n2o)]
    whose = f", which are those of {others[0]!r}" if others else ""
    raise ReferenceRefused(
        f"GWP values labelled {name!r} have CH4 {ch4:g} and N2O {n2o:g}{whose}; {name!r} has {due[0]:g} and {due[1]:g}"
    )


def gwp_sets() -> tuple[str, ...]:
    """Ids of the GWP sets, as ``ar6-gwp100``."""
    return tuple(_sets())


def gwp(set_id: str) -> dict[str, float]:
    """kg CO2e for one kg of each species under the set `set_id`. Raises UnknownName.

    >>> gwp("ar6-gwp100")["CH4"], gwp("ar5-gwp100")["N2O"]
    (27.9, 265.0)
    """
    if set_id not in _sets():
        raise UnknownName("GWP set", set_id, _sets())
    return dict(_sets()[set_id])


def gwp_source(set_id: str) -> str:
    """Where the values of the set come from."""
    gwp(set_id)
    rows = [r for r in csv.DictReader(_file("gwp.csv").splitlines()) if r["set"] == set_id]
    own = sorted({f"{r['species']}: {r['source']} ({r['status']})" for r in rows})
    return "; ".join([f"globalwarmingpotentials {version('globalwarmingpotentials')}", *own])
