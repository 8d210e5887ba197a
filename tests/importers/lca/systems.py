"""Small systems that have one of everything a format must carry."""

from __future__ import annotations

from typing import Any

import polars as pl

from lizero.lca import System


def rich(**changes: Any) -> System:
    """Power, fuel in another unit, a process with two outputs, a waste that is treated, an avoided product, a loop, a resource, CO2e."""
    rows = [
        ("fuel", "product", "fuel", 100.0, "kg", {"reference": True}),
        ("fuel", "elementary", "CO2", 10.0, "kg", {"compartment": "air", "distribution": "lognormal", "spread": 0.2, "pedigree": "1,2,3,4,5"}),
        ("fuel", "elementary", "crude oil", 105.0, "kg", {"compartment": "resource"}),
        ("fuel", "input", "electricity", 2.0, "kWh", {"distribution": "triangular", "low": 1.0, "high": 3.0}),
        ("power", "product", "electricity", 36.0, "MJ", {"reference": True}),
        ("power", "input", "fuel", 2000.0, "g", {"distribution": "lognormal", "spread": 0.1, "source": "meter; read twice", "status": "checked"}),
        ("power", "elementary", "SO2 › low population density", 0.1, "kg", {"compartment": "air", "distribution": "normal", "spread": 0.01}),
        ("power", "elementary", "CO2e", 3.0, "kg", {"compartment": "air", "gwp_set": "ar6-gwp100"}),
        ("power", "waste", "ash", 0.5, "kg", {}),
        ("landfill", "waste", "ash", 1.0, "kg", {"reference": True}),
        ("landfill", "elementary", "CH4 non-fossil", 0.02, "kg", {"compartment": "air"}),
        ("split", "product", "hydroxide", 1.0, "kg", {"reference": True, "share": 0.75}),
        ("split", "co-product", "sulfate", 2.0, "kg", {"share": 0.25}),
        ("split", "input", "electricity", None, "kWh", {"formula": "need * 2", "distribution": "lognormal", "spread": 0.3}),
        ("split", "avoided", "fuel", 0.01, "kg", {}),
        ("split", "elementary", "CO2", 1.5, "kg", {"compartment": "air", "distribution": "uniform", "low": 1.0, "high": 2.0}),
        ("use", "product", "service", 1.0, "unit", {"reference": True}),
        ("use", "input", "hydroxide", 3.0, "kg", {}),
        ("use", "input", "sulfate", 1.0, "kg", {}),
    ]
    table = [{"process": p, "kind": k, "flow": f, "amount": a, "unit": u, **more} for p, k, f, a, u, more in rows]
    ids = list(dict.fromkeys(r["process"] for r in table))
    processes = pl.DataFrame(
        {
            "process": ids,
            "name": [f"{i}, <at> plant & co" for i in ids],
            "geography": ["CN", "AU-WA", "WORLD", None, "CL"],
            "period": ["2019-2021"] * 5,
            "stage": [None, "energy", None, "refining", None],
        }
    )
    parameters = pl.DataFrame({"parameter": ["need", "base"], "value": [None, 2.0], "formula": ["base + 1", None], "scope": ["split", None]})
    return System(processes, pl.DataFrame(table, infer_schema_length=None), parameters, name="rich", **changes)


def by_name(system: System, method: str = "ar6-gwp100") -> dict[tuple[str, str], float]:
    """(name of the process, product) → score of one of its unit in MJ, kg or pieces."""
    rows = system.products().join(system.scores(method), on=["process", "product", "unit"])
    size = {"kWh": 3.6, "g": 0.001}
    return {
        (name.partition(",")[0], product): score / size.get(unit, 1.0)
        for name, product, unit, score in rows.select("name", "product", "unit", method).iter_rows()
    }
