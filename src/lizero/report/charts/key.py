"""What several charts share: the row of transformations under a plot, the source line, and frames with the columns they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from lizero.errors import UnknownName
from lizero.report.charts.theme import Spec, values
from lizero.report.charts.words import lines, text_units
from lizero.report.language import Language
from lizero.report.palette import TRANSFORMATIONS, P
from lizero.report.tree import Say, say

__all__ = ["Entry", "colour", "held", "key_row", "numbered", "sourced"]

ROW = 14
STEP, LETTER = 15.0, 4.3


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered thing of a plot: its name, the colour of its meaning, and a figure behind the name."""

    name: str
    colour: str
    figure: str = ""


def held(frame: pl.DataFrame, *needed: str, chart: str) -> pl.DataFrame:
    """`frame` itself. Raises UnknownName for a column of `needed` that it lacks, ValueError when it has no row."""
    for name in needed:
        if name not in frame.columns:
            raise UnknownName(f"column of the {chart} chart", name, frame.columns)
    if frame.is_empty():
        raise ValueError(f"the {chart} chart needs at least one row; the frame has none")
    return frame


def sourced(source: Say, digest: str) -> Say:
    """The source line with the first digits of the run's digest, where there is one."""
    return say("source and digest", source=source, digest=digest[:12]) if digest else source


def colour(transformation: str | None) -> str:
    """The colour of a transformation; grey for a thing that belongs to none."""
    return TRANSFORMATIONS.get(transformation or "", P["other"])


def key_row(present: Iterable[str | None], lang: Language, width: float, *, below: float) -> tuple[list[Spec], float]:
    """Squares and names of the transformations `present`, `below` the plot; the layers and the room they take in points."""
    wanted, x, row, layers = set(present), 0.0, 0, []
    usable = width - 20 if width > 360 else 0.72 * width
    for id, fill in TRANSFORMATIONS.items():
        if id not in wanted:
            continue
        name = lang.text(say(f"transformation {id}"))
        long = 14 + text_units(name) * 4.7 + 14
        if x and x + long > usable:
            x, row = 0.0, row + 1
        layers += _entry(name, fill, x, below + row * ROW)
        x += long
    return layers, below + (row + 1) * ROW if layers else 0.0


def _entry(name: str, fill: str, x: float, y: float) -> list[Spec]:
    place = {"x": 0, "y": {"expr": "height"}}
    square = {"type": "point", "shape": "square", "filled": True, "color": fill, "size": 60, "opacity": 1, **place,
              "xOffset": x + 4, "yOffset": y}
    words = {"type": "text", "align": "left", "baseline": "middle", "text": name, **place, "dx": x + 13, "dy": y + 0.5}
    return [{"data": values([{}]), "mark": mark} for mark in (square, words)]


def numbered(entries: Sequence[Entry], lang: Language, width: float, *, below: float) -> tuple[list[Spec], float]:
    """Number, name and figure of each entry `below` the plot, down two columns where the plot is wide; layers and room in points."""
    columns = 2 if width > 400 else 1
    rows, wide = -(-len(entries) // columns), (width - 30 if width > 400 else 0.68 * width) / columns - 8
    names = [lines(e.name, int((wide - 26 - text_units(e.figure) * 5) / LETTER), lang) for e in entries]
    tall = [STEP + 10 * (max(len(name) for name in names[row::rows]) - 1) for row in range(rows)]
    middles = [below - STEP / 2 + edge - size / 2 for edge, size in zip(accumulate(tall), tall, strict=True)]
    layers = []
    for i, entry in enumerate(entries):
        column, row = divmod(i, rows)
        layers += _numbered(i + 1, entry, names[i], (column * (wide + 16), middles[row]), wide)
    return layers, below + sum(tall) if entries else 0.0


def _numbered(n: int, entry: Entry, name: Sequence[str], at: tuple[float, float], wide: float) -> list[Spec]:
    x, y = at
    place = {"x": 0, "y": {"expr": "height"}}
    box = {"type": "point", "shape": "square", "filled": True, "color": entry.colour, "size": 130, "opacity": 1, **place,
           "xOffset": x + 6, "yOffset": y}
    text = {"type": "text", "baseline": "middle", **place, "dy": y + 0.5}
    marks = (box, {**text, "dx": x + 6, "color": "white", "fontWeight": 600, "fontSize": 7.5, "text": str(n)},
             *({**text, "dx": x + 18, "dy": y + 0.5 + 10 * (k - (len(name) - 1) / 2), "align": "left", "text": line} for k, line in enumerate(name)),
             {**text, "dx": x + wide, "align": "right", "color": P["ink2"], "text": entry.figure})
    return [{"data": values([{}]), "mark": mark} for mark in marks]
