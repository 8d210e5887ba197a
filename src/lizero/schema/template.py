"""The spreadsheet template of a declared table: headers with notes, drop-down lists, typed columns."""

from __future__ import annotations

import io

import xlsxwriter

from lizero.schema.declaration import Table

__all__ = ["template"]


def template(table: Table, *, rows: int = 500) -> bytes:
    """An XLSX workbook to fill in: one sheet named as the table, one column a declared column, lists where choices are."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    sheet = book.add_worksheet(table.name.lower())
    needed = book.add_format({"bold": True, "bg_color": "#123B52", "font_color": "white"})
    optional = book.add_format({"bold": True, "bg_color": "#E4E8EB"})
    for at, column in enumerate(table.columns):
        sheet.write(0, at, column.name, needed if column.required else optional)
        sheet.write_comment(0, at, f"{column.about}\n{column.example}".strip())
        sheet.set_column(at, at, max(12, len(column.name) + 2))
        if column.choices and len(",".join(column.choices)) <= 255:
            sheet.data_validation(1, at, rows, at, {"validate": "list", "source": list(column.choices)})
    sheet.freeze_panes(1, 0)
    book.close()
    return sink.getvalue()
