"""Scenarios as rows of PARAMETERS: clean power by region and year from published grid paths, source mix, recycling, sites.

``stated policies`` and ``net zero 2050`` take the share of clean power from the path of each region: one minus its
intensity over that of 2025. The five steps of Istrate et al. 2024 are cumulative scenarios without a year.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from facts import read

YEARS = (2030, 2040, 2050)
NPI, BUDGET = "REMIND SSP2-NPi (premise)", "REMIND SSP2-PkBudg650 (premise)"
PATHS = {
    ("stated policies", "cn"): ("CN", NPI), ("stated policies", "cl"): ("CL", NPI), ("stated policies", "ar"): ("AR", NPI),
    ("stated policies", "us"): ("US", NPI), ("stated policies", "eu"): ("EU", NPI), ("stated policies", "world"): ("World", NPI),
    ("stated policies", "au"): ("AU", "carculator default (single path)"),
    ("net zero 2050", "cn"): ("CN", BUDGET), ("net zero 2050", "cl"): ("CL", BUDGET), ("net zero 2050", "ar"): ("AR", BUDGET),
    ("net zero 2050", "us"): ("US", BUDGET), ("net zero 2050", "eu"): ("EU", BUDGET), ("net zero 2050", "world"): ("World", BUDGET),
    ("net zero 2050", "au"): ("World", "OECM 1.5C (UTS 2022)"),
}
RECYCLED = {"net zero 2050": "Ambitious-Baseline-Baseline-Baseline-Baseline"}
PACKS = {"NMC111": 5.51, "NMC622": 5.23, "NMC811": 4.99, "LFP": 6.66, "NCA": 5.11}
GRADES = {"stated policies": "S&P-Baseline", "net zero 2050": "S&P-Ambitious"}
# What a company is taken to do in a net-zero world: own choices of this database, not figures of a publication.
SITES = {"onsite_wind": (0.2, 0.6, 1.0), "green_contract": (0.2, 0.6, 1.0), "heat_electrified": (0.1, 0.5, 1.0),
         "site_efficiency": (0.025, 0.05, 0.05),
         "clean_caustic": (0.2, 0.6, 1.0), "clean_soda": (0.1, 0.5, 1.0), "clean_lime": (0.1, 0.5, 1.0)}
STEPS = (
    ("own wind power with storage", {"onsite_wind": 1.0, "mine_wind": 0.0}), ("energy efficiency", {"site_efficiency": 0.05}),
    ("electric process heat", {"heat_electrified": 1.0}), ("clean reagents", {"clean_caustic": 1.0, "clean_soda": 1.0, "clean_lime": 1.0}),
    ("clean grids", {f"clean_power_{r}": 1.0 for r in ("cn", "cl", "ar", "au", "us", "eu", "world")}),
)
COLUMNS = ("parameter", "scope", "value", "formula", "unit", "distribution", "spread", "scenario", "year", "source", "status")


def rows(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of every scenario."""
    yield from _power(read(folder / "grid_futures.csv"))
    yield from _sources(read(folder / "lithium_demand.csv"))
    yield from _grades(read(folder / "resource_decline.csv"))
    yield from _packs(read(folder / "lithium_demand.csv"))
    yield _row("dle_elution_heat", 0.0, "adsorption at ambient temperature", "", "elution without heat, the low-heat variant", "computed")
    for name, path in SITES.items():
        for year, value in zip(YEARS, path, strict=True):
            yield _row(name, value, "net zero 2050", str(year), "assumption of this database for a net-zero site", "unverified")
    done: dict[str, float] = {}
    for number, (what, changed) in enumerate(STEPS, start=1):
        done |= changed
        for name, value in done.items():
            yield _row(name, value, f"step {number}: {what}", "", "Istrate et al. 2024, Joule: five steps, cumulative", "checked")


def _power(futures: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    known = {(r["region"], r["scenario"], r["year"]): float(r["value"]) for r in futures
             if r["kind"] == "grid_intensity" and r["value"].replace(".", "", 1).isdigit()}
    for (scenario, place), (region, path) in PATHS.items():
        base = known.get((region, path, "2025")) or (known[region, path, "2020"] + known[region, path, "2030"]) / 2
        for year in YEARS:
            share = min(1.0, max(0.0, 1 - known[region, path, str(year)] / base))
            source = f"{path}, {region}: 1 - intensity {year} over 2025"
            yield _row(f"clean_power_{place}", round(share, 4), scenario, str(year), source, "computed")


def _sources(demand: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for scenario, path in RECYCLED.items():
        for r in demand:
            if (r["topic"], r["item"], r["scenario"]) == ("recycled share of gross demand", "world", path) and int(r["year"]) in YEARS:
                yield _row("share_recycled", float(r["value"]), scenario, r["year"], f"Busch et al. 2025, recycled share, {path}", "computed")


def _grades(decline: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Falling grades: brine by the published weighted index (held after 2035), hard rock by the grade of planned mines and reserves."""
    cells = [list(r.values()) for r in decline]
    index = {(c[3], c[4]): float(c[5]) for c in cells if c[1] == "brine Li concentration index"}
    rock = {c[3]: float(c[5]) for c in cells if c[1:3] == ["ore or brine grade", "Hard Rock"]}
    for scenario, path in GRADES.items():
        for year, known in zip(YEARS, ("2030", "2035", "2035"), strict=True):
            source = f"brine Li concentration index, {path}, {known} over 2025"
            yield _row("brine_grade_index", round(index[path, known] / index[path, "2025"], 4), scenario, str(year), source, "computed")
        for year, stock in ((2030, "planned production weighted 2030"), (2050, "reserve weighted")):
            value = 0.0169 * rock[stock] / rock["production weighted 2022"]
            source = f"Busch et al. 2025, hard rock, {stock} over production 2022, times 1.69 % Li2O"
            yield _row("ore_grade", round(value, 6), scenario, str(year), source, "computed")


def _packs(demand: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Lighter packs: today's mass times the energy density of cells in 2020 over that of the year, linear to 2050."""
    density = {(r["item"], r["year"]): float(r["value"]) for r in demand if r["topic"] == "cell energy density"}
    for chemistry, mass in PACKS.items():
        first, last = density[chemistry, "2020"], density[chemistry, "2050"]
        for year in YEARS:
            reached = first + (last - first) * (year - 2020) / 30
            source = f"energy density of {chemistry} cells, 2020 to 2050, premise (10.3390/batteries9070379)"
            for scenario in GRADES:
                yield _row(f"pack_mass_{chemistry.lower()}", round(mass * first / reached, 4), scenario, str(year), source, "computed")


def _row(name: str, value: float, scenario: str, year: str, source: str, status: str) -> dict[str, str]:
    blank = dict.fromkeys(COLUMNS, "")
    return blank | {"parameter": name, "value": str(value), "unit": "1", "distribution": "none", "scenario": scenario, "year": year,
                    "source": source, "status": status}
