"""A small project: two sites, own factors, a year of readings."""

from __future__ import annotations

from pathlib import Path

import pytest

from lizero.project import Project

SITES = "site,organisation,name,geography\nkwinana,chem,Kwinana,AU-WA\nsuining,chem,遂宁,CN-SC\n"
FACTORS = (
    "id,category,activity,unit,flow,amount,flow_unit,geography\n"
    "d-co2,stationary combustion,diesel,L,CO2,2.7,kg,WORLD\n"
    "e,purchased electricity,electricity,kWh,CO2e,0.6,kg,CN-SC\n"
    "w,purchased goods,soda ash,kg,CO2e,0.9,kg,WORLD\n"
)
HEAD = "record,site,source,category,flow,quantity,unit,start,end\n"
ROWS = "".join(
    f"k/d/{m:02},kwinana,tank,stationary combustion,diesel,{1000 + m / 7},L,2025-{m:02}-01,2025-{m:02}-28\n"
    f"s/a/{m:02},suining,silo,purchased goods,纯碱,{m * 1.1},t,2025-{m:02}-01,2025-{m:02}-28\n"
    for m in range(1, 13)
)


def make(folder: Path) -> Project:
    """The small project in `folder`, without activity."""
    project = Project.create(folder, year=2025, name="small")
    settings = project.path("lizero.toml")
    text = settings.read_text(encoding="utf-8")
    start, end = text.index("libraries ="), text.index("]", text.index("libraries =")) + 1
    settings.write_text(text[:start] + 'libraries = ["own"]' + text[end:], encoding="utf-8")
    project.path("registers", "sites.csv").write_text(SITES, encoding="utf-8")
    project.path("factors", "own.csv").write_text(FACTORS, encoding="utf-8")
    return Project(folder)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make(tmp_path / "盐湖 project")


@pytest.fixture
def readings(tmp_path: Path) -> Path:
    file = tmp_path / "读数.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8")
    return file
