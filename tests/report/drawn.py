"""Charts with small invented data, one of each form, for the tests of this room."""

from __future__ import annotations

import math

import polars as pl

from lizero.report.charts import abatement, quadrant, uncertainty
from lizero.report.tree import Chart

LEVERS = pl.DataFrame(
    [
        ("Wind, solar, storage", "midstream", 263e3, 640.0, -12.0), ("Gas for coal", "midstream", 170e3, 810.0, 64.0),
        ("Electric calcination", "midstream", 229e3, 500.0, 98.0), ("MVR evaporation", "midstream", 144e3, 270.0, -25.0),
        ("Waste-heat recovery", "midstream", 95e3, 190.0, -40.0), ("Hydromet recycling", "end of life", 123e3, -190.0, 48.0),
        ("More brine in the mix", "upstream", 113e3, 50.0, 52.0), ("DLE, hot elution", "upstream", -46e3, -150.0, 20.0),
        ("Scrubber and SCR", "midstream", -18e3, 420.0, None), ("Yield +4 points", "downstream", 74e3, 95.0, -62.0),
        ("Green caustic soda", "midstream", 82e3, -120.0, 110.0), ("By-product cement", "downstream", 59e3, None, 8.0),
    ],
    schema=["lever", "transformation", "ghg", "pollutants", "cost"], orient="row",
)
SOURCE = "Invented for the test"


def quadrant_chart() -> Chart:
    """Twelve levers, one of them not assessed."""
    return quadrant.chart(LEVERS, year=2035, unit="t APeq", basis="SO2, NOx, PM by damage weight", source=SOURCE, digest="a1b2c3d4e5f60718")


def abatement_chart() -> Chart:
    """Ten levers that cut and have a cost, two that do not."""
    return abatement.chart(LEVERS.rename({"ghg": "abatement"}), year=2035, currency="USD", price=90.0, source=SOURCE)


def draws(n: int = 1000) -> pl.DataFrame:
    """Joint draws of three products on a golden-ratio sequence: the second is always 1.5 times the first."""
    u = [(0.5 + k * 0.6180339887498949) % 1 for k in range(n)]
    z = [math.log(x / (1 - x)) / 1.702 for x in u]
    rows = [(name, k, m * math.exp(s * q)) for name, m, s in (
        ("Li2CO3, brine, Atacama", 3.6, 0.16), ("LiOH·H2O, spodumene AU to CN", 17.2, 0.13), ("Li2CO3, brine DLE, Chaerhan", 37.1, 0.25)
    ) for k, q in enumerate(z)]
    return pl.DataFrame(rows, schema=["product", "draw", "value"], orient="row")


def uncertainty_chart() -> Chart:
    """Three products with published answers beside two."""
    published = pl.DataFrame({"product": ["Li2CO3, brine, Atacama", "LiOH·H2O, spodumene AU to CN"], "value": [2.9, 15.7]})
    return uncertainty.chart(draws(), unit="kg CO2e/kg", what="Cradle to gate, AR6 GWP100", published=published, source=SOURCE)


CHARTS = {"quadrant": quadrant_chart, "macc": abatement_chart, "uncertainty": uncertainty_chart}
