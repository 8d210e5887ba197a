"""The command line: ``lizero COMMAND``. Each command is one module; `app` puts them together."""

from __future__ import annotations

import typer

from lizero import registry
from lizero.cli import check, cocontrol, completeness, demo, diff, explain, footprint, freeze, imports, inventory, new, plan, reconcile, report
from lizero.cli.shell import Commands

__all__ = ["app", "main"]

app = typer.Typer(
    name="lizero", cls=Commands, no_args_is_help=True, rich_markup_mode="rich", add_completion=True, pretty_exceptions_enable=False,
    help="The open carbon ledger of the lithium value chain: one record, the inventory and the product's footprint.",
    epilog="Begin with [bold]lizero demo[/bold].",
)

app.command("demo")(demo.demo)
app.command("new")(new.new)
app.command("import")(imports.imports)
app.command("check")(check.check)
app.command("completeness")(completeness.completeness)
app.command("freeze")(freeze.freeze)
app.command("verify")(freeze.verify)
app.command("inventory")(inventory.inventory)
app.command("explain")(explain.explain)
app.command("diff")(diff.diff)
app.command("reconcile")(reconcile.reconcile)
app.command("footprint")(footprint.footprint)
app.command("cocontrol")(cocontrol.cocontrol)
app.command("plan")(plan.plan)
app.command("report")(report.report)


def main() -> None:
    """Run the command line, with the commands of plug-ins."""
    for name in registry.names("commands"):
        app.command(name)(registry.find("commands", name))
    app()
