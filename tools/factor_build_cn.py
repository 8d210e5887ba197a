"""China: default parameters of fuels (NDRC/MEE guidelines), heat, carbonates, and the electricity factors by year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from factor_build import Edition, Row, items, period

LICENCE = "CN government data"
CARBON_TO_CO2 = 44 / 12
ELECTRICITY = "purchased electricity"
UNSTATED = "(GWP set not stated, taken as AR6)"

PROVINCES = dict(
    zip(
        [
            "北京",
            "天津",
            "河北",
            "山西",
            "内蒙古",
            "辽宁",
            "吉林",
            "黑龙江",
            "上海",
            "江苏",
            "浙江",
            "安徽",
            "福建",
            "江西",
            "山东",
            "河南",
            "湖北",
            "湖南",
            "广东",
            "广西",
            "海南",
            "重庆",
            "四川",
            "贵州",
            "云南",
            "西藏",
            "陕西",
            "甘肃",
            "青海",
            "宁夏",
            "新疆",
        ],
        [
            "BJ",
            "TJ",
            "HE",
            "SX",
            "NM",
            "LN",
            "JL",
            "HL",
            "SH",
            "JS",
            "ZJ",
            "AH",
            "FJ",
            "JX",
            "SD",
            "HA",
            "HB",
            "HN",
            "GD",
            "GX",
            "HI",
            "CQ",
            "SC",
            "GZ",
            "YN",
            "XZ",
            "SN",
            "GS",
            "QH",
            "NX",
            "XJ",
        ],
        strict=True,
    )
)
REGIONS = {
    "华北": "NORTH",
    "东北": "NORTHEAST",
    "华东": "EAST",
    "华中": "CENTRAL",
    "西北": "NORTHWEST",
    "南方": "SOUTH",
    "西南": "SOUTHWEST",
}
GENERATION = {
    "燃煤": "coal",
    "燃气": "natural gas",
    "水力": "hydro",
    "核能": "nuclear",
    "风力": "wind",
    "光伏": "photovoltaic",
    "光热": "solar thermal",
    "生物质": "biomass",
}
CARBONATES = {"CaCO3": "limestone", "MgCO3": "magnesite", "Na2CO3": "soda ash", "CaMg(CO3)2": "dolomite"}


def editions(facts: list[Row], background: list[Row]) -> Iterator[Edition]:
    """Fuels and heat as one edition; electricity as one edition a data year."""
    yield _guidelines(facts)
    yield from _grids(facts)


def place(text: str) -> str:
    """``CN:四川`` as CN-SC, ``CN:华东`` as CN-GRID-EAST, ``CN`` as it is."""
    name = text.partition(":")[2]
    if not name:
        return text
    return f"CN-GRID-{REGIONS[name]}" if name in REGIONS else f"CN-{PROVINCES[name]}"


def _guidelines(facts: list[Row]) -> Edition:
    edition = Edition(
        "cn-mee",
        "2013",
        "企业温室气体排放核算方法与报告指南 缺省值 (default parameters of the enterprise guidelines)",
        "NDRC/MEE",
        LICENCE,
        note="Fuel factor = NCV x carbon content x oxidation rate x 44/12, computed; the three parameters are kept.",
    )
    fuels: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in facts:
        if row["id"].startswith("cn_fuel:"):
            fuels[row["name"]][row["gas"]] = row
    names = items("cn-mee")
    for fuel, given in fuels.items():
        _fuel(edition, fuel, names[fuel], given)
    for row in facts:
        if row["id"].startswith("cn_fuelprop:"):
            edition.parameter("density", "diesel", row["value"], "kg/L", row["source"], row["status"])
        if row["id"].startswith("cn_heat:"):
            for item in ("heat", "steam", "hot water"):
                edition.factor(
                    f"purchased:{item}",
                    "purchased heat",
                    item,
                    "CO2",
                    row["value"],
                    "GJ",
                    name="净购入热力",
                    flow_unit="t",
                    geography="CN",
                    valid_from="2013-01-01",
                    boundary="generation",
                    family="statistical",
                    table="热力排放因子 缺省值",
                )
        if row["id"].startswith("cn_carbonate:"):
            formula = re.search(r"[A-Z]\S+", row["name"])
            item = CARBONATES[formula.group()] if formula else row["name"]
            edition.factor(
                row["id"].split(":")[1],
                "process",
                item,
                "CO2",
                row["value"],
                "t",
                name=row["name"],
                flow_unit="t",
                geography="CN",
                valid_from="2013-01-01",
                boundary="process",
                status="unverified",
                table=row["source"],
            )
    return edition


def _fuel(edition: Edition, fuel: str, item: str, given: dict[str, Row]) -> None:
    ncv, carbon, oxidation = given["NCV"], given["carbon content"], given["oxidation rate"]
    unit = ncv["unit"]
    amount = float(ncv["value"]) * float(carbon["value"]) * float(oxidation["value"]) * CARBON_TO_CO2
    per_energy = float(carbon["value"]) * float(oxidation["value"]) * CARBON_TO_CO2
    uses = [("stationary combustion", item), ("mobile combustion", item)] + [("mobile combustion", "diesel, off-road")] * (item == "diesel")
    for category, item in uses:
        key = f"{item}:{category.split()[0]}"
        shared = {
            "name": fuel,
            "flow_unit": "t",
            "geography": "CN",
            "valid_from": "2013-01-01",
            "boundary": "combustion",
            "status": "computed",
        }
        edition.factor(key, category, item, "CO2", amount, unit, table="附录二 表2.1: NCV x CC x OF x 44/12", **shared)
        edition.factor(key, category, item, "CO2", per_energy, "GJ (NCV)", table="附录二 表2.1: CC x OF x 44/12", **shared)
    item = uses[0][1]
    source = "NDRC/MEE enterprise guidelines, 附录二 表2.1"
    edition.parameter("ncv", item, ncv["value"], f"GJ (NCV)/{unit}", source)
    edition.parameter("carbon content", item, carbon["value"], "t C/GJ (NCV)", source)
    edition.parameter("oxidation rate", item, oxidation["value"], "1", source)


def _grids(facts: list[Row]) -> Iterator[Edition]:
    by_year: dict[str, list[Row]] = defaultdict(list)
    for row in facts:
        if row["id"].startswith(("cn_grid20", "cn_elecfoot")) and not row["id"].startswith("cn_grid2012"):
            by_year[row["valid_from"]].append(row)
    for year, rows in sorted(by_year.items()):
        edition = Edition(
            "cn-grid",
            year,
            f"{year}年电力二氧化碳排放因子 and 电力碳足迹因子 (electricity factors, data year {year})",
            "MEE & NBS",
            LICENCE,
            note="Three families: statistical, ets (compliance notices) and life-cycle (product footprint only).",
        )
        for row in rows:
            _electricity(edition, row, year)
        yield edition


def _electricity(edition: Edition, row: Row, year: str) -> None:
    family, activity, boundary, flow = _kind(row)
    key = f"{family}:{place(row['geography'])}:{row['id'].split(':')[1]}"
    shared = {"valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31", "gwp_set": "ar6-gwp100" if flow == "CO2e" else ""}
    category = "fuel and energy upstream" if boundary.startswith("transmission") else ELECTRICITY
    edition.factor(
        key,
        category,
        activity,
        flow,
        row["value"],
        row["unit"],
        name=row["name"],
        flow_unit=row["gas_unit"],
        geography=place(row["geography"]),
        family=family,
        boundary=boundary,
        status="checked" if row["id"].startswith("cn_grid2020:") else row["status"],
        table=" ".join(x for x in (row["source"], row["table"], UNSTATED if flow == "CO2e" else "") if x),
        **(period(row) | shared),
    )


def _kind(row: Row) -> tuple[str, str, str, str]:
    """Family, activity, boundary and flow of a published electricity figure."""
    name = row["name"]
    if "elecfoot" in row["id"]:
        if "输配电" in name:
            losses = "with losses" if "含线损" in name and "不含" not in name else "without losses"
            return (
                "life-cycle",
                "electricity" if losses == "with losses" else "electricity network",
                f"transmission and distribution {losses}",
                "CO2e",
            )
        made = next((en for zh, en in GENERATION.items() if name.startswith(zh)), "")
        return "life-cycle", f"electricity, {made}" if made else "electricity", "cradle-to-grid", "CO2e"
    if "不包括" in name:
        return "residual", "electricity", "generation", "CO2"
    if "化石能源电力" in name and "非" not in name:
        return "statistical", "electricity, fossil", "generation", "CO2"
    ets = "全国电网平均" in name
    return "ets" if ets else "statistical", "electricity", "generation", "CO2"
