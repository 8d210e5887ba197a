"""Electricity of the year of a publication: what China's official series gives for 2021 to 2023, life cycle and delivered.

The official factors count the stack alone. As for the provinces of today's background, coal at its life-cycle factor
stands in for the fossil mean of the year, the rest at 0.03, and the grid's losses are power of the same grid.
"""

from __future__ import annotations

from electricity import life_cycle
from facts import Facts, read
from recipes import HERE

FOSSIL = {2021: "2021年全国化石能源电力", 2022: "全国化石能源电力", 2023: "全国化石能源电力"}
NATION = {2021: "全国电力平均", 2022: "全国电力平均_national_average", 2023: "全国电力平均二氧化碳排放因子_national_average"}
PLACES = {"CN-HL": "省级_黑龙江", "CN-NM": "省级_内蒙古", "CN-SC": "省级_四川", "CN-JX": "省级_江西", "CN-JS": "省级_江苏",
          "CN-QH": "省级_青海", "CN-GRID-NORTHWEST": "区域_西北"}
SOURCE = ("MEE & NBS, electricity emission factors of the year (nation, regions, provinces; fossil mean), as life cycle: coal 0.944 "
          "(MEE 2023) over the fossil mean, non-fossil 0.03, transmission 0.0046 and losses of 4.6 % (MEE 2024)")
# a second, independent reading of the national factor and of the fossil mean of each year
SECOND = {
    2021: "0.5568: CPCD 17100H2692021C; Chen, Lei, Liu, Xiong 2025, Energies 18(3):654 (the IEA gives 0.6093, which shares heat otherwise). "
          "0.8426: CPCD 17100H3082021C. Thermal power was 67.4 % of generation (CEC 2022, biomass in it): 0.568 at most",
    2022: "0.5366: CPCD 17100H3102022C. 0.8325: CPCD 17100H3492022C; Beijing News, 27 December 2024 (daydaynews.cc/3899452)",
    2023: "0.5306: CPCD 17100H3852023C. 0.8273: CPCD 17100H4242023C. The rule gives 0.6162 generated, the publisher's own life cycle "
          "of 2023 is 0.6205 (CPCD 17100H3502023C)",
}


def power(facts: Facts) -> dict[int, dict[str, float]]:
    """kg CO2e/kWh by year and place; KeyError when a factor is missing from the facts."""
    return {year: {place: _delivered(facts, year, name) for place, name in ({"CN": NATION[year]} | PLACES).items()} for year in FOSSIL}


def _delivered(facts: Facts, year: int, name: str) -> float:
    official, fossil = (facts.ef[f"cn_grid{year}:{n}:kwh:co2"].value for n in (name, FOSSIL[year]))
    generated = life_cycle(official, fossil) + facts.ef["cn_elecfoot2024:输配电_不含线损:kwh:co2e"].value
    return round(generated / (1 - _losses()), 4)


def _losses() -> float:
    return next(float(r["value"]) for r in read(HERE / "parameters.csv") if r["parameter"] == "grid_losses")
