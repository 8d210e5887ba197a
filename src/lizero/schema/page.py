"""The documentation page of a declared table, in Markdown."""

from __future__ import annotations

from lizero.schema.declaration import Column, Table

__all__ = ["page"]


def page(table: Table) -> str:
    """The Markdown page of `table`: what a row is, and one line a column."""
    head = f"# {table.name}\n\nA row is {table.row}.\n\n| column | kind | needed | what it holds | example |\n|---|---|---|---|---|\n"
    return head + "\n".join(_line(c) for c in table.columns) + "\n"


def _line(column: Column) -> str:
    kind = f"{column.kind}, {column.unit}" if column.unit else column.kind
    needed = "key" if column.key else "yes" if column.required else ""
    about = column.about + (f" One of: {', '.join(column.choices)}." if column.choices else "")
    cells = (f"`{column.name}`", kind, needed, about, column.example)
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"
