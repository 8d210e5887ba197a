"""``lizero report``: the documents that people read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import lizero as lz
from lizero.cli.place import Place, language, place_at
from lizero.cli.shell import ProjectOption, grid, out, progress, say, show_findings
from lizero.errors import UnknownName
from lizero.report import Document, kinds
from lizero.report.frameworks import framework, frameworks

__all__ = ["document_of", "inventory_document", "report"]


def report(
    kind: Annotated[str, typer.Argument(
        help="What to write: inventory, white-paper, or a framework: iso-14064-1, esrs-e1, pcf-declaration … (--list).", show_default=False
    )] = "",
    year: Annotated[int | None, typer.Argument(help="Calendar year; by default the project's last.", show_default=False)] = None,
    to: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; its suffix says the format.", show_default=False)] = None,
    lang: Annotated[str, typer.Option(help="Language: en, zh-hans, es.")] = "en",
    product: Annotated[str | None, typer.Option(help="Product of the own record, where the document is about one.", show_default=False)] = None,
    list_kinds: Annotated[bool, typer.Option("--list", help="List what can be written instead.")] = False,
    project: ProjectOption = None,
) -> None:
    """Write a report of a year: .xlsx with every line a live formula, .html that works offline, .pdf (PDF/A), .docx, .json.

    Example: lizero report iso-14064-1 2025 -o inventory.pdf --lang zh-hans
    """
    if list_kinds or not kind:
        _list()
        return
    if kind not in kinds():
        raise UnknownName("document", kind, kinds())
    place = place_at(project, year)
    target = to or Path(f"{kind}-{place.year}.html")
    with progress() as bar:
        bar.add_task(f"writing {target.name}", total=None)
        made = document_of(place, kind, language(lang), product)
        made.save(target)
        twins = _twins(made, target)
    say(f"written: [bold]{target}[/bold]" + "".join(f" and {twin.name}, the same for a program" for twin in twins))
    show_findings(made.findings)


def _twins(made: Document, target: Path) -> list[Path]:
    """The files that go with a document, written beside it."""
    written = [target.with_name(name) for name, _ in made.meta.attached]
    for path, (_, data) in zip(written, made.meta.attached, strict=True):
        path.write_bytes(data)
    return written


def document_of(place: Place, kind: str, lang: str, product: str | None = None) -> Document:
    """The document of any `kind` for the place's year."""
    if kind == "inventory":
        return inventory_document(place, kind, lang)
    if kind == "white-paper":
        from lizero.cli.paper import white_paper

        return white_paper(place, lang)
    from lizero.cli.framework_report import framework_document

    return framework_document(place, kind, lang, product=product)


def _list() -> None:
    table = grid("documents", "kind", "by", "edition", "needs")
    table.add_row("inventory", "this project", "", "inventory")
    for name in frameworks():
        f = framework(name)
        table.add_row(name, f.standard, f.edition, ", ".join(f.needs))
    out().print(table)


def inventory_document(place: Place, kind: str, lang: str, history: int = 0) -> Document:
    """The document of `kind` for the place's year, with `history` earlier years for its trend."""
    now = place.inventory()
    years = [y for y in place.project.settings.years if place.year - history <= y < place.year]
    before = [place.at(y).inventory() for y in years]
    made: Document = lz.document(kind, *before, now, lang=lang, run=place.run(kind, now, lang))
    return made
