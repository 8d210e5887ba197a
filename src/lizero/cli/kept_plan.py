"""A plan that was adopted, kept in the project as plan.json: its schedule and its base year, so that progress is measured against it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lizero.errors import ProjectRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lizero.pathway import Case, Plan

__all__ = ["FILE", "adopted", "base_of", "keep", "kept"]

FILE = "plan.json"


def keep(plan: Plan, folder: Path) -> Path:
    """Writes the plan's schedule into `folder`: starts by measure, green power by source and year, base year by source in t CO2e."""
    s, base = plan.schedule, plan.baseline.sources
    starts = {x.name: plan.years[int(t)] for x, t in zip(s.case.measures, s.starts) if t >= 0}
    green = {"/".join(key): {str(y): float(v) for y, v in zip(plan.years, s.green[k]) if v} for k, key in enumerate(base.keys) if s.green[k].any()}
    then = _base(plan)
    told = {"base_year": plan.years[0], "until": plan.years[-1], "target": plan.target.id, "starts": starts, "green": green, "base_t_co2e": then,
            "base_by_target": {x.id: _base(plan.facing(x.id)) for x in plan.assessed if x.id != plan.target.id}}
    file = folder / FILE
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def _base(plan: Plan) -> dict[str, float]:
    """t CO2e of the base year by site and source in the scopes of the plan's target."""
    base = plan.baseline.sources
    return {"/".join(key): float(base.emissions[k, 0] @ base.gwp) / 1000 for k, key in enumerate(base.keys)}


def kept(folder: Path) -> dict[str, Any]:
    """The adopted plan of a project. Raises ProjectRefused when none is kept, or the file is broken."""
    file = folder / FILE
    if not file.is_file():
        raise ProjectRefused(f"{file} is not there: adopt a plan first with lizero plan --keep")
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        wrong = not {"base_year", "until", "starts", "green", "base_t_co2e"} <= set(told)
    except (ValueError, TypeError) as error:
        raise ProjectRefused(f"{file} is not a plan: {error}") from error
    if wrong:
        raise ProjectRefused(f"{file} is not a plan that lizero plan --keep wrote")
    return dict(told)


def base_of(told: dict[str, Any], target: str) -> dict[tuple[str, str], float]:
    """t CO2e of the base year by site and source, in the scopes of a target, as they were when the plan was kept; empty for a newer target."""
    found = told["base_t_co2e"] if target == told.get("target", target) else told.get("base_by_target", {}).get(target, {})
    return {(key.split("/", 1)[0], key.split("/", 1)[1]): float(v) for key, v in found.items()}


def adopted(told: dict[str, Any]) -> Callable[[Case], tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Starts and green power of the kept plan for a case of its base year, as `lizero.pathway.plan` takes them.

    What it gives raises ProjectRefused when a measure or source of the kept plan is not there any more.
    """
    def chosen(case: Case) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        import numpy as np

        place, years = {x.name: m for m, x in enumerate(case.measures)}, case.sources.years
        keys = {"/".join(key): k for k, key in enumerate(case.sources.keys)}
        if lost := [n for n in told["starts"] if n not in place] + [n for n in told["green"] if n not in keys]:
            raise ProjectRefused(f"the kept plan uses {', '.join(lost)}, which the levers and the record of the base year do not have now")
        starts, green = np.full(len(case.measures), -1, np.int64), np.zeros_like(case.sources.activity)
        for name, year in told["starts"].items():
            starts[place[name]] = int(year) - years[0]
        for name, values in told["green"].items():
            for year, amount in values.items():
                green[keys[name], years.index(int(year))] = amount
        return starts, green

    return chosen
