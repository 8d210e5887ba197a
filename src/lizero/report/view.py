"""The tree resolved in one language: plain lists and texts that every page renderer reads. Nothing in it is markup.

A run is ``{"t": text, "s": strong, "n": number id, "f": footnote number}``; a block is a dict with its `type`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lizero.report.language import Language, pretty
from lizero.report.ledger import largest
from lizero.report.safe import shown
from lizero.report.tree import (
    Callout,
    Chart,
    Column,
    Findings,
    Formula,
    Heading,
    KeyFigures,
    Ledger,
    Method,
    Node,
    Number,
    PageBreak,
    Say,
    Table,
    Text,
    TwoColumns,
    say,
)

__all__ = ["Block", "Numbered", "View", "figures", "view"]

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A figure of the document by its id: full value, unit, as printed, and how it comes about."""

    id: str
    value: float | None
    unit: str
    printed: str
    where: str
    how: str


@dataclass
class View:
    """The blocks of a document in one language, its charts, its footnotes and its numbers by id."""

    lang: Language
    blocks: list[Block] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    numbers: dict[str, Numbered] = field(default_factory=dict)

    def runs(self, said: Any, where: str = "") -> list[Block]:
        """What is said, as runs; its numbers and footnotes are entered in the document's lists."""
        return [self._run(r, where) for r in self.lang.runs(said) if r.text or r.note]

    def text(self, said: Any) -> str:
        """What is said, as plain text."""
        return shown(self.lang.text(said))

    def _run(self, run: Any, where: str) -> Block:
        out: Block = {"t": shown(run.text), "s": run.strong, "n": "", "f": 0}
        if run.note:
            self.notes.append(shown(run.note))
            out["f"] = len(self.notes)
        if run.number and run.number.id:
            out["n"] = self.enter(run.number, where)
        return out

    def enter(self, number: Number, where: str) -> str:
        """Enter `number` in the index and return its id, told apart where two figures claim one id.

        A figure printed in several places keeps the first place and explanation that any of them gives.
        """
        digits, unit = self.lang.figure(number)
        printed = f"{digits} {unit}".strip()
        id, n = number.id, 2
        while id in self.numbers and self.numbers[id].value != number.value:
            id, n = f"{number.id}.{n}", n + 1
        told, how = self.numbers.get(id), self.text(number.how)
        if told is None:
            self.numbers[id] = Numbered(id, number.value, number.unit, printed, where, how)
        elif (where and not told.where) or (how and not told.how):
            self.numbers[id] = replace(told, where=told.where or where, how=told.how or how)
        return id


def view(nodes: Sequence[Node], lang: Language) -> View:
    """The `nodes` in the language `lang`."""
    out = View(lang)
    for node in nodes:
        out.blocks.extend(_blocks(node, out))
    return out


def figures(v: View, meta: Any) -> Block:
    """The figures of the document by id as plain data: value, unit, as printed, where, how; with kind and digest of the run."""
    told = {k: {"value": n.value, "unit": n.unit, "printed": n.printed, "where": n.where, "how": n.how} for k, n in v.numbers.items()}
    return {"kind": meta.kind, "digest": meta.digest, "command": shown(meta.command), "numbers": told}


def _blocks(node: Node, v: View) -> Iterator[Block]:
    match node:
        case Heading():
            yield {"type": "heading", "level": node.level, "id": node.id or f"s{len(v.blocks)}",
                   "text": v.text(node.text), "lead": v.runs(node.lead)}
        case Text():
            yield {"type": "text", "runs": v.runs(node.body)}
        case TwoColumns():
            yield {"type": "columns", "left": v.runs(node.left), "right": v.runs(node.right)}
        case Callout():
            yield {"type": "callout", "tone": node.tone, "title": v.text(node.title), "runs": v.runs(node.body)}
        case Method():
            yield {"type": "method", "title": v.text(node.title), "runs": v.runs(node.body)}
        case KeyFigures():
            yield {"type": "cards", "cards": [_card(c, v) for c in node.cards]}
        case Findings():
            yield _findings(node, v)
        case Table():
            yield table(node, v)
        case Chart():
            yield _chart(node, v)
        case Ledger():
            yield table(largest(node.frame), v)
        case PageBreak():
            yield {"type": "break"}


