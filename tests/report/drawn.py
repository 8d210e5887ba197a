"""Charts with small invented data, one of each form, for the tests of this room."""

from __future__ import annotations

import math

import polars as pl

from lizero.report.charts import (
    abatement,
    budget,
    completeness,
    footprints,
    gantt,
    multiples,
    quadrant,
    recycled,
    sankey,
    sites,
    trajectory,
    uncertainty,
    waterfall,
)
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


SITES = pl.DataFrame(
    [
        ("gv", "Greenvale", 119.2, -33.2, "upstream"), ("kw", "Kwinana", 115.6, -31.6, "midstream"), ("sn", "Salar Norte", -67.0, -25.4, "upstream"),
        ("yl", "Yiliping", 93.2, 37.9, "upstream"), ("sh", "Shehong", 105.4, 30.9, "midstream"), ("zj", "Zhangjiagang", 120.6, 31.9, "midstream"),
        ("yc", "Yichun", 114.4, 27.8, "upstream"), ("jm", "Jingmen", 112.2, 31.0, "end of life"),
        ("hu", "Cathode, Hungary", 19.0, 47.2, "downstream"),
        ("us", "Cell plant, US", -85.0, 36.0, "downstream"),
        ("xx", "Tolling partner", None, None, "midstream"),
    ],
    schema=["site", "name", "longitude", "latitude", "transformation"], orient="row",
)
MOVED = pl.DataFrame(
    [("gv", "zj", 62.0), ("gv", "sh", 28.0), ("gv", "kw", 10.0), ("sn", "zj", 24.0), ("yl", "jm", 9.0), ("zj", "hu", 21.0), ("zj", "us", 14.0),
     ("kw", "us", 9.0), ("sh", "xx", 8.0)],
    schema=["source", "target", "amount"], orient="row",
)


def sites_chart() -> Chart:
    """Eleven sites, one without coordinates, and nine flows."""
    return sites.chart(SITES, MOVED, unit="kt LCE", what="lithium, kt LCE, 2025", source=SOURCE)


