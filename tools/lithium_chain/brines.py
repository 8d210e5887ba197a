"""The brine projects of Istrate, Schenker et al. 2025: each site's published stages as unit processes of the chain.

Signs are put right on the way: a liquid waste is a waste that is treated (the source enters it as a product taken in
negative amounts), and releases of chloride and sodium are positive. Wells of the geothermal sites are capital goods.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from recipes import SOURCES, Line, Recipe, slug

import published

CODES = {"AR": "AR", "CL": "CL", "CN": "CN", "US": "US", "DE": "DE", "BO": "BO"}
ZONES = {"AR": "AR", "CL": "CL", "CN": "CN-GRID-NORTHWEST", "US": "US-NV", "DE": "DE", "BO": "BO"}
LABELS = {
    "Water": "process water", "waste_liquid": "liquid waste", "df_evaporation_ponds": "brine, concentrated in ponds",
    "df_DLE_evaporation_ponds": "eluate, concentrated in ponds", "df_Li_adsorption": "eluate of the adsorbent",
    "df_Liprec_TG": "technical-grade carbonate, precipitated", "df_Liprec_BG": "battery-grade carbonate, precipitated",
    "df_centrifuge_TG": "technical-grade carbonate, centrifuged", "df_centrifuge_BG": "battery-grade carbonate, centrifuged",
    "df_washing_TG": "technical-grade carbonate, washed", "df_washing_BG": "battery-grade carbonate, washed",
    "df_washing_general": "carbonate ore, washed", "df_centrifuge_wash": "battery-grade carbonate, washed and centrifuged",
    "df_dissolution": "carbonate, redissolved", "df_ion_exchange_L": "liquor after ion exchange",
    "df_ion_exchange_H": "liquor after ion exchange, high capacity", "df_ion_exchange_H_2": "liquor after second ion exchange",
    "df_Mg_removal_sodaash": "brine after magnesium removal with soda ash", "df_acidification": "brine, acidified",
    "df_Mg_removal_quicklime": "brine after magnesium removal with lime", "df_triple_evaporator": "eluate, evaporated",
    "df_reverse_osmosis": "eluate after reverse osmosis",
    "df_nanofiltration": "eluate after nanofiltration", "df_centrifuge_general_1": "brine, centrifuged",
    "df_centrifuge_general_2": "liquor, centrifuged", "df_centrifuge_purification_sodaash": "brine, soda sludge removed",
    "df_centrifuge_purification_quicklime": "brine, lime sludge removed", "df_B_removal_orgsolvent": "brine after boron removal",
    "df_CaMg_removal_sodiumhydrox": "brine after calcium and magnesium removal", "df_transport_brine": "brine, trucked to the plant",
    "df_MnZn_removal_lime": "brine after manganese and zinc removal", "df_SiFe_removal_limestone": "brine after silica and iron removal",
    "df_sulfate_removal_calciumchloride": "brine after sulfate removal", "df_electrodialysis": "brine after electrodialysis",
    "df_grinding": "carbonate ore, ground",
}
# by-products of a stage: 300,000 t of potassium chloride beside 10,000 t of carbonate, for which the model takes 1,108.925 kg of pond brine
BESIDE = {("Qinghai Yiliping", "df_evaporation_ponds"): ("potassium chloride, by-product of brine", 300 / 10 / 1108.925, "yiliping-2018")}
UPSTREAM = ("ponds", "brine", "eluate", "ore", "water", "waste")
FINAL = "df_rotary_dryer"


def recipes(data: Path, known: set[str]) -> Iterator[Recipe]:
    """Every stage of every site; `known` are the products of the background."""
    activities = published.book(data / published.BOOKS["brine"])
    sites: dict[str, list[str]] = {}
    for name, activity in activities.items():
        sites.setdefault(str(activity["meta"]["worksheet name"]), []).append(name)
    for site, names in sites.items():
        yield from _site(site, [n for n in names if not n.startswith("Geothermal Li")], activities, known)


def final_product(site: str, names: list[str], code: str) -> str:
    """The name of the carbonate of `site`."""
    adsorbed = any(n.startswith("df_Li_adsorption") for n in names)
    geothermal = any(n.startswith("df_SiFe_removal") for n in names)
    route = "geothermal brine adsorption route" if geothermal else "brine adsorption route" if adsorbed else "brine evaporation route"
    where = f"{site}, site model" if site == "Salar de Atacama" else site
    return f"lithium carbonate, battery grade, {route}, {where}, {code}"


def _stage(name: str, site: str) -> str:
    stem = name.removesuffix(f"_{site}")
    return stem if stem in LABELS or stem == FINAL else stem.rsplit("_", 1)[0]


def _site(site: str, names: list[str], activities: dict[str, dict[str, Any]], known: set[str]) -> Iterator[Recipe]:
    code = CODES[str(activities[names[0]]["meta"]["location"])]
    final = final_product(site, names, code)
    own = {n: final if _stage(n, site) == FINAL else f"{LABELS[_stage(n, site)]}, {site}, {code}" for n in names}
    for name in names:
        yield _recipe(name, site, code, own, activities[name], known)


def _recipe(name: str, site: str, code: str, own: dict[str, str], activity: dict[str, Any], known: set[str]) -> Recipe:
    stage = _stage(name, site)
    waste = stage == "waste_liquid"
    product = own[name]
    stage_of = "refining" if "carbonate" in product or "liquor" in product else "source" if stage.endswith("ponds") else "concentrate"
    register = {
        "name": product, "geography": code, "period": "2020-2022", "technology": "process model of the site", "source": "brine-2025",
        "stage": stage_of, "transformation": "midstream" if stage_of == "refining" else "upstream", "kind": "foreground",
        "note": "Amounts of the published site model; signs of wastes and releases put right." if stage == FINAL else "",
    }
    unit = published.UNITS[str(activity["meta"]["unit"])]
    lines = list(_lines(activity["exchanges"], own, code, known, turned=waste))
    if stage == "df_Li_adsorption":
        lines = [_elution(line) if line.flow.startswith("heat") else line for line in lines]
    if (site, stage) in BESIDE:
        lines.insert(0, _beside(site, stage, code))
    return Recipe(f"brine-{slug(site)}-{slug(stage.removeprefix('df_'))}", register, product, unit, lines, "waste" if waste else "product")


def _beside(site: str, stage: str, code: str) -> Line:
    """The by-product of a stage, which carries nothing unless a share is chosen."""
    flow, amount, source = BESIDE[site, stage]
    return Line("co-product", f"{flow}, {site}, {code}", round(amount, 8), "kg", source, status="computed",
                citation=SOURCES[source]["citation"], options={"share": "0"})


def _elution(line: Line) -> Line:
    """The heat of elution with its two parameters: hot or ambient, and the grade of the brine."""
    return replace(line, amount=None, low=None, high=None, formula=f"{line.amount!r} * dle_elution_heat / brine_grade_index ^ 1.234",
                   status="computed")


def _lines(exchanges: list[dict[str, Any]], own: dict[str, str], code: str, known: set[str], *, turned: bool) -> Iterator[Line]:
    places = {"zone": ZONES[code], "country": code}
    for row in published.sheet(exchanges):
        if row["amount"] == 0:
            continue
        if (turned and row["elementary"]) or row["name"] in ("Chlorine", "Sodium I") or "wastewater" in row["name"]:
            row["amount"] = abs(row["amount"])
        if own.get(row["name"], "").startswith("liquid waste"):
            yield Line("waste", own[row["name"]], -row["amount"], row["unit"], "brine-2025", citation=SOURCES["brine-2025"]["citation"])
        else:
            yield from published.mapped(row, own, places, "brine-2025", known)
