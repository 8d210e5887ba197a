"""``lizero footprint --rules``: one inventory under several rule sets, and what makes the difference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from lizero.cli.choices import read_choices
from lizero.cli.shell import emit, figure, grid, out, say, show_findings

if TYPE_CHECKING:
    from lizero.lca import System

__all__ = ["beside"]


def beside(made: System, product: str, names: str, file: Path | None, as_json: bool) -> None:
    """Print the footprint of `product` under the rule sets `names` (``pact-3,pef``, or ``all``), and the steps between
    them; `file` holds what the rules may choose from."""
    from lizero.lca.rules import Choices, explain_difference, rule_set, rule_sets, side_by_side, under

    sets = list(rule_sets()) if names == "all" else [n.strip() for n in names.split(",") if n.strip()]
    choices = Choices() if file is None else read_choices(file)
    rows = side_by_side(made, product, sets=sets, choices=choices)
    steps = {other: explain_difference(made, product, sets[0], other, choices=choices) for other in sets[1:]}
    findings = tuple(f for name in sets for f in under(made, product, rule_set(name), choices).findings)
    if as_json:
        emit({"rules": rows.to_dicts(), "differences": {k: v.to_dicts() for k, v in steps.items()}})
    else:
        _table(product, rows)
        _steps(sets[0], steps)
    show_findings(findings)


def _table(product: str, rows: pl.DataFrame) -> None:
    title = f"{product}, one inventory under {rows.height} rule sets"
    table = grid(title, "rules", "total", "unit", "per", "boundary", "method", "electricity", "allocation", "recycling", "status", numbers=(1,))
    for row in rows.iter_rows(named=True):
        told = [row[n] or "as stated" for n in ("electricity", "allocation", "recycling")]
        table.add_row(row["rules"], figure(row["total"]), row["unit"], row["per"], row["boundary"], row["method"], *told, row["status"])
    out().print(table)


def _steps(first: str, steps: dict[str, pl.DataFrame]) -> None:
    for other, found in steps.items():
        moved: list[dict[str, Any]] = [r for r in found.to_dicts() if r["effect"]]
        say(f"\n[bold]{first} → {other}[/bold]" + ("" if moved else ": the same figure"))
        for row in moved:
            known = "" if row["known"] else " (not verified against the text)"
            say(f"  {row['decision']}: {row['of first']} → {row['of second']}: {row['effect']:+.4g}{known}")
