"""A report of two hundred pages in every format; the PDF is to be set well within a minute on two cores.

    python benchmarks/report_pages.py [--small]
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from pathlib import Path

import pypdf

from lizero.report import Document, Meta
from lizero.report.charts import contributions
from lizero.report.numbers import numbers_in
from lizero.report.tree import Column, Heading, Node, Note, Number, Table, Text

TARGET = 60.0
ROWS, CHAPTERS = 62, 98


def chapter(n: int) -> list[Node]:
    """A chapter of two pages: text with a footnote, a drawing, a long table."""
    parts = [contributions.Part(f"part {i}", 100.0 / (i + 1)) for i in range(7)]
    total = sum(p.amount for p in parts)
    rows = tuple((f"site {n}/{i}", float(i * n + 1), float(i + n), i / ROWS) for i in range(ROWS))
    columns = (Column("site"), Column("location", "number"), Column("market", "number"), Column("share", "percent"))
    prose = ("A sentence that stands for what a company says of itself, with a figure of the run, ",
             Number(1234.5 * n, "t CO2e", f"n{n}", scaled=True), ", and a footnote", Note(f"Source {n}"), ". ") * 6
    return [Heading(f"Chapter {n}", 1, "What it answers"), Text(prose), Text(prose),
            contributions.chart(parts, total=total, unit="t CO2e", what=f"chapter {n}", source="made for the measurement"),
            Heading("In figures", 2), Table(f"t{n}", f"figures of chapter {n}", columns, rows)]


def main(small: bool = False) -> None:
    """Print pages, size and seconds of each format; exit 1 when a figure is lost in the PDF or it takes longer than the target."""
    nodes = tuple(node for n in range(1, 5 if small else CHAPTERS + 1) for node in chapter(n))
    made = Document(nodes, Meta("note", "Many pages", frozen=True))
    for name in ("pdf", "html", "docx", "xlsx"):
        start = time.perf_counter()
        data = getattr(made, name)()
        took = time.perf_counter() - start
        pages = f", {len(pypdf.PdfReader(io.BytesIO(data)).pages)} pages" if name == "pdf" else ""
        print(f"{name}: {took:.1f} s, {len(data) / 1e6:.1f} MB{pages}")
        if name == "pdf":
            check(made, data, took)


def check(made: Document, data: bytes, took: float) -> None:
    """Fail where the figures that come back are not those of the document, or where it took too long."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(data)
        if set(numbers_in(path).numbers) != set(made.numbers):
            raise SystemExit("figures are lost in the PDF")
    if took > TARGET:
        raise SystemExit(f"the PDF took {took:.0f} s, more than {TARGET:.0f}")


if __name__ == "__main__":
    main("--small" in sys.argv)
