"""Electricity: technologies with life-cycle factors, and a grid for each zone that matters.

Where a government publishes a life-cycle or an upstream factor (China, Australia) it is used; elsewhere the yearly
mix of the zone times the median life-cycle factor of each technology, and losses of the grid on top.
"""

from __future__ import annotations

from collections.abc import Iterator

from facts import Facts
from recipes import Recipe, build, slug

ZONES = {"CL-SEN": "CL", "AR": "AR", "US": "US", "US-NW-NEVP": "US-NV", "US-CAL-CISO": "US-CA", "DE": "DE", "FR": "FR",
         "PL": "PL", "SE": "SE", "HU": "HU", "ES": "ES", "FI": "FI", "KR": "KR", "JP": "JP", "ID": "ID", "BO": "BO",
         "CA-QC": "CA-QC", "ZA": "ZA", "BR-CS": "BR", "World default": "WORLD"}
# official factors of 2023 by place: provinces, and one region
CHINESE = {"CN-SC": "省级_四川", "CN-JS": "省级_江苏", "CN-CQ": "省级_重庆", "CN-JX": "省级_江西", "CN-QH": "省级_青海", "CN-HN": "省级_湖南",
           "CN-HL": "省级_黑龙江", "CN-NM": "省级_内蒙古", "CN-GRID-NORTHWEST": "区域_西北"}
FOSSIL_2023 = "cn_grid2023:全国化石能源电力:kwh:co2"
# kg CO2e/kWh, life cycle of coal power in 2023: MEE, NBS & NEA, electricity carbon footprint factors 2023 (CPCD 17100H3512023C)
COAL_2023 = 0.944
NON_FOSSIL = 0.03  # kg CO2e/kWh, life cycle: wind 0.0324, hydro 0.0141, nuclear 0.0065, solar 0.052 (MEE 2024)
AUSTRALIAN = {"AU-WA SWIS": "AU-WA-SWIS", "AU-NSW": "AU-NSW", "AU-VIC": "AU-VIC", "AU-QLD": "AU-QLD", "AU-SA": "AU-SA",
              "AU-TAS": "AU-TAS", "AU-NT DKIS": "AU-NT-DKIS", "AU national": "AU"}
# the parameter that holds the share of new wind and solar power in a scenario
CLEAN = {"AR": "clean_power_ar", "CL": "clean_power_cl", "WORLD": "clean_power_world", "AU": "clean_power_au", "CN": "clean_power_cn",
         "US": "clean_power_us"} | dict.fromkeys(("EU", "DE", "FR", "PL", "SE", "HU", "ES", "FI"), "clean_power_eu")
# kg CO2e/kWh, medians of AR5 WGIII Annex III, Table A.III.2 (as listed at wikicarbon.org, Index: Energy Sources); solar: between utility
# (0.048) and rooftop (0.041); oil is not in that table: the factor that Electricity Maps combines with them
MEDIANS = {"coal": 0.820, "gas": 0.490, "oil": 0.650, "nuclear": 0.012, "hydro": 0.024, "wind": 0.011, "solar": 0.045,
           "biomass": 0.230, "geothermal": 0.038}
STATUS = {"oil": "unverified", "solar": "computed"}
# kg CO2 of a MJ of bituminous coal: an official stack factor over it is the coal burned for a kWh
COAL_CO2 = "ghgp_cst2:other_bituminous_coal:tj_ncv:co2"
# dust in its nested classes, the finest first
STACK = {"SO2": "power_stack_so2", "NOx": "power_stack_nox", "PM2.5": "stack_dust_fine * power_stack_dust", "PM10": "power_stack_dust",
         "PM": "power_stack_dust"}
CHINESE_TECHNOLOGIES = {"coal": "燃煤发电", "gas": "燃气发电", "hydro": "水力发电", "nuclear": "核能发电", "wind": "风力发电",
                        "solar": "光伏发电", "biomass": "生物质发电"}


