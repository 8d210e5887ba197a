"""The command line: ``lizero COMMAND``. Each command is one module; a command that is asked for loads its own alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from lizero import registry
from lizero.cli.shell import Commands

__all__ = ["COMMANDS", "commands", "main"]

COMMANDS = {
    "demo": "demo", "new": "new", "import": "imports.imports", "check": "check", "completeness": "completeness",
    "freeze": "freeze", "verify": "freeze.verify", "inventory": "inventory", "explain": "explain", "diff": "diff",
    "reconcile": "reconcile", "footprint": "footprint", "exchange": "exchange", "cocontrol": "cocontrol", "plan": "plan", "progress": "progress",
    "supply": "supply",
    "report": "report",
}
"""Command to module of this package, and its function where that has another name."""


def commands(names: Iterable[str] = tuple(COMMANDS)) -> typer.Typer:
    """The application with the commands `names`, all of them by default.

    >>> [c.name for c in commands(["check"]).registered_commands]
    ['check']
    """
    app = typer.Typer(
        name="lizero", cls=Commands, no_args_is_help=True, rich_markup_mode="rich", add_completion=True, pretty_exceptions_enable=False,
        help="The open carbon ledger of the lithium value chain: one record, the inventory and the product's footprint.",
        epilog="Begin with [bold]lizero demo[/bold].",
    )
    app.callback()(_group)
    for name in names:
        module, _, function = COMMANDS[name].partition(".")
        app.command(name)(getattr(import_module(f"lizero.cli.{module}"), function or module))
    return app


def _group() -> None:
    """The open carbon ledger of the lithium value chain: one record, the inventory and the product's footprint."""


def main() -> None:
    """Run the command line, with the commands of plug-ins."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    app = commands([asked] if asked in COMMANDS else COMMANDS)
    for name in registry.names("commands"):
        app.command(name)(registry.find("commands", name))
    app()