def gantt_chart() -> Chart:
    """The levers with invented years; the fourth has no time, the second no decision."""
    timed = LEVERS.with_row_index("k").with_columns(
        decision=pl.when(pl.col("k") != 1).then(2025.0 + pl.col("k") // 2), begins=pl.when(pl.col("k") != 3).then(2026.0 + pl.col("k") // 2),
        full=2028.0 + pl.col("k"), ends=pl.lit(2045.0),
    ).rename({"ghg": "abatement"})
    return gantt.chart(timed, year=2035, target=2030, source=SOURCE)


def waterfall_chart() -> Chart:
    """Seven causes between two years, small beside the totals: the axis is cut."""
    causes = [("Output", 214e3), ("Source mix", -118e3), ("Yield", -46e3),
              ("Heat per t", -162e3), ("Power", -171e3), ("Reagents", -97e3), ("Freight", -43e3)]
    return waterfall.chart(("2022", 2092e3), causes, ("2025", 1669e3), what="Change 2022 to 2025 by cause", source=SOURCE)


def completeness_chart() -> Chart:
    """Four sites; two months missing, one month not due."""
    full: list[float | None] = [1.0] * 12
    rows = [("Greenvale (AU)", full), ("Yiliping (CN)", [1, None, None, 1, 1, 1, 0.8, 1, 1, 0.7, 0.8, 0.4]),
            ("Yichun (CN)", [0.45, 1, 0.7, 1, 0.65, 0.55, 1, 1, None, 1, 0.55, 0.4]), ("Jingmen", [math.nan, *full[1:]])]
    return completeness.chart(rows, year=2025, source=SOURCE)


def sankey_chart() -> Chart:
    """Lithium from three sources to two uses, with losses."""
    stops = [sankey.Stop(*s) for s in (
        ("spod", 0, "Spodumene", "#1C8588"), ("brine", 0, "Brine", "#4FA3A3"), ("rec", 0, "Recycled", "#3B2673"),
        ("conc", 1, "Concentrate", "#1C8588"),
        ("tail", 1, "Tailings", "#A9B1B7"), ("li", 1, "Li solution", "#4FA3A3"), ("lioh", 2, "LiOH·H₂O", "#971541"),
        ("li2", 2, "Li₂CO₃", "#971541"),
        ("nmc", 3, "NMC", "#C58519"), ("lfp", 3, "LFP", "#E0B15E"))]
    links = [sankey.Link(*x) for x in (("spod", "conc", 70.0), ("spod", "tail", 30.0), ("brine", "li", 46.0), ("rec", "li2", 7.0),
             ("conc", "lioh", 47.0),
             ("conc", "li2", 23.0), ("li", "li2", 40.0), ("li", "lioh", 6.0), ("lioh", "nmc", 53.0), ("li2", "lfp", 60.0), ("li2", "nmc", 10.0))]
    return sankey.chart(stops, links, unit="kt LCE", title="A fifth of the lithium mined is lost before it is refined",
                        what="Lithium, kt LCE, 2025",
                        alt="Three sources, two products, two uses.", source=SOURCE, heads=("Source", "Intermediate", "Chemical", "Cathode"))


def recycled_chart(growth: float = 0.0105) -> Chart:
    """Actuals to 2025, a straight plan to 2040, and two steps of law."""
    actual = [(2019 + k, 0.006 * (k + 1), None, None, "actual") for k in range(7)]
    planned = [(2025 + k, 0.042 + growth * k, 0.042 + growth * k - 0.0028 * k, 0.042 + growth * k + 0.0036 * k, "plan") for k in range(1, 16)]
    shares = pl.DataFrame([*actual, *planned], schema=["year", "share", "low", "high", "kind"], orient="row")
    law = pl.DataFrame({"year": [2031.63, 2036.63], "share": [0.06, 0.12]})
    return recycled.chart(shares, what="Recycled lithium in cathode material", minimum=law, source=SOURCE)


def footprints_chart() -> Chart:
    """Two products of a plan, one of them crossing the other."""
    years = (2025, 2030, 2040, 2050)
    hydroxide, carbonate = (f"lithium {n}" for n in ("hydroxide monohydrate", "carbonate"))
    courses = [footprints.Course(hydroxide, dict(zip(years, (9.73, 7.75, 5.6, 3.92), strict=True)), dict.fromkeys(years, 9.73)),
               footprints.Course(carbonate, dict(zip(years, (8.47, 6.78, 4.96, 4.45), strict=True)), dict.fromkeys(years, 8.47))]
    return footprints.chart(courses, unit="kg CO2e/kg", what="Own products", source=SOURCE)


def multiples_chart() -> Chart:
    """Six sites, one of them new."""
    names = ("Greenvale", "Pilgangoora", "Kwinana", "Zhangjiagang", "Salar del Hombre Muerto North", "Yichun lepidolite refinery")
    panels = [multiples.Panel(n, {y: 3.0 * (i + 1) - 0.2 * (y - 2021) for y in range(2021 + 2 * (i == 5), 2026)}) for i, n in enumerate(names)]
    return multiples.chart(panels, {y: 9.0 - 0.3 * (y - 2021) for y in range(2021, 2026)}, unit="t CO2e/t LCE", what="Emissions for a tonne",
                           source=SOURCE)


def budget_chart() -> Chart:
    """A plan a little over what its target allows."""
    return budget.chart(plan=6.6e6, baseline=15.8e6, allowed=6.5e6, first=2025, last=2050, what="Cumulative emissions", source=SOURCE)


def trajectory_chart() -> Chart:
    """Five years as they were, a plan to 2050 with the band of its draws, and three milestones."""
    years = range(2025, 2051)
    plan = {y: 600e3 * (1 - 0.9 * (y - 2025) / 25) for y in years}
    band = pl.DataFrame({"year": list(years), **{n: [v * f for v in plan.values()]
                                                for n, f in (("low", 0.8), ("lower", 0.92), ("upper", 1.1), ("high", 1.25))}})
    return trajectory.chart(actual={y: 600e3 - 30e3 * (2025 - y) for y in range(2021, 2026)}, baseline=dict.fromkeys(years, 640e3), plan=plan,
                            allowed=dict(plan), milestones=[2030, 2040, 2050], what="Scope 1+2", source=SOURCE, band=band)


CHARTS = {
    "multiples": multiples_chart, "budget": budget_chart, "trajectory": trajectory_chart,
    "footprints": footprints_chart,
    "recycled": recycled_chart,
    "waterfall": waterfall_chart, "completeness": completeness_chart, "sankey": sankey_chart, "gantt": gantt_chart, "sites": sites_chart,
    "quadrant": quadrant_chart, "macc": abatement_chart, "uncertainty": uncertainty_chart,
}