def recipes(facts: Facts) -> Iterator[Recipe]:
    """Technologies, then grids."""
    for technology, factor in MEDIANS.items():
        standing = STATUS.get(technology, "checked")
        yield _technology(technology, "WORLD", f"{factor}", "ar5-annex3", f"ar5-gwp100; status={standing}", facts)
    for technology, name in CHINESE_TECHNOLOGIES.items():
        reference = f"@ef[cn_elecfoot2024:{name}_碳足迹因子:kwh:co2e]"
        yield _technology(technology, "CN", reference, "mee-2024", "ar6-gwp100", facts)
    yield _china(facts)
    yield from (_chinese(code, name, facts) for code, name in CHINESE.items())
    yield from (_australia(zone, code, facts) for zone, code in AUSTRALIAN.items())
    yield from (_mixed(zone, code, facts) for zone, code in ZONES.items())
    yield _grid("EU", "2023", "mean of the member states", "eea-2023", facts, """
elementary | CO2e | 0.25 | kg | eea-2023 | gwp=ar5-gwp100; status=computed; note=EEA 0.21 with about 0.04 upstream""")


def _technology(technology: str, place: str, factor: str, source: str, gwp: str, facts: Facts) -> Recipe:
    coal = technology == "coal" and place == "CN"
    stack = "\n" + _stack(facts.ef["cn_grid2023:全国化石能源电力:kwh:co2"].value, facts) if coal else ""
    return build(f"electricity-{technology}-{place.lower()}", {
        "name": f"electricity, {technology}, at plant, {place}", "unit": "kWh", "geography": place,
        "period": "2024" if place == "CN" else "2012",
        "technology": f"{technology} power", "stage": "energy", "kind": "aggregated", "source": source,
        "note": f"Life cycle of one kWh generated; {'as CO2e, and its stack' if coal else 'only as CO2e, so no other impact is assessed'}.",
        "exchanges": f"elementary | CO2e | {factor} | kg | {source} | gwp={gwp}{stack}",
    }, facts)


def _stack(official: float, facts: Facts) -> str:
    """What the stacks of thermal plants give off for a kWh whose CO2 at the stack is `official` kg: dry gas with 6 % oxygen at the limit."""
    burned = official / (facts.ef[COAL_CO2].value * 1e-6)
    options = "status=computed; note=generation, stacks of thermal plants at the limit, all fuel counted as coal"
    return "\n".join(f"elementary | {flow} | = {burned:.6g}e-6 * {limit} * flue_gas_coal * 21 / (21 - 6) | kg | ultra-low | {options}"
                     for flow, limit in STACK.items())


def _grid(code: str, period: str, technology: str, source: str, facts: Facts, lines: str, note: str = "") -> Recipe:
    lines = _with_clean_share(lines, CLEAN.get(code.split("-")[0] if code != "WORLD" else code), code)
    return build(f"grid-{slug(code)}", {
        "name": f"electricity, grid, {code}", "unit": "kWh", "geography": code, "period": period, "technology": technology,
        "stage": "energy", "kind": "background", "source": source, "note": note, "exchanges": lines}, facts)


def _with_clean_share(lines: str, parameter: str | None, code: str) -> str:
    """The lines of a grid when a scenario replaces a share of its generation by new wind power."""
    if parameter is None:
        return lines
    out = []
    for line in filter(str.strip, lines.splitlines()):
        kind, flow, amount, *rest = (p.strip() for p in line.split("|"))
        generation = not flow.startswith("electricity, grid") and "transmission" not in line and "losses" not in line
        out.append(" | ".join((kind, flow, f"= {amount.removeprefix('=').strip()} * (1 - {parameter})" if generation else amount, *rest)))
    place = "CN" if code.startswith("CN") else "WORLD"
    options = "status=computed; note=new clean power of a scenario"
    out.append(f"input | electricity, wind, at plant, {place} | = {parameter} | kWh | emaps | {options}")
    return "\n".join(out)


