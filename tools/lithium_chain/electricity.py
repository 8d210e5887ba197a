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
CHINESE = {"CN-SC Sichuan": "CN-SC", "CN-JS Jiangsu": "CN-JS", "CN-CQ Chongqing": "CN-CQ", "CN-JX Jiangxi": "CN-JX",
           "CN-QH Qinghai": "CN-QH", "CN-HN Hunan": "CN-HN"}
OFFICIAL = {"黑龙江": "CN-HL", "内蒙古": "CN-NM"}  # provinces straight from the official factors of 2023
PROVINCES = {"CN-SC": "四川", "CN-JS": "江苏", "CN-CQ": "重庆", "CN-JX": "江西", "CN-QH": "青海", "CN-HN": "湖南"}
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
    yield from (_province(zone, code, facts) for zone, code in CHINESE.items())
    yield _northwest(facts)
    yield from (_official(name, code, facts) for name, code in OFFICIAL.items())
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
elementary | CO2e | @ef[cn_elecfoot2024:输配电_含线损:kwh:co2e] | kg | mee-2024 | gwp=ar6-gwp100; note=transmission with losses
{_stack(official, facts)}
""", "The publisher does not name its GWP set; AR6 is assumed.")


def _province(zone: str, code: str, facts: Facts) -> Recipe:
    value = facts.grids[zone]["lc_used"]
    return _grid(code, "2023", "provincial mean, life cycle, delivered", "mee-province", facts, f"""
elementary | CO2e | {value} | kg | mee-province | gwp=ar6-gwp100; status=computed
{_stack(facts.ef[f"cn_grid2023:省级_{PROVINCES[code]}:kwh:co2"].value, facts)}
""", "Official CO2 factor x 1.11 (coal life cycle 0.924 over stack 0.8325) + non-fossil share x 0.03 + 0.0327 for transmission.")


def _northwest(facts: Facts) -> Recipe:
    fossil = facts.ef["cn_grid2023:区域_西北:kwh:co2"].value
    life_cycle = fossil * 0.924 / 0.8325 + (1 - fossil / 0.8325) * 0.03
    return _grid("CN-GRID-NORTHWEST", "2023", "regional mean, life cycle, delivered", "mee-province", facts, f"""
elementary | CO2e | {life_cycle:.4f} | kg | mee-province | gwp=ar6-gwp100; status=computed; note=generation, life cycle
elementary | CO2e | @ef[cn_elecfoot2024:输配电_含线损:kwh:co2e] | kg | mee-2024 | gwp=ar6-gwp100; note=transmission with losses
{_stack(fossil, facts)}
""", "Official CO2 factor of the region 2023 x 0.924 / 0.8325 (coal life cycle over stack) + non-fossil share x 0.03.")


def _official(name: str, code: str, facts: Facts) -> Recipe:
    fossil = facts.ef["cn_grid2023:全国化石能源电力:kwh:co2"].value
    generated = life_cycle(facts.ef[f"cn_grid2023:省级_{name}:kwh:co2"].value, fossil)
    return _grid(code, "2023", "provincial mean, life cycle, delivered", "mee-province", facts, f"""
elementary | CO2e | {generated:.4f} | kg | mee-province | gwp=ar6-gwp100; status=computed; note=generation, life cycle
elementary | CO2e | @ef[cn_elecfoot2024:输配电_含线损:kwh:co2e] | kg | mee-2024 | gwp=ar6-gwp100; note=transmission with losses
{_stack(facts.ef[f"cn_grid2023:省级_{name}:kwh:co2"].value, facts)}
""", "Official CO2 factor of 2023 x 0.924 / 0.8273 (coal life cycle over the fossil mean of 2023) + non-fossil share x 0.03.")


def life_cycle(official: float, fossil: float) -> float:
    """kg CO2e/kWh generated from an official stack factor and the fossil mean of its year, both kg CO2/kWh.

    >>> round(life_cycle(0.5229, 0.8273), 4)
    0.595
    """
    return official * 0.924 / fossil + (1 - official / fossil) * 0.03


def _australia(zone: str, code: str, facts: Facts) -> Recipe:
    return _grid(code, "2025", "official location-based factor with upstream and losses", "nga-2025", facts, f"""
elementary | CO2e | @background[electricity, grid average/{zone}/2025/CO2e] | kg | nga-2025 | gwp=ar5-gwp100; note=generation, scope 2
elementary | CO2e | @background[electricity, upstream + T&D/{zone}/2025/CO2e] | kg | nga-2025 | gwp=ar5-gwp100; note=upstream, losses, scope 3
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
