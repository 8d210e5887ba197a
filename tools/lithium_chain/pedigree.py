"""Five data-quality scores from stated rules, and the lognormal spread that they give.

Reliability comes from the kind of source, completeness from its sample, time from its age in 2025, place from where
it was measured against where it is used, technology from what the recipe says of it. A publication that scores its
own figure is believed. The rules stand in ``rules.toml``, the sources with kind, sample, year and place in
``sources.csv``.
"""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
RULES = tomllib.loads((HERE / "rules.toml").read_text(encoding="utf-8"))


def scores(source: dict[str, str], place: str, status: str, technology: int) -> str:
    """The five scores as text, ``2,3,1,2,3``, of a figure from `source` used at `place`."""
    kind = "general knowledge" if status == "unverified" else source["kind"]
    reliability = RULES["reliability"][kind]
    completeness = 5 if status == "unverified" else RULES["completeness"][source["sample"]]
    return ",".join(map(str, (reliability, completeness, _time(source["year"]), _place(source["place"], place), technology)))


def spread(text: str, flow: str, kind: str, unit: str) -> float:
    """Sigma of the logarithm: half of sqrt(sum of squared log factors, basic uncertainty included)."""
    factors = [RULES["factors"][name][int(s) - 1] for name, s in zip(RULES["order"], text.split(","), strict=True)]
    return 0.5 * math.sqrt(sum(math.log(f) ** 2 for f in (*factors, _basic(flow, kind, unit))))


def _basic(flow: str, kind: str, unit: str) -> float:
    basic = RULES["basic"]
    if kind == "elementary":
        return float(basic["elementary"].get(flow, basic["elementary"]["other"]))
    return float(basic["transport"] if unit == "t.km" else basic["other"])


def _time(year: str) -> int:
    if not year:
        return 5
    age = RULES["reference_year"] - int(year)
    return next((score for score, limit in enumerate(RULES["time_limits"], start=1) if age <= limit), 5)


def _place(measured: str, used: str) -> int:
    if not measured:
        return 5
    if measured == used or (used.startswith(f"{measured}-") and measured != "WORLD"):
        return RULES["place"]["same"]
    if measured == "WORLD":
        return RULES["place"]["wider"]
    same_country = measured.split("-")[0] == used.split("-")[0]
    return RULES["place"]["wider"] if same_country else RULES["place"]["other"]
