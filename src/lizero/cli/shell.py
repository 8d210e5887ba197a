"""What every command shares: options, the two streams, findings, numbers, and how errors end.

Results go to standard output, findings and progress to standard error. Exit codes: 0 success, 1 when findings of
severity error keep the result from being given, 2 on wrong usage.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from typer.core import TyperGroup

from lizero.errors import Finding, LizeroError, ProjectRefused, UnknownName

__all__ = [
    "Commands", "JsonOption", "ProjectOption", "emit", "figure", "grid", "number", "out", "progress", "say", "show_findings", "tell",
]

JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable on standard output; findings on standard error.")]
ProjectOption = Annotated[
    Path | None, typer.Option("--project", "-p", help="The project's folder; by default the one you are in.", show_default=False)
]

_STYLES = {"error": "bold red", "warning": "yellow", "notice": "cyan"}
_SHOWN = 12
_WIDTH = 118


def out() -> Console:
    """Standard output, as wide as the terminal, or as a page where there is none."""
    return _console(stderr=False)


def tell() -> Console:
    """Standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    plain = Console(stderr=stderr, highlight=False)
    return plain if plain.is_terminal else Console(stderr=stderr, highlight=False, width=_WIDTH, soft_wrap=False)


def say(text: str = "") -> None:
    """Print one line of rich text to standard output."""
    out().print(text)


def emit(result: dict[str, Any]) -> None:
    """Print a result as JSON; numbers that are none (not assessed) are null."""
    typer.echo(json.dumps(_plain(result), ensure_ascii=False, indent=1, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def number(value: float | None, decimals: int = 0) -> str:
    """A number for a reader, rounded once, half to even; what is not assessed says so.

    >>> number(1234567.5), number(0.15, 2), number(None)
    ('1,234,568', '0.15', 'not assessed')
    """
    if value is None or value != value:
        return "not assessed"
    text = f"{value:,.{decimals}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def figure(value: float | None, decimals: int = 2) -> str:
    """A number with `decimals`, or with three significant digits where these would show less.

    >>> figure(12.345), figure(0.00012345), figure(0.0), figure(1e-9)
    ('12.35', '0.000123', '0.00', '1.00e-09')
    """
    if value is None or value != value or value == 0 or abs(value) >= 10 ** (2 - decimals):
        return number(value, decimals)
    return f"{value:.2e}" if abs(value) < 1e-6 else f"{value:.3g}"


def grid(title: str, *columns: str, numbers: Sequence[int] = ()) -> Table:
    """An empty table with a title; the columns at `numbers` stand to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for at, name in enumerate(columns):
        table.add_column(name, justify="right" if at in numbers else "left", overflow="fold")
    return table


def show_findings(findings: Iterable[Finding], *, every: bool = False) -> None:
    """Print findings to standard error, worst first; of many notices of one rule the first, with their number."""
    console = tell()
    listed = sorted(dict.fromkeys(findings), key=lambda f: ("error", "warning", "notice").index(f.severity))
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in listed:
        groups.setdefault((finding.severity, finding.rule), []).append(finding)
    for (severity, rule), group in groups.items():
        shown = group if every or (severity == "error" and len(group) <= _SHOWN) else group[:1]
        for finding in shown:
            _show(console, finding)
        if len(group) > len(shown):
            console.print(f"  [dim]… and {len(group) - len(shown)} more of {escape(rule)}[/dim]")


def _show(console: Console, finding: Finding) -> None:
    style = _STYLES[finding.severity]
    hint = f"\n    → {escape(finding.hint)}" if finding.hint else ""
    console.print(f"[{style}]{finding.severity}[/{style}] {escape(finding.where)}: {escape(finding.message)} [dim]{escape(finding.rule)}[/dim]{hint}")


def progress() -> Progress:
    """A progress bar on standard error that leaves nothing behind."""
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn(), console=tell(), transient=True
    )


class Commands(TyperGroup):
    """Commands whose refusals end in words and an exit code, not in a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an impossible name or folder is wrong usage (2), any other refusal ends with 1."""
        try:
            return super().invoke(ctx)
        except LizeroError as error:
            tell().print(f"[bold red]{_title(error)}[/bold red]: {escape(str(error))}")
            raise typer.Exit(2 if isinstance(error, (UnknownName, ProjectRefused)) else 1) from error


def _title(error: LizeroError) -> str:
    words = {"UnknownName": "unknown name", "ProjectRefused": "no such project or file", "VerifyFailed": "verification failed",
             "FreezeRefused": "not frozen", "BoundaryRefused": "no boundary"}
    return words.get(type(error).__name__, "refused")
