"""The charts: one form for one question, one specification for print, web and file."""

from __future__ import annotations

from lizero.report.charts import (
    abatement,
    budget,
    completeness,
    contributions,
    footprints,
    gantt,
    multiples,
    quadrant,
    recycled,
    sankey,
    scopes,
    sites,
    trajectory,
    uncertainty,
    waterfall,
    wedges,
)
from lizero.report.charts.forms import names, specification

__all__ = [
    "abatement", "budget", "completeness", "contributions", "footprints", "gantt", "multiples", "names", "quadrant", "recycled", "sankey",
    "scopes", "sites", "specification", "trajectory", "uncertainty", "waterfall", "wedges",
]
