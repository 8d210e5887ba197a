"""``lizero demo``: an illustrative lithium group, from its plants' spreadsheets to its inventory and its product's footprint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, cast

import polars as pl
import typer
from rich.markup import escape
from rich.panel import Panel

import lizero as lz
from lizero.cli.inventory import breakdown_table, energy_by_carrier, totals_table
from lizero.cli.paper import ROUTES, white_paper
from lizero.cli.place import APPROACHES, Place
from lizero.cli.reconcile import reconciliation_table
from lizero.cli.report import inventory_document
from lizero.cli.shell import grid, number, out, progress, say
from lizero.errors import Finding
from lizero.inventory import Inventory
from lizero.lca import Footprint, System
from lizero.project import Project, verify
from lizero.project.illustrative import DRAFT, inbox, make
from lizero.reference import data_set
from lizero.trace import Reconciliation, bridge
from lizero.trace.reconcile import reconciled
from lizero.units import conversion

__all__ = ["demo"]

FOLDER = "lizero-demo"
YEAR = 2025
DAY = date(2026, 1, 31)
"""The day that the illustrative year was closed: the demo is the same on every day."""
EXPLAINED = "coastal/coastal-kiln/stationary combustion/natural gas/2025-03"
PAPERS = {"en": "white-paper-2025", "zh-Hans": "白皮书-2025"}
OWN = (("coastal", "lithium hydroxide monohydrate"), ("shu", "lithium hydroxide monohydrate"), ("jiang", "lithium hydroxide monohydrate"),
       ("jiang", "lithium carbonate"), ("salar", "lithium carbonate"))


def demo(
    folder: Annotated[Path | None, typer.Option("--in", help="Where to make it; by default the current folder.", show_default=False)] = None,
) -> None:
    """Make the project of an illustrative lithium group in ./lizero-demo, run everything, and tell the story.

    Replaces only a folder that it made. Example: lizero demo
    """
    top = (folder or Path.cwd()) / FOLDER
    _opening(top)
    project = _arrive(top)
    place = Place(project, YEAR)
    made = _account(place)
    _energy(made)
    closing = _products(place)
    _reconcile(closing)
    _explain(made)
    _leave(place, top)
    _publish(place, top)
    if not closing.closed:
        raise typer.Exit(1)


def _chapter(number_: int, title: str, text: str) -> None:
    say(f"\n[bold #971541]{number_}[/bold #971541]  [bold]{title}[/bold]\n[dim]{text}[/dim]\n")


def _opening(top: Path) -> None:
    text = (
        "[bold]Ridge & Salar Lithium Group[/bold] holds 51 % of a spodumene mine and owns a hydroxide refinery in Western Australia, refineries in "
        "Sichuan and Jiangsu, a quarter of a brine works in Chile, and a recycling pilot. It wants two answers from one record: what do we emit, "
        "and what does a kilogram of our hydroxide carry?\n\n"
        "[bold]Illustrative:[/bold] no such company exists. Outputs are of the scale of public capacities; energy and reagents for a "
        f"tonne are those of published unit processes.\n\n[dim]The project is made in {escape(str(top))}[/dim]"
    )
    out().print(Panel(text, title="lizero demo", title_align="left", border_style="#27708A", padding=(1, 2)))


def _arrive(top: Path) -> Project:
    _chapter(1, "The plants send their spreadsheets",
             "month grids and tables, English, Chinese and Spanish, UTF-8 and GB18030: imported as a user would")
    with progress() as bar:
        task = bar.add_task("making the project", total=len(inbox(top)) + 2)
        project = make(top)
        bar.advance(task)
        taken = []
        for path in inbox(top):
            bar.update(task, description=f"importing {path.name}")
            taken.append(project.take(path, on=DAY))
            bar.advance(task)
        again = project.take(inbox(top)[0], on=DAY)
        draft = project.check(top / "inbox" / DRAFT, to=top / "check")
    table = grid("", "file", "rows in", "set apart", "what was found", numbers=(1, 2))
    for path, t in zip(inbox(top), taken, strict=True):
        table.add_row(path.name, number(t.added.height), number(t.rejected.height), _told(t.findings))
    table.add_row(f"{inbox(top)[0].name} [dim]once more[/dim]", number(again.added.height), number(again.rejected.height), _told(again.findings))
    out().print(table)
    say(f"\nOne plant's first draft was checked before import. {draft.rejected.height} of its rows have faults; its own workbook comes back with a "
        "comment on each cell:")
    for finding in draft.findings:
        say(f"  [{'red' if finding.severity == 'error' else 'cyan'}]{finding.where.split(' › ', 1)[-1]}[/]  {escape(finding.message)}")
    return project


def _told(findings: Iterable[Finding]) -> str:
    shown = [escape(f.message) for f in findings]
    return shown[0] if shown else "nothing to mend"


def _account(place: Place) -> Inventory:
    _chapter(2, f"The inventory of {YEAR}", "gas by gas, location- and market-based side by side, under three consolidation approaches")
    earlier = place.project.settings.years[:-1]
    with progress() as bar:
        task = bar.add_task("computing", total=len(APPROACHES) + len(earlier))
        views = {}
        for approach in APPROACHES:
            views[approach] = place.inventory(approach=approach)
            bar.advance(task)
        years = {}
        for year in earlier:
            years[year] = place.at(year).inventory()
            bar.advance(task)
    made = views[place.project.settings.approach]
    totals_table(made)
    say()
    breakdown_table(made.by("site", "scope", basis="market"), ("site", "scope"), "market")
    say()
    _approaches(views)
    say()
    _trend({**years, YEAR: made})
    say()
    _findings(place.findings(*made.findings, *lz.completeness(place.record, YEAR)))
    return made


def _approaches(views: dict[str, Inventory]) -> None:
    table = grid("the same record under three approaches, t CO2e", "approach", "scope 1", "scope 2 location", "scope 2 market", "scope 3",
                 "total, market-based", numbers=(1, 2, 3, 4, 5))
    for name, made in views.items():
        t = made.totals
        table.add_row(name, *(number(v) for v in (t.scope1, t.scope2_location, t.scope2_market, t.scope3, made.total("market"))))
    out().print(table)


def _trend(years: dict[int, Inventory]) -> None:
    title = f"{len(years)} years, {years[YEAR].approach} control, t CO2e"
    table = grid(title, *("", *(str(y) for y in years)), numbers=tuple(range(1, len(years) + 1)))
    table.add_row("scope 1", *(number(m.totals.scope1) for m in years.values()))
    table.add_row("scope 2, location-based", *(number(m.totals.scope2_location) for m in years.values()))
    table.add_row("scope 2, market-based", *(number(m.totals.scope2_market) for m in years.values()))
    table.add_row("scope 1 + 2 a tonne LCE, market-based", *(number(_a_tonne(m), 2) for m in years.values()))
    out().print(table)


def _a_tonne(made: Inventory) -> float | None:
    rows = made.intensity.filter((pl.col("scope") == "1+2") & (pl.col("basis") == "market") & pl.col("site").is_null())
    return None if rows.is_empty() else rows["per_lce"][0]


def _findings(findings: tuple[Finding, ...]) -> None:
    say(f"[bold]what the reader should know[/bold]  [dim]all of it: lizero inventory {YEAR} --all-findings[/dim]")
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.rule), []).append(finding)
    order = ("error", "warning", "notice")
    colours = {"error": "bold red", "warning": "yellow", "notice": "cyan"}
    for (severity, _), group in sorted(groups.items(), key=lambda g: order.index(g[0][0])):
        count = f" [dim]and {len(group) - 1} like it[/dim]" if len(group) > 1 else ""
        say(f"  [{colours[severity]}]{severity:7}[/] {escape(_short(group[0]))}{count}")


def _short(finding: Finding) -> str:
    text = re.sub(r"\s+", " ", f"{finding.where}: {finding.message}")
    return text if len(text) <= 160 else text[:157] + "…"


def _energy(made: Inventory) -> None:
    _chapter(3, "Energy, from the same record", "by carrier, with the renewable part, in the units that a Chinese and an Australian plant both read")
    rows = energy_by_carrier(made)
    table = grid("", "carrier", "direction", "GJ", "MWh", "tce", "renewable, GJ", numbers=(2, 3, 4, 5))
    for row in rows.iter_rows(named=True):
        table.add_row(row["carrier"], row["direction"], *(number(row[c]) for c in ("gj", "mwh", "tce", "renewable_gj")))
    out().print(table)


def _products(place: Place) -> Reconciliation:
    _chapter(4, "The footprint of what it makes", "the year becomes unit processes, linked to each other and to the open lithium chain; "
             "beside it the routes of the literature, and what was published")
    with progress() as bar:
        task = bar.add_task("linking and solving", total=3)
        made = bridge(place.record, YEAR, library=place.library)
        bar.advance(task)
        found = [made.system.footprint(f"{site}/{product}") for site, product in OWN]
        bar.advance(task)
        chain = cast(System, lz.load("lithium-chain"))
        routes = [(chain.footprint(name, process=process or None), row) for process, name, row in ROUTES]
        closing = reconciled(made)
        bar.advance(task)
    published = {r["id"]: r for r in data_set("published-footprints").frame("published").iter_rows(named=True)}
    table = grid("kg CO2e for one kg, cradle to gate, ar6-gwp100", "product", "from", "footprint", "unverified", "published", numbers=(2, 3, 4))
    for (site, product), f in zip(OWN, found, strict=True):
        table.add_row(product, f"own record, {site}", number(_a_kilogram(f.total, f.per), 2), _percent(f.unverified_share), "")
    for f, row in routes:
        told = published[row]
        beside = f"{float(told['value']):.2f} {_who(told['source'])}"
        table.add_row(f.product, "open lithium chain", number(f.total, 2), _percent(f.unverified_share), beside)
    out().print(table)
    _beside(list(zip(OWN, found, strict=True)), routes[0][0].total or 0.0)
    _why(found[0].by_input().head(6), found[0].total or 1.0)
    return closing


def _beside(own: list[tuple[tuple[str, str], Footprint]], literature: float) -> None:
    """Which own sites make hydroxide below the coal-fired route of the literature, by the numbers above."""
    hydroxide = [(site, _a_kilogram(f.total, f.per)) for (site, product), f in own if product == OWN[0][1]]
    below = [site for site, value in hydroxide if value is not None and value < literature]
    above = [site for site, value in hydroxide if value is not None and value >= literature]
    told = f"below {', '.join(below) or 'none'}; above {', '.join(above) or 'none'}"
    say(f"\nAgainst the coal-fired route of the literature ({number(literature, 2)}): {told}.")


def _a_kilogram(total: float | None, per: str) -> float | None:
    return None if total is None else total / conversion(per, "kg")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _who(source: str) -> str:
    return re.sub(r"^(\w+).*?(\d{4}).*$", r"\1 \2", source)


def _why(rows: pl.DataFrame, total: float) -> None:
    parts = [f"{escape(str(r['product']))} {100 * r['direct'] / total:.0f} %" for r in rows.iter_rows(named=True)]
    say(f"\nOwn hydroxide from the coast: {', '.join(parts)}.")
    say("[dim]Why the chain differs from published values is told row by row in docs/validation.[/dim]")


def _reconcile(found: Reconciliation) -> None:
    title = "The two answers agree" if found.closed else "The two answers do not agree"
    _chapter(5, title, "product footprints times output, through the matrices, against what the sites report")
    reconciliation_table(found)


def _explain(made: Inventory) -> None:
    _chapter(6, "Every number can be explained", f"lizero explain {YEAR} \"{EXPLAINED}\"")
    chain = lz.explain(made.impacts, record=EXPLAINED)
    text = str(chain).split("\n\n")
    say(escape("\n\n".join(text[:2])))


def _leave(place: Place, top: Path) -> None:
    _chapter(7, "Frozen, verified, written", "an inventory is a folder that anybody can run again")
    with progress() as bar:
        task = bar.add_task("freezing", total=3)
        frozen = place.project.freeze(YEAR, on=DAY)
        bar.advance(task)
        again = verify(frozen.folder)
        bar.advance(task)
        reports = top / "reports"
        reports.mkdir(exist_ok=True)
        for lang, name in (("en", "inventory-2025"), ("zh-Hans", "清单-2025")):
            document = inventory_document(place, "inventory", lang, history=4)
            for suffix in ("html", "xlsx"):
                document.save(reports / f"{name}.{suffix}")
        bar.advance(task)
    say(f"verified: {again.rows:,} result rows computed again from the frozen folder are the same.\n")
    _list(top, (
        (frozen.folder, "the frozen year: inputs, factors used, results, digests"),
        (reports / "inventory-2025.html", "the inventory report; 清单-2025.html in Chinese"),
        (reports / "inventory-2025.xlsx", "every line a live formula: activity × conversion × factor × GWP"),
        (top / "check", "the draft with its findings as comments"),
        (top / "registers", "who is who: organisations, ownership, sites, meters, products, certificates"),
    ))


def _publish(place: Place, top: Path) -> None:
    _chapter(8, "The white paper", "what the sites emit, what a kilogram carries, the plan to net zero by 2050; from the same frozen run")
    reports = top / "reports"
    made = [reports / f"{name}.{suffix}" for name in PAPERS.values() for suffix in ("pdf", "html")]
    for lang, name in PAPERS.items():
        paper = white_paper(place, lang)
        for suffix in ("pdf", "html"):
            paper.save(reports / f"{name}.{suffix}")
    plan = place.kept("plan", lambda: None)
    if plan is not None:
        last, first = plan.years[-1], plan.years[0]
        short = {name: sum(years.values()) for name, years in plan.shortfalls().items() if years}
        verdict = "keeps every commitment" if not short else "falls short: " + ", ".join(f"{n} by {number(t)} t" for n, t in short.items())
        scope, then, left = " + ".join(plan.target.scopes), number(plan.gross[first]), number(plan.gross[last])
        say(f"The plan takes scope {scope} from {then} t CO2e to {left} t in {last} and {verdict}; "
            f"{plan.illustrative_share():.0%} of its capital rests on illustrative or unverified figures.\n")
    _list(top, tuple((path, "") for path in made))
    files = Counter(p.suffix for p in top.rglob("*") if p.is_file())
    say(f"\n{sum(files.values())} files. Go on with:\n  cd {FOLDER}\n  lizero inventory {YEAR} --by site,category\n  lizero footprint --list\n  "
        f"lizero reconcile {YEAR}\n  lizero plan {YEAR}\n  lizero check inbox/{DRAFT}")


def _list(top: Path, rows: tuple[tuple[Path, str], ...]) -> None:
    for path, what in rows:
        say(f"  [bold]{escape(path.relative_to(top.parent).as_posix())}[/bold]  [dim]{what}[/dim]")
