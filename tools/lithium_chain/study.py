"""Electricity of the year of a publication: what China's official series gives for 2021 to 2023, life cycle and delivered.

The official factors count the stack alone. As for the provinces of today's background, coal at its life-cycle factor
stands in for the fossil mean of the year, the rest at 0.03, and transmission with losses is added.
"""

from __future__ import annotations

from electricity import life_cycle
from facts import Facts

FOSSIL = {2021: "2021年全国化石能源电力", 2022: "全国化石能源电力", 2023: "全国化石能源电力"}
NATION = {2021: "全国电力平均", 2022: "全国电力平均_national_average", 2023: "全国电力平均二氧化碳排放因子_national_average"}
PLACES = {"CN-HL": "省级_黑龙江", "CN-NM": "省级_内蒙古", "CN-SC": "省级_四川", "CN-JX": "省级_江西", "CN-JS": "省级_江苏",
          "CN-QH": "省级_青海", "CN-GRID-NORTHWEST": "区域_西北"}
SOURCE = ("MEE & NBS, electricity emission factors of the year (nation, regions, provinces; fossil mean), as life cycle: coal 0.924 over "
          "the fossil mean, non-fossil 0.03, transmission with losses 0.0327 (MEE 2024)")


def power(facts: Facts) -> dict[int, dict[str, float]]:
    """kg CO2e/kWh by year and place; KeyError when a factor is missing from the facts."""
    return {year: {place: _delivered(facts, year, name) for place, name in ({"CN": NATION[year]} | PLACES).items()} for year in FOSSIL}


def _delivered(facts: Facts, year: int, name: str) -> float:
    official, fossil = (facts.ef[f"cn_grid{year}:{n}:kwh:co2"].value for n in (name, FOSSIL[year]))
    return round(life_cycle(official, fossil) + facts.ef["cn_elecfoot2024:输配电_含线损:kwh:co2e"].value, 4)
