"""What the tables of a board take from beside a plan of a project: footprints of products by year, progress, milestones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lizero.cli.place import Place
from lizero.errors import Finding, LizeroError

if TYPE_CHECKING:
    import polars as pl

    from lizero.pathway import Plan
    from lizero.pathway.board import Beside

__all__ = ["beside"]


def beside(place: Place, plan: Plan, *, products: bool) -> tuple[Beside, tuple[Finding, ...]]:
    """What the project has for the tables of `plan`, and what was found; `products`: also footprints by year, which take a while."""
    from lizero.cli.plan_products import products_in
    from lizero.pathway.board import Beside
    from lizero.project.governance import milestones_in

    milestones, odd = milestones_in(place.project.folder)
    made, lost = products_in(place, plan) if products else (None, ())
    come, gone = _progress(place)
    return Beside(products=None if made is None else made.frame, progress=come, governance=milestones), (*odd, *lost, *gone)


def _progress(place: Place) -> tuple[pl.DataFrame | None, tuple[Finding, ...]]:
    """The year against the plan that is kept, where one is kept and the year lies after its base year."""
    from lizero.cli.kept_plan import FILE
    from lizero.cli.progress import measured_at

    file = place.project.folder / FILE
    try:
        if not file.is_file() or int(json.loads(file.read_text(encoding="utf-8"))["base_year"]) >= place.year:
            return None, ()
        plan, _, by_target, faults = measured_at(place)
    except (LizeroError, KeyError, ValueError) as error:
        return None, (Finding(FILE, "progress.refused", str(error), "lizero progress says more", "warning"),)
    found = by_target[plan.target.id]
    return found.table, (*faults, *found.findings)