def _card(card: Any, v: View) -> Block:
    digits, unit = v.lang.figure(card.figure)
    id = v.enter(card.figure, v.text(card.label)) if card.figure.id else ""
    return {"value": digits, "unit": unit, "n": id, "label": shown(v.lang.sentence(card.label)), "note": v.runs(card.note), "colour": card.colour}


def _findings(node: Findings, v: View) -> Block:
    order = {"error": 0, "warning": 1, "notice": 2}
    ranked = sorted(node.findings, key=lambda f: order[f.severity])
    items = [{"severity": f.severity, "word": v.text(say(f"severity {f.severity}")), "where": shown(f.where), "rule": shown(f.rule),
              "message": shown(v.lang.finding(f.rule, f.message)), "hint": shown(v.lang.hint(f.hint))} for f in ranked]
    return {"type": "findings", "title": v.text(node.title), "items": items,
            "empty": v.text(say("no findings")), "count": len(items)}


def _chart(node: Chart, v: View) -> Block:
    v.charts.append(node)
    data = table(node.table, v, counted=False) if node.table else None
    return {"type": "chart", "id": node.id, "number": len(v.charts), "title": shown(v.lang.sentence(node.title)),
            "unit": shown(v.lang.sentence(node.unit)),
            "alt": v.text(node.alt), "source": v.text(node.source), "table": data, "wide": node.wide}


def table(node: Table, v: View, *, counted: bool = True) -> Block:
    """The block of a table: heads, cells as runs, decimals equal down each column of numbers."""
    decimals = [_decimals(c, [r[i] for r in node.rows]) for i, c in enumerate(node.columns)]
    count = sum(b["type"] == "table" and b["number"] > 0 for b in v.blocks) + 1 if counted else 0
    head = [{"text": shown(pretty(v.lang.sentence(c.head))), "kind": c.kind, "about": v.text(c.about)} for c in node.columns]
    caption = shown(v.lang.sentence(node.caption))
    rows = [[_cell(cell, c, d, v, f"{node.id}/{r + 1}/{i + 1}", f"{caption} · {_place(row, head, i, v)}", node.how)
             for i, (cell, c, d) in enumerate(zip(row, node.columns, decimals, strict=True))] for r, row in enumerate(node.rows)]
    return {"type": "table", "id": node.id, "number": count, "caption": caption, "head": head, "rows": rows,
            "strong": sorted(node.strong), "source": v.text(node.source), "note": v.runs(node.note)}


def _place(row: Sequence[Any], head: Sequence[Block], i: int, v: View) -> str:
    first = row[0] if i and not isinstance(row[0], float) else ""
    return f"{v.text(first)}, {head[i]['text']}".strip(", ")


def _decimals(column: Column, cells: Sequence[Any]) -> int:
    if column.decimals is not None:
        return column.decimals
    sizes = [abs(x) for x in (c.value if isinstance(c, (Number, Formula)) else c for c in cells) if isinstance(x, float) and x == x]
    if column.kind == "percent":
        return 0
    top = max(sizes, default=0.0)
    return 0 if top >= 1000 else 1 if top >= 100 else 2 if top >= 1 or not top else 4


def _cell(cell: Any, column: Column, decimals: int, v: View, id: str, where: str, how: Say) -> Block:
    if column.kind == "status":
        return {"runs": v.runs(say(f"status {cell}") if cell else ""), "status": cell or ""}
    said = _said(cell, column, decimals, id)
    told = replace(said, how=how) if isinstance(said, Number) and not said.how else said
    return {"runs": v.runs(told, where), "status": ""}


def _said(cell: Any, column: Column, decimals: int, id: str) -> Any:
    """What a cell says: a number under its own id or its place in the table, a text, or a dash for absence."""
    if isinstance(cell, Formula):
        return Number(cell.value, "", id, decimals)
    if isinstance(cell, Number):
        kept = cell if cell.decimals is not None or cell.unit == "%" else replace(cell, decimals=decimals)
        return replace(kept, id=kept.id or id, unit=kept.unit if kept.unit == "%" else "")
    if column.kind == "percent" and isinstance(cell, (int, float)):
        return Number(float(cell), "%", id, decimals)
    if isinstance(cell, float):
        return Number(cell, "", id, decimals)
    return "–" if cell is None else cell
