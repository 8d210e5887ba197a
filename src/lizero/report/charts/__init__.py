"""The charts: one form for one question, one specification for print, web and file."""

from __future__ import annotations

from lizero.report.charts import completeness, contributions, sankey, scopes, trajectory, waterfall, wedges
from lizero.report.charts.forms import names, specification

__all__ = ["completeness", "contributions", "names", "sankey", "scopes", "specification", "trajectory", "waterfall", "wedges"]
