"""Write the generated reference pages: one a table, the command line, the data sets, the vocabulary.

Run before sphinx-build: ``python docs/generate.py``. Output stands in ``docs/reference/_generated`` (not tracked).
"""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typer.main
from typer.testing import CliRunner

from lizero.cli import commands as command_line
from lizero.exchange import write_system
from lizero.lca import load
from lizero.reference import data_set, data_sets
from lizero.schema import json_schema, page
from lizero.tables import SEVEN, TABLES
from lizero.trace.provenance import provenance
from lizero.vocab import categories

HERE = Path(__file__).parent / "reference" / "_generated"


def tables() -> None:
    """One page and one JSON Schema a table."""
    folder = HERE / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        (folder / f"{name.lower()}.md").write_text(page(table), encoding="utf-8")
        schema = json.dumps(json_schema(table), ensure_ascii=False, indent=1)
        (folder / f"{name.lower()}.schema.json").write_text(schema, encoding="utf-8")
    lines = [f"| [{n}](tables/{n.lower()}.md) | {t.row} | {'table' if n in SEVEN else 'register'} |" for n, t in TABLES.items()]
    head = "# Tables\n\nEvery room reads and writes these and nothing else.\n\n| name | a row is | kind |\n|---|---|---|\n"
    tree = "\n\n```{toctree}\n:hidden:\n:glob:\n\ntables/*\n```\n"
    (HERE / "tables.md").write_text(head + "\n".join(lines) + tree, encoding="utf-8")


def _help(*words: str) -> str:
    told = CliRunner().invoke(command_line(), [*words, "--help"], env={"TERMINAL_WIDTH": "100", "NO_COLOR": "1", "TERM": "dumb"}, prog_name="lizero")
    return "\n".join(line.rstrip() for line in told.output.splitlines()).strip()


def commands() -> None:
    """One section a command, as its help prints it."""
    names = sorted(typer.main.get_command(command_line()).commands)  # type: ignore[attr-defined]
    sections = [f"## lizero {name}\n\n```text\n{_help(name)}\n```\n" for name in names]
    (HERE / "commands.md").write_text("# Commands\n\n" + "\n".join(sections), encoding="utf-8")


def sets() -> None:
    """One line a data set: publisher, edition, licence."""
    rows = []
    for name in data_sets():
        source = data_set(name).source
        rows.append(f"| `{name}` | {source.title} | {source.publisher} | {source.edition} | {source.licence} |")
    head = "# Data sets that ship\n\n| set | title | publisher | edition | licence |\n|---|---|---|---|---|\n"
    (HERE / "data-sets.md").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def words() -> None:
    """The categories of activity in three languages, with their scope."""
    rows = [
        f"| `{r['id']}` | {r['scope']} | {r['scope3_category']} | {r['iso_category']} | {r['zh-Hans']} | {r['es']} |"
        for r in categories().values()
    ]
    head = "# Categories of activity\n\n| id | scope | scope 3 category | ISO 14064-1 | 中文 | español |\n|---|---|---|---|---|---|\n"
    (HERE / "categories.md").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


def chain() -> None:
    """One page a process of the open lithium chain, and their list by stage."""
    folder = HERE / "chain"
    folder.mkdir(parents=True, exist_ok=True)
    system = load("lithium-chain")
    data = data_set("lithium-chain")
    contents, gaps = data.frame("contents"), data.frame("gaps")
    rows = system.processes.select("process", "name", "stage", "geography", "kind", "status").sort("stage", "name")
    for process in rows["process"]:
        (folder / f"{process}.md").write_text(provenance(system, process, contents, gaps), encoding="utf-8")
    lines = [
        f"| [{r['name']}](chain/{r['process']}.md) | {r['stage'] or ''} | {r['geography'] or ''} | {r['kind']} | {r['status']} |"
        for r in rows.iter_rows(named=True)
    ]
    head = f"# The open lithium chain, {system.edition}\n\n| process | stage | place | kind | status |\n|---|---|---|---|---|\n"
    tree = "\n\n```{toctree}\n:hidden:\n:glob:\n\nchain/*\n```\n"
    (HERE / "chain.md").write_text(head + "\n".join(lines) + tree, encoding="utf-8")


def downloads() -> None:
    """The whole chain as JSON-LD, Brightway data package and folder, with licence, version and changelog."""
    system, data = load("lithium-chain"), data_set("lithium-chain")
    folder, name = HERE / "downloads", f"lithium-chain-{system.edition}"
    folder.mkdir(parents=True, exist_ok=True)
    changes = _changes(system.edition or "")
    for form in ("jsonld", "datapackage"):
        write_system(system, folder / f"{name}-{form}.zip", form)
    files = {f.name: f.read_bytes() for f in sorted(Path(str(data.folder)).iterdir()) if f.suffix in (".csv", ".toml")}
    _zip(folder / f"{name}-folder.zip", files | {"LICENCE.md": LICENCE.encode(), "CHANGELOG.md": changes.encode()})
    lines = [f"| {what} | {{download}}`{name}-{form}.zip <downloads/{name}-{form}.zip>` | {about} |" for what, form, about in FORMS]
    head = "\n".join((f"# Download the open lithium chain, {system.edition}", "", LICENCE, "", "| | file | |", "|---|---|---|", *lines))
    (HERE / "downloads.md").write_text(f"{head}\n\n{changes.replace('# ', '## ', 1)}", encoding="utf-8")


LICENCE = ("Licence: CC BY 4.0. Cite the data set by its name and version and, where a figure matters, the source that stands beside each "
           "exchange; figures keep the licence of their source.")
FORMS = (
    ("openLCA", "jsonld", "every process, with amounts of today, uncertainty, sources and quality"),
    ("Brightway", "datapackage", "matrices with distributions, amounts of today"),
    ("folder", "folder", "the tables as they ship: formulas, parameters, scenarios, what flows hold, freezes and corrections"),
)


def _changes(edition: str) -> str:
    rows = data_set("lithium-chain").frame("freezes").iter_rows(named=True)
    put = data_set("lithium-chain").frame("corrections").iter_rows(named=True)
    lines = [*(f"- {r['date']}: {r['what']}" for r in rows), *(f"- {r['date']}, put right: {r['what']}" for r in put)]
    return "\n".join((f"# Changes up to {edition}", "", *lines, ""))


def _zip(path: Path, files: dict[str, bytes]) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content)


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    tables()
    commands()
    sets()
    words()
    chain()
    downloads()