def _china(facts: Facts) -> Recipe:
    official = facts.ef["cn_grid2023:全国电力平均二氧化碳排放因子_national_average:kwh:co2"].value
    return _grid("CN", "2024", "national mean, life cycle, delivered", "mee-2024", facts, f"""
elementary | CO2e | @ef[cn_elecfoot2024:全国电力平均碳足迹因子:kwh:co2e] | kg | mee-2024 | gwp=ar6-gwp100; note=generation, life cycle
{_delivery("CN")}
{_stack(official, facts)}
""", "The publisher does not name its GWP set; AR6 is assumed.")


def _chinese(code: str, name: str, facts: Facts) -> Recipe:
    official = facts.ef[f"cn_grid2023:{name}:kwh:co2"].value
    generated = life_cycle(official, facts.ef[FOSSIL_2023].value)
    mean = "regional" if name.startswith("区域") else "provincial"
    return _grid(code, "2023", f"{mean} mean, life cycle, delivered", "mee-province", facts, f"""
elementary | CO2e | {generated:.4f} | kg | mee-province | gwp=ar6-gwp100; status=computed; note=generation, life cycle
{_delivery(code)}
{_stack(official, facts)}
""", "Official CO2 factor of 2023 x 0.944 / 0.8273 (coal power of that year, life cycle over fossil mean) + non-fossil share x 0.03.")


def _delivery(code: str) -> str:
    """Transmission as the publisher counts it without losses; what is lost is power of the same grid."""
    return f"""elementary | CO2e | @ef[cn_elecfoot2024:输配电_不含线损:kwh:co2e] | kg | mee-2024 | gwp=ar6-gwp100; note=transmission without losses
input | electricity, grid, {code} | = grid_losses | kWh | mee-2024 | status=computed; note=losses of transmission and distribution"""


def life_cycle(official: float, fossil: float) -> float:
    """kg CO2e/kWh generated from an official stack factor and the fossil mean of its year, both kg CO2/kWh.

    The fossil share is the factor over the fossil mean; it takes the life cycle of coal power, the rest that of other power.

    >>> round(life_cycle(0.5306, 0.8273), 4)
    0.6162
    """
    return official * COAL_2023 / fossil + (1 - official / fossil) * NON_FOSSIL


def _australia(zone: str, code: str, facts: Facts) -> Recipe:
    return _grid(code, "2025", "official location-based factor with upstream and losses", "nga-2025", facts, f"""
elementary | CO2e | @background[electricity, grid average/{zone}/2025/CO2e] | kg | nga-2025 | gwp=ar5-gwp100; note=generation, scope 2
elementary | CO2e | @background[electricity, upstream + T&D/{zone}/2025/CO2e] | kg | nga-2025 | gwp=ar5-gwp100; note=upstream and lost, scope 3
""")


def _mixed(zone: str, code: str, facts: Facts) -> Recipe:
    row = facts.grids[zone]
    shares = {t: float(row[t] or 0) for t in (*MEDIANS, "unknown")}
    total = sum(shares.values())
    lines = [f"input | electricity, {t}, at plant, WORLD | {shares[t] / total:.6g} | kWh | {_source(zone)} | status=computed"
             for t in MEDIANS if shares[t] > 0]
    if shares["unknown"] > 0:
        factor = shares["unknown"] / total * float(row["unknown_g"] or 700) / 1000
        options = "gwp=ar5-gwp100; status=computed; note=generation of unspecified kind"
        lines.append(f"elementary | CO2e | {factor:.6g} | kg | {_source(zone)} | {options}")
    options = "status=computed; note=losses of transmission and distribution"
    lines.append(f"input | electricity, grid, {code} | = grid_losses | kWh | mee-2024 | {options}")
    return _grid(code, row["year"], "yearly mix by technology, medians of life-cycle factors", _source(zone), facts, "\n".join(lines),
                 "Storage is left out of the mix: its charge is in the mix already.")


def _source(zone: str) -> str:
    return "bp-2019" if zone == "World default" else "emaps"
